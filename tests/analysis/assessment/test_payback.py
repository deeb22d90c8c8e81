import math
from dataclasses import replace

import numpy as np
import pytest

from tests.analysis.method_pages import worked_table
from vitalfew.analysis.assessment.payback import (
    NO_CONTRIBUTION,
    NOT_ENTERED,
    months_to_recover,
    needed_contribution,
    payback,
    payback_columns,
    recovery_month,
)
from vitalfew.analysis.criteria import PaybackCriteria

CASE = PaybackCriteria(investment=5e6, yearly_cost_to_serve=0.5e6)
YEARLY = 10e6 * 0.3


def test_the_worked_case_pays_back_in_month_22():
    result = payback(YEARLY, criteria=CASE)

    assert result.cumulative == (-2.0e6, 0.5e6, 3.0e6)
    assert result.months == 22
    assert result.label == "paid_back"
    assert result.npv == pytest.approx(1.672e6, abs=500)
    assert result.roi == pytest.approx(0.5)


def test_the_cash_of_each_year_is_the_one_of_the_method_page():
    shown = [float(row["cash"]) * 1e6 for row in worked_table("payback", "Worked case")]

    assert payback(YEARLY, criteria=CASE).cumulative == pytest.approx(shown)


def test_one_order_of_the_same_size_loses_two_million():
    continued = payback(YEARLY, criteria=CASE)
    once = payback(YEARLY, criteria=CASE, single_order=True)

    assert continued.single_order == -2.0e6
    assert once.cumulative == (-2.0e6,)
    assert once.label == "single_order"
    assert once.months is None


@pytest.mark.parametrize("row", worked_table("payback", "Even monthly inflow"))
def test_an_even_inflow_takes_the_months_of_the_method_page(row):
    months = months_to_recover(
        float(row["outlay"]), float(row["a month"]), discount_rate=float(row["rate"])
    )

    assert months == pytest.approx(float(row["months"]), abs=0.0005)


def test_an_inflow_that_discounting_outruns_never_recovers_the_outlay():
    assert months_to_recover(1_000_000, 100, discount_rate=0.10) is None
    assert months_to_recover(100, 0) is None
    assert months_to_recover(0, 0) == 0.0


def test_payback_after_the_limit_is_late_and_after_the_horizon_never():
    assert payback(2.2e6, criteria=CASE).label == "late"
    assert payback(2.2e6, criteria=CASE).months == 32
    assert payback(1.0e6, criteria=CASE).label == "never"
    assert payback(1.0e6, criteria=CASE).months is None


def test_a_month_is_not_lost_to_rounding():
    # 12 × (1 + 0.1 ÷ 0.2) in binary is a little more than 18.
    assert recovery_month(0.3, (0.2, 0.2)) == 18
    assert recovery_month(0.0, (1.0,)) == 0


def test_payback_is_unknown_without_costs_and_says_what_to_enter():
    unset = payback(YEARLY, criteria=PaybackCriteria())
    half = payback(YEARLY, criteria=PaybackCriteria(investment=1.0))
    no_margin = payback(None, criteria=CASE)

    assert (unset.label, unset.reason) == ("unknown", NOT_ENTERED)
    assert (half.label, half.reason) == ("unknown", NOT_ENTERED)
    assert (no_margin.label, no_margin.reason) == ("unknown", NO_CONTRIBUTION)
    assert unset.npv is None


def test_the_needed_contribution_pays_back_exactly_at_the_limit():
    needed = needed_contribution(24, criteria=CASE)

    assert needed == pytest.approx(2.75e6)
    assert payback(needed, criteria=CASE).months == 24
    assert payback(needed * 0.99, criteria=CASE).months > 24
    assert needed_contribution(24, criteria=PaybackCriteria()) is None


def test_an_account_with_its_own_costs_is_judged_by_them():
    yearly = np.array([YEARLY, YEARLY])
    columns = payback_columns(
        yearly,
        np.array([False, False]),
        criteria=CASE,
        investment=np.array([np.nan, 1e6]),
    )

    assert columns["months"].tolist() == [22, 4]


def test_columns_and_single_values_agree():
    amounts = [-1e6, 0.0, 0.4e6, 1e6, 2.2e6, 2.75e6, 3e6, 4.9e6, 5e6, 9e6, math.nan]
    for criteria in (
        CASE,
        replace(CASE, serve_from_year=1, horizon_years=5, discount_rate=0.0),
        replace(CASE, investment=0.0),
        PaybackCriteria(),
    ):
        for once in (False, True):
            columns = payback_columns(
                np.array(amounts), np.full(len(amounts), once), criteria=criteria
            )
            for row, amount in enumerate(amounts):
                one = payback(
                    None if math.isnan(amount) else amount,
                    criteria=criteria,
                    single_order=once,
                )
                assert columns["label"][row] == one.label
                for name in ("months", "npv", "roi", "single_order"):
                    value = columns[name][row]
                    shown = None if math.isnan(value) else pytest.approx(value)
                    assert getattr(one, name) == shown
