"""Margin: what an account buys and what it leaves."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.method_pages import numbers, worked_table
from tests.analysis.order_tables import (
    adventureworks,
    by_account,
    compilable_orders,
    orders_of,
    sql_of,
)
from vitalfew.analysis.measures.margin import margin
from vitalfew.analysis.orders import months_before


def line(account, day, amount=None, cost=None, order=None):
    row = {"account_id": account, "ordered_on": day}
    given_values = {"net_amount": amount, "cost": cost, "order_id": order}
    return row | {name: v for name, v in given_values.items() if v is not None}


def page_orders():
    rows = [
        {
            "account_id": "north",
            "ordered_on": row["ordered_on"],
            "order_id": row["order_id"],
            "net_amount": numbers(row["net_amount"])[0],
            "cost": numbers(row["cost"])[0],
        }
        for row in worked_table("margin", "Worked table")
    ]
    return orders_of(rows, start="2023-01-01", as_of="2025-01-01")


def test_the_worked_table_of_the_page_is_what_the_measure_gives():
    north = by_account(margin(page_orders()))["north"]

    for row in worked_table("margin", "Result"):
        expected = numbers(row["result"])
        found = north[row["value"]]
        found = [float(v) for v in (found if isinstance(found, list) else [found])]
        assert found == pytest.approx(expected, abs=5e-7), row["value"]
    assert north["first_order"] == dt.date(2023, 2, 1)
    assert north["last_order"] == dt.date(2024, 12, 31)


def test_without_quarters_all_the_rest_is_the_same():
    whole = by_account(margin(page_orders()))["north"]
    plain = by_account(margin(page_orders(), quarters=False))["north"]

    arrays = {"quarters_revenue": None, "quarters_contribution": None}
    assert plain == whole | arrays


def test_an_order_delivered_on_two_days_is_one_order():
    rows = [
        line("a", "2024-01-01", 1, order="1"),
        line("a", "2024-01-02", 1, order="1"),
    ]

    assert by_account(margin(orders_of(rows)))["a"]["orders"] == 1


def test_the_same_order_number_at_two_accounts_is_two_orders():
    rows = [
        line("a", "2024-01-01", 1, order="1"),
        line("b", "2024-01-02", 1, order="1"),
    ]

    found = by_account(margin(orders_of(rows)))

    assert (found["a"]["orders"], found["b"]["orders"]) == (1, 1)


def test_lines_without_an_order_number_make_one_order_a_day():
    rows = [
        line("a", "2024-01-01", 1),
        line("a", "2024-01-01", 1),
        line("a", "2024-01-02", 1),
        line("a", "2024-01-02", 1, order="7"),
    ]

    assert by_account(margin(orders_of(rows)))["a"]["orders"] == 3
    without = [{k: v for k, v in row.items() if k != "order_id"} for row in rows]
    assert by_account(margin(orders_of(without)))["a"]["orders"] == 2


def test_one_amount_without_cost_puts_all_accounts_on_the_revenue_basis():
    rows = [line("a", "2024-01-01", 10, 4), line("b", "2024-01-01", 10)]

    found = by_account(margin(orders_of(rows)))

    assert [found[a]["margin"] for a in "ab"] == [None, None]
    assert found["a"]["contribution"] == Decimal(10)


def test_a_free_line_without_cost_leaves_the_cost_complete():
    rows = [line("a", "2024-01-01", 10, 4), line("a", "2024-01-01", 0)]

    assert by_account(margin(orders_of(rows)))["a"]["margin"] == 0.6


def test_only_credits_leave_margin_and_credit_rate_unknown():
    found = by_account(margin(orders_of([line("a", "2024-01-01", -5, -2)])))["a"]

    assert (found["revenue"], found["contribution"]) == (Decimal(-5), Decimal(-3))
    assert (found["margin"], found["credit_rate"]) == (None, None)


@pytest.mark.parametrize(
    ("start", "growth"),
    [
        ("2023-01-01", 1.0),
        ("2023-01-16", 1.0),  # at most 15 days late still covers the year
        ("2023-01-17", None),
    ],
)
def test_growth_needs_a_window_of_two_years(start, growth):
    rows = [line("a", "2023-06-01", 100), line("a", "2024-06-01", 200)]

    found = by_account(margin(orders_of(rows, start=start, as_of="2025-01-01")))["a"]

    assert found["growth"] == growth
    assert (found["revenue_prior_12m"] is None) == (growth is None)
    assert found["revenue_12m"] == 200


def test_growth_from_nothing_or_from_a_loss_is_unknown():
    rows = [
        line("loss", "2023-06-01", 10, 20),
        line("loss", "2024-06-01", 20, 10),
        line("new", "2024-06-01", 20, 10),
    ]

    found = by_account(margin(orders_of(rows, start="2023-01-01", as_of="2025-01-01")))

    assert [found[a]["growth"] for a in ("loss", "new")] == [None, None]


def test_a_quarter_outside_the_window_is_unknown_not_zero():
    rows = [line("a", "2024-08-01", 7)]

    found = by_account(margin(orders_of(rows, start="2024-07-01", as_of="2025-01-01")))

    quarters = found["a"]["quarters_revenue"]
    assert quarters == [None] * 6 + [Decimal(7), Decimal(0)]


def test_a_log_without_amounts_knows_orders_and_days_only():
    rows = [line("a", "2024-01-01"), line("a", "2024-03-01")]

    found = by_account(margin(orders_of(rows)))["a"]

    known = {name for name, value in found.items() if value is not None}
    quarters = {"quarters_revenue", "quarters_contribution"}
    assert known - quarters == {
        "account_id", "orders", "lines", "first_order", "last_order",
    }  # fmt: skip
    assert found["orders"] == 2
    assert found["quarters_revenue"] == [None] * 8


def test_without_a_margin_role_contribution_is_revenue():
    found = by_account(margin(page_orders().on_revenue()))["north"]

    assert found["contribution"] == found["revenue"] == Decimal(1800)
    assert found["margin"] is None
    assert found["growth"] == 0.25


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "pyspark"])
@pytest.mark.parametrize("amounts", [True, False])
def test_it_compiles_for_every_engine(dialect, amounts):
    sql = sql_of(margin(compilable_orders(amounts=amounts)), dialect)

    assert "order_lines" in sql


# --- the slow, obvious twin -------------------------------------------------------

lines = st.lists(
    st.fixed_dictionaries(
        {
            "account_id": st.sampled_from("abc"),
            "ordered_on": st.dates(dt.date(2022, 6, 1), dt.date(2024, 12, 31)),
            "net_amount": st.integers(-500, 5000).map(lambda c: Decimal(c) / 100),
            "cost": st.integers(-500, 5000).map(lambda c: Decimal(c) / 100),
            "order_id": st.sampled_from(["1", "2", "3", None]),
        }
    ),
    min_size=1,
    max_size=25,
)


def twin(rows, as_of):
    """The measure again, account by account, in plain Python."""
    found = {}
    for account in {row["account_id"] for row in rows}:
        mine = [row for row in rows if row["account_id"] == account]
        numbered = {r["order_id"] for r in mine if r["order_id"]}
        loose = {r["ordered_on"] for r in mine if not r["order_id"]}

        def total(back, until, mine=mine):
            start, end = months_before(as_of, back), months_before(as_of, until)
            inside = [r for r in mine if start <= r["ordered_on"] < end]
            return sum((r["net_amount"] - r["cost"] for r in inside), Decimal(0))

        sales = sum(r["net_amount"] for r in mine if r["net_amount"] > 0)
        revenue = sum(r["net_amount"] for r in mine)
        contribution = revenue - sum(r["cost"] for r in mine)
        credits_ = revenue - sales
        before = total(24, 12)
        found[account] = {
            "orders": len(numbered) + len(loose),
            "lines": len(mine),
            "revenue": revenue,
            "contribution": contribution,
            "credits": credits_,
            "margin": float(contribution) / float(revenue) if revenue > 0 else None,
            "credit_rate": -float(credits_) / float(sales) if sales > 0 else None,
            "contribution_12m": total(12, 0),
            "contribution_prior_12m": before,
            "growth": float(total(12, 0) - before) / float(before)
            if before > 0
            else None,
            "quarters_contribution": [total(b, b - 3) for b in range(24, 0, -3)],
        }
    return found


@settings(max_examples=12, deadline=None)
@given(rows=lines)
def test_it_agrees_with_the_slow_twin(rows):
    orders = orders_of(rows, start="2022-06-01", as_of="2025-01-01")

    found = by_account(margin(orders))

    for account, expected in twin(rows, dt.date(2025, 1, 1)).items():
        for name, value in expected.items():
            assert found[account][name] == pytest.approx(value), (account, name)


@settings(max_examples=10, deadline=None)
@given(rows=lines, shuffled=st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(rows, shuffled):
    window = {"start": "2022-06-01", "as_of": "2025-01-01"}
    mixed = list(rows)
    shuffled.shuffle(mixed)

    first = by_account(margin(orders_of(rows, **window)))

    assert by_account(margin(orders_of(mixed, **window))) == first


@pytest.mark.shared_data
def test_adventureworks_sales_and_contribution(shared_data):
    found = by_account(margin(adventureworks(shared_data)))

    assert len(found) == 632
    assert sum(r["revenue"] for r in found.values()) == Decimal("77548570.20")
    assert sum(r["contribution"] for r in found.values()) == Decimal("999494.57")
