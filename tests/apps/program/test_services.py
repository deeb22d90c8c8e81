"""Moving a key account through its stages, and what stands in the way."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from tests.apps.program.build import climb, confirm, key, measured, today
from tests.apps.value.build import agree, offered
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.assessments.services import decision_record
from vitalfew.apps.audit.models import Entry
from vitalfew.apps.program.models import Confirmation, Cycle, Move
from vitalfew.apps.program.selectors import gates_now
from vitalfew.apps.program.services import cycle_move, gate_confirm, part_begin

pytestmark = pytest.mark.django_db


def move(cast, cycle, target, acting=None, reason="They trust us", **values):
    given = {"origin": cycle.stage} | values
    return cycle_move(
        acting=acting or cast.hana, cycle=cycle, target=target, reason=reason, **given
    )


def moves():
    return list(Move.objects.values_list("origin", "target"))


def stage(cycle):
    cycle.refresh_from_db()
    return cycle.stage


def test_a_designation_begins_a_cycle_with_its_reason(cast):
    cycle = key(cast, cast.kelan)

    assert (cycle.stage, cycle.since) == ("establish", timezone.localdate())
    [begun] = cycle.moves.all()
    assert (begun.origin, begun.target) == ("", "establish")
    assert (begun.reason, begun.by) == ("Buys every month", cast.hana)


def test_with_the_designation_the_cycle_ends_and_a_new_one_keeps_the_old(cast):
    first = climb(cast, key(cast, cast.kelan))
    decision_record(
        acting=cast.hana, account=cast.kelan, kind="end", reason="Sold to a rival"
    )
    second = key(cast, cast.kelan)

    first.refresh_from_db()
    assert (first.stage, first.ends_on) == ("stabilize", timezone.localdate())
    assert second.stage == "establish"
    assert moves() == [
        ("", "establish"),
        ("establish", "stabilize"),
        ("stabilize", ""),
        ("", "establish"),
    ]


def test_moving_up_needs_every_gate(cast):
    measured(cast.norvik)
    cycle = key(cast, cast.norvik)
    confirm(cast, cycle, "team", "value", "responsibility", "channel")

    with pytest.raises(RefusedError) as refused:
        move(cast, cycle, "stabilize")

    assert str(refused.value).startswith("1 of 7 gates are not met.")
    assert stage(cycle) == "establish"
    assert moves() == [("", "establish")]
    confirm(cast, cycle, "executives")
    move(cast, cycle, "stabilize")
    assert stage(cycle) == "stabilize"


def test_a_move_keeps_who_why_and_how_the_gates_stood(cast):
    cycle = climb(cast, key(cast, cast.kelan))

    made = cycle.moves.last()
    assert (made.by, made.reason) == (cast.hana, "All gates are met")
    assert made.gates[0] == ["experience", "met"]
    assert len(made.gates) == 7
    entry = Entry.objects.get(action="cycle.move")
    assert entry.details == {
        "reason": "All gates are met", "from": "establish", "to": "stabilize",
    }  # fmt: skip


def test_no_stage_is_skipped_on_the_way_up(cast):
    cycle = key(cast, cast.kelan)
    confirm(cast, cycle)

    with pytest.raises(RefusedError, match="cannot be moved there"):
        move(cast, cycle, "strengthen")

    assert stage(cycle) == "establish"


@pytest.mark.parametrize("target", ["stabilize", "establish", "zero"])
def test_falling_back_asks_for_a_reason_only(cast, target):
    cycle = climb(cast, key(cast, cast.kelan), "strengthen")

    with pytest.raises(RefusedError, match="Write down why"):
        move(cast, cycle, target, reason="  ")
    assert stage(cycle) == "strengthen"
    move(cast, cycle, target, reason="Their buyer left")

    assert stage(cycle) == target


def test_who_is_at_zero_may_start_anew(cast):
    cycle = key(cast, cast.kelan)
    move(cast, cycle, "zero", reason="They left us")
    cycle.refresh_from_db()

    move(cast, cycle, "establish", reason="They called")

    assert stage(cycle) == "establish"
    assert moves() == [("", "establish"), ("establish", "zero"), ("zero", "establish")]


def test_two_who_move_at_once_do_not_move_twice(cast):
    cycle = climb(cast, key(cast, cast.kelan))
    move(cast, cycle, "establish", reason="Fell out")

    with pytest.raises(RefusedError, match="moved in the meantime"):
        move(cast, cycle, "zero", reason="Fell out", origin="stabilize")

    assert stage(cycle) == "establish"


@pytest.mark.parametrize("who", ["marta", "ana", "rhea", "stella"])
def test_only_the_head_moves(cast, who):
    cycle = climb(cast, key(cast, cast.norvik))
    before = moves()

    with pytest.raises(PermissionDenied):
        move(cast, cycle, "establish", acting=getattr(cast, who))

    assert (stage(cycle), moves()) == ("stabilize", before)


def test_the_accounts_manager_confirms_what_nobody_measures(cast):
    cycle = key(cast, cast.norvik)

    gate_confirm(
        acting=cast.marta, cycle=cycle, gate="value", holds=True, note="Mail of 3 May"
    )

    gate = next(
        gate
        for gate in gates_now(cast.hana, cycle, "stabilize")
        if gate.name == "value"
    )
    assert gate.state == "met"
    entry = Entry.objects.get(action="gate.confirm")
    assert entry.details == {"reason": "Mail of 3 May", "gate": "value"}


@pytest.mark.parametrize(
    ("who", "gate", "note", "error"),
    [
        ("chen", "value", "Mail", PermissionDenied),
        ("ana", "value", "Mail", PermissionDenied),
        ("marta", "experience", "Mail", RefusedError),
        ("marta", "continuous", "Mail", RefusedError),
        ("marta", "value", " ", RefusedError),
    ],
)
def test_what_may_not_be_confirmed_is_refused(cast, who, gate, note, error):
    cycle = key(cast, cast.norvik)

    with pytest.raises(error):
        gate_confirm(
            acting=getattr(cast, who), cycle=cycle, gate=gate, holds=True, note=note
        )

    assert not Confirmation.objects.exists()


def test_the_newest_word_on_a_gate_counts(cast):
    cycle = key(cast, cast.kelan)
    confirm(cast, cycle, "value")
    confirm(cast, cycle, "value", holds=False)

    [gate] = [g for g in gates_now(cast.hana, cycle, "stabilize") if g.name == "value"]

    assert (gate.state, gate.reason.code) == ("missing", "gate.denied")


def test_after_falling_back_everything_is_confirmed_anew(cast):
    cycle = climb(cast, key(cast, cast.kelan))
    move(cast, cycle, "establish", reason="Their buyer left")
    cycle.refresh_from_db()

    [gate] = [g for g in gates_now(cast.hana, cycle, "stabilize") if g.name == "value"]

    assert (gate.state, gate.reason.code) == ("unknown", "gate.not_confirmed")


def test_a_word_counts_on_the_local_day_it_was_said(cast):
    cycle = key(cast, cast.kelan)
    confirm(cast, cycle, "value")
    long_ago = timezone.now() - dt.timedelta(days=400)
    Move.objects.update(at=long_ago)
    Confirmation.objects.update(at=long_ago)

    [gate] = [g for g in gates_now(cast.hana, cycle, "stabilize") if g.name == "value"]

    assert (gate.state, gate.reason.code) == ("unknown", "gate.stale")


def test_a_buying_unit_runs_its_own_cycle_under_the_account(cast):
    measured(cast.norvik)
    whole = climb(cast, key(cast, cast.norvik))

    part = part_begin(
        acting=cast.hana, account=cast.norvik, part="unit", name=" Oslo ", reason="New"
    )

    assert (part.name, part.stage) == ("Oslo", "establish")
    assert stage(whole) == "stabilize"
    [gate] = [
        gate
        for gate in gates_now(cast.hana, part, "stabilize")
        if gate.name == "experience"
    ]
    assert gate.state == "unknown"


@pytest.mark.parametrize(
    ("name", "reason", "said"),
    [
        ("", "New", "Name the buying unit"),
        ("Oslo", "", "Write down why"),
        ("Bergen", "New", "Bergen runs a cycle of its own already."),
    ],
)
def test_a_part_that_cannot_begin_is_refused(cast, name, reason, said):
    key(cast, cast.norvik)
    part_begin(
        acting=cast.hana, account=cast.norvik, part="unit", name="Bergen", reason="New"
    )

    with pytest.raises(RefusedError, match=said):
        part_begin(
            acting=cast.hana, account=cast.norvik, part="unit", name=name, reason=reason
        )

    assert Cycle.objects.filter(part="unit").count() == 1


def test_only_a_key_account_has_parts(cast):
    with pytest.raises(RefusedError, match="Only a key account"):
        part_begin(
            acting=cast.hana, account=cast.kelan, part="unit", name="U", reason="New"
        )

    assert not Cycle.objects.exists()


@pytest.mark.parametrize(
    ("days", "years_ago", "state"),
    [
        (0, 0, "met"),
        (-1, 0, "unknown"),  # before the last move
        (0, 3, "unknown"),  # three years, all over
    ],
)
def test_agreed_value_answers_its_gate_since_the_last_move_while_it_runs(
    cast, days, years_ago, state
):
    cycle = key(cast, cast.norvik)
    on, from_year = today(days), today().year - years_ago
    agree(cast, offered(cast), on=on, from_year=from_year, years=3)

    found = {gate.name: gate for gate in gates_now(cast.hana, cycle, "stabilize")}

    assert (found["value"].state, found["value"].by_evidence) == (
        state,
        state == "met",
    )
