"""Intervals that hold as often as they say."""

from __future__ import annotations

import numpy as np
import pytest

from vitalfew.analysis.assessment.forecast.intervals import (
    FIFTHS,
    Told,
    holds,
    intervals,
)

COUNT = 10_000


def made(seed, *, least=0.3, negative=False):
    """Accounts with known probabilities, scattering more the smaller they are."""
    chance = np.random.default_rng(seed)
    size = np.exp(chance.normal(5, 1.5, COUNT))
    active = chance.uniform(least, 0.999, COUNT)
    rank = np.argsort(np.argsort(size))
    fifth = rank * FIFTHS // COUNT
    sigma = np.array([1.2, 1.0, 0.8, 0.5, 0.3])[fifth]
    margin = chance.uniform(-0.3, 0.5, COUNT) if negative else np.ones(COUNT)
    bought = chance.uniform(size=COUNT) < active
    factor = np.exp(chance.normal(0, sigma) - sigma**2 / 2)
    scatter = factor * margin + (chance.normal(0, 0.1, COUNT) if negative else 0)
    came = np.where(bought, size * scatter, 0.0)
    traits = np.column_stack([np.log(size), np.log(active / (1 - active))])
    told = Told(size * active * margin, size * active, active, traits, fifth)
    return told, came, bought


@pytest.mark.parametrize("negative", [False, True])
def test_they_hold_in_all_and_in_every_fifth_of_size(negative):
    told, came, bought = made(1, negative=negative)
    new, later, _ = made(2, negative=negative)

    found = intervals(told, came, bought, positive=not negative).of(new)

    for level, low, high in ((0.5, 0.44, 0.56), (0.8, 0.75, 0.85)):
        name = round(level * 100)
        inside = holds(later, found[f"low{name}"], found[f"high{name}"])
        assert low < inside.mean() < high
        for fifth in range(FIFTHS):
            assert low < inside[new.fifth == fifth].mean() < high


def test_they_lie_within_each_other():
    told, came, bought = made(1)

    found = intervals(told, came, bought, positive=True).of(told)

    assert (found["low80"] <= found["low50"]).all()
    assert (found["low50"] <= found["high50"]).all()
    assert (found["high50"] <= found["high80"]).all()


def test_sales_without_credits_never_fall_below_zero():
    told, came, bought = made(1)

    found = intervals(told, came, bought, positive=True).of(told)

    assert found["low80"].min() >= 0


def test_contribution_may_fall_below_zero():
    told, came, bought = made(1, negative=True)

    found = intervals(told, came, bought, positive=False).of(told)

    assert found["low80"].min() < 0


def test_who_hardly_ever_buys_is_expected_to_bring_nothing():
    told, came, bought = made(1)
    rarely = told._replace(
        active=np.full(COUNT, 0.05), sales=told.sales * 0.05 / told.active
    )

    found = intervals(told, came, bought, positive=True).of(rarely)

    assert (found["low50"] == 0).all()
    assert (found["high50"] == 0).all()


def test_a_large_account_that_always_buys_has_a_narrow_interval():
    told, came, bought = made(1, least=0.99)

    found = intervals(told, came, bought, positive=True).of(told)

    width = (found["high80"] - found["low80"]) / told.expected
    narrow = [float(np.median(width[told.fifth == fifth])) for fifth in range(FIFTHS)]
    # A lognormal with σ 0.3 has four in five within e^(±1.28 σ): 0.65 to 1.40 times.
    assert narrow[4] == pytest.approx(0.75, abs=0.15)
    assert narrow[4] < narrow[3] < narrow[2] < narrow[0]


@pytest.mark.parametrize("negative", [False, True])
def test_accounts_unlike_all_others_get_no_interval_beyond_what_ever_came(negative):
    """Traits far outside those learned from must not carry the width away."""
    told, came, bought = made(1, negative=negative)
    strange = told._replace(
        active=np.full(COUNT, 1e-4),
        sales=told.size * 1e-4,
        expected=told.expected / told.active * 1e-4,
        traits=told.traits * 50,
    )

    learned = intervals(told, came, bought, positive=not negative)

    # In parts of its own sales, when it buys, no account ever brought more or less.
    scaled = came / told.size
    for accounts in (told, strange):
        for column in learned.of(accounts).values():
            parts = column / accounts.size
            assert parts.max() <= max(scaled.max(), 0) + 1e-9
            assert parts.min() >= min(scaled.min(), 0) - 1e-9


def test_with_hardly_any_outcome_there_is_still_an_interval():
    told = Told(*(np.array([value] * 3) for value in (10.0, 10.0, 0.5)),
                np.zeros((3, 2)), np.array([0, 2, 4]))  # fmt: skip

    for bought in ([False] * 3, [True, False, False], [True] * 3):
        came = np.where(bought, 12.0, 0.0)
        found = intervals(told, came, np.array(bought), positive=True).of(told)
        assert all(np.isfinite(column).all() for column in found.values())
