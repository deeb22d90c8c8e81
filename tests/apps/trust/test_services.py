"""What we took on for a customer: who may, what is refused, what their word does."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from tests.apps.program.build import Day, dated, key, measured, today
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.audit.models import Entry
from vitalfew.apps.program.selectors import gates_now
from vitalfew.apps.teams.models import Membership
from vitalfew.apps.trust.models import Undertaking
from vitalfew.apps.trust.selectors import (
    tried_by,
    trust_of,
    undertakings_of,
    undertakings_open,
)
from vitalfew.apps.trust.services import (
    Taken,
    undertaking_begin,
    undertaking_end,
    undertaking_reopen,
    undertaking_withdraw,
    undertaking_word,
)

pytestmark = pytest.mark.django_db


def begin(cast, kind="promise", who="marta", **values):
    given = {"title": "Spare parts in a day", "owner": cast.sam, "begun_on": today(-9)}
    taken = Taken(kind=kind, **(given | values))
    return undertaking_begin(
        acting=getattr(cast, who), account=cast.norvik, taken=taken
    )


def end(cast, made, who="marta", **values):
    given = {"kept": True, "on": today(-1), "outcome": "They came"} | values
    undertaking_end(acting=getattr(cast, who), undertaking=made, **given)


def word(cast, made, who="marta", **values):
    given = {"word": "satisfied", "who": "Eva Marsh", "on": today(), "text": "Good"}
    undertaking_word(acting=getattr(cast, who), undertaking=made, **(given | values))


def test_whoever_took_it_on_says_how_it_ended(cast):
    made = begin(cast)
    end(cast, made, who="sam")
    word(cast, made, who="sam", word="dissatisfied", text="A week too late")

    made.refresh_from_db()
    assert (made.state, made.ended_on, made.outcome) == ("kept", today(-1), "They came")
    assert (made.word, made.word_who) == ("dissatisfied", "Eva Marsh")
    actions = Entry.objects.filter(account=cast.norvik).order_by("pk")
    assert [each.action for each in actions] == [
        "undertaking.begin",
        "undertaking.kept",
        "undertaking.word",
    ]
    assert "Eva" not in str([each.details for each in actions])


@pytest.mark.parametrize("who", ["sam", "chen", "ana", "rhea", "carl"])
def test_only_the_manager_and_the_head_write_down_what_is_taken_on(cast, who):
    with pytest.raises(PermissionDenied):
        begin(cast, who=who)

    assert (Undertaking.objects.count(), Entry.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("undertaking_title", {"title": " "}),
        ("undertaking_begun_future", {"begun_on": Day(1)}),
        ("undertaking_due_before", {"due_on": Day(-10)}),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_kept(cast, code, values):
    with pytest.raises(RefusedError) as refused:
        begin(cast, **dated(values))

    assert (refused.value.code, Undertaking.objects.count()) == (code, 0)


def test_nobody_answers_for_what_they_do_not_see(cast):
    with pytest.raises(RefusedError) as refused:
        begin(cast, owner=cast.chen)

    assert (refused.value.code, Undertaking.objects.count()) == ("undertaking_owner", 0)


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("undertaking_end_day", {"on": Day(1)}),
        ("undertaking_end_day", {"on": Day(-10)}),
        ("undertaking_outcome", {"outcome": " "}),
    ],
)
def test_an_end_that_says_too_little_is_refused(cast, code, values):
    made = begin(cast)

    with pytest.raises(RefusedError) as refused:
        end(cast, made, **dated(values))

    made.refresh_from_db()
    assert (refused.value.code, made.state) == (code, "open")


def test_what_has_ended_does_not_end_again(cast):
    made = begin(cast)
    end(cast, made)

    with pytest.raises(RefusedError) as refused:
        end(cast, made, kept=False)

    made.refresh_from_db()
    assert (refused.value.code, made.state) == ("undertaking_ended", "kept")


def test_what_is_taken_back_no_longer_counts_and_stays(cast):
    made = begin(cast)
    undertaking_withdraw(acting=cast.hana, undertaking=made, reason="Another customer")

    assert list(undertakings_of(cast.marta, cast.norvik)) == []
    assert Undertaking.objects.get().withdrawn == "Another customer"
    with pytest.raises(RefusedError) as refused:
        word(cast, made)
    assert refused.value.code == "undertaking_withdrawn"


@pytest.mark.parametrize(
    ("kind", "said", "days", "state", "code"),
    [
        ("pilot", "satisfied", 0, "met", "gate.tried"),
        ("first_use", "satisfied", 0, "met", "gate.tried"),
        ("pilot", "dissatisfied", 0, "missing", "gate.disappointed"),
        ("promise", "satisfied", 0, "met", "gate.experienced"),
        ("pilot", "dissatisfied", -1, "met", "gate.experienced"),
    ],
)
def test_their_word_on_what_they_tried_answers_the_first_gate(
    cast, kind, said, days, state, code
):
    measured(cast.norvik)
    cycle = key(cast, cast.norvik)
    made = begin(cast, kind)
    end(cast, made)
    word(cast, made, word=said, on=today(days))

    found = {gate.name: gate for gate in gates_now(cast.hana, cycle, "stabilize")}

    assert (found["experience"].state, found["experience"].reason.code) == (state, code)


def test_a_pilot_that_still_runs_answers_no_gate_yet(cast):
    word(cast, begin(cast, "pilot"), word="dissatisfied")

    assert tried_by([cast.norvik.pk]) == {}


def test_a_promise_kept_after_its_day_was_not_kept(cast):
    end(cast, begin(cast, due_on=today(-2)))
    end(cast, begin(cast, due_on=today(-1)))

    standing = trust_of(undertakings_of(cast.marta, cast.norvik), today())
    assert (standing.kept, standing.broken, standing.unheard) == (1, 1, 2)


def test_what_was_ended_by_mistake_is_open_again_and_its_end_is_in_the_record(cast):
    made = begin(cast)
    end(cast, made)
    undertaking_reopen(acting=cast.marta, undertaking=made, reason="Another one")

    made.refresh_from_db()
    assert (made.state, made.ended_on, made.outcome) == ("open", None, "")
    entry = Entry.objects.get(action="undertaking.reopen")
    assert entry.details["before"] == "They came"
    assert entry.details["reason"] == "Another one"


def test_only_who_keeps_the_account_opens_it_again_and_says_why(cast):
    made = begin(cast)
    end(cast, made)

    with pytest.raises(PermissionDenied):
        undertaking_reopen(acting=cast.sam, undertaking=made, reason="Mine")
    with pytest.raises(RefusedError) as refused:
        undertaking_reopen(acting=cast.marta, undertaking=made, reason=" ")

    made.refresh_from_db()
    assert (refused.value.code, made.state) == ("undertaking_reopen", "kept")


def test_ones_own_open_ones_stand_by_day_while_one_sees_the_account(cast):
    late = begin(cast, due_on=today(-2))
    begin(cast, owner=cast.marta, due_on=today(1))
    undated, soon = begin(cast), begin(cast, due_on=today(1))
    end(cast, begin(cast, due_on=today(2)))
    assert list(undertakings_open(cast.sam)) == [late, soon, undated]

    Membership.objects.filter(user=cast.sam).update(ends_on=today())

    assert list(undertakings_open(cast.sam)) == []
