"""BG/NBD and its relatives: published figures, and what must hold for any data."""

from __future__ import annotations

import numpy as np
import pytest

from tests.analysis.models.purchase_logs import cdnow_log, retail_log
from vitalfew.analysis.models import BGNBD, MBGNBD, NBD


@pytest.fixture(scope="module")
def cdnow(request):
    return cdnow_log(request.getfixturevalue("shared_data"))


def of_cdnow(model):
    return model.from_params(r=0.24259815, alpha=4.41368416, a=0.79298987, b=2.4261667)


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
    expected = of_cdnow(BGNBD).expected_purchases(39, *cdnow.histories)

    assert cdnow.later.sum() == 1882
    assert expected.sum() == pytest.approx(1653.392, abs=5e-4)
    found = np.corrcoef(expected, cdnow.later)[0, 1]
    assert found == pytest.approx(0.6256473, abs=5e-8)


def test_twelve_months_of_online_retail_reach_the_end_of_the_ridge():
    log = retail_log("2010-11-30")

    fitted = BGNBD().fit(*log.histories)

    assert len(log.T) == 4239
    assert fitted.log_likelihood == pytest.approx(-36485.414, abs=5e-4)


def test_eighteen_months_of_online_retail():
    log = retail_log("2011-06-09")

    fitted = BGNBD().fit(*log.histories)

    assert len(log.T) == 4944
    assert fitted.log_likelihood == pytest.approx(-58257.107, abs=5e-4)
    published = {"r": 0.6831, "alpha": 9.4823, "a": 0.152, "b": 3.3126}
    assert fitted.params == pytest.approx(published, rel=1e-3)


def test_drop_out_with_a_plus_b_below_one_has_a_finite_forecast():
    model = BGNBD.from_params(r=0.11, alpha=2.24, a=0.31, b=0.50)

    assert model.expected_purchases(30, 0, 0, 1)[0] == pytest.approx(0.56459, abs=5e-6)
