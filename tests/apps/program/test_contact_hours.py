"""What logged contact took of our time: priced once, counted once, missed aloud."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from tests.apps.people.test_services import post, refused
from tests.apps.program.build import climb, key, measured, today
from vitalfew.analysis.criteria import Criteria
from vitalfew.apps.accounts.models import Account
from vitalfew.apps.accounts.tree import ancestry_write
from vitalfew.apps.assessments.services import criteria_change
from vitalfew.apps.audit.models import Entry
from vitalfew.apps.people.models import Touch, TouchTime
from vitalfew.apps.people.services.touches import touch_log, touch_time
from vitalfew.apps.program.costs import costs_of, effort_record, effort_withdraw
from vitalfew.apps.program.models import Cycle, Move
from vitalfew.apps.users.services import user_set_department

pytestmark = pytest.mark.django_db


@pytest.fixture
def ingrid(cast):
    """Norvik is key since 40 days, in its second stage since 10; an hour is 50."""
    values = Criteria().to_dict()
    sales = {"name": "Sales", "cost": 60_000, "people": 1, "hours_a_day": 8}
    sales |= {"days": 200, "practical_share": 0.75}
    values["rates"]["departments"] = [sales, {"name": "Desk"}]
    criteria_change(acting=cast.hana, values=values, note="Books")
    measured(cast.norvik)
    climb(cast, key(cast, cast.norvik))
    Cycle.objects.update(starts_on=today(-40))
    Move.objects.filter(origin="").update(on=today(-40))
    Move.objects.filter(origin="establish").update(on=today(-10))
    for user, department in ((cast.marta, "Sales"), (cast.sam, "Desk")):
        user_set_department(acting=cast.ada, user=user, department=department)
        user.refresh_from_db()
    return post(cast).contact


def met(cast, ingrid, *, ours=(), days=-5, kind="visit", **given):
    return touch_log(
        acting=cast.marta,
        account=cast.norvik,
        kind=kind,
        on=today(days),
        ours=ours or [cast.marta],
        theirs=[ingrid],
        **given,
    )


def spend(cast, **given):
    values = {"what": "Visits", "on": today(), "department": "Sales"}
    return effort_record(
        acting=cast.marta,
        account=cast.norvik,
        **(values | {"hours": Decimal(10)} | given),
    )


def costs(cast):
    return costs_of(cast.hana, cast.norvik, None)


def stages(cast):
    return [
        (each.stage, each.hours, each.logged, each.amount, each.unpriced)
        for each in costs(cast).stages
    ]


def test_a_contact_counts_for_each_of_us_in_the_stage_of_its_day(cast, ingrid):
    met(cast, ingrid, ours=[cast.marta, cast.sam], days=-20, minutes=90)
    met(cast, ingrid, minutes=30)

    assert stages(cast) == [
        ("establish", 0, 3, 75, Decimal("1.5")),
        ("stabilize", 0, Decimal("0.5"), 25, 0),
    ]
    assert costs(cast).spent == 100
    assert not costs(cast).is_whole


def test_a_contact_without_a_duration_is_missed_and_not_nothing(cast, ingrid):
    for kind in ("meeting", "call", "message"):
        met(cast, ingrid, kind=kind)
    met(cast, ingrid, days=-60)

    found = costs(cast)

    assert len(found.contact.untimed) == 2
    assert (found.stages, found.is_whole) == ([], False)


def test_hours_entered_by_hand_hold_the_contact_of_their_days(cast, ingrid):
    met(cast, ingrid, ours=[cast.marta, cast.sam], days=-8, minutes=60)
    met(cast, ingrid, days=-2, minutes=120)
    whole = spend(cast, on=today(-3), since=today(-9))

    assert stages(cast) == [
        ("stabilize", Decimal(10), 3, 600, 1),
    ]
    assert costs(cast).contact.covered == 1

    effort_withdraw(acting=cast.marta, effort=whole, reason="Typed twice")
    assert stages(cast) == [("stabilize", 0, 4, 150, 1)]


def test_hours_of_one_day_hold_that_day_alone(cast, ingrid):
    met(cast, ingrid, days=-3, minutes=60)
    met(cast, ingrid, days=-4, minutes=60)

    spend(cast, on=today(-3), hours=Decimal(2))

    assert stages(cast) == [("stabilize", Decimal(2), 1, 150, 0)]
    with refused("effort_since"):
        spend(cast, on=today(-3), since=today(-2))


def test_contact_with_a_company_below_counts_once(cast, ingrid):
    kelan = cast.kelan
    Account.objects.filter(pk=kelan.pk).update(parent=cast.norvik)
    kelan.refresh_from_db()
    ancestry_write(kelan)
    wei = post(cast, "Wei Lan", account=kelan, acting=cast.hana).contact
    given = {"kind": "call", "on": today(), "ours": [cast.hana], "theirs": [wei]}
    touch_log(acting=cast.hana, account=kelan, minutes=60, **given)
    assert stages(cast) == [("stabilize", 0, 1, 0, 1)]

    key(cast, kelan)

    assert stages(cast) == []
    assert [each.logged for each in costs_of(cast.hana, kelan, None).stages] == [1]


def test_a_later_rate_or_department_changes_nothing_of_what_was_logged(cast, ingrid):
    met(cast, ingrid, minutes=60)
    user_set_department(acting=cast.ada, user=cast.marta, department="Desk")
    criteria_change(acting=cast.hana, values=Criteria().to_dict(), note="Anew")

    assert stages(cast) == [("stabilize", 0, 1, 50, 0)]


def test_how_long_it_took_is_said_later_and_once_more(cast, ingrid):
    touch = met(cast, ingrid)

    touch_time(acting=cast.sam, touch=touch, minutes=60)
    touch_time(acting=cast.marta, touch=touch, minutes=120)

    assert stages(cast) == [("stabilize", 0, 2, 100, 0)]
    assert TouchTime.objects.count() == 1
    assert Entry.objects.filter(action="touch.time").count() == 2


@pytest.mark.parametrize("minutes", [0, -5, 1441])
def test_a_duration_that_cannot_be_is_refused(cast, ingrid, minutes):
    touch = met(cast, ingrid)

    with refused("touch_minutes"):
        touch_time(acting=cast.marta, touch=touch, minutes=minutes)
    with refused("touch_minutes"):
        met(cast, ingrid, minutes=minutes)

    assert list(Touch.objects.values_list("minutes")) == [(None,)]


def test_only_who_works_with_the_customer_says_how_long(cast, ingrid):
    touch = met(cast, ingrid)

    for who in (cast.chen, cast.rhea):
        with pytest.raises(PermissionDenied):
            touch_time(acting=who, touch=touch, minutes=60)
    with pytest.raises(PermissionDenied):
        user_set_department(acting=cast.hana, user=cast.sam, department="Sales")

    touch.refresh_from_db()
    assert touch.minutes is None
    cast.sam.refresh_from_db()
    assert cast.sam.department == "Desk"
