"""Breadth: over how much of what we sell an account buys."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.method_pages import number, numbers, worked_table
from tests.analysis.order_tables import (
    adventureworks,
    by_account,
    compilable_orders,
    orders_of,
    sql_of,
)
from vitalfew.analysis.measures.breadth import breadth

WINDOW = {"start": "2023-01-01", "as_of": "2025-01-01"}


def page_rows():
    rows = worked_table("breadth", "Worked table")
    return [row | {"net_amount": numbers(row["net_amount"])[0]} for row in rows]


def without(rows, *names):
    return [{k: v for k, v in row.items() if k not in names} for row in rows]


def test_the_worked_table_of_the_page_is_what_the_measure_gives():
    found = by_account(breadth(orders_of(page_rows(), **WINDOW)))

    for row in worked_table("breadth", "Result"):
        account = row.pop("account_id")
        for name, expected in row.items():
            assert found[account][name] == number(expected), (account, name)


def test_without_categories_nothing_is_known_of_them():
    rows = without(page_rows(), "category")

    found = by_account(breadth(orders_of(rows, **WINDOW)))["wide"]

    assert found.pop("products") == 4
    assert found.pop("account_id") == "wide"
    assert set(found.values()) == {None}


def test_without_products_their_number_is_unknown():
    found = by_account(breadth(orders_of(without(page_rows(), "product_id"), **WINDOW)))

    assert (found["wide"]["products"], found["wide"]["categories"]) == (None, 3)


def test_an_account_whose_lines_name_no_category_is_unknown_not_zero():
    rows = [*page_rows(), {"account_id": "x", "ordered_on": "2024-05-01"}]
    rows[-1] |= {"net_amount": 5, "product_id": "P1"}

    found = by_account(breadth(orders_of(rows, **WINDOW)))

    assert found["x"]["categories"] is None
    assert found["x"]["share_of_categories"] is None
    assert found["x"]["products"] == 1


def test_the_year_before_is_unknown_when_the_window_does_not_reach_it():
    found = by_account(
        breadth(orders_of(page_rows(), start="2023-02-01", as_of="2025-01-01"))
    )

    assert found["wide"]["categories_prior_12m"] is None
    assert found["wide"]["categories_12m"] == 2


def test_a_log_without_amounts_counts_every_line():
    rows = without(page_rows(), "net_amount")

    found = by_account(breadth(orders_of(rows, **WINDOW)))

    assert found["narrow"]["categories"] == 4
    assert found["narrow"]["share_of_categories"] == 0.8


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "pyspark"])
@pytest.mark.parametrize("amounts", [True, False])
def test_it_compiles_for_every_engine(dialect, amounts):
    sql = sql_of(breadth(compilable_orders(amounts=amounts)), dialect)

    assert "order_lines" in sql


# --- the slow, obvious twin -------------------------------------------------------

lines = st.lists(
    st.fixed_dictionaries(
        {
            "account_id": st.sampled_from("ab"),
            "ordered_on": st.dates(dt.date(2023, 1, 1), dt.date(2024, 12, 31)),
            "net_amount": st.integers(-2, 5),
            "category": st.sampled_from(["paper", "ink", "chairs", None]),
            "product_id": st.sampled_from(["1", "2", "3", None]),
        }
    ),
    min_size=1,
    max_size=20,
)


def twin(rows, account):
    """The measure again in plain Python."""
    bought = [row for row in rows if row["net_amount"] > 0]
    mine = [row for row in bought if row["account_id"] == account]
    year = dt.date(2024, 1, 1)

    def distinct(rows, name="category"):
        return len({row[name] for row in rows} - {None}) or None

    named = distinct(mine)
    if named is None:
        return {"categories": None, "products": distinct(mine, "product_id")}
    return {
        "products": distinct(mine, "product_id"),
        "categories": named,
        "categories_12m": distinct([r for r in mine if r["ordered_on"] >= year]) or 0,
        "categories_prior_12m": distinct([r for r in mine if r["ordered_on"] < year])
        or 0,
        "share_of_categories": named / distinct(bought),
    }


@settings(max_examples=20, deadline=None)
@given(rows=lines, mixed=st.randoms(use_true_random=False))
def test_it_agrees_with_the_slow_twin_in_any_order_of_rows(rows, mixed):
    found = by_account(breadth(orders_of(rows, **WINDOW)))
    mixed.shuffle(rows)

    for account, row in found.items():
        for name, expected in twin(rows, account).items():
            assert row[name] == expected, (account, name)


@pytest.mark.shared_data
def test_adventureworks_sells_four_categories(shared_data):
    found = by_account(breadth(adventureworks(shared_data)))

    shares = {row["share_of_categories"] for row in found.values()}
    assert shares == {0.25, 0.5, 0.75, 1.0}
