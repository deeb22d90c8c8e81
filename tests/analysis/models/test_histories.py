"""Histories: accounts alike are counted once, whatever order they come in."""

from __future__ import annotations

import collections

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vitalfew.analysis.models.histories import (
    HistoryError,
    beyond,
    distinct,
    grouped,
)


@st.composite
def columns(draw):
    """Histories in days, weeks or months of whole days."""
    part = draw(st.sampled_from([1.0, 7.0, 30.4375]))
    rows = draw(
        st.lists(
            st.tuples(st.integers(0, 4), st.integers(1, 5), st.integers(0, 5)),
            min_size=1,
            max_size=40,
        )
    )
    x = np.array([x for x, _, _ in rows], dtype=float)
    tx = np.array([days if x else 0 for x, days, _ in rows]) / part
    T = np.array([(days if x else 0) + rest for x, days, rest in rows]) / part
    return x, tx, T


def counted(histories):
    rows = (histories.frequency, histories.recency, histories.T, histories.weights)
    return {tuple(row[:3]): row[3] for row in zip(*rows, strict=True)}


@given(columns())
def test_accounts_with_the_same_history_are_counted_once(given_columns):
    found = grouped(*given_columns)

    expected = collections.Counter(zip(*given_columns, strict=True))
    assert counted(found) == expected
    assert len(found) == len(expected)
    assert found.accounts == len(given_columns[0])


@given(columns(), st.randoms(use_true_random=False))
def test_the_order_of_accounts_does_not_matter(given_columns, random):
    order = list(range(len(given_columns[0])))
    random.shuffle(order)

    first, second = grouped(*given_columns), grouped(*(c[order] for c in given_columns))

    for column in ("frequency", "recency", "T", "weights"):
        assert getattr(first, column).tobytes() == getattr(second, column).tobytes()


@given(columns(), st.data())
def test_a_weight_of_n_is_the_account_n_times(given_columns, data):
    n = len(given_columns[0])
    weights = np.array(data.draw(st.lists(st.integers(0, 3), min_size=n, max_size=n)))

    weighted = grouped(*given_columns, weights=weights)

    repeated = grouped(*(np.repeat(column, weights) for column in given_columns))
    assert counted(weighted) == counted(repeated)


@given(columns())
def test_every_account_finds_its_history(given_columns):
    histories, places = distinct(*given_columns)

    for name, column in zip(("frequency", "recency", "T"), given_columns, strict=True):
        assert (getattr(histories, name)[places] == column).all()
    assert len(histories) == len(set(zip(*given_columns, strict=True)))


def test_many_possible_histories_are_counted_by_sorting():
    rng = np.random.default_rng(3)
    x = rng.integers(1, 400, 20_000).astype(float)
    tx = rng.integers(1, 900, 20_000) / 7
    T = tx + rng.integers(0, 900, 20_000) / 7
    once = np.concatenate([x, x]), np.concatenate([tx, tx]), np.concatenate([T, T])

    found = grouped(*once)

    assert counted(found) == collections.Counter(zip(*once, strict=True))
    assert counted(grouped(*once, weights=np.ones(40_000))) == counted(found)


@pytest.mark.parametrize("accounts", [1, 10, 1000])
def test_a_sample_represents_all_accounts(accounts):
    rng = np.random.default_rng(4)
    x = rng.poisson(2, 5000).astype(float)
    histories = grouped(x, np.where(x > 0, rng.integers(1, 99, 5000), 0), 99)

    sample = histories.sample(accounts)

    assert sample.accounts == pytest.approx(5000)
    mean = (sample.weights * sample.frequency).sum() / sample.accounts
    assert mean == pytest.approx(x.mean(), abs=6 / accounts)


def test_beyond_counts_accounts_with_more_purchases():
    assert beyond(np.array([0.0, 1.0, 3.0]), np.array([5.0, 2.0, 4.0])).tolist() == [
        6.0,
        4.0,
        4.0,
    ]


@pytest.mark.parametrize(
    ("history", "fault"),
    [
        (([1.0], [5.0], [4.0]), "position 0 has a recency outside 0 … T"),
        (([0.0, 1.5], [0.0, 1.0], [4.0, 4.0]), "position 1 has a frequency that is"),
        (([-1.0], [0.0], [4.0]), "position 0 has a frequency that is not a count"),
        (([2.0], [0.0], [4.0]), "repeat purchases without recency"),
        (([0.0], [1.0], [4.0]), "repeat purchases without recency"),
        (([np.nan], [1.0], [4.0]), "a value that is not a number"),
        (([1.0], [1.0], [np.inf]), "a value that is not a number"),
        (([[1.0]], [[1.0]], [[2.0]]), "as columns"),
    ],
)
def test_what_cannot_be_is_refused_by_position(history, fault):
    with pytest.raises(HistoryError, match=fault):
        grouped(*history)


@pytest.mark.parametrize("weights", [[1.0], [1.0, -1.0], [1.0, np.nan]])
def test_weights_are_one_an_account_and_zero_or_more(weights):
    with pytest.raises(HistoryError, match="weight"):
        grouped([0.0, 1.0], [0.0, 1.0], [2.0, 2.0], weights=weights)


@settings(max_examples=5)
@given(st.integers(0, 2**32 - 1))
def test_histories_in_continuous_time_stay_apart(seed):
    rng = np.random.default_rng(seed)
    T = rng.random(50) * 100
    x = rng.integers(0, 3, 50).astype(float)
    tx = np.where(x > 0, T * rng.random(50), 0.0)

    assert counted(grouped(x, tx, T)) == collections.Counter(zip(x, tx, T, strict=True))


def test_where_hardly_any_are_alike_rows_stay_as_they_come():
    chance = np.random.default_rng(5)
    T = chance.random(50_000) * 39
    x = np.rint(chance.random(50_000) * 3)
    rows = (x, np.where(x > 0, T * chance.random(50_000), 0.0), T)
    days = (x, np.rint(rows[1]) + (x > 0), np.rint(T) + 2)

    apart, places = distinct(*rows)
    together, of_each = distinct(*days)

    assert places.tolist() == list(range(50_000))
    assert apart.recency.tolist() == rows[1].tolist()
    assert len(together) < 5_000
    assert together.recency[of_each].tolist() == days[1].tolist()
