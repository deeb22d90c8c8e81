"""Which earlier days are tried, and how far ahead."""

from __future__ import annotations

import datetime as dt

import pytest

from vitalfew.analysis.assessment.forecast.plan import plan

AS_OF = dt.date(2024, 1, 1)


def months_back(laid):
    return [round((AS_OF - day).days / 30.4375) for day in laid.origins]


@pytest.mark.parametrize(
    ("years", "origins"),
    [(2, [12, 18]), (3, [12, 18, 24]), (5, [12, 18, 24, 30, 36])],
)
def test_with_two_years_and_more_whole_years_ahead_are_tried(years, origins):
    laid = plan(dt.date(2024 - years, 1, 1), AS_OF, 12)

    assert (laid.horizon, laid.tried, laid.short) == (365, 365, False)
    assert months_back(laid) == origins


def test_a_log_that_begins_some_days_late_has_its_two_years():
    assert not plan(dt.date(2022, 1, 15), AS_OF, 12).short


def test_in_one_year_five_months_are_tried_and_it_says_so():
    laid = plan(dt.date(2023, 1, 1), AS_OF, 12)

    assert (laid.tried, laid.short) == (146, True)
    assert months_back(laid) == [5, 7]


def test_a_few_weeks_are_too_short():
    assert plan(dt.date(2023, 11, 20), AS_OF, 12).origins == ()


def test_every_origin_has_a_quarter_of_the_window_before_it():
    for days in range(60, 2000, 97):
        start = AS_OF - dt.timedelta(days=days)
        for origin in plan(start, AS_OF, 12).origins:
            assert (origin - start).days >= 0.25 * days - 8
