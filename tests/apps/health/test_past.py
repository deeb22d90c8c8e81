"""Meetings and value proven, as they were known at past quarter ends."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from tests.analysis.order_tables import orders_of
from tests.apps.assessments.build import assessment
from tests.apps.people.test_services import meet, post
from tests.apps.value.build import agree, offered
from vitalfew.analysis.assessment.health import Outcome
from vitalfew.apps.health.models import Record
from vitalfew.apps.health.past import outcomes_dated
from vitalfew.apps.health.selectors import outcomes_kept
from vitalfew.apps.people.models import Touch
from vitalfew.apps.value.models import Gain, Proposition

pytestmark = pytest.mark.django_db


def orders(cast):
    """One quarter's end, the first of 2024; Norvik loses half in the year after."""
    rows = [
        {
            "account_id": cast.norvik.account_id,
            "ordered_on": f"{year}-06-15",
            "net_amount": amount,
        }
        for year, amount in ((2023, 100), (2024, 50))
    ]
    return orders_of(rows, start="2023-01-01", as_of="2025-01-01")


def found(cast, name):
    return [
        (each.band, each.account_years, each.fell)
        for each in outcomes_dated(orders(cast))[name]
        if each.account_years
    ]


def met(cast, on, at):
    touch = meet(cast, post(cast))
    written = timezone.make_aware(dt.datetime.combine(at, dt.time(12)))
    Touch.objects.filter(pk=touch.pk).update(on=on, at=written)


def test_a_meeting_counts_as_it_was_known_on_the_day(cast):
    met(cast, dt.date(2023, 12, 20), dt.date(2023, 12, 21))

    assert found(cast, "meetings") == [("good", 0.25, 0.25)]


@pytest.mark.parametrize(
    ("on", "at"),
    [
        (dt.date(2023, 12, 20), dt.date(2024, 1, 2)),
        (dt.date(2024, 1, 2), dt.date(2024, 1, 2)),
    ],
)
def test_what_was_written_down_or_took_place_later_was_not_known(cast, on, at):
    met(cast, on, at)

    assert found(cast, "meetings") == []


def test_an_old_meeting_was_known_and_weak(cast):
    met(cast, dt.date(2023, 3, 1), dt.date(2023, 3, 1))

    assert found(cast, "meetings") == [("bad", 0.25, 0.25)]


def proven(cast, confirmed_on):
    made = agree(cast, offered(cast), from_year=2023)
    Proposition.objects.filter(pk=made.pk).update(
        answered_on=dt.date(2023, 2, 1), currency=""
    )
    made.refresh_from_db()
    gain = Gain.objects.create(
        proposition=made,
        year=2023,
        amount=made.likely * 2,
        evidence="Their log",
        confirmed_who="Eva Marsh",
        confirmed_on=confirmed_on,
        by=cast.marta,
    )
    written = dt.datetime(2023, 12, 1, 12, tzinfo=dt.UTC)
    Gain.objects.filter(pk=gain.pk).update(at=written)


def test_value_counts_once_the_customer_had_confirmed_it(cast):
    proven(cast, dt.date(2023, 12, 1))

    assert found(cast, "value") == [("good", 0.25, 0.25)]


def test_value_confirmed_later_was_promised_and_not_proven(cast):
    proven(cast, dt.date(2024, 1, 5))

    assert found(cast, "value") == [("bad", 0.25, 0.25)]


def test_the_record_of_the_newest_assessment_is_read(cast):
    for fell in (9, 12):
        Record.objects.create(
            assessment=assessment(),
            outcomes=[["bad", 40, fell]],
            dated={"meetings": [["good", 30, 1]]},
        )

    found = outcomes_kept()

    assert found["purchases"] == [Outcome("bad", 40, 12)]
    assert found["meetings"][0].share == pytest.approx(1 / 30)
