"""Several forecasts as one, and when one of them is taken alone."""

from __future__ import annotations

import numpy as np
import pytest

from tests.analysis.assessment.forecast.worlds import world
from vitalfew.analysis.assessment.forecast.choice import choose
from vitalfew.analysis.assessment.forecast.combination import (
    Mix,
    calibrated,
    combined,
    even_weights,
    single,
)


def noisy(truth, chance, *, error):
    """A forecast of the truth that errs by a factor."""
    return truth * np.exp(chance.normal(0, error, len(truth)))


def made(seed, *, last_year, purchases, accounts=2000, exponent=1.0, level=1.0):
    """An origin whose candidates err by these factors."""
    chance = np.random.default_rng(seed)
    truth = np.exp(chance.normal(5, 1.5, accounts))
    candidates = {
        "last_year": noisy(truth, chance, error=last_year),
        "purchases": noisy(truth, chance, error=purchases),
    }
    came = level * noisy(truth**exponent, chance, error=0.3)
    return world(candidates, came)


def test_families_count_alike_and_so_do_the_candidates_of_each():
    names = ["last_year", "recent_3m", "recent_6m", "purchases"]

    assert even_weights(names).tolist() == pytest.approx([1 / 3, 1 / 6, 1 / 6, 1 / 3])


def test_the_better_candidate_weighs_more_and_weights_add_up_to_one():
    origins = [made(seed, last_year=1.0, purchases=0.2) for seed in (1, 2)]

    mix = combined(origins, ["last_year", "purchases"])

    weights = dict(zip(mix.names, mix.weights, strict=True))
    assert weights["purchases"] > 0.8
    assert sum(mix.weights) == pytest.approx(1)


def test_few_accounts_leave_the_weights_almost_equal():
    few = made(1, last_year=1.0, purchases=0.2, accounts=8)

    assert combined([few], ["last_year", "purchases"]).weights == pytest.approx(
        (0.5, 0.5), abs=0.1
    )


def test_a_candidate_that_is_surely_better_is_taken_alone():
    origins = [made(seed, last_year=1.5, purchases=0.05) for seed in (1, 2)]

    name, mix = choose(origins, whole=True)

    assert (name, mix.names, mix.weights) == ("purchases", ("purchases",), (1.0,))


def test_candidates_that_err_alike_are_combined():
    origins = [made(seed, last_year=0.6, purchases=0.6) for seed in (1, 2)]

    assert choose(origins, whole=True)[0] == "combination"


def test_the_level_is_that_of_what_came_over_all_origins():
    # The candidates of both origins say as much; a tenth more and a fifth less came.
    truth = np.array([100.0, 200.0, 300.0, 400.0])
    origins = [world({"last_year": truth}, truth * part) for part in (1.1, 0.8)]

    mix = calibrated(single("last_year"), origins, whole=True)

    assert mix.level == pytest.approx((1.1 * 0.8) ** 0.5)
    assert mix.sales(origins[0]).sum() == pytest.approx(1000 * (1.1 * 0.8) ** 0.5)


def test_a_part_of_the_horizon_corrects_no_level():
    truth = np.array([100.0, 200.0, 300.0, 400.0])
    origins = [world({"last_year": truth}, truth * 0.5)]

    assert calibrated(single("last_year"), origins, whole=False).level == 1.0


def test_the_total_that_came_closer_counts_more():
    truth = np.array([100.0, 200.0, 300.0, 400.0])
    candidates = {"last_year": truth * np.e, "purchases": truth}
    origins = [world(candidates, truth)]

    mix = calibrated(single("last_year"), origins, whole=False)

    # Missed by a logarithm of 1 and of 0: weights 1 ÷ 1.01 and 1 ÷ 0.01.
    weight = (1 / 1.01) / (1 / 1.01 + 1 / 0.01)
    assert dict(mix.totals)["last_year"] == pytest.approx(weight)
    assert mix.sales(origins[0]).sum() == pytest.approx(1000 * np.exp(weight))


def test_where_the_large_were_forecast_too_large_they_are_drawn_in():
    origins = [made(3, last_year=0.01, purchases=0.01, exponent=0.7)]

    mix = calibrated(single("purchases"), origins, whole=True)

    assert mix.exponent == pytest.approx(0.7, abs=0.03)


def test_who_is_forecast_nothing_still_has_a_little():
    known = world({"last_year": [0.0, 100.0]}, [5.0, 90.0])

    sales = Mix(("last_year",), (1.0,)).sales(known)

    assert 0 < sales[0] < 1e-3
    assert sales.sum() == pytest.approx(100)
