"""What each stage of a relationship cost, against what payback assumes."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from tests.apps.people.test_services import refused
from tests.apps.program.build import Day, climb, dated, key, measured, today
from vitalfew.analysis.criteria import Criteria
from vitalfew.apps.assessments.services import criteria_change
from vitalfew.apps.audit.models import Entry
from vitalfew.apps.program.costs import costs_of, effort_record, effort_withdraw
from vitalfew.apps.program.models import Cycle, Effort, Move

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle(cast):
    values = Criteria().to_dict()
    sales = {"name": "Sales", "cost": 60_000, "people": 1, "hours_a_day": 8}
    sales |= {"days": 200, "practical_share": 0.75}
    values["rates"]["departments"] = [sales, {"name": "Desk"}]
    values["payback"]["investment"] = 12_000
    criteria_change(acting=cast.hana, values=values, note="Books")
    measured(cast.norvik)
    return climb(cast, key(cast, cast.norvik))


def spend(cast, acting=None, **given):
    if "amount" not in given:
        given = {"department": "Sales", "hours": Decimal(10)} | given
    given = {"what": "Visits", "on": today()} | given
    return effort_record(acting=acting or cast.marta, account=cast.norvik, **given)


def stages(cast, who="hana"):
    costs = costs_of(getattr(cast, who), cast.norvik, None)
    return [
        (each.stage, each.hours, each.amount, each.unpriced) for each in costs.stages
    ]


def test_hours_at_their_rate_and_expenses_count_in_the_stage_of_their_day(cast, cycle):
    Cycle.objects.update(starts_on=today(-40))
    Move.objects.filter(origin="").update(on=today(-40))
    Move.objects.filter(origin="establish").update(on=today(-10))
    # 60,000 ÷ (8 × 200 × 0.75) = 50 an hour
    spend(cast, on=today(-11))
    spend(cast, on=today(-10), hours=Decimal("2.5"))
    spend(cast, amount=Decimal("99.5"))

    assert stages(cast) == [
        ("establish", Decimal(10), Decimal(500), 0),
        ("stabilize", Decimal("2.5"), Decimal("224.5"), 0),
    ]
    costs = costs_of(cast.hana, cast.norvik, None)
    assert (costs.spent, costs.assumed) == (Decimal("724.5"), Decimal(12_000))


def test_hours_without_a_rate_are_hours_and_not_nothing(cast, cycle):
    spend(cast, department="Desk", hours=Decimal(3))

    assert stages(cast) == [("stabilize", Decimal(3), 0, Decimal(3))]


def test_a_later_rate_changes_nothing_of_what_was_written_down(cast, cycle):
    effort = spend(cast)
    values = Criteria().to_dict()
    criteria_change(acting=cast.hana, values=values, note="Anew")

    effort.refresh_from_db()
    assert effort.amount == 500


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("effort_what", {"what": " "}),
        ("effort_one", {"amount": Decimal(5), "hours": Decimal(5)}),
        ("effort_one", {"amount": None}),
        ("effort_department", {"department": "Nobody"}),
        ("effort_future", {"on": Day(1)}),
        ("effort_no_cycle", {"on": Day(-1)}),
    ],
)
def test_what_cannot_be_spent_is_refused(cast, cycle, code, given):
    with refused(code):
        spend(cast, **dated(given))

    assert not Effort.objects.exists()


def test_the_team_writes_down_and_others_do_not(cast, cycle):
    spend(cast, acting=cast.sam)

    for who in (cast.chen, cast.rhea, cast.ana):
        with pytest.raises(PermissionDenied):
            spend(cast, acting=who)
    assert Effort.objects.count() == 1


def test_what_was_wrong_is_withdrawn_once_and_stays_to_be_read(cast, cycle):
    effort = spend(cast, acting=cast.sam)
    with pytest.raises(PermissionDenied):
        effort_withdraw(acting=cast.stella, effort=effort, reason="Wrong")
    with refused("effort_reason"):
        effort_withdraw(acting=cast.sam, effort=effort, reason=" ")

    effort_withdraw(acting=cast.sam, effort=effort, reason="Another account")

    assert stages(cast) == []
    [kept] = costs_of(cast.hana, cast.norvik, None).efforts
    assert kept.withdrawn == "Another account"
    assert Entry.objects.get(action="effort.withdraw").details == {
        "reason": "Another account"
    }
    with refused("effort_withdrawn"):
        effort_withdraw(acting=cast.sam, effort=effort, reason="Again")


def test_what_somebody_found_out_for_the_account_is_what_is_assumed(cast, cycle):
    found = {"payback": {"investment": 7000.0}}
    row = measured(cast.norvik, measures=found).rows.first()

    assert costs_of(cast.hana, cast.norvik, row).assumed == 7000


def test_who_sees_no_money_of_the_account_sees_no_costs(cast, cycle):
    spend(cast)

    assert costs_of(cast.carl, cast.norvik, None) is None
    assert costs_of(cast.chen, cast.norvik, None) is None
    assert stages(cast, "sam") == stages(cast)
