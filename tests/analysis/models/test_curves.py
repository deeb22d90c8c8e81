"""Polynomials in place of functions: right to thirteen digits, or not taken."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vitalfew.analysis.models import BGNBD, MBGNBD, BGCNBDk, MBGCNBDk, ParetoNBD
from vitalfew.analysis.models.curves import DEGREES, WORTH_IT, by_count, curves
from vitalfew.analysis.models.dropout import MANY, Likelihood
from vitalfew.analysis.models.histories import Rows, grouped
from vitalfew.analysis.models.renewal import MOST_TERMS, Renewals


@given(st.floats(-5, 5), st.floats(0, 12))
def test_a_smooth_function_is_known_everywhere_on_its_range(low, length):
    def exact(places, y):
        return np.stack([2 + np.tanh(y / 2), 1 + np.log1p(np.exp(y))], axis=1)

    (found,) = curves(exact, np.array([low]), np.array([low + length]))

    y = np.linspace(low, low + length, 101)
    assert found.at(y) == pytest.approx(exact(None, y).T, rel=1e-12)
    summed = found.coefficients.T @ found.powers(y)
    assert summed == pytest.approx(found.at(y), rel=1e-12)


def test_over_a_long_range_powers_are_not_exact_and_not_taken():
    def exact(places, y):
        return 2 + np.tanh(y / 2)

    short, long = curves(exact, np.array([0.0, 0.0]), np.array([3.0, 14.0]))

    assert (short.plain, long.plain) == (True, False)
    y = np.linspace(0, 14, 101)
    assert long.at(y)[0] == pytest.approx(exact(None, y), rel=1e-12)


def test_what_is_not_smooth_or_not_a_number_has_no_curve():
    def exact(places, y):
        rough = np.where(places == 0, 1 + np.abs(y - 0.1), np.exp(y))
        return np.where((places == 1) & (y > 0.9), np.nan, rough)

    rough, partly, smooth = curves(exact, np.full(3, -1.0), np.ones(3))

    assert (rough, partly) == (None, None)
    assert len(smooth) <= DEGREES[-1]


def test_slopes_near_zero_are_right_as_parts_of_their_function():
    def exact(places, y):
        # A slope that is a difference of two nearly equal numbers.
        return np.stack([np.exp(y), 1e-5 * ((1e5 + y) - 1e5)], axis=1)

    ends = np.array([-1.0]), np.array([1.0])

    assert curves(exact, *ends) == [None]
    (found,) = curves(exact, *ends, slopes=True)
    assert found.at(np.array([0.5]))[1] == pytest.approx(5e-6, abs=1e-13)


def test_counts_with_many_rows_stand_apart():
    x = np.array([1e5, *[3.0] * WORTH_IT, 0.0, *[2.0] * (WORTH_IT - 1), 3.0])

    (many,), few = by_count(x)

    assert (x[many] == 3).all()
    assert sorted([*many, *few]) == list(range(len(x)))
    assert len(few) == len(x) - WORTH_IT - 1


MODELS = st.sampled_from(
    [(BGNBD, None), (MBGNBD, None), (BGCNBDk, 2), (MBGCNBDk, 1), (MBGCNBDk, 3)]
)
logs = st.floats(-2, 2)
shares = st.floats(0.01, 0.9)
counts = st.lists(
    st.integers(0, 12) | st.integers(0, 100_000), min_size=1, max_size=2, unique=True
)


def accounts_of(counts, longest, shortest, rng):
    """More accounts of each count than are worth a curve, mixed."""
    x = rng.permutation(np.repeat(np.array(counts, dtype=float), WORTH_IT + 44))
    T = longest * rng.uniform(shortest, 1, len(x))
    return x, np.where(x > 0, T * rng.uniform(0.01, 1, len(x)), 0.0), T


def one_by_one(model, t, columns):
    """The same in portions too small for a curve."""
    t, *columns = np.broadcast_arrays(t, *columns)
    portions = range(0, len(t), WORTH_IT // 2)
    return np.concatenate(
        [
            model.expected_purchases(*(c[i : i + WORTH_IT // 2] for c in (t, *columns)))
            for i in portions
        ]
    )


@settings(max_examples=25, deadline=None)
@given(MODELS, st.tuples(logs, logs, logs, logs), counts, logs, shares, logs)
def test_many_accounts_are_expected_to_buy_what_each_is(
    model, params, counts, longest, shortest, horizon
):
    kind, k = model
    given_k = {} if k is None else {"k": k}
    known = dict(zip(("r", "alpha", "a", "b"), 10.0 ** np.array(params), strict=True))
    told = kind.from_params(**given_k, **known)
    columns = accounts_of(counts, 10**longest, shortest, np.random.default_rng(1))
    each = 10**horizon * np.linspace(0, 1, len(columns[0]))

    for t in (10**horizon, each):
        found = told.expected_purchases(t, *columns)
        exact = one_by_one(told, t, columns)
        every = np.broadcast_to(t, len(exact))
        added = told._renewals(every, Rows(*columns))._terms() <= MOST_TERMS
        assert found[added] == pytest.approx(exact[added], rel=2e-12, abs=1e-15)
        assert found == pytest.approx(exact, rel=1e-5, abs=1e-9)


wide = st.floats(-5, 6)


@settings(max_examples=40, deadline=None)
@given(st.tuples(wide, wide, wide, wide), counts, st.floats(-1, 5), shares)
def test_many_accounts_are_as_alive_as_each_is(params, counts, longest, shortest):
    r, alpha, s, beta = 10.0 ** np.array(params)
    longest = 10**longest
    told = ParetoNBD.from_params(r=r, alpha=longest * alpha, s=s, beta=longest * beta)
    columns = accounts_of(counts, longest, shortest, np.random.default_rng(2))

    found = told.expected_purchases(longest, *columns)

    exact = one_by_one(told, longest, columns)
    assert found == pytest.approx(exact, rel=2e-10, abs=1e-290)


@pytest.mark.parametrize(
    ("model", "x", "t"),
    [
        (BGNBD.from_params(r=0.9, alpha=5, a=0.3, b=0.5), 400.0, 40.0),
        (MBGCNBDk.from_params(k=12, r=0.9, alpha=5, a=1.0, b=3.1), 333.0, 20.0),
        (MBGCNBDk.from_params(k=2, r=0.9, alpha=5, a=0.1, b=30), 5.0, 4000.0),
    ],
)
def test_where_too_many_purchases_would_be_added_all_stays_exact(model, x, t):
    columns = accounts_of([x], 40.0, 0.9, np.random.default_rng(3))
    renewals = model._renewals(np.full(300, t), grouped(*columns).rows)
    assert renewals._terms().min() > MOST_TERMS

    found = model.expected_purchases(t, *columns)

    assert found == pytest.approx(one_by_one(model, t, columns), rel=1e-11)


def test_the_first_purchase_after_no_time_is_worth_its_part_of_the_horizon():
    rates, stays = np.ones(2), np.array([1.0, 7.0])
    at_once = Renewals(1, np.array([0.5, 3.0]), rates, 0 * rates, np.full(2, 1e-9))
    never = Renewals(1, np.array([0.5, 3.0]), rates, 0 * rates, np.zeros(2))

    assert at_once.after_steps(1.0, stays)[:, 0] == pytest.approx([0.5, 3.0])
    assert np.isnan(never.after_steps(1.0, stays)).all()


@settings(max_examples=15, deadline=None)
@given(st.tuples(logs, logs, logs, logs), st.integers(1, 50), st.floats(0, 3))
def test_a_likelihood_of_many_is_that_of_its_parts(params, x, longest):
    columns = accounts_of_likelihood(x, 10**longest)
    params = 10.0 ** np.array(params)

    value, gradient = Likelihood(grouped(*columns)).at(params)

    parts = [
        Likelihood(grouped(*(column[start::4] for column in columns))).at(params)
        for start in range(4)
    ]
    assert len(columns[0]) // 8 < MANY < len(columns[0]) // 2
    accounts = len(columns[0]) + abs(value)
    assert value == pytest.approx(sum(part for part, _ in parts), abs=1e-11 * accounts)
    exact = sum(part for _, part in parts) * params
    assert gradient * params == pytest.approx(exact, abs=1e-9 * accounts)


def accounts_of_likelihood(x, longest):
    """Two counts, each of which is worth a curve, in quarters that are not."""
    rng = np.random.default_rng(4)
    x = np.repeat([0.0, float(x)], MANY + 100)
    T = longest * rng.uniform(0.5, 1, len(x))
    return x, np.where(x > 0, T * rng.uniform(0.01, 1, len(x)), 0.0), T
