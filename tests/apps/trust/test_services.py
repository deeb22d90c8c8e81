"""What we took on for a customer: who may, what is refused, what their word does."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from tests.apps.program.build import Day, dated, key, measured, today
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.audit.models import Entry
from vitalfew.apps.people.models import Contact
from vitalfew.apps.people.services.erasing import contact_erase
from vitalfew.apps.people.services.exporting import contact_export
from vitalfew.apps.people.services.merging import contact_merge
from vitalfew.apps.people.services.posts import Held, position_add
from vitalfew.apps.program.selectors import gates_now
from vitalfew.apps.teams.models import Membership
from vitalfew.apps.trust.models import Undertaking, Word
from vitalfew.apps.trust.selectors import (
    tried_by,
    trust_of,
    undertakings_of,
    undertakings_open,
)
from vitalfew.apps.trust.services import (
    Heard,
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
    given = {"said": "satisfied", "on": today(), "text": "Good"}
    if "contact" not in values:
        given["who"] = "Eva Marsh"
    heard = Heard(**(given | values))
    return undertaking_word(acting=getattr(cast, who), undertaking=made, heard=heard)


def ingrid(cast, account=None):
    return position_add(
        acting=cast.hana, account=account or cast.norvik_sea, held=Held(title="COO"),
        person={"name": "Ingrid Solheim"},
    ).contact  # fmt: skip


def test_whoever_took_it_on_says_how_it_ended(cast):
    made = begin(cast)
    end(cast, made, who="sam")
    word(cast, made, who="sam", said="dissatisfied", text="A week too late")

    made.refresh_from_db()
    assert (made.state, made.ended_on, made.outcome) == ("kept", today(-1), "They came")
    assert (made.word.said, made.word.speaker) == ("dissatisfied", "Eva Marsh")
    assert (made.word.by, made.word.contact) == (cast.sam, None)
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
    word(cast, made, said=said, on=today(days))

    found = {gate.name: gate for gate in gates_now(cast.hana, cycle, "stabilize")}

    assert (found["experience"].state, found["experience"].reason.code) == (state, code)


def test_a_newer_word_leaves_the_former_one_and_counts_alone(cast):
    made = begin(cast, "pilot")
    end(cast, made)
    contact = ingrid(cast)
    first = word(cast, made, said="dissatisfied", text="Too loud", on=today(-1))
    second = word(cast, made, who="sam", contact=contact, text="Quiet now")
    late = word(cast, made, said="dissatisfied", text="Was loud", on=today(-3))

    [found] = undertakings_of(cast.marta, cast.norvik)
    assert (found.word, found.former_words) == (second, [first, late])
    assert [(each.text, each.speaker, each.by) for each in found.former_words] == [
        ("Too loud", "Eva Marsh", cast.marta), ("Was loud", "Eva Marsh", cast.marta),
    ]  # fmt: skip
    assert tried_by([cast.norvik.pk]) == {
        cast.norvik.pk: ("Spare parts in a day", True, "Ingrid Solheim", today())
    }
    entries = Entry.objects.filter(action="undertaking.word").order_by("pk")
    assert [(each.actor, each.details["word"]) for each in entries] == [
        (cast.marta, "dissatisfied"), (cast.sam, "satisfied"),
        (cast.marta, "dissatisfied"),
    ]  # fmt: skip
    assert "Ingrid" not in str([each.details for each in entries])


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("undertaking_word_who", {"who": " "}),
        ("undertaking_word_day", {"on": Day(1)}),
        ("undertaking_word_day", {"on": Day(-10)}),
    ],
)
def test_a_word_of_nobody_or_of_another_day_is_refused(cast, code, values):
    made = begin(cast)

    with pytest.raises(RefusedError) as refused:
        undertaking_word(
            acting=cast.marta,
            undertaking=made,
            heard=Heard(
                **{"said": "satisfied", "who": "Eva", "on": today()} | dated(values)
            ),
        )

    assert (refused.value.code, Word.objects.count()) == (code, 0)


def test_who_spoke_has_a_post_there_or_is_named_and_not_both(cast):
    made = begin(cast)
    away = ingrid(cast, cast.brenner)

    for code, values in (
        ("undertaking_word_elsewhere", {"contact": away}),
        ("undertaking_word_two", {"contact": ingrid(cast), "who": "Eva"}),
    ):
        with pytest.raises(RefusedError) as refused:
            undertaking_word(
                acting=cast.marta, undertaking=made,
                heard=Heard(said="satisfied", on=today(), **values),
            )  # fmt: skip
        assert (refused.value.code, Word.objects.count()) == (code, 0)


def test_what_somebody_said_goes_with_them_in_a_merge_an_export_and_is_erased(cast):
    made = begin(cast)
    gone, kept = ingrid(cast), ingrid(cast)
    word(cast, made, contact=gone, text="Ingrid Solheim is content")
    contact_merge(acting=cast.hana, gone=gone, kept=kept, taken=(), reason="one")
    assert Word.objects.get().contact == kept

    told = contact_export(acting=cast.hana, contact=kept)
    assert [row["text"] for row in told["word"]] == ["Ingrid Solheim is content"]

    contact_erase(acting=cast.hana, contact=kept)
    erased = Contact.objects.get(pk=kept.pk).name
    assert (Word.objects.get().text, Word.objects.get().speaker) == (
        f"{erased} is content", erased,
    )  # fmt: skip


def test_a_pilot_that_still_runs_answers_no_gate_yet(cast):
    word(cast, begin(cast, "pilot"), said="dissatisfied")

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
