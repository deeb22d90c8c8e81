"""Purchases still to come: one sum, one integral, and the obvious way agree."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vitalfew.analysis.models.renewal import Renewals

shapes = st.floats(0.05, 60.0)
parts = st.floats(0.0, 0.99)
betas = st.floats(1e-3, 300.0)


def one(k, shape, part, horizon):
    """One account, seen for a unit of time, silent for a part of it."""
    columns = ([shape], [1.0], [part], [horizon])
    return Renewals(k, *(np.array(column) for column in columns))


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 6), shapes, parts, st.floats(0.01, 3.0), betas, betas)
def test_sum_and_integral_over_drop_out_agree(k, shape, part, horizon, a, b):
    renewals = one(k, shape, part, horizon)

    by_sum = renewals.summed(a, np.array([b]), 500)
    by_integral = renewals.integrated(a, np.array([b]))

    assert by_integral == pytest.approx(by_sum, rel=1e-5, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 5), shapes, parts, st.floats(0.01, 5.0))
def test_counts_are_a_distribution(k, shape, part, horizon):
    renewals = one(k, shape, part, horizon)

    each = np.array([renewals.exactly(n)[0] for n in range(40)])
    tails = np.array([renewals.at_least(n)[0] for n in range(41)])

    assert (each >= 0).all()
    assert tails[0] == 1
    assert np.diff(tails) == pytest.approx(-each, abs=1e-10)


@pytest.mark.parametrize("k", [1, 2, 3])
def test_without_drop_out_it_is_a_renewal_process(k):
    rng = np.random.default_rng(k)
    rates = rng.gamma(3.0, 1 / 2.0, 200_000)
    # Stages run from the last purchase, a time 0.5 ago, without one completed since.
    stages = rng.poisson(rates * 0.5)
    rates, stages = rates[stages < k], stages[stages < k]
    counts = (stages + rng.poisson(rates * 4.0)) // k

    # The history before the silence has shape 3 and rate 2.
    renewals = Renewals(
        k, np.array([3.0]), np.array([2.5]), np.array([0.5]), np.array([4.0])
    )

    error = counts.std() / np.sqrt(len(counts))
    found = sum(renewals.at_least(n)[0] for n in range(1, 200))
    assert found == pytest.approx(counts.mean(), abs=4 * error)
    assert renewals.some()[0] == pytest.approx((counts > 0).mean(), abs=0.005)
    assert renewals.exactly(2)[0] == pytest.approx((counts == 2).mean(), abs=0.005)


def test_a_horizon_of_nothing_brings_nothing():
    renewals = one(3, 2.0, 0.5, 0.0)

    assert renewals.some().tolist() == [0.0]
    assert renewals.expected(0.5, np.array([2.0])).tolist() == [0.0]
    assert [renewals.exactly(n)[0] for n in (0, 1)] == [1.0, 0.0]


def test_what_is_most_unlikely_to_begin_with_still_adds_up():
    # Of 2,000 steps expected, none at all has a chance no number is small enough for.
    renewals = one(12, 4000.0, 0.1, 0.5)
    stays = np.cumprod([1.0, *((5.0 + n) / (5.5 + n) for n in range(598))])

    found = renewals.expected(0.5, np.array([5.0]))

    by_hand = sum(stays[n - 1] * renewals.at_least(n)[0] for n in range(1, 600))
    assert found == pytest.approx(by_hand, rel=1e-9)
    assert by_hand == pytest.approx(48.17240402, abs=1e-8)
