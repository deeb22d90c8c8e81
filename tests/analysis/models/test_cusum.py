"""Cumulative sums: run lengths against simulated ones, from outside and from here."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitalfew.analysis.models.cusum import (
    CELLS,
    NEVER,
    Limits,
    Steps,
    fewer_purchases,
    lower_amounts,
    run_length,
)

# Looking for a doubling, monthly counts: the rate; twice a limit in counts with the
# months until it alarms at the rate, at twice and at three times the rate. Simulated,
# give or take 5 %.
DOUBLING = [
    (0.25, 2.96, 120, 17.0, 8.6), (0.25, 5.03, 600, 31.5, 13.7),
    (0.5, 3.55, 120, 11.6, 5.4), (0.5, 5.65, 600, 18.8, 8.1),
    (1, 4.07, 120, 7.4, 3.4), (1, 6.22, 600, 11.3, 4.8),
    (2, 4.35, 120, 4.8, 2.2), (2, 6.49, 600, 6.7, 2.9),
    (4, 4.46, 120, 2.9, 1.4), (4, 6.69, 600, 3.9, 1.7),
    (8, 6.49, 600, 2.3, 1.1),
]  # fmt: skip


@pytest.mark.parametrize(("rate", "limit", "without", "twice", "thrice"), DOUBLING)
def test_the_published_run_lengths_of_counts(rate, limit, without, twice, thrice):
    limit *= math.log(2)

    def months(actual):
        steps = fewer_purchases(rate, ratio=2.0, actual=actual)
        return run_length(steps, limit)

    assert months(rate) == pytest.approx(without, rel=0.12)
    assert months(2 * rate) == pytest.approx(twice, rel=0.05)
    assert months(3 * rate) == pytest.approx(thrice, rel=0.05)


def simulated(draw, limit, *, runs=4000):
    """Periods until the alarm, the mean and its error."""
    total, alarmed = np.zeros(runs), np.zeros(runs)
    waiting, period = np.arange(runs), 0
    while len(waiting):
        period += 1
        total[waiting] = np.maximum(0, total[waiting] + draw(len(waiting)))
        over = total[waiting] >= limit
        alarmed[waiting[over]] = period
        waiting = waiting[~over]
    return alarmed.mean(), alarmed.std() / math.sqrt(runs)


def test_half_the_purchases_are_found_as_fast_as_when_played_out():
    rng = np.random.default_rng(1)
    limit = 2.5

    def draw(size):
        return rng.poisson(1.5, size) * math.log(0.5) + 1.5

    mean, error = simulated(draw, limit)
    steps = fewer_purchases(3.0, ratio=0.5, actual=1.5)
    assert run_length(steps, limit) == pytest.approx(mean, abs=4 * error + 0.02 * mean)
    assert mean < 6


@pytest.mark.parametrize("shape", [0.5, 3.0, 50.0])
def test_half_the_amounts_are_found_as_fast_as_when_played_out(shape):
    rng = np.random.default_rng(2)
    limit = 2.0

    for actual in (1.0, 0.5):

        def draw(size, actual=actual):
            return shape * (math.log(2) - rng.gamma(shape, actual / shape, size))

        mean, error = simulated(draw, limit)
        steps = lower_amounts(shape, ratio=0.5, actual=actual)
        found = run_length(steps, limit)
        assert found == pytest.approx(mean, abs=4 * error + 0.02 * mean)


def up_or_down(up, places):
    """Periods until a sum of steps of ±1 that cannot fall below 0 is at `places`."""
    from_here = 1 / up
    total = from_here
    for _ in range(places - 1):
        from_here = (1 + (1 - up) * from_here) / up
        total += from_here
    return total


@given(
    st.floats(0.3, 0.9),
    st.sampled_from([each for each in range(1, 25) if CELLS % each == 0]),
)
def test_steps_up_or_down_take_as_long_as_the_recursion_says(up, places):
    steps = Steps(np.array([1.0, -1.0]), np.array([up, 1 - up]))

    found = run_length(steps, float(places))

    assert found == pytest.approx(up_or_down(up, places), rel=1e-6)


def test_limits_give_the_run_length_asked_for():
    rates = [0.3, 0.6, 1.2, 2.4]
    limits = Limits.of(lambda rate: fewer_purchases(rate, ratio=0.5), rates)

    for periods in (30, 120, 600):
        found = limits.at(np.array(rates), periods)
        for rate, limit in zip(rates, found, strict=True):
            length = run_length(fewer_purchases(rate, ratio=0.5), limit)
            assert 0.85 * periods <= length <= 1.6 * periods
    assert limits.at(np.array([0.4]), 120)[0] == pytest.approx(2.1, abs=0.2)


def test_a_limit_out_of_reach_never_alarms():
    assert run_length(fewer_purchases(0.05, ratio=0.5), 25.0) == NEVER


def test_who_buys_twice_a_decade_alarms_after_ten_years_without_a_purchase():
    """Every purchase begins it anew."""
    rate, limit = 0.05 / 3, 1.0
    months = math.ceil(limit / (rate / 2))
    none = math.exp(-rate)

    found = run_length(fewer_purchases(rate, ratio=0.5), limit)

    # Months until so many in a row without a purchase, from which the sum starts at 0.
    row = (none**-months - 1) / (1 - none)
    assert found == pytest.approx(row, rel=0.1)
