from itertools import combinations

import numpy as np
import pytest

from vitalfew.analysis.criteria import CapacityCriteria
from vitalfew.analysis.decision.capacity import (
    best_first,
    best_places,
    choose,
    room,
    undominated,
)

NOBODY = np.full(0, np.nan)


@pytest.mark.parametrize(
    ("accounts", "places"),
    [(0, 1), (1, 1), (4, 1), (9, 1), (10, 2), (15, 3), (124, 24), (200_000, 25)],
)
def test_there_is_room_for_a_fifth_of_the_accounts_up_to_25(accounts, places):
    assert room(accounts, CapacityCriteria()) == places


def test_equal_values_are_ordered_by_what_they_bring_then_as_they_stand():
    values = np.array([9.0, 9.0, 12.0, 9.0, 9.0])
    worth = np.array([5.0, np.nan, 1.0, 7.0, 5.0])

    assert best_first(values, worth).tolist() == [2, 3, 0, 4, 1]
    assert best_first(values, worth, first=3).tolist() == [2, 3, 0]


def best_by_trying_all(values, hours, places, limit):
    best = 0.0
    for size in range(places + 1):
        for chosen in combinations(range(len(values)), size):
            if sum(hours[place] for place in chosen) <= limit:
                best = max(best, sum(values[place] for place in chosen))
    return best


@pytest.mark.parametrize("seed", range(12))
def test_the_set_within_hours_is_as_good_as_the_best_of_all_sets(seed):
    draws = np.random.default_rng(seed)
    values = np.round(draws.uniform(9, 25, 11), 2)
    hours = draws.integers(1, 9, 11) * 50.0
    chosen = choose(values, values, places=4, hours=hours, hours_in_all=700.0)

    assert chosen.objective == pytest.approx(best_by_trying_all(values, hours, 4, 700))
    assert chosen.bound == pytest.approx(chosen.objective)
    assert chosen.status == "OPTIMAL"
    assert hours[chosen.places].sum() <= 700
    assert values[chosen.places].sum() == pytest.approx(chosen.objective)


def test_without_a_limit_of_hours_the_solver_agrees_with_sorting():
    draws = np.random.default_rng(3)
    values = np.round(draws.uniform(9, 25, 400), 1)
    worth = draws.uniform(0, 9, 400)
    hours = np.full(400, 300.0)
    chosen = choose(values, worth, places=25, hours=hours)

    by_hand = best_places(values, worth, places=25, hours=hours)
    assert chosen.places.tolist() == by_hand.tolist()
    assert chosen.objective == chosen.bound


def test_dominated_accounts_are_left_out_and_change_nothing():
    draws = np.random.default_rng(5)
    values = np.round(draws.uniform(9, 25, 3000), 2)
    hours = draws.integers(1, 30, 3000) * 20.0
    kept = undominated(values, values, places=10, hours=hours, limit=2000.0)
    whole = choose(values, values, places=10, hours=hours, hours_in_all=2000.0)
    part = choose(
        values[kept], values[kept], places=10, hours=hours[kept], hours_in_all=2000.0
    )

    assert len(kept) < 300
    assert part.objective == whole.objective


def test_nobody_to_choose_from_is_an_empty_set_proven_best():
    chosen = choose(NOBODY, NOBODY, places=3, hours=NOBODY)

    assert chosen.places.tolist() == []
    assert (chosen.objective, chosen.bound, chosen.status) == (0.0, 0.0, "OPTIMAL")


def test_an_account_that_takes_more_hours_than_there_are_is_not_chosen():
    values, hours = np.array([20.0, 10.0]), np.array([900.0, 100.0])
    chosen = choose(values, values, places=2, hours=hours, hours_in_all=500.0)

    assert chosen.places.tolist() == [1]
