"""A part that runs its own cycle is judged by its own orders."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest

from tests.apps.care.test_finding import assessed
from tests.apps.program.build import confirm, key
from tests.cast import Cast, make_cast
from vitalfew.apps.imports.services import batch_import
from vitalfew.apps.program.finding import proposals_find
from vitalfew.apps.program.models import Cycle, PartFigures, Proposal
from vitalfew.apps.program.parts import parts_measure
from vitalfew.apps.program.selectors import figures_of, gates_now
from vitalfew.apps.program.services import part_begin

START = dt.date(2024, 1, 1)


@dataclass(frozen=True)
class Parts:
    cast: Cast
    oslo: Cycle
    seals: Cycle
    rome: Cycle


def orders_file(folder):
    """Norvik's Oslo stops after 500 of 800 days; its seals go on; others do."""
    lines = [("C001,Norvik Wind", day, "U1,Oslo,Pumps,300") for day in range(0, 500, 7)]
    lines += [
        ("C001,Norvik Wind", day, "U2,Bergen,Seals,100") for day in range(0, 800, 7)
    ]
    for other in range(8):
        account = f"D{other:03},Other {other}"
        lines += [(account, day, "U9,,Pumps,100") for day in range(other, 800, 9)]
    rows = [
        f"{account},{START + dt.timedelta(days=day)},{rest}"
        for account, day, rest in lines
    ]
    path = folder / "orders.csv"
    head = "account_id,account_name,ordered_on,unit_id,unit_name,category,net_amount"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def build(folder):
    cast = make_cast()
    batch_import(acting=cast.ana, places=[orders_file(folder)])
    key(cast, cast.norvik)

    def begin(part, name):
        return part_begin(
            acting=cast.hana, account=cast.norvik, part=part, name=name, reason="New"
        )

    parts = begin("unit", "oslo"), begin("line", "Seals"), begin("unit", "Rome")
    assessed(cast)
    return Parts(cast, *parts)


@pytest.fixture(scope="module")
def parts(keep):
    yield from keep(build)


def gate(parts, cycle, name, stage):
    found = gates_now(parts.cast.hana, cycle, stage)
    [one] = [each for each in found if each.name == name]
    return one.state, one.reason.code


@pytest.mark.django_db
def test_the_gates_of_a_part_are_answered_by_its_own_orders(parts):
    assert gate(parts, parts.seals, "experience", "stabilize")[0] == "met"
    assert gate(parts, parts.seals, "continuous", "strengthen") == (
        "met",
        "gate.lasts",
    )
    assert gate(parts, parts.seals, "sustained", "strengthen") == (
        "met",
        "gate.lasted",
    )
    assert gate(parts, parts.seals, "calm", "strengthen") == ("met", "gate.calm")
    assert gate(parts, parts.oslo, "continuous", "strengthen") == (
        "missing",
        "gate.pauses",
    )
    assert gate(parts, parts.oslo, "sustained", "strengthen") == (
        "missing",
        "gate.fell",
    )
    assert gate(parts, parts.oslo, "calm", "strengthen") == ("missing", "gate.warned")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "stage"),
    [
        ("experience", "stabilize"),
        ("continuous", "strengthen"),
        ("sustained", "strengthen"),
        ("calm", "strengthen"),
    ],
)
def test_of_a_part_no_order_names_everything_is_unknown(parts, name, stage):
    assert gate(parts, parts.rome, name, stage) == ("unknown", "gate.part_unnamed")


@pytest.mark.django_db
def test_a_part_that_began_since_is_unknown_until_it_is_measured(parts):
    part = part_begin(
        acting=parts.cast.hana,
        account=parts.cast.norvik,
        part="unit",
        name="U2",
        reason="New",
    )
    before = PartFigures.objects.count()
    assert gate(parts, part, "calm", "strengthen") == (
        "unknown",
        "gate.part_unmeasured",
    )

    parts_measure(PartFigures.objects.first().assessment)

    assert PartFigures.objects.count() == before + 1
    assert gate(parts, part, "calm", "strengthen") == ("met", "gate.calm")


@pytest.mark.django_db
def test_a_part_that_stopped_is_proposed_to_fall_back_and_the_account_is_not(parts):
    cycles = [parts.oslo, parts.seals, parts.rome]
    Cycle.objects.filter(pk__in=[each.pk for each in cycles]).update(stage="strengthen")

    proposals_find()

    found = set(Proposal.objects.values_list("cycle", "cause", "state"))
    assert found == {
        (parts.oslo.pk, "lapsed", "open"),
        (parts.oslo.pk, "fell", "open"),
    }


@pytest.mark.django_db
def test_what_is_recorded_of_the_account_says_nothing_of_a_part(parts):
    confirm(parts.cast, parts.seals, "value")

    assert gate(parts, parts.seals, "value", "stabilize")[1] == "gate.confirmed"
    assert gate(parts, parts.oslo, "value", "stabilize")[1] == "gate.not_confirmed"
    assert gate(parts, parts.oslo, "manager", "stabilize")[0] == "met"


@pytest.mark.django_db
def test_who_sees_no_money_reads_of_a_part_only_days_and_shares(parts):
    cycles = [parts.oslo]

    shown = figures_of(parts.cast.hana, cycles)[parts.oslo.pk]
    hidden = figures_of(parts.cast.carl, cycles)[parts.oslo.pk]

    assert shown.last_12_months == pytest.approx(300 * 9)
    assert (hidden.last_12_months, hidden.before_12_months) == (None, None)
    assert (hidden.purchase_days, hidden.share) == (shown.purchase_days, shown.share)
