"""BG/NBD and its relatives: published figures, and what must hold for any data."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.special import hyp2f1

from tests.analysis.models.stories import drawn, histories_of, whole_days
from vitalfew.analysis.models import (
    BGNBD,
    MBGNBD,
    NBD,
    BGCNBDk,
    FitError,
    MBGCNBDk,
)
from vitalfew.analysis.models.beta_geometric import DROP_OUT, Likelihood
from vitalfew.analysis.models.fitting import SCOUTED, maximize
from vitalfew.analysis.models.histories import HistoryError, grouped

OF_CDNOW = {"r": 0.24259815, "alpha": 4.41368416, "a": 0.79298987, "b": 2.4261667}
logs = st.floats(-2.0, 2.0)


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("model", "params", "log_likelihood"),
    [
        (BGNBD, {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}, -9582.429207),
        (MBGNBD, {"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614}, -9582.135716),
        (NBD, {"r": 0.3847659, "alpha": 12.0720137}, -9763.657615),
    ],
)
def test_the_published_fits_of_cdnow(cdnow, model, params, log_likelihood):
    fitted = model().fit(*cdnow.histories)

    assert fitted.log_likelihood == pytest.approx(log_likelihood, abs=1.5e-6)
    assert fitted.params == pytest.approx(params, abs=5e-4)
    assert fitted.converged
    assert fitted.gradient_norm < 1e-6
    assert fitted.warnings == ()


@pytest.mark.shared_data
def test_the_published_holdout_of_cdnow(cdnow):
    expected = BGNBD.from_params(**OF_CDNOW).expected_purchases(39, *cdnow.histories)

    assert cdnow.later.sum() == 1882
    assert expected.sum() == pytest.approx(1653.392, abs=5e-4)
    found = np.corrcoef(expected, cdnow.later)[0, 1]
    assert found == pytest.approx(0.6256473, abs=5e-8)
    silent = cdnow.frequency == 0
    assert (silent.sum(), cdnow.later[silent].sum()) == (1411, 334)
    assert expected[silent].mean() == pytest.approx(0.23, abs=5e-3)


@pytest.mark.parametrize(
    ("x", "tx", "log_likelihood", "alive", "expected"),
    [
        (2, 30.43, -9.46, 0.73, 1.226),
        (0, 0, -0.554, 1, 0.20),
        (7, 29.43, None, 0.64, 3.34),
    ],
)
def test_the_worked_customers_of_the_paper(x, tx, log_likelihood, alive, expected):
    model = BGNBD.from_params(**OF_CDNOW)

    assert model.probability_alive(x, tx, 38.86)[0] == pytest.approx(alive, abs=5e-3)
    found = model.expected_purchases(39, x, tx, 38.86)[0]
    assert found == pytest.approx(expected, abs=5e-4 if x == 2 else 6e-3)
    if log_likelihood is not None:
        of_one = Likelihood(grouped([x], [tx], [38.86]), k=1, first_drop=0)
        value, _ = of_one.at(np.array(list(OF_CDNOW.values())))
        assert value == pytest.approx(log_likelihood, abs=5e-3)


def test_the_worked_customer_of_the_walkthrough():
    model = BGNBD.from_params(**OF_CDNOW)
    history = (26, 216 / 7, 31)

    assert model.expected_purchases_new(52)[0] == pytest.approx(1.444004, abs=5e-6)
    # The source's own parameters have more digits than it prints.
    expected = model.expected_purchases(52, *history)[0]
    assert expected == pytest.approx(25.75659, abs=1e-4)
    assert model.probability_alive(*history)[0] == pytest.approx(0.9688523, abs=2e-7)


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("model", "params", "log_likelihood", "later", "error"),
    [
        (NBD, (0.4203, 5.2451), -16376.864, 6354.7, 2.609),
        (BGNBD, (0.3486, 2.5809, 0.5038, 3.6444), -15836.57, 3996.4, 1.577),
        (MBGNBD, (1.2568, 6.0385, 0.3683, 0.7157), -15781.94, 4024.9, 1.513),
    ],
)
def test_the_published_fits_of_the_grocer(
    grocery, model, params, log_likelihood, later, error
):
    fitted = model().fit(*grocery.histories)

    assert fitted.log_likelihood == pytest.approx(log_likelihood, abs=5e-3)
    assert list(fitted.params.values()) == pytest.approx(params, rel=5e-4)
    expected = fitted.expected_purchases(52, *grocery.histories)
    assert expected.sum() == pytest.approx(later, abs=0.1)
    assert np.abs(expected - grocery.later).mean() == pytest.approx(error, abs=5e-4)


def test_twelve_months_of_online_retail_reach_the_end_of_the_ridge(retail_year):
    fitted = BGNBD().fit(*retail_year.histories)

    assert len(retail_year.T) == 4239
    assert fitted.log_likelihood == pytest.approx(-36485.414, abs=5e-4)
    published = {"r": 0.907492, "alpha": 10.703253, "a": 0.152685, "b": 97.0256}
    assert fitted.params == pytest.approx(published, rel=1e-4)
    assert fitted.warnings == (DROP_OUT,)
    assert fitted.standard_errors["b"] > fitted.params["b"]


def test_eighteen_months_of_online_retail(retail_18_months):
    fitted = BGNBD().fit(*retail_18_months.histories)

    assert len(retail_18_months.T) == 4944
    assert fitted.log_likelihood == pytest.approx(-58257.107, abs=5e-4)
    published = {"r": 0.6831, "alpha": 9.4823, "a": 0.152, "b": 3.3126}
    assert fitted.params == pytest.approx(published, rel=1e-3)
    assert fitted.warnings == ()


@pytest.mark.shared_data
def test_who_is_alive_does_not_tell_who_will_buy(cdnow):
    model = BGNBD.from_params(**OF_CDNOW)
    alive = model.probability_alive(*cdnow.histories) >= 0.5
    active = model.probability_active(39, *cdnow.histories) >= 0.5

    bought = cdnow.later > 0
    assert (alive == bought).mean() == pytest.approx(0.339, abs=5e-4)
    assert (active == bought).mean() == pytest.approx(0.779, abs=5e-4)


def test_a_year_cut_off_at_its_start_forecasts_too_much(retail_year):
    model = BGNBD().fit(*retail_year.histories)

    forecast = model.expected_purchases(374 / 7, *retail_year.histories)

    ratio = forecast.sum() / retail_year.later.sum()
    assert ratio == pytest.approx(1.48, abs=5e-3)


def test_a_plus_b_below_one_has_a_finite_forecast():
    model = BGNBD.from_params(r=0.11, alpha=2.24, a=0.31, b=0.50)

    assert model.expected_purchases(30, 0, 0, 1)[0] == pytest.approx(0.56459, abs=5e-6)


def test_a_of_exactly_one_lies_between_its_neighbors():
    x, tx = [0, 1, 2], [0, 0.5, 0.9]
    near, exact = (
        BGNBD.from_params(r=0.5, alpha=4, a=a, b=2).expected_purchases(30, x, tx, 1)
        for a in (1.0001, 1.0)
    )

    assert near == pytest.approx([1.4988, 2.4645, 4.4808], abs=1.5e-4)
    assert exact == pytest.approx(near, rel=1e-4)
    assert (exact > near).all()


@settings(max_examples=60)
@given(logs, logs, logs, logs, st.integers(0, 20), st.floats(1, 40), st.floats(0.1, 1))
def test_forecasts_are_those_of_the_published_formula(r, alpha, a, b, x, T, part):
    r, alpha, a, b = 10**r, 10**alpha, 10**a, 10**b
    assume(abs(a - 1) > 0.01)
    tx, t = (T * part if x else 0.0), 10.0
    model = BGNBD.from_params(r=r, alpha=alpha, a=a, b=b)
    with np.errstate(over="ignore"):
        series = hyp2f1(r + x, b + x, a + b + x - 1, t / (alpha + T + t))
    staying = ((alpha + T) / (alpha + T + t)) ** (r + x) * series
    formula = (a + b + x - 1) / (a - 1) * (1 - staying)

    found = model.expected_purchases(t, x, tx, T)[0]

    assert np.isfinite(found)
    # The formula subtracts large numbers from each other where b is large.
    lost = 1e-12 * (a + b + x) / abs(a - 1) * (1 + abs(staying))
    assume(np.isfinite(formula) and lost < 1e-3 * formula)
    formula *= model.probability_alive(x, tx, T)[0]
    assert found == pytest.approx(formula, rel=1e-6, abs=lost)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 4), st.integers(0, 1), logs, logs, logs, logs)
def test_the_gradient_is_the_slope_of_the_likelihood(k, first_drop, r, alpha, a, b):
    rng = np.random.default_rng(7)
    x = rng.poisson(2, 30).astype(float)
    T = rng.uniform(5, 50, 30)
    tx = np.where(x > 0, T * rng.random(30), 0.0)
    likelihood = Likelihood(grouped(x, tx, T), k, first_drop)
    params = 10.0 ** np.array([r, alpha, a, b])

    value, gradient = likelihood.at(params)

    for place, slope in enumerate(gradient):
        step = np.zeros(4)
        step[place] = 1e-5 * params[place]
        up, down = likelihood.at(params + step)[0], likelihood.at(params - step)[0]
        found = (up - down) / (2 * step[place])
        noise = 1e-14 * abs(value) / step[place]
        assert slope == pytest.approx(found, rel=1e-5, abs=1e-6 + noise)


@pytest.mark.parametrize(
    ("model", "first_drop", "k"),
    [(BGNBD, 0, 1), (MBGNBD, 1, 1), (BGCNBDk, 0, 3), (MBGCNBDk, 1, 2)],
)
def test_forecasts_are_the_mean_of_the_story_played_out(model, first_drop, k):
    params = {"r": 1.2, "alpha": 4.0, "a": 0.6, "b": 1.5}
    times = drawn(20_000, **params, k=k, first_drop=first_drop, weeks=60)
    x, tx, T, _ = histories_of(times, 40)
    later = np.array([(bought > 40).sum() for bought in times])
    given_params = params if k == 1 else {"k": k, **params}
    told = model.from_params(**given_params)

    expected = told.expected_purchases(20, x, tx, T)
    active = told.probability_active(20, x, tx, T)
    counts = told.purchase_distribution(20, x, tx, T, [0, 1, 2, 5])

    for low, high in ((0, 0), (1, 2), (3, 6), (7, 99)):
        of = (x >= low) & (x <= high)
        for found, real in (
            (expected, later),
            (active, later > 0),
            (counts[:, 0], later == 0),
            (counts[:, 1], later == 1),
            (counts[:, 2], later == 2),
            (counts[:, 3], later == 5),
        ):
            error = np.std(real[of] - found[of]) / np.sqrt(of.sum()) + 1 / of.sum()
            assert found[of].mean() == pytest.approx(real[of].mean(), abs=4 * error)


@pytest.mark.parametrize(("model", "first_drop"), [(BGNBD, 0), (MBGNBD, 1)])
def test_a_fit_finds_the_parameters_behind_the_data(model, first_drop):
    params = {"r": 0.9, "alpha": 5.0, "a": 0.8, "b": 2.5}
    times = drawn(10_000, **params, first_drop=first_drop)
    x, tx, T, _ = histories_of(times, 52)

    fitted = model().fit(x, tx, T)

    for letter, value in params.items():
        error = fitted.standard_errors[letter]
        assert fitted.params[letter] == pytest.approx(value, abs=4 * error)
        assert error < 0.15 * value


def test_standard_errors_are_those_of_a_hessian_in_natural_parameters():
    times = drawn(1500, r=0.9, alpha=5.0, a=0.8, b=2.5)
    histories = grouped(*histories_of(times, 52)[:3])
    fitted = BGNBD()
    fitted.fit(*histories_of(times, 52)[:3])
    likelihood = Likelihood(histories, k=1, first_drop=0)
    params = np.array(list(fitted.params.values()))
    steps = np.diag(params * 1e-3)

    def value(at):
        return likelihood.at(at)[0]

    hessian = [
        [
            (
                value(params + i + j)
                - value(params + i - j)
                - value(params - i + j)
                + value(params - i - j)
            )
            / (4 * i.sum() * j.sum())
            for j in steps
        ]
        for i in steps
    ]

    expected = np.sqrt(np.diag(np.linalg.inv(-np.array(hessian))))
    assert list(fitted.standard_errors.values()) == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize("model", [NBD, BGNBD, MBGNBD])
def test_a_fit_does_not_depend_on_order_or_on_how_accounts_are_counted(model):
    times = drawn(400, r=0.9, alpha=5.0, a=0.8, b=2.5)
    columns = whole_days(*histories_of(times, 52)[:3])
    weights = np.arange(400) % 3
    order = np.random.default_rng(1).permutation(400)

    weighted = model().fit(*columns, weights=weights)
    shuffled = model().fit(*(c[order] for c in columns), weights=weights[order])
    repeated = model().fit(*(np.repeat(c, weights) for c in columns))

    assert weighted.params == shuffled.params == repeated.params
    assert weighted.standard_errors == shuffled.standard_errors
    assert weighted.log_likelihood == repeated.log_likelihood


def test_many_histories_end_where_a_plain_search_ends():
    # In continuous time every history is one of its own.
    times = drawn(15_000, r=2.0, alpha=5.0, a=0.8, b=2.5)
    columns = histories_of(times, 52)[:3]
    histories = grouped(*columns)
    assert len(histories) > SCOUTED

    sampled = BGNBD().fit(*columns)

    model = BGNBD()
    direct = maximize(model._search(histories), model._starts(histories))
    assert sampled.log_likelihood == pytest.approx(direct.log_likelihood, abs=1e-6)
    assert list(sampled.params.values()) == pytest.approx(direct.params, rel=1e-5)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 8), st.floats(0, 1), st.floats(0.5, 200), st.sampled_from([1, 2]))
def test_the_chance_of_a_purchase_grows_with_the_horizon(x, part, T, k):
    tx = T * (0.05 + 0.95 * part) if x else 0.0
    model = MBGCNBDk.from_params(k=k, r=0.8, alpha=5.0, a=0.6, b=1.4)
    horizons = np.array([0, 0.1, 1, 5, 25, 100, 1e3, 1e5])

    active = model.probability_active(horizons, x, tx, T)
    expected = model.expected_purchases(horizons, x, tx, T)

    assert active[0] == expected[0] == 0
    assert (np.diff(active) >= 0).all()
    assert (np.diff(expected) >= 0).all()
    assert (active <= model.probability_alive(x, tx, T) + 1e-12).all()
    assert (active <= expected + 1e-12).all()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 8), st.floats(0, 1), st.floats(0.5, 200), st.sampled_from([1, 3]))
def test_counts_add_up_to_one_and_to_the_forecast(x, part, T, k):
    tx = T * (0.05 + 0.95 * part) if x else 0.0
    model = BGCNBDk.from_params(k=k, r=0.8, alpha=5.0, a=0.6, b=1.4)
    counts = np.arange(80)

    found = model.purchase_distribution(0.4 * T, x, tx, T, counts)

    assert found.shape == (1, 80)
    assert (found >= 0).all()
    assert found.sum() == pytest.approx(1, abs=1e-9)
    expected = model.expected_purchases(0.4 * T, x, tx, T)
    assert found @ counts == pytest.approx(expected, rel=1e-7, abs=1e-10)
    active = model.probability_active(0.4 * T, x, tx, T)
    assert 1 - found[:, 0] == pytest.approx(active, abs=1e-12)


@pytest.mark.parametrize(
    "model",
    [
        NBD.from_params(r=0.7, alpha=9.0),
        BGNBD.from_params(r=0.7, alpha=9.0, a=0.15, b=3.3),
        MBGNBD.from_params(r=0.7, alpha=9.0, a=0.2, b=5.7),
        BGCNBDk.from_params(k=2, r=0.7, alpha=4.0, a=0.28, b=2.4),
        MBGCNBDk.from_params(k=12, r=0.9, alpha=4.7, a=1.0, b=3.1),
    ],
    ids=lambda model: type(model).__name__,
)
def test_busy_accounts_and_long_horizons_have_finite_answers(model):
    x = np.array([0, 165, 165, 1e5, 1e5, 1])
    T = np.array([1e5, 79.0, 79.0, 1e5, 1500.0, 1e5])
    tx = np.array([0, 79.0, 40.0, 1e5, 1499.0, 1e-3])

    for t in (1e-9, 1.0, 26.0, 1e5):
        expected = model.expected_purchases(t, x, tx, T)
        active = model.probability_active(t, x, tx, T)
        alive = model.probability_alive(x, tx, T)
        some = model.purchase_distribution(t, x, tx, T, [0, 1, 50, 10_000])
        for found in (expected, active, alive, some):
            assert np.isfinite(found).all()
            assert (found >= 0).all()
        assert (np.maximum(active, alive) <= 1).all()
        assert (some <= 1).all()
    # Bought 165 times in 79 weeks, the last time just now.
    half = model.expected_purchases(26.0, 165, 79.0, 79.0)[0]
    assert 0.75 * 26 * 165 / 79 < half < 26 * 165 / 79


def test_a_horizon_for_each_account_is_the_horizon_for_all():
    model = MBGNBD.from_params(r=0.7, alpha=9.0, a=0.2, b=5.7)
    x, tx, T = np.array([0, 2, 0, 2]), np.array([0, 3.0, 0, 3.0]), np.full(4, 10.0)

    found = model.expected_purchases([5, 5, 20, 20], x, tx, T)

    five, twenty = (model.expected_purchases(t, x, tx, T) for t in (5, 20))
    assert found.tolist() == [five[0], five[1], twenty[2], twenty[3]]


def test_no_account_gives_no_answer_and_no_error():
    model = BGNBD.from_params(**OF_CDNOW)

    assert model.expected_purchases(5, [], [], []).shape == (0,)
    assert model.purchase_distribution(5, [], [], [], [0, 1]).shape == (0, 2)


@pytest.mark.parametrize("model", [NBD, BGNBD, MBGNBD])
@pytest.mark.parametrize("repeaters", [0, 1])
def test_too_few_repeat_buyers_are_refused_with_what_to_do(model, repeaters):
    x = np.zeros(50)
    x[:repeaters] = 1

    with pytest.raises(FitError, match=f"^{repeaters} of 50 accounts bought again"):
        model().fit(x, x * 3, np.full(50, 20.0))


def test_what_is_no_horizon_count_or_parameter_is_refused():
    model = BGNBD.from_params(**OF_CDNOW)

    with pytest.raises(HistoryError, match="horizon"):
        model.expected_purchases(-1, 0, 0, 5)
    with pytest.raises(HistoryError, match="Counts are whole numbers"):
        model.purchase_distribution(1, 0, 0, 5, [0.5])
    with pytest.raises(ValueError, match="BGNBD has the parameters r, alpha, a, b"):
        BGNBD.from_params(r=1, alpha=2)
    with pytest.raises(ValueError, match="above zero"):
        NBD.from_params(r=0, alpha=2)
    with pytest.raises(ValueError, match="no parameters yet"):
        _ = NBD().params
