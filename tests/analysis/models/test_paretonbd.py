"""Pareto/NBD: published figures, figures of 30 digits, and what holds for any data."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.method_pages import number, worked_table
from vitalfew.analysis.models import FitError, ParetoNBD
from vitalfew.analysis.models.dropout import Likelihood
from vitalfew.analysis.models.histories import grouped
from vitalfew.analysis.models.paretonbd import LIFETIMES

CDNOW = {"r": 0.55327777, "alpha": 10.57768432, "s": 0.60623344, "beta": 11.66851567}
RARE = {"r": 2.0, "alpha": 300.0, "s": 1e-4, "beta": 0.02}
EVEN = {"r": 0.01, "alpha": 0.001, "s": 0.999999, "beta": 1e4}
ALIKE = {"r": 50.0, "alpha": 100.0, "s": 400.0, "beta": 9e4}

# Parameters, history and horizon; log-likelihood, P(alive), expected purchases,
# P(active), P(just 1) and P(just 30), made with mpmath.
EXACT = [
    (CDNOW, (0, 0, 38.86), 39,
     (-0.5212025385261857, 0.29509575641676484, 0.10705912568180203,
      0.069266307344834279, 0.045882508021439385, 4.4808105238394374e-13)),
    (CDNOW, (26, 30.857142857142858, 31), 52,
     (-39.130758053526505, 0.9978734167101759, 25.455228069316905,
      0.9761373749309049, 0.020524131541490868, 0.032648052750537927)),
    (CDNOW, (127, 300, 320), 52,
     (-249.01709421029628, 0.066580858787302739, 1.2772439482966939,
      0.066266933596792546, 0.0003100416985333638, 0.0006601587268664969)),
    (CDNOW, (165, 78.5, 80), 26,
     (-67.711924429925501, 0.94859917417923777, 41.701335731931766,
      0.94517900094034527, 0.0033876916512638214, 0.0053665271705350298)),
    (CDNOW, (500, 30, 38), 30,
     (748.21114042820097, 5.8152471253075222e-37, 1.5455939519135528e-34,
      5.808366653414999e-37, 6.8589436224858659e-40, 6.2791544013519393e-40)),
    (CDNOW, (100_000, 99_000, 100_000), 365,
     (-99027.149203637392, 0.0, 0.0, 0.0, 0.0, 0.0)),
    (CDNOW, (100_000, 50_000, 50_000.5), 1000,
     (-30716.128321268756, 0.99998958703372915, 1987.5563327214996,
      0.9999835249649704, 6.0619713919928994e-6, 6.0591488596938466e-6)),
    (CDNOW, (3, 1, 100_000), 1000,
     (-8.6496963934888821, 3.2635399042545567e-16, 1.1560081828144667e-17,
      1.1301977781046693e-17, 1.1048581343949283e-17, 4.4930150080923061e-73)),
    (RARE, (4, 60, 200), 10,
     (-21.093082233149795, 0.99956938341634149, 0.11994803104517675,
      0.11198010737170636, 0.10442199145971154, 1.7080316296529784e-46)),
    (EVEN, (1, 0.01, 90_000), 100_000,
     (-11.359659768757711, 0.00079369494526664251, 0.00061738786007890192,
      0.00031742300730488994, 0.0001682555227786556, 8.7209759725716752e-13)),
    (ALIKE, (9, 20, 26), 5,
     (-19.161416108991667, 0.86441828778203126, 2.001521853461204,
      0.77190082185631303, 0.19711179188799006, 7.156700025995433e-21)),
]  # fmt: skip


@pytest.mark.parametrize(("params", "history", "t", "figures"), EXACT)
def test_every_answer_is_right_to_nine_digits(params, history, t, figures):
    model = ParetoNBD.from_params(**params)

    likelihood, _ = Likelihood(grouped(*history)).at(np.array(list(params.values())))
    found = [
        model.probability_alive(*history)[0],
        model.expected_purchases(t, *history)[0],
        model.probability_active(t, *history)[0],
        *model.purchase_distribution(t, *history, [1, 30])[0],
    ]

    assert likelihood == pytest.approx(figures[0], rel=1e-11)
    assert found == pytest.approx(figures[1:], rel=1e-9, abs=1e-300)


@pytest.mark.shared_data
def test_the_published_fit_of_cdnow(cdnow):
    fitted = ParetoNBD().fit(*cdnow.histories)

    assert len(cdnow.T) == 2357
    assert fitted.log_likelihood == pytest.approx(-9594.976179, abs=1.5e-6)
    assert fitted.params == pytest.approx(CDNOW, rel=2e-4)
    assert fitted.converged
    assert fitted.warnings == ()
    assert fitted.standard_errors["r"] == pytest.approx(0.0476, abs=5e-5)


@pytest.mark.shared_data
def test_the_published_forecast_of_cdnow(cdnow):
    model = ParetoNBD.from_params(**CDNOW)

    expected = model.expected_purchases(39, *cdnow.histories)

    assert expected.sum() == pytest.approx(1665.517, abs=5e-4)
    found = np.corrcoef(expected, cdnow.later)[0, 1]
    assert found == pytest.approx(0.6302225, abs=5e-8)


def test_the_published_customer_of_cdnow():
    # The walkthrough prints its own parameters to four digits only.
    model = ParetoNBD.from_params(**CDNOW)

    assert model.expected_purchases_new(52)[0] == pytest.approx(1.473434, rel=2e-6)
    best = 26, 30 + 6 / 7, 31
    assert model.expected_purchases(52, *best)[0] == pytest.approx(25.45647, rel=1e-4)
    assert model.probability_alive(*best)[0] == pytest.approx(0.997874, abs=1e-6)


@pytest.mark.parametrize("row", worked_table("purchase-process", "Worked rows"))
def test_the_worked_rows_of_the_page(row):
    model = ParetoNBD.from_params(r=1, alpha=10, s=1, beta=10)
    history = number(row["frequency"]), number(row["recency"]), 40.0

    for name, found in {
        "alive": model.probability_alive(*history),
        "active": model.probability_active(10.0, *history),
        "expected": model.expected_purchases(10.0, *history),
    }.items():
        assert found[0] == pytest.approx(number(row[name]), abs=5e-5), name


@pytest.mark.shared_data
@pytest.mark.parametrize("row", worked_table("purchase-process", "Published fits"))
def test_the_fits_are_as_the_page_prints_them(request, row):
    name = {"CDNOW, 39 weeks": "cdnow", "grocer, 52 weeks": "grocery"}[row["data"]]
    log = request.getfixturevalue(name)

    fitted = ParetoNBD().fit(*log.histories)

    found = fitted.params | {"log-likelihood": fitted.log_likelihood}
    for column, value in found.items():
        digits = len(row[column].partition(".")[2])
        assert f"{value:.{digits}f}".replace("-", "−") == row[column], column


@pytest.mark.shared_data
def test_the_published_fit_of_a_grocer(grocery):
    log = grocery

    fitted = ParetoNBD().fit(*log.histories)

    assert fitted.log_likelihood == pytest.approx(-15782.392, abs=5e-4)
    published = {"r": 0.7864, "alpha": 5.6790, "s": 0.3862, "beta": 5.7171}
    assert fitted.params == pytest.approx(published, rel=2e-4)
    expected = fitted.expected_purchases(52, *log.histories)
    assert expected.sum() == pytest.approx(3990.8, abs=0.1)
    assert np.abs(expected - log.later).mean() == pytest.approx(1.508, abs=5e-4)
    alive = fitted.probability_alive([1, 2, 3, 4, 5], 12, 52)
    assert alive == pytest.approx([0.3186, 0.1652, 0.0728, 0.0288, 0.0107], abs=5e-5)


def test_the_most_active_customers_of_online_retail_have_a_forecast(retail_18_months):
    retail = retail_18_months
    fitted = ParetoNBD().fit(*retail.histories)

    expected = fitted.expected_purchases(26, *retail.histories)
    active = fitted.probability_active(26, *retail.histories)
    assert np.isfinite(expected).all()
    assert ((active > 0) & (active < 1)).all()
    best = {x: expected[retail.frequency == x][0] for x in (135, 165, 127)}
    assert best == pytest.approx({135: 38.076, 165: 46.343, 127: 35.775}, abs=1e-2)
    assert fitted.log_likelihood >= -58283.523
    # One year and a half tells how long accounts stay on average, not how they differ.
    assert fitted.warnings == (LIFETIMES,)
    assert fitted.standard_errors["s"] is None


def test_nobody_who_bought_again_is_no_fit():
    with pytest.raises(FitError, match="1 of 3 accounts bought again"):
        ParetoNBD().fit([0, 0, 1], [0, 0, 5], [30, 20, 10])


def simulated(rng, accounts, *, r, alpha, s, beta, until):
    """Histories of accounts that do what the model says, and their true rates."""
    rate, leaving = rng.gamma(r, 1 / alpha, accounts), rng.gamma(s, 1 / beta, accounts)
    stays = rng.exponential(1 / leaving)
    watched = np.minimum(stays, until)
    x = rng.poisson(rate * watched)
    last = watched * rng.random(accounts) ** (1 / np.maximum(x, 1))
    return x, np.where(x > 0, last, 0.0), stays, rate


def test_the_parameters_of_simulated_accounts_are_found():
    params = {"r": 0.8, "alpha": 6.0, "s": 0.5, "beta": 9.0}
    rng = np.random.default_rng(20)
    x, tx, _, _ = simulated(rng, 20_000, until=60.0, **params)

    fitted = ParetoNBD().fit(x, tx, 60.0)

    for letter, true in params.items():
        error = fitted.standard_errors[letter]
        assert abs(fitted.params[letter] - true) < 3.5 * error, letter
        assert error < 0.12 * true


def test_answers_agree_with_simulation():
    params = {"r": 1.5, "alpha": 20.0, "s": 0.7, "beta": 15.0}
    rng = np.random.default_rng(7)
    history, t = (3, 20.0, 40.0), 30.0
    rate = rng.gamma(1.5, 1 / 20.0, 400_000)
    leaving = rng.gamma(0.7, 1 / 15.0, 400_000)
    # How likely these rates make the history: alive at T, or gone after the last one.
    both = rate + leaving
    alive = rate**3 * np.exp(-both * 40.0)
    gone = rate**3 * leaving / both * (np.exp(-both * 20.0) - np.exp(-both * 40.0))
    weight = alive / (alive + gone).mean()
    later = rng.poisson(rate * np.minimum(rng.exponential(1 / leaving), t))
    model = ParetoNBD.from_params(**params)

    answers = [
        (model.probability_alive(*history), np.ones(len(rate))),
        (model.expected_purchases(t, *history), later),
        (model.probability_active(t, *history), later > 0),
        (model.purchase_distribution(t, *history, [2])[:, 0], later == 2),
    ]
    for found, drawn in answers:
        sample = weight * drawn
        error = sample.std() / np.sqrt(len(sample))
        assert found[0] == pytest.approx(sample.mean(), abs=4 * error)
        assert error < 0.01 * sample.mean()


params = st.builds(
    dict,
    r=st.floats(0.05, 20),
    alpha=st.floats(0.1, 500),
    s=st.floats(0.05, 20),
    beta=st.floats(0.1, 500),
)


@st.composite
def histories(draw):
    x = draw(st.integers(0, 100_000) | st.integers(0, 20))
    until = draw(st.floats(0.5, 1e5))
    return x, draw(st.floats(0.01, 1)) * until if x else 0.0, until


@given(params, st.lists(histories(), min_size=1, max_size=8), st.floats(0.01, 1e5))
def test_any_history_has_possible_answers(given_params, rows, t):
    model = ParetoNBD.from_params(**given_params)
    x, tx, until = np.array(rows, dtype=float).T

    alive = model.probability_alive(x, tx, until)
    active = model.probability_active(t, x, tx, until)
    expected = model.expected_purchases(t, x, tx, until)
    counts = model.purchase_distribution(t, x, tx, until, [0, 1, 2, 3])

    assert np.isfinite(expected).all()
    assert ((alive >= 0) & (alive <= 1)).all()
    assert ((active >= 0) & (active <= alive)).all()
    assert (expected >= active * (1 - 1e-9)).all()
    assert counts[:, 0] == pytest.approx(1 - active, abs=1e-12)
    assert ((counts >= 0) & (counts <= 1)).all()
    assert (counts.sum(axis=1) <= 1 + 1e-9).all()
    longer = model.expected_purchases(2 * t, x, tx, until)
    assert (longer >= expected * (1 - 1e-9)).all()


@given(params, histories(), st.floats(1, 100))
@settings(max_examples=20, deadline=None)
def test_the_counts_make_up_the_expectation(given_params, history, t):
    model = ParetoNBD.from_params(**given_params)
    expected = model.expected_purchases(t, *history)[0]
    counts = np.arange(150)

    chances = model.purchase_distribution(t, *history, counts)[0]

    alive = model.probability_alive(*history)[0]
    if expected < 20 * alive and chances[-1] < 1e-14:
        assert chances.sum() == pytest.approx(1, abs=1e-9)
        assert chances @ counts == pytest.approx(expected, rel=1e-6, abs=1e-9)


@given(params, st.lists(histories(), min_size=1, max_size=8))
def test_the_gradient_is_the_slope_of_the_likelihood(given_params, rows):
    likelihood = Likelihood(grouped(*np.array(rows, dtype=float).T))
    at = np.array(list(given_params.values()))

    value, gradient = likelihood.at(at)

    for place in range(4):
        step = np.zeros(4)
        step[place] = 1e-4 * at[place]
        ends = [likelihood.at(at + k * step)[0] for k in (-2, -1, 1, 2)]
        slope = (ends[0] - 8 * ends[1] + 8 * ends[2] - ends[3]) / (12 * 1e-4)
        noise = 1e-11 * abs(value) + 1e-9
        found = gradient[place] * at[place]
        assert found == pytest.approx(slope, rel=1e-6, abs=noise / 1e-4)


@given(params, histories(), st.floats(0.1, 100), st.sampled_from([7.0, 1 / 52]))
def test_the_unit_of_time_does_not_matter(given_params, history, t, unit):
    model = ParetoNBD.from_params(**given_params)
    scaled = ParetoNBD.from_params(
        **given_params
        | {"alpha": given_params["alpha"] * unit, "beta": given_params["beta"] * unit}
    )
    x, tx, until = history

    here = model.expected_purchases(t, x, tx, until)
    there = scaled.expected_purchases(t * unit, x, tx * unit, until * unit)

    assert there == pytest.approx(here, rel=1e-8, abs=1e-300)


def test_weights_count_accounts_and_their_order_does_not_matter():
    rng = np.random.default_rng(3)
    x, tx, _, _ = simulated(rng, 400, r=0.8, alpha=6.0, s=0.5, beta=9.0, until=60.0)
    tx = np.where(x > 0, np.ceil(tx), 0.0)
    kinds, weights = np.unique(np.stack([x, tx]), axis=1, return_counts=True)

    each = ParetoNBD().fit(x, tx, 60.0)
    backwards = ParetoNBD().fit(x[::-1], tx[::-1], 60.0)
    weighted = ParetoNBD().fit(*kinds, 60.0, weights=weights)

    assert backwards.params == each.params == weighted.params
