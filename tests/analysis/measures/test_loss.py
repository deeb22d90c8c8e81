"""Loss: what this year would have been without an account."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, fields
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.method_pages import number, numbers, worked_table
from tests.analysis.order_tables import (
    adventureworks,
    by_account,
    compilable_orders,
    orders_of,
    rows_of,
    sql_of,
)
from vitalfew.analysis.measures.loss import (
    Loss,
    YearTotal,
    loss,
    loss_of,
    year_start,
    year_totals,
)


def money(cell):
    return Decimal(str(int(numbers(cell)[0])))


PAGE = {
    row["account_id"]: YearTotal(money(row["sales"]), money(row["contribution"]))
    for row in worked_table("loss", "Worked table")
}


def orders_like(totals, on="2024-05-01"):
    """One line an account that brings exactly this."""
    return orders_of(
        {
            "account_id": account,
            "ordered_on": on,
            "net_amount": total.sales,
            "cost": total.sales - total.contribution,
        }
        for account, total in totals.items()
    )


@pytest.mark.parametrize(
    "row", worked_table("loss", "Result"), ids=lambda row: row["lost"]
)
def test_the_worked_table_of_the_page_is_what_both_functions_give(row):
    cells = dict(row)
    names = cells.pop("lost")
    lost = [] if names == "–" else names.split()
    fixed = Decimal(400)

    pure = asdict(loss_of(PAGE, lost, fixed_costs=fixed))
    [queried] = rows_of(loss(orders_like(PAGE), lost, fixed_costs=fixed))

    for name, cell in cells.items():
        expected = pytest.approx(number(cell), abs=5e-7)
        assert float(pure[name]) == expected, name
        assert float(queried[name]) == expected, name


def test_only_the_last_twelve_months_count():
    orders = orders_of(
        [
            {"account_id": "a", "ordered_on": "2023-12-31", "net_amount": 1000},
            {"account_id": "a", "ordered_on": "2024-01-01", "net_amount": 10},
            {"account_id": "b", "ordered_on": "2024-12-31", "net_amount": 5},
            {"account_id": "gone", "ordered_on": "2023-05-01", "net_amount": 99},
        ],
        as_of="2025-01-01",
    )

    totals = by_account(year_totals(orders))

    assert year_start(orders) == dt.date(2024, 1, 1)
    assert {a: t["sales"] for a, t in totals.items()} == {"a": 10, "b": 5, "gone": 0}


def test_a_shorter_window_counts_whole():
    orders = orders_like(PAGE)

    assert year_start(orders) == dt.date(2024, 5, 1)
    [found] = rows_of(loss(orders, ["a"]))
    assert found["sales"] == 2000


def test_an_account_that_is_not_ours_costs_nothing():
    found = loss_of(PAGE, ["stranger"])

    assert (found.accounts, found.sales_lost, found.contribution_after) == (0, 0, 550)


def test_naming_an_account_twice_loses_it_once():
    assert loss_of(PAGE, ["a", "a"]) == loss_of(PAGE, ["a"])


@pytest.mark.parametrize("fixed", [None, Decimal(0)])
def test_without_fixed_costs_their_cover_is_unknown(fixed):
    pure = loss_of(PAGE, ["a"], fixed_costs=fixed)
    [queried] = rows_of(loss(orders_like(PAGE), ["a"], fixed_costs=fixed))

    assert (pure.cover, pure.cover_after) == (None, None)
    assert (queried["cover"], queried["cover_after"]) == (None, None)


def test_a_share_of_a_total_below_zero_is_unknown():
    totals = {"a": YearTotal(Decimal(10), Decimal(-5))}

    assert loss_of(totals, ["a"]).contribution_lost_share is None
    assert loss_of(totals, ["a"]).sales_lost_share == 1.0


def test_no_account_at_all_is_no_loss():
    found = loss_of({}, ["a"])

    assert (found.accounts, found.sales, found.rank) == (0, 0, 1)


def test_a_log_without_amounts_knows_only_how_many_are_lost():
    orders = orders_of([{"account_id": "a", "ordered_on": "2024-05-01"}])

    [found] = rows_of(loss(orders, ["a"], fixed_costs=Decimal(5)))

    assert found.pop("accounts") == 1
    assert set(found.values()) == {None}


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "pyspark"])
@pytest.mark.parametrize("amounts", [True, False])
def test_it_compiles_for_every_engine(dialect, amounts):
    orders = compilable_orders(amounts=amounts)

    assert "order_lines" in sql_of(year_totals(orders), dialect)
    sql = sql_of(loss(orders, ["a", "b"], fixed_costs=Decimal(9)), dialect)
    assert "order_lines" in sql


def test_the_query_has_the_fields_of_a_loss():
    names = [field.name for field in fields(Loss)]

    assert list(loss(compilable_orders(), ["a"]).columns) == names
    assert list(loss(compilable_orders(amounts=False), []).columns) == names


totals = st.dictionaries(
    st.sampled_from("abcdefgh"),
    st.builds(
        YearTotal,
        st.integers(-100, 1000).map(Decimal),
        st.integers(-500, 1000).map(Decimal),
    ),
    min_size=1,
)


@settings(max_examples=15, deadline=None)
@given(totals=totals, lost=st.sets(st.sampled_from("abcdefghx")))
def test_the_query_and_the_pure_function_agree(totals, lost):
    fixed = Decimal(700)

    [queried] = rows_of(loss(orders_like(totals), lost, fixed_costs=fixed))

    for name, expected in asdict(loss_of(totals, lost, fixed_costs=fixed)).items():
        is_float = isinstance(expected, float)
        close = pytest.approx(expected) if is_float else expected
        assert queried[name] == close, name


@given(totals=totals, lost=st.sets(st.sampled_from("abcdefgh")))
def test_what_is_lost_and_what_is_left_make_the_whole(totals, lost):
    left = set(totals) - lost

    one, other = loss_of(totals, lost), loss_of(totals, left)

    assert one.contribution_after == other.contribution_lost
    assert one.sales_lost + other.sales_lost == one.sales


@pytest.mark.shared_data
def test_losing_the_best_reseller_of_adventureworks_ranks_first(shared_data):
    orders = adventureworks(shared_data)
    totals = by_account(year_totals(orders))
    best = max(totals, key=lambda account: totals[account]["contribution"])

    [found] = rows_of(loss(orders, [best]))

    assert (found["accounts"], found["rank"]) == (1, 1)
    assert found["sales_lost"] == totals[best]["sales"]
    assert found["sales"] < Decimal("77548570.20")
