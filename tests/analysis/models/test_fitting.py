"""Maximum likelihood: found, at a bound, flat, or refused."""

from __future__ import annotations

import numpy as np
import pytest

from vitalfew.analysis.models.fitting import FitError, Search, maximize

BOUNDS = np.array([1e-3, 1e-3]), np.array([1e3, 1e3])


def search(objective, accounts=10.0):
    return Search(objective, accounts, *BOUNDS)


def gamma_like(params):
    """Greatest at (2, 5), with second derivatives −10 ÷ square there."""
    peak = np.array([2.0, 5.0])
    value = 10 * (np.log(params / peak) - params / peak).sum()
    return float(value), 10 * (1 / params - 1 / peak)


def test_the_maximum_and_its_errors_are_found():
    found = maximize(search(gamma_like), [np.array([0.1, 100.0])])

    assert found.params == pytest.approx([2.0, 5.0], rel=1e-5)
    assert found.log_likelihood == pytest.approx(-20.0)
    assert found.gradient_norm < 1e-5
    assert found.standard_errors() == pytest.approx(
        [2 / 10**0.5, 5 / 10**0.5], rel=1e-4
    )


def test_a_sample_only_shows_the_way():
    def elsewhere(params):
        value, slope = gamma_like(params * 1.1)
        return value, slope * 1.1

    found = maximize(
        search(gamma_like), [np.array([0.1, 100.0])], scout=search(elsewhere)
    )

    assert found.params == pytest.approx([2.0, 5.0], rel=1e-5)


def test_steps_toward_the_maximum_learn_how_steep_it_is():
    asked = []

    def counted(params):
        asked.append(params)
        return gamma_like(params)

    def steeper(params):
        # A third of the way is what this says is the whole.
        value, slope = gamma_like(params * 1.1)
        return 3 * value, 3.3 * slope

    start = [np.array([0.1, 100.0])]
    found = maximize(search(counted), start, scout=search(steeper))

    assert found.params == pytest.approx([2.0, 5.0], rel=1e-5)
    assert len(asked) <= 14


def test_a_parameter_at_its_bound_has_no_error_and_leaves_the_others_theirs():
    def rising(params):
        value, slope = gamma_like(params)
        only = np.array([slope[0], 1e-3])
        return value - 10 * (np.log(params[1] / 5) - params[1] / 5) + 1e-3 * params[
            1
        ], only

    found = maximize(search(rising), [np.array([1.0, 1.0])])

    assert found.params == pytest.approx([2.0, 1e3], rel=1e-5)
    assert found.bound.tolist() == [False, True]
    assert found.standard_errors() == [pytest.approx(2 / 10**0.5, rel=1e-4), None]


def test_parameters_that_only_matter_together_have_no_error():
    def product(params):
        both = params[0] * params[1]
        slope = 10 * (1 / both - 1 / 6)
        return float(10 * (np.log(both) - both / 6)), slope * params[::-1]

    found = maximize(search(product), [np.array([1.0, 1.0])])

    assert found.params.prod() == pytest.approx(6.0, rel=1e-5)
    assert found.standard_errors() == [None, None]


def test_the_best_of_several_hills_is_taken():
    def hills(params):
        x = np.log(params[0])
        near, far = np.exp(-((x - 1) ** 2)), 2 * np.exp(-((x + 2) ** 2))
        rest, slope = gamma_like(np.array([2.0, params[1]]))
        by_log = -2 * (x - 1) * near - 2 * (x + 2) * far
        return float(10 * (near + far) + rest), np.array(
            [10 * by_log / params[0], slope[1]]
        )

    starts = [np.array([3.0, 1.0]), np.array([0.1, 1.0])]

    assert maximize(search(hills), starts).params[0] == pytest.approx(
        np.exp(-2), rel=1e-2
    )


def test_a_likelihood_that_is_nowhere_finite_is_refused():
    def broken(params):
        return float("nan"), params

    with pytest.raises(FitError, match="not finite at any start"):
        maximize(search(broken), [np.array([1.0, 1.0])])
