"""Risk: the total of the coming year, drawn from each account's own forecast."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import vitalfew as vf
from tests.analysis.method_pages import number, worked_table
from vitalfew.analysis.assessment.risk import risk
from vitalfew.analysis.models.outlook import LEVELS, outlook

QUANTILES = ("low80", "low50", "high50", "high80")


def forecast_of(*rows):
    """(account, expected, p_active, the four quantiles) as a forecast's table."""
    names = ("account_id", "expected", "p_active", *QUANTILES)
    return pa.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))


def all_or_nothing(account, amount, p_active):
    quantiles = [amount * (level > 1 - p_active) for level in LEVELS.values()]
    return (account, amount * p_active, p_active, *quantiles)


PAGE = forecast_of(
    *(
        all_or_nothing(row["account_id"], 100, number(row["p_active"]))
        for row in worked_table("risk", "Worked table")
    )
)
ACCOUNTS = st.tuples(
    st.lists(st.floats(-1e4, 1e6), min_size=4, max_size=4).map(sorted),
    st.floats(0.05, 1.0),
    st.floats(0.3, 0.7),
)


@pytest.mark.parametrize(
    "row", worked_table("risk", "Result"), ids=lambda r: r["group"]
)
def test_the_worked_table_of_the_page_is_what_the_simulation_gives(row):
    groups = {"a": "one", "b": "one"} if row["group"] == "yes" else None
    found = risk(PAGE, groups=groups, fixed_costs=150)
    assert found.expected == pytest.approx(number(row["expected"]))
    assert found.worst == pytest.approx(number(row["worst"]), abs=1e-9)
    assert found.value_at_risk == pytest.approx(number(row["value_at_risk"]), abs=1e-9)
    assert found.shortfall == pytest.approx(number(row["shortfall"]), abs=2)
    assert found.covered == pytest.approx(number(row["covered"]), abs=0.01)
    assert found.cover == pytest.approx(180 / 150)


def test_one_account_alone_has_the_quantiles_of_its_own_forecast():
    found = risk(forecast_of(("a", 520, 0.95, 200, 400, 600, 900)))
    assert found.low80 == pytest.approx(200, rel=0.03)
    assert found.low50 == pytest.approx(400, rel=0.03)
    assert found.high50 == pytest.approx(600, rel=0.03)
    assert found.high80 == pytest.approx(900, rel=0.03)


def test_what_the_accounts_carry_adds_up_to_the_shortfall():
    rows = [(f"a{n}", 100 + n, 0.8, 0, 50, 140 + n, 200 + n) for n in range(40)]
    found = risk(forecast_of(*rows), common_error=0.1)
    assert len(found.carriers) == 40
    assert sum(carrier.at_risk for carrier in found.carriers) == pytest.approx(
        found.shortfall
    )
    assert sum(carrier.share for carrier in found.carriers) == pytest.approx(1)


def test_the_one_large_uncertain_account_carries_nearly_all_of_it():
    rows = [all_or_nothing(f"s{n:02}", 10, 0.99) for n in range(50)]
    found = risk(forecast_of(all_or_nothing("whale", 1000, 0.9), *rows))
    assert found.carriers[0].account_id == "whale"
    assert found.carriers[0].share > 0.95


def test_a_certain_account_carries_nothing():
    found = risk(
        forecast_of(all_or_nothing("safe", 100, 1.0), all_or_nothing("b", 100, 0.5))
    )
    parts = {carrier.account_id: carrier.at_risk for carrier in found.carriers}
    assert parts == {"b": pytest.approx(50), "safe": pytest.approx(0)}


def test_many_small_accounts_have_the_spread_of_their_sum():
    rows = [all_or_nothing(f"a{n:05}", 10, 0.5) for n in range(10_000)]
    found = risk(forecast_of(*rows))
    # Binomial: a standard deviation of 10 √(10,000 ÷ 4) = 500, z of 10 % is 1.2816.
    assert found.expected == pytest.approx(50_000)
    assert found.high80 - found.low80 == pytest.approx(2 * 1.2816 * 500, rel=0.03)


def test_a_common_error_widens_the_total_as_far_as_it_is_large():
    rows = [(f"a{n:04}", 10, 1.0, 10, 10, 10, 10) for n in range(1000)]
    found = risk(forecast_of(*rows), common_error=0.1)
    assert found.high80 / found.low80 == pytest.approx(
        np.exp(2 * 1.2816 * 0.0998), rel=0.02
    )


def test_accounts_without_a_forecast_are_counted_and_left_out():
    table = forecast_of(
        ("a", 100, 1.0, 100, 100, 100, 100), ("b", None, None, None, None, None, None)
    )
    found = risk(table)
    assert (found.accounts, found.unknown, found.expected) == (1, 1, 100)
    assert found.covered is None
    assert found.cover is None


def test_without_any_forecast_there_is_no_risk_to_tell():
    nothing = forecast_of(("b", 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)).slice(0, 0)
    assert risk(nothing) is None


def test_the_same_rows_in_another_order_give_the_same_figures():
    rows = [(f"a{n}", 50 + n, 0.7, 0, 0, 80, 120 + n) for n in range(30)]
    assert risk(forecast_of(*rows)) == risk(forecast_of(*reversed(rows)))


def test_the_public_function_takes_the_table_of_a_forecast():
    assert vf.risk(PAGE).expected == 180


@settings(max_examples=60, deadline=None)
@given(ACCOUNTS)
# A loss of thousands of times the width of its tail.
@example(([-9173.0, -9170.0, 0.0, 0.0], 1.0, 0.5))
def test_draws_have_the_mean_and_the_spread_of_the_curve(account):
    quantiles, p_active, _ = account
    expected = p_active * sum(quantiles) / 4
    found = outlook(forecast_of(("a", expected, p_active, *quantiles)))
    steps = (np.arange(40_000) + 0.5) / 40_000
    amounts = found._curve.amount(steps[:, None])[:, 0]
    mean, square = found._curve.moments
    scale = 1 + np.abs(quantiles).max()
    assert amounts.mean() == pytest.approx(mean[0], abs=4e-3 * scale)
    assert np.sqrt((amounts**2).mean()) == pytest.approx(
        np.sqrt(square[0]), abs=2e-2 * scale
    )
    assert (np.diff(amounts) >= -1e-6 * scale).all()


@settings(max_examples=60, deadline=None)
@given(st.floats(1, 1e6), st.floats(0.92, 1.0), st.floats(0.05, 0.4))
def test_the_mean_is_the_forecast_where_the_quantiles_leave_room(size, p_active, width):
    middle = size / p_active
    below, above = middle * (1 - width), middle * (1 + width)
    step = middle * width / 2
    rows = ("a", size, p_active, below - step, below, above, above + step)
    found = outlook(forecast_of(rows))
    mean, _ = found._curve.moments
    assert mean[0] * p_active == pytest.approx(size, rel=1e-9)
