"""Gamma-Gamma: what a purchase is worth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vitalfew.analysis.models import FitError, GammaGamma
from vitalfew.analysis.models.fitting import SCOUTED
from vitalfew.analysis.models.gamma_gamma import LEFT_OUT, NO_MEAN, Spend
from vitalfew.analysis.models.histories import HistoryError

OF_CDNOW = {"p": 6.249349, "q": 3.744256, "gamma": 15.444307}


def spending(accounts, *, p=6.0, q=3.5, gamma=15.0, seed=1):
    """Frequency and mean spend of accounts that buy one to nine times."""
    rng = np.random.default_rng(seed)
    x = rng.integers(1, 10, accounts).astype(float)
    rates = rng.gamma(q, 1 / gamma, accounts)
    return x, rng.gamma(p * x, 1 / (rates * x))


@pytest.mark.shared_data
def test_the_published_fit_of_cdnow(cdnow):
    fitted = GammaGamma().fit(cdnow.frequency, cdnow.mean_spend)

    assert (cdnow.frequency > 0).sum() == 946
    assert fitted.log_likelihood == pytest.approx(-4055.917695, abs=1e-6)
    assert fitted.params == pytest.approx(OF_CDNOW, rel=1e-4)
    assert fitted.gradient_norm < 1e-6
    assert fitted.warnings == ()


def test_the_published_spend():
    model = GammaGamma.from_params(**OF_CDNOW)

    found = model.expected_spend([0, 2], [0, 100])

    assert found.tolist() == [
        pytest.approx(35.2, abs=0.05),
        pytest.approx(88.4, abs=0.1),
    ]


@settings(max_examples=30)
@given(st.floats(-1, 2), st.floats(-1, 2), st.floats(-1, 3))
def test_the_gradient_is_the_slope_of_the_likelihood(p, q, gamma):
    x, m = spending(40)
    objective = Spend.sorted(x, m, np.ones(40)).objective()
    params = 10.0 ** np.array([p, q, gamma])

    value, gradient = objective(params)

    for place, slope in enumerate(gradient):
        step = np.zeros(3)
        step[place] = 1e-5 * params[place]
        found = objective(params + step)[0] - objective(params - step)[0]
        noise = 1e-13 * abs(value) / step[place]
        expected = found / (2 * step[place])
        assert slope == pytest.approx(expected, rel=1e-5, abs=1e-6 + noise)


def test_the_likelihood_is_that_of_each_purchase_mean():
    from scipy.integrate import quad
    from scipy.stats import gamma as gamma_distribution

    objective = Spend.sorted(np.array([3.0]), np.array([4.0]), np.ones(1)).objective()

    def joint(rate):
        mean = gamma_distribution.pdf(4.0, 3 * 2.5, scale=1 / (3 * rate))
        return mean * gamma_distribution.pdf(rate, 1.5, scale=1 / 6.0)

    density, _ = quad(joint, 0, 50)
    value, _ = objective(np.array([2.5, 1.5, 6.0]))
    assert value == pytest.approx(np.log(density), abs=1e-8)


@pytest.mark.parametrize("accounts", [3000, SCOUTED + 2000])
def test_a_fit_finds_the_parameters_behind_the_data(accounts):
    fitted = GammaGamma().fit(*spending(accounts))

    for letter, value in {"p": 6.0, "q": 3.5, "gamma": 15.0}.items():
        error = fitted.standard_errors[letter]
        assert fitted.params[letter] == pytest.approx(value, abs=4 * error)
        assert error < 0.4 * value


def test_expected_spend_is_the_mean_of_the_story_played_out():
    rng = np.random.default_rng(5)
    rates = rng.gamma(3.5, 1 / 15.0, 200_000)
    x = rng.integers(1, 4, 200_000)
    m = rng.gamma(6.0 * x, 1 / (rates * x))
    following = 6.0 / rates
    model = GammaGamma.from_params(p=6.0, q=3.5, gamma=15.0)

    found = model.expected_spend(x, m)

    for low, high in ((0, 20), (20, 40), (40, 90)):
        of = (m >= low) & (m < high)
        error = (following - found)[of].std() / np.sqrt(of.sum())
        assert found[of].mean() == pytest.approx(following[of].mean(), abs=4 * error)
    unseen = model.expected_spend([0], [0])[0]
    assert unseen == pytest.approx(following.mean(), rel=0.01)


def test_order_and_weights_are_only_ways_to_count():
    x, m = spending(300)
    weights = np.arange(300) % 3
    order = np.random.default_rng(1).permutation(300)

    weighted = GammaGamma().fit(x, m, weights)
    shuffled = GammaGamma().fit(x[order], m[order], weights[order])
    repeated = GammaGamma().fit(np.repeat(x, weights), np.repeat(m, weights))

    assert weighted.params == shuffled.params
    assert list(weighted.params.values()) == pytest.approx(
        list(repeated.params.values()), rel=1e-6
    )


@pytest.mark.parametrize("unit", [1e-4, 1e7])
def test_another_currency_changes_gamma_alone(unit):
    x, m = spending(400)

    here, there = GammaGamma().fit(x, m), GammaGamma().fit(x, unit * m)

    assert there.params["p"] == pytest.approx(here.params["p"], rel=1e-4)
    assert there.params["q"] == pytest.approx(here.params["q"], rel=1e-4)
    assert there.params["gamma"] == pytest.approx(unit * here.params["gamma"], rel=1e-4)


def test_a_tail_without_mean_makes_spend_unknown_and_never_negative():
    x, m = spending(2000, p=2.0, q=0.6, gamma=1e5)

    fitted = GammaGamma().fit(x, m)
    found = fitted.expected_spend([0, 1, 5], [0, 1e6, 1e6])

    assert fitted.params["q"] == pytest.approx(0.6, abs=0.1)
    assert NO_MEAN in fitted.warnings
    assert found.tolist()[0] is None
    assert 0.5e6 < found[2] < 2e6
    assert (np.asarray(found) > 0).all()
    assert np.isfinite(np.asarray(found)).all()


def test_accounts_that_net_to_credits_are_left_out_and_unknown():
    x, m = spending(500)
    with_credits = np.concatenate([x, [2, 4]]), np.concatenate([m, [-50.0, 0.0]])

    fitted = GammaGamma().fit(*with_credits)

    assert fitted.params == GammaGamma().fit(x, m).params
    assert fitted.warnings == (LEFT_OUT,)
    assert fitted.expected_spend([2, 4, 2], [-50.0, 0.0, 50.0]).tolist()[:2] == [
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("x", "m", "fault"),
    [
        ([0, 0, 1, 1], [0, 0, 5.0, 7.0], "2 accounts have purchases .*: too few"),
        ([2, 3, 4, 5], [9.0, 9.0, 9.0, 9.0], "All accounts spend the same"),
    ],
)
def test_what_cannot_be_fitted_is_refused_with_what_to_do(x, m, fault):
    with pytest.raises(FitError, match=fault):
        GammaGamma().fit(x, m)


@pytest.mark.parametrize(
    ("x", "m", "fault"),
    [
        ([1.5], [3.0], "position 0 has a frequency that is not a count"),
        ([1.0, 2.0], [3.0, np.nan], "position 1 has a value that is not a number"),
    ],
)
def test_what_is_no_spend_is_refused_by_position(x, m, fault):
    with pytest.raises(HistoryError, match=fault):
        GammaGamma.from_params(**OF_CDNOW).expected_spend(x, m)
