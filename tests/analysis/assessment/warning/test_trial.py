"""The rule of silence, tried from earlier days with what was known by then."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.analysis.assessment.warning.test_silence import START, bought, watched
from vitalfew.analysis.assessment.warning.trial import tried


def day(number: int) -> dt.date:
    return START + dt.timedelta(days=number)


def test_who_stops_is_lost_and_who_pauses_is_a_false_alarm():
    """Before day 400 all buy every ten days, and no pause was ever longer."""
    rows = [
        *bought("goes on", *range(0, 800, 10)),
        *bought("stopped", *range(0, 391, 10)),
        *bought("pauses", *range(0, 391, 10), *range(540, 800, 10)),
    ]

    found = tried(watched(rows, 800), [day(400)], 365)

    assert (found.lost, found.caught, found.false_alarms) == (1, 1, 1)
    assert (found.precision, found.recall) == (0.5, 1.0)
    # Warned at 10 to 40 days of pause: the rest of the year is the lead.
    assert 325 < found.lead_days < 355
    assert found.false_alarms_a_year == pytest.approx(1 / 3)


def test_what_comes_after_the_days_looked_at_changes_nothing():
    early = bought("a", *range(0, 391, 10)) + bought("b", *range(0, 600, 9))
    later = bought("a", *range(610, 800, 10)) + bought("b", *range(603, 800, 9))

    alone = tried(watched(early, 600), [day(400)], 200)

    assert tried(watched(early + later, 800), [day(400)], 200) == alone
    assert alone.lost == 1


def test_who_had_left_before_is_not_lost_again():
    rows = bought("a", *range(0, 100, 10)) + bought("b", *range(0, 800, 10))

    found = tried(watched(rows, 800), [day(480)], 300)

    assert (found.lost, found.recall, found.lead_days) == (0, None, None)


def test_the_counts_of_all_origins_add_up():
    rows = bought("a", *range(0, 391, 10)) + bought("b", *range(0, 800, 10))
    orders = watched(rows, 800)

    both = tried(orders, [day(400), day(380)], 365)

    assert (both.lost, both.caught) == (1, 1)
    assert both.false_alarms_a_year == 0
    assert tried(orders, [], 365).false_alarms_a_year is None
