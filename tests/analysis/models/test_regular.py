"""BG/CNBD-k and MBG/CNBD-k: how regularly accounts buy, found by likelihood."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

import vitalfew as vf
from tests.analysis.models.stories import drawn, histories_of
from vitalfew.analysis.measures.rfm import rfm
from vitalfew.analysis.models import BGNBD, MBGNBD, BGCNBDk, FitError, MBGCNBDk
from vitalfew.analysis.models.histories import HistoryError
from vitalfew.analysis.models.regular import K_UNSEEN, LARGEST_K, MOST_REGULAR
from vitalfew.analysis.orders import Window

SAMPLE = Path(vf.__file__).parent / "apps" / "sample" / "adventureworks"

GROCER = {"k": 2, "r": 1.3292, "alpha": 2.8126, "a": 0.4247, "b": 0.7900}


@pytest.fixture(scope="module")
def resellers():
    return vf.read_orders(SAMPLE / "Sales.csv")


def as_published(model, t, frequency, recency, T, *, whole=False):
    """Reutterer, Platzer and Schröder's approximation for k above 1.

    Who is still there is forecast by the model with k = 1 and k times alpha; for all
    accounts of a firm the sum is scaled to that of accounts not seen yet.
    """
    params = dict(model.params)
    k = params.pop("k")
    random = MBGNBD if isinstance(model, MBGCNBDk) else BGNBD
    near = random.from_params(**{**params, "alpha": k * params["alpha"]})
    history = frequency, recency, T
    found = near.expected_purchases(t, *history) / near.probability_alive(*history)
    found = found * model.probability_alive(*history)
    if not whole:
        return found
    until, later = (model.expected_purchases_new(T + h).sum() for h in (0, t))
    return found * (later - until) / found.sum()


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("model", "params", "log_likelihood", "sum_published", "mae_published", "exact"),
    [
        (
            MBGCNBDk,
            (2, 1.3292, 2.8126, 0.4247, 0.7900),
            -14978.211,
            3970.0,
            1.4310,
            (3811.5, 1.400),
        ),
        (
            BGCNBDk,
            (2, 0.3591, 1.1294, 0.5228, 2.7853),
            -15054.17,
            3830.1,
            1.474,
            (3818.4, 1.466),
        ),
    ],
)
def test_the_published_fits_of_the_grocer(
    grocery, model, params, log_likelihood, sum_published, mae_published, exact
):
    fitted = model().fit(*grocery.histories, grocery.litt)

    assert list(fitted.params.values()) == pytest.approx(params, rel=1e-4)
    assert fitted.log_likelihood == pytest.approx(log_likelihood, abs=3e-3)
    published = as_published(fitted, 52, *grocery.histories, whole=True)
    assert published.sum() == pytest.approx(sum_published, abs=0.1)
    off = np.abs(published - grocery.later).mean()
    assert off == pytest.approx(mae_published, abs=5e-4)
    # Without the approximation the forecast comes nearer to what happened: 3,389.
    forecast = fitted.expected_purchases(52, *grocery.histories)
    off = np.abs(forecast - grocery.later).mean()
    assert (forecast.sum(), off) == pytest.approx(exact, rel=4e-4)


def test_the_five_published_customers():
    model = MBGCNBDk.from_params(**GROCER)
    x, tx, T = np.arange(1.0, 6.0), np.full(5, 12.0), np.full(5, 52.0)

    published = as_published(model, 52, x, tx, T)

    shown = [0.28228, 0.07543, 0.01297, 0.00182, 0.00023]
    assert published == pytest.approx(shown, abs=6e-6)
    alive = [0.15643, 0.02921, 0.00386, 0.00044, 0.00005]
    assert model.probability_alive(x, tx, T) == pytest.approx(alive, abs=6e-6)


@pytest.mark.parametrize(
    ("log", "params", "log_likelihood"),
    [
        ("retail_year", (2, 0.9089, 4.5834, 0.0943, 2.1961), -35801.992),
        ("retail_18_months", (2, 0.6959, 4.0343, 0.276, 2.4279), -57662.720),
    ],
)
def test_wholesalers_buy_more_regularly_than_at_random(
    request, log, params, log_likelihood
):
    log = request.getfixturevalue(log)

    fitted = BGCNBDk().fit(*log.histories, log.litt)

    assert fitted.k == 2
    assert fitted.log_likelihood == pytest.approx(log_likelihood, abs=1e-3)
    assert list(fitted.params.values()) == pytest.approx(params, rel=1e-3)
    assert fitted.warnings == ()
    assert fitted.standard_errors["k"] is None
    assert fitted.standard_errors["r"] > 0


@pytest.mark.shared_data
@pytest.mark.parametrize(("model", "random"), [(BGCNBDk, BGNBD), (MBGCNBDk, MBGNBD)])
def test_buyers_of_music_come_at_random(cdnow, model, random):
    fitted = model().fit(*cdnow.histories, cdnow.litt)

    assert fitted.k == 1
    plain = random().fit(*cdnow.histories)
    assert fitted.params == {"k": 1, **plain.params}
    assert fitted.log_likelihood == plain.log_likelihood


@pytest.mark.parametrize(("model", "first_drop"), [(BGCNBDk, 0), (MBGCNBDk, 1)])
@pytest.mark.parametrize("k", [1, 3])
def test_a_fit_finds_k_and_the_parameters_behind_the_data(model, first_drop, k):
    params = {"r": 1.5, "alpha": 2.0, "a": 0.8, "b": 2.5}
    times = drawn(4000, **params, k=k, first_drop=first_drop)

    fitted = model().fit(*histories_of(times, 52))

    assert fitted.k == k
    for letter, value in params.items():
        error = fitted.standard_errors[letter]
        assert fitted.params[letter] == pytest.approx(value, abs=4 * error)


def test_k_can_be_given():
    times = drawn(1000, r=1.5, alpha=2.0, a=0.8, b=2.5, k=3)
    columns = histories_of(times, 52)

    found = {k: BGCNBDk(k=k).fit(*columns) for k in (2, 3, 4)}

    assert [model.params["k"] for model in found.values()] == [2, 3, 4]
    assert max(found.values(), key=lambda model: model.log_likelihood).k == 3
    assert BGCNBDk().fit(*columns).log_likelihood == pytest.approx(
        found[3].log_likelihood, abs=1e-6
    )
    for k in (0, 1.5, 13):
        with pytest.raises(ValueError, match="k is a whole number from 1 to 12"):
            BGCNBDk(k=k)


def test_weights_are_accounts_counted_more_than_once():
    times = drawn(300, r=1.5, alpha=2.0, a=0.8, b=2.5, k=2)
    columns = histories_of(times, 52)
    weights = np.arange(300) % 3

    weighted = MBGCNBDk().fit(*columns, weights=weights)
    repeated = MBGCNBDk().fit(*(np.repeat(c, weights) for c in columns))

    assert weighted.params == repeated.params
    assert weighted.log_likelihood == pytest.approx(repeated.log_likelihood, rel=1e-12)


def test_the_largest_k_tried_is_declared():
    rng = np.random.default_rng(2)
    x = rng.integers(3, 12, 80).astype(float)
    gaps = [rng.gamma(60, 2 / 60, int(n)) for n in x]
    tx = np.array([each.sum() for each in gaps])
    litt = np.array([np.log(each).sum() for each in gaps])

    fitted = BGCNBDk().fit(x, tx, tx + rng.random(80), litt)

    assert fitted.k == MOST_REGULAR
    assert LARGEST_K in fitted.warnings


def test_regularity_needs_accounts_that_bought_three_times():
    x = np.array([0.0, 1, 1, 0, 1, 0, 1, 1])
    tx = x * np.array([0, 3.0, 5, 0, 1, 0, 2, 9])
    litt = np.log(np.where(x > 0, tx, 1.0))

    fitted = BGCNBDk().fit(x, tx, np.full(8, 20.0), litt)

    assert fitted.k == 1
    assert K_UNSEEN in fitted.warnings


def test_all_intervals_equal_are_refused_with_what_to_do():
    x = np.array([3.0, 5, 2, 8])
    gap = np.array([2.0, 1.0, 4.0, 0.5])
    columns = x, x * gap, x * gap + 0.25, x * np.log(gap)

    with pytest.raises(FitError, match=r"All intervals .* are equal: no k is"):
        MBGCNBDk().fit(*columns)

    assert MBGCNBDk(k=4).fit(*columns).converged


@pytest.mark.parametrize(
    ("litt", "fault"),
    [
        ([0.0, 9.9], "position 1 has gaps that add up to more than recency"),
        ([1.0, 0.5], "position 0 has gaps"),
        ([0.0, np.nan], "position 1 has a litt that is not a number"),
        ([0.0], r"There are 2 accounts and litt of shape \(1,\)"),
    ],
)
def test_gaps_that_cannot_be_are_refused(litt, fault):
    with pytest.raises(HistoryError, match=fault):
        BGCNBDk().fit([0.0, 2.0], [0.0, 4.0], [9.0, 9.0], litt, weights=[5, 5])


def test_parameters_without_k_are_refused():
    with pytest.raises(ValueError, match="MBGCNBDk has the parameters k, r, alpha"):
        MBGCNBDk.from_params(r=1, alpha=2, a=1, b=1)


@pytest.mark.parametrize("end", ["2018-12-01", "2019-06-01"])
@pytest.mark.parametrize("k", [4, 6])
def test_regular_resellers_are_fitted_at_the_end_of_a_ridge(resellers, end, k):
    known = resellers.within(Window(resellers.window.start, date.fromisoformat(end)))
    rows = rfm(known).filter(lambda row: row.frequency.notnull()).to_pyarrow()
    columns = [rows[c].to_numpy() for c in ("frequency", "recency", "T", "litt")]

    fitted = MBGCNBDk(k).fit(*columns)

    assert fitted.params["a"] > 1e5
    assert np.isfinite(fitted.expected_purchases(52, *columns[:3])).all()
