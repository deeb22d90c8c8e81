import numpy as np
import pytest

from vitalfew.analysis.criteria import AXES, WeightCriteria
from vitalfew.analysis.decision.scores import (
    EVEN,
    FEW_MAKE_MOST,
    axis,
    matrix,
    percentile_score,
    reach,
)


def one_axis(scores, **weights):
    names = AXES["attractiveness"]
    factors = {name: np.array(scores.get(name, [np.nan] * 2), float) for name in names}
    return matrix(factors, "attractiveness", WeightCriteria(**weights))


def test_a_score_is_linear_between_the_percentiles():
    scores = percentile_score(np.arange(101.0), FEW_MAKE_MOST)

    assert scores[[0, 20, 35, 50, 80, 95, 99, 100]].tolist() == [
        1.0, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 5.0,
    ]  # fmt: skip


def test_a_giant_does_not_push_everybody_else_down():
    with_giant = percentile_score(np.array([1.0, 2.0, 3.0, 4.0, 1e12]), EVEN)
    without = percentile_score(np.array([1.0, 2.0, 3.0, 4.0, 5.0]), EVEN)

    assert with_giant[:4] == pytest.approx(without[:4])


def test_values_on_several_percentiles_have_the_mean_of_their_scores():
    scores = percentile_score(np.array([0.0] * 9 + [10.0]), EVEN)

    assert scores[0] == 2.5
    assert scores[-1] == 5.0


def test_unknown_values_have_no_score_and_do_not_move_the_others():
    known = np.array([1.0, 2.0, 3.0])
    mixed = np.array([1.0, np.nan, 2.0, 3.0])

    assert np.isnan(percentile_score(mixed, EVEN)[1])
    assert percentile_score(mixed, EVEN)[[0, 2, 3]].tolist() == (
        percentile_score(known, EVEN).tolist()
    )
    assert np.isnan(percentile_score(np.array([np.nan]), EVEN)).all()


def test_an_unknown_factor_is_left_out_and_widens_the_range():
    found = axis(one_axis({"contribution": [5, 3], "growth": [3, np.nan]}))

    assert found.score.tolist() == pytest.approx([13 / 3, 3.0])
    assert found.low.tolist() == pytest.approx([13 / 3, 7 / 3])
    assert found.high.tolist() == pytest.approx([13 / 3, 11 / 3])


def test_a_factor_known_of_nobody_widens_no_range():
    found = axis(one_axis({"contribution": [5, 3]}))

    assert found.low.tolist() == found.high.tolist() == [5.0, 3.0]


def test_an_axis_of_which_nothing_is_known_is_unknown():
    found = axis(one_axis({}))

    assert np.isnan(found.score).all()
    assert found.low.tolist() == [1.0, 1.0]
    assert found.high.tolist() == [5.0, 5.0]


def test_no_swing_of_the_weights_moves_an_axis_further_than_its_reach():
    draws = np.random.default_rng(7)
    scores = {name: draws.uniform(1, 5, 200) for name in AXES["attractiveness"]}
    scores["growth"][:60] = np.nan
    one = matrix(scores, "attractiveness", WeightCriteria())
    base = axis(one)
    near, far = reach(one, base, 0.2)

    for _ in range(200):
        moved = axis(one.moved(draws.uniform(0.8, 1.2, 5)))
        assert (np.abs(moved.score - base.score) <= near + 1e-12).all()
        assert (np.abs(moved.high - base.high) <= far + 1e-12).all()


def test_a_swing_of_everything_reaches_everywhere():
    one = one_axis({"contribution": [5, 3]})

    assert np.isinf(reach(one, axis(one), 1.0)[0]).all()
