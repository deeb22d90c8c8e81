"""How many of the truly best were named beforehand."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.method_pages import number, worked_table
from vitalfew.analysis.assessment.forecast.ranking import Bootstrap, captured, top


def test_the_worked_ranking_of_the_page():
    rows = worked_table("forecast", "Worked ranking")
    told = np.array([number(row["forecast"]) for row in rows])
    came = np.array([number(row["came"]) for row in rows])

    assert captured(told, came, 0.4) == 0.75


def test_the_truth_itself_finds_all_and_the_reverse_none():
    came = np.arange(10.0)

    assert captured(came, came, 0.2) == 1.0
    assert captured(-came, came, 0.2) == 0.0


def test_who_tells_nothing_finds_the_share_that_chance_finds():
    assert captured(np.zeros(50), np.arange(50.0), 0.2) == pytest.approx(0.2)


@pytest.mark.parametrize(("accounts", "best"), [(1, 1), (4, 1), (15, 2), (2357, 236)])
def test_the_best_tenth_is_rounded_and_never_nobody(accounts, best):
    assert top(accounts, 0.1) == best


@settings(max_examples=60, deadline=None)
@given(
    told=st.lists(st.integers(0, 2), min_size=4, max_size=5),
    came=st.lists(st.integers(0, 2), min_size=5, max_size=5),
)
def test_ties_count_as_the_mean_over_every_order(told, came):
    """The slow twin: every set of two that could stand first, on either side."""
    came = came[: len(told)]
    share = 2 / len(told)

    def firsts(values):
        return [
            set(order[:2])
            for order in permutations(range(len(values)))
            if sorted(values, reverse=True)[:2]
            == sorted((values[place] for place in order[:2]), reverse=True)
        ]

    both = [len(a & b) / 2 for a in firsts(told) for b in firsts(came)]
    found = captured(np.array(told, float), np.array(came, float), share)

    assert found == pytest.approx(np.mean(both))


def test_drawing_accounts_again_scatters_around_the_share_found():
    chance = np.random.default_rng(3)
    came = chance.lognormal(size=400)
    told = came * chance.lognormal(sigma=0.7, size=400)

    drawn = Bootstrap(came).captured(told, 0.1)

    share = captured(told, came, 0.1)
    assert abs(drawn.mean() - share) < 0.1
    # 40 accounts, each found with about this share: the error of a proportion.
    assert drawn.std() == pytest.approx((share * (1 - share) / 40) ** 0.5, rel=0.5)
    assert (Bootstrap(came).captured(told, 0.1) == drawn).all()


def test_drawn_accounts_count_as_often_as_they_are_drawn():
    came = np.array([4.0, 3.0, 2.0, 1.0])

    assert (Bootstrap(came).captured(came, 0.5) == 1.0).all()
