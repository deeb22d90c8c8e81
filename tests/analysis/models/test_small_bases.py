"""Small customer bases: every fit converges, and every forecast is a number."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from tests.analysis.models.purchase_logs import retail_log
from vitalfew.analysis.models import (
    BGNBD,
    MBGNBD,
    NBD,
    BGCNBDk,
    GammaGamma,
    MBGCNBDk,
    ParetoNBD,
)

MODELS = [NBD, BGNBD, MBGNBD, BGCNBDk, MBGCNBDk, ParetoNBD]


def forecast(model, log, rows):
    columns = [column[rows] for column in log.histories]
    gaps = [log.litt[rows]] if model in {BGCNBDk, MBGCNBDk} else []
    fitted = model().fit(*columns, *gaps)
    assert fitted.converged
    assert fitted.gradient_norm < 1e-4
    return fitted.expected_purchases(52, *columns)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("accounts", [50, 100, 200, 500])
def test_draws_of_wholesalers(retail_year, retail_18_months, model, accounts):
    rng = np.random.default_rng(accounts)
    for draw in range(10):
        log = (retail_year, retail_18_months)[draw % 2]
        rows = rng.choice(len(log.T), accounts, replace=False)

        found = forecast(model, log, rows)

        assert np.isfinite(found).all()
        assert (found >= 0).all()
        # Nobody buys on more days than there are.
        assert found.max() < 366


@pytest.mark.shared_data
@pytest.mark.parametrize("model", MODELS)
def test_draws_of_music_buyers(cdnow, model):
    rng = np.random.default_rng(50)
    for _ in range(10):
        rows = rng.choice(len(cdnow.T), 50, replace=False)

        found = forecast(model, cdnow, rows)

        assert np.isfinite(found).all()
        assert (found >= 0).all()


@pytest.mark.parametrize("accounts", [50, 200])
def test_draws_of_spend(retail_18_months, accounts):
    log, rng = retail_18_months, np.random.default_rng(accounts)
    for _ in range(10):
        rows = rng.choice(len(log.T), accounts, replace=False)

        fitted = GammaGamma().fit(log.frequency[rows], log.mean_spend[rows])
        found = fitted.expected_spend(log.frequency[rows], log.mean_spend[rows])

        assert fitted.gradient_norm < 1e-4
        assert np.isfinite(np.asarray(found)).all()
        assert (np.asarray(found) > 0).all()


@pytest.mark.parametrize("model", [BGNBD, MBGNBD])
def test_every_month_end_of_two_years_has_a_forecast(model):
    first = dt.date(2010, 4, 1)
    ends = [
        dt.date(first.year + month // 12, month % 12 + 1, 1) - dt.timedelta(1)
        for month in range(3, 24)
    ]
    for end in ends:
        log = retail_log(end.isoformat())

        found = forecast(model, log, np.arange(len(log.T)))

        assert np.isfinite(found).all()
        assert (found >= 0).all()
    assert (ends[0], ends[-1]) == (dt.date(2010, 3, 31), dt.date(2011, 11, 30))
