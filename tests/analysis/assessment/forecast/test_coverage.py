"""How often intervals held, how often they said so, and how sure the difference is."""

from __future__ import annotations

import numpy as np
import pytest

from tests.analysis.method_pages import number, worked_table
from vitalfew.analysis.assessment.forecast.coverage import said, standard_error
from vitalfew.analysis.assessment.forecast.intervals import holds


def columns():
    rows = worked_table("forecast", "Worked coverage")
    figures = ("low80", "high80", "p_active", "came")
    found = {name: np.array([number(row[name]) for row in rows]) for name in figures}
    names = [row["account"] for row in rows]
    found["account"] = np.unique(names, return_inverse=True)[1]
    found["origin"] = np.array([int(row["origin"]) - 2022 for row in rows])
    return found


def test_the_worked_coverage_of_the_page():
    seen = columns()

    inside = holds(seen["came"], seen["low80"], seen["high80"])
    told = said(seen["low80"], seen["high80"], seen["p_active"], 0.8)
    error = standard_error(inside - told, seen["account"], seen["origin"])

    assert inside.tolist() == [True, True, True, False, True, False]
    assert told.tolist() == [0.8, 0.9, 0.8, 0.8, 0.8, 0.8]
    assert error == pytest.approx(0.282597, abs=5e-7)


def test_years_that_differ_make_it_less_sure_than_as_many_accounts_would():
    accounts, years = np.arange(1000), np.repeat([0, 1], 500)
    place = np.tile(np.arange(500), 2)
    alike = (place < 400) - 0.8
    unlike = (place < np.where(years, 450, 350)) - 0.8

    # Shares of 80 and 80 %: √(0.8 · 0.2 ÷ 1000). Of 90 and 70 %: half of what they
    # differ by.
    assert standard_error(alike, accounts, years) == pytest.approx(0.012649, abs=5e-7)
    assert standard_error(unlike, accounts, years) == pytest.approx(0.1, abs=5e-7)


def test_one_account_seen_twice_tells_no_more_than_once():
    missed = np.array([0.2, -0.8, 0.2, -0.8, 0.2])
    account, origin = np.arange(5), np.zeros(5, dtype=int)
    twice = standard_error(np.tile(missed, 2), np.tile(account, 2), np.tile(origin, 2))

    assert twice == pytest.approx(standard_error(missed, account, origin))


def test_one_outcome_tells_nothing_of_the_next():
    assert standard_error(np.array([0.2]), np.array([0]), np.array([0])) is None
