"""Silence: the exact predictive rule, on the account's own rhythm."""

from __future__ import annotations

import datetime as dt

import ibis
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.method_pages import number, worked_table
from tests.analysis.order_tables import orders_of
from vitalfew.analysis.assessment.warning import warnings
from vitalfew.analysis.assessment.warning.clock import Clock, clock
from vitalfew.analysis.assessment.warning.silence import (
    LEAST_GAPS,
    LEVELS,
    _survival,
    chance,
    firm_regularity,
    limit_ratio,
    replay,
)
from vitalfew.analysis.criteria import WarningCriteria

START = dt.date(2023, 1, 2)


def flat(days: int) -> Clock:
    """A clock on which every day is as long as every other."""
    return Clock(START, np.arange(days + 1, dtype=np.float64))


def bought(account: str, *days: int):
    return [
        {
            "account_id": account,
            "ordered_on": str(START + dt.timedelta(days=day)),
            "net_amount": 10,
        }
        for day in days
    ]


def watched(rows, as_of: int):
    return orders_of(rows, as_of=str(START + dt.timedelta(days=as_of)))


@pytest.mark.parametrize(
    "row", worked_table("warning", "Factors"), ids=lambda row: row["k"]
)
def test_the_factors_of_the_page_are_exact(row):
    k = np.array([number(row["k"])])
    for gaps in (3, 5, 8, 10, 20, 50):
        found = limit_ratio(0.05, np.array([float(gaps)]), k)[0]
        assert round(found, 3) == number(row[f"n = {gaps}"])


@pytest.mark.parametrize(
    ("level", "factors"),
    [
        (0.10, (3.463, 2.924, 2.668, 2.589, 2.440, 2.356)),
        (0.01, (10.93, 7.56, 6.23, 5.85, 5.18, 4.82)),
    ],
)
def test_irregular_buyers_have_the_published_factors(level, factors):
    gaps = np.array([3.0, 5, 8, 10, 20, 50])
    found = limit_ratio(level, gaps, np.ones(6))
    assert found == pytest.approx(factors, abs=0.0006 if level == 0.10 else 0.006)


@settings(max_examples=40, deadline=None)
@given(st.floats(0, 40), st.integers(1, 300), st.integers(1, 8))
def test_the_sum_that_engines_compute_is_the_f_distribution(ratio, gaps, regularity):
    rows = ibis.memtable(pa.table({"r": [ratio], "n": [gaps], "k": [regularity]}))
    likely = rows.select(p=_survival(rows.r, rows.n, rows.k.cast("float64")))
    found = likely.to_pyarrow()["p"][0].as_py()
    exact = chance(np.array([ratio]), np.array([gaps]), np.array([regularity]))[0]
    assert found == pytest.approx(exact, rel=1e-9, abs=1e-12)


def test_active_buyers_alarm_as_often_as_the_level_says():
    chances = np.random.default_rng(5)
    gaps = chances.gamma(2, 1 / 2, size=(200_000, 6))
    past = gaps[:, :5].mean(axis=1)
    limit = past * limit_ratio(0.05, np.array([5.0]), np.array([2.0]))[0]
    assert (gaps[:, 5] > limit).mean() == pytest.approx(0.05, abs=0.002)


def test_a_pause_far_beyond_the_rhythm_is_a_silence_since_the_day_it_passed_it():
    rows = bought("a", *range(0, 301, 10)) + bought("b", *range(0, 400, 9))
    orders = watched(rows, 400)
    found = {each.account_id: each for each in warnings(orders).found}
    assert set(found) == {"a"}
    reason = found["a"].reason
    assert (reason.values["days"], round(reason.values["gap"])) == (100, 10)
    since = (found["a"].since - START).days
    assert 310 < since < 360


def test_a_holiday_of_the_firm_is_no_silence():
    closed = [START + dt.timedelta(days=day) for day in range(301, 400)]
    orders = watched(bought("a", *range(0, 301, 10)), 400)
    assert [each.kind for each in warnings(orders).found] == ["silence"]
    assert warnings(orders, closed=closed).found == ()


def test_too_few_gaps_are_no_rhythm():
    days = [10 * at for at in range(LEAST_GAPS)]
    orders = watched(bought("a", *days), 300)
    assert warnings(orders).found == ()


def test_the_replay_counts_pauses_that_ended_as_false_alarms():
    rows = bought("a", *range(0, 101, 10), *range(200, 301, 10))
    past = replay(watched(rows, 301), flat(301))
    assert past.false_alarms[0.001] == 1
    # 30 gaps less the first three: the first alarm is possible after day 30.
    assert past.account_years == pytest.approx(270 / 365)


def test_the_level_keeps_to_the_alarms_the_department_bears():
    rows = [
        row
        for place in range(30)
        for row in bought(
            f"a{place}",
            *np.cumsum(
                np.random.default_rng(place).exponential(9, 40).astype(int) + 1
            ).tolist(),
        )
    ]
    orders = watched(rows, 500)
    levels = [
        warnings(orders, criteria=WarningCriteria(false_alarms_per_week=a_week)).level
        for a_week in (700.0, 3.5, 0.0)
    ]
    assert levels == sorted(levels, reverse=True)
    assert levels[0] == LEVELS[0]
    past = warnings(orders).silence
    assert past.false_alarms[levels[-1]] == 0 < past.false_alarms[levels[0]]


def test_a_clockwork_firm_is_regular_and_a_random_one_is_not():
    chances = np.random.default_rng(3)
    steady = bought("a", *range(0, 700, 7))
    random = bought("b", *np.cumsum(chances.geometric(1 / 7, 100)).tolist())

    def regularity(rows):
        from vitalfew.analysis.assessment.warning.clock import timed
        from vitalfew.analysis.assessment.warning.silence import _gaps

        orders = watched(rows, 1000)
        return firm_regularity(_gaps(timed(orders, flat(1000))))

    assert regularity(random) == 1
    assert regularity(steady + bought("c", *range(0, 700, 8))) >= 1


def test_a_year_has_as_many_usual_days_as_calendar_days():
    rows = bought("a", *[day for day in range(730) if day % 7 < 5])
    found = clock(watched(rows, 730))
    assert found.at[-1] == pytest.approx(730)
    steps = np.diff(found.at)
    assert steps[5] < 0.5
    assert steps[0] > 1.0


def test_orders_of_less_than_a_month_give_no_warning():
    found = warnings(watched(bought("a", 0, 10, 20), 25))

    assert found.found == ()
    assert found.record.reason == "warning.record.nobody"


def test_nobody_watched_gives_no_warning():
    assert warnings(watched(bought("a", 0, 10, 20), 30), accounts=[]).found == ()
