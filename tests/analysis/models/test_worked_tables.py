"""The worked tables of the pages on the purchase process and on spend."""

from __future__ import annotations

import pytest

from tests.analysis.method_pages import number, worked_table
from vitalfew import models

SIMPLE = {"r": 1.0, "alpha": 10.0, "a": 1.0, "b": 1.0}


def simple(name, k):
    letters = {"NBD": ["r", "alpha"]}.get(name, list(SIMPLE))
    params = {letter: SIMPLE[letter] for letter in letters}
    regular = {"k": k} if name.endswith("k") else {}
    return getattr(models, name).from_params(**regular, **params)


@pytest.mark.parametrize("row", worked_table("purchase-process", "Worked table"))
def test_the_purchase_process_is_as_the_page_works_it_out(row):
    model = simple(row["model"], number(row["k"]))
    history = number(row["frequency"]), number(row["recency"]), 40.0

    for name, found in {
        "alive": model.probability_alive(*history),
        "active": model.probability_active(10.0, *history),
        "expected": model.expected_purchases(10.0, *history),
    }.items():
        assert found[0] == pytest.approx(number(row[name]), abs=5e-5), name


@pytest.mark.parametrize("row", worked_table("spend", "Worked table"))
def test_spend_is_as_the_page_works_it_out(row):
    params = {letter: number(row[letter]) for letter in ("p", "q", "gamma")}
    model = models.GammaGamma.from_params(**params)

    found = model.expected_spend(
        [number(row["frequency"])], number(row["monetary_value"])
    )

    expected = number(row["expected_spend"])
    assert found.tolist()[0] == (
        None if expected is None else pytest.approx(expected, abs=5e-3)
    )


PUBLISHED = worked_table("purchase-process", "Against published figures")
LOGS = {
    "CDNOW, 39 weeks": "cdnow",
    "grocer, 52 weeks": "grocery",
    "Online Retail II, to 2010-11-30": "retail_year",
    "Online Retail II, to 2011-06-09": "retail_18_months",
}


@pytest.mark.shared_data
@pytest.mark.parametrize(
    "row", PUBLISHED, ids=lambda row: f"{row['data']} {row['model']}"
)
def test_the_fits_are_as_the_page_prints_them(request, row):
    log = request.getfixturevalue(LOGS[row["data"]])
    gaps = [log.litt] if row["model"].endswith("k") else []

    fitted = getattr(models, row["model"])().fit(*log.histories, *gaps)

    assert getattr(fitted, "k", 1) == number(row["k"])
    found = f"{fitted.log_likelihood:.2f}".replace("-", "−")
    assert found == row["log-likelihood"]
    for letter in ("r", "alpha", "a", "b"):
        if (printed := row[letter]) != "–":
            digits = len(printed.partition(".")[2])
            assert f"{fitted.params[letter]:.{digits}f}" == printed
