"""People, meetings and value proven, as they were known at past quarter ends."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from tests.analysis.order_tables import orders_of
from tests.apps.assessments.build import assessment
from tests.apps.people.test_services import meet, post, rate
from tests.apps.value.build import agree, offered
from vitalfew.analysis.assessment.health import Outcome
from vitalfew.apps.audit.models import Entry
from vitalfew.apps.health.models import Record
from vitalfew.apps.health.past import outcomes_dated
from vitalfew.apps.health.selectors import outcomes_kept
from vitalfew.apps.people.models import Position, Rating, Touch
from vitalfew.apps.people.services.merging import contact_merge
from vitalfew.apps.people.services.posts import position_end, position_fill
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


def at_noon(day):
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))


KNOWN = dt.date(2023, 12, 1)
LATER = dt.date(2024, 1, 2)


def decider(
    cast, *, name="Ingrid Solheim", posted=KNOWN, rated=KNOWN, support="supporter"
):
    """Decisive and known since the winter before; met only where a test says so."""
    found = post(cast, name)
    for topic, value in (("influence", "decisive"), ("support", support)):
        rate(cast, found, topic=topic, values=(value,))
    Rating.objects.update(on=KNOWN, at=at_noon(rated))
    Position.objects.update(created_at=at_noon(posted))
    return found


def met_at(cast, position, at, **given):
    touch = meet(cast, position, **given)
    Touch.objects.filter(pk=touch.pk).update(on=KNOWN, at=at_noon(at))


def test_people_count_as_they_stood_on_the_day(cast):
    found_post = decider(cast)
    # Three visits of each of two of us a month ago miss 0.44 × 0.44: known in depth.
    for ours in (cast.marta, cast.hana):
        for _time in range(3):
            met_at(cast, found_post, KNOWN, ours=[ours], kind="visit")

    # A supporter: 50 + 50 × 0.5.
    assert found(cast, "people") == [("good", 0.25, 0.25)]


@pytest.mark.parametrize("late", ["posted", "rated"])
def test_people_entered_or_rated_later_were_not_known(cast, late):
    met_at(cast, decider(cast, **{late: LATER}), KNOWN)

    assert found(cast, "people") == []


def test_who_decides_and_was_met_in_writing_later_was_unmet_on_the_day(cast):
    position = decider(cast)
    met_at(cast, position, LATER)
    met_at(cast, post(cast, "Jonas Lind", title="CFO"), KNOWN)

    assert found(cast, "people") == [("bad", 0.25, 0.25)]


def test_a_later_rating_does_not_change_what_was_held_before(cast):
    position = decider(cast)
    for ours in (cast.marta, cast.hana):
        for _time in range(3):
            met_at(cast, position, KNOWN, ours=[ours], kind="visit")
    rate(cast, position, topic="support", values=("opponent",))

    assert found(cast, "people") == [("good", 0.25, 0.25)]


@pytest.mark.parametrize(
    ("written", "expected"),
    [(LATER, [("bad", 0.25, 0.25)]), (dt.date(2023, 12, 28), [])],
)
def test_who_left_was_there_until_it_was_written_down(cast, written, expected):
    position = decider(cast, support="opponent")
    met_at(cast, position, KNOWN)
    position_end(
        acting=cast.marta, position=position, on=dt.date(2023, 12, 20), leaving="left"
    )
    Entry.objects.filter(action="position.end").update(at=at_noon(written))

    assert found(cast, "people") == expected


def test_an_end_of_which_nobody_kept_the_day_of_writing_leaves_the_account_out(cast):
    position = decider(cast, support="opponent")
    met_at(cast, position, KNOWN)
    Position.objects.filter(pk=position.pk).update(ends_on=dt.date(2023, 12, 20))

    assert found(cast, "people") == []


@pytest.mark.parametrize(("filled", "band"), [(KNOWN, "bad"), (LATER, "watch")])
def test_a_post_had_no_name_before_it_was_filled(cast, filled, band):
    position = decider(cast, name="")
    position_fill(acting=cast.marta, position=position, name="Ingrid Solheim")
    Entry.objects.filter(action="position.fill").update(at=at_noon(filled))
    met_at(cast, post(cast, "Jonas Lind", title="CFO"), KNOWN)

    # By name somebody who decides is unmet; before, it is a post nobody can have met.
    assert found(cast, "people") == [(band, 0.25, 0.25)]


def test_entries_merged_later_leave_the_days_before_out(cast):
    position = decider(cast)
    met_at(cast, position, KNOWN)
    twin = post(cast, "I. Solheim", title="Chief operating officer")

    contact_merge(
        acting=cast.hana, kept=position.contact, gone=twin.contact,
        taken=(), reason="One person",
    )  # fmt: skip

    assert found(cast, "people") == []


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
