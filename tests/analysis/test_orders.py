"""The contract of an order table and the grains the measures start from."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import ibis
import pyarrow as pa
import pytest

from tests.analysis.order_tables import day, order_table, orders_of, rows_of
from vitalfew.analysis.grains import BLOCK
from vitalfew.analysis.orders import (
    COLUMN_NAMES,
    OrdersError,
    Window,
    conform,
    group_tops,
    months_before,
    orders_from_table,
    rolled_up,
)


def line(account="a", on="2024-05-01", amount=10, **more):
    return {"account_id": account, "ordered_on": on, "net_amount": amount} | more


# --- what a table must be ----------------------------------------------------------


def test_a_table_without_its_key_columns_is_refused_by_name():
    table = ibis.memtable(pa.table({"net_amount": [1]}))

    with pytest.raises(OrdersError, match="no column account_id and no column ordered"):
        conform(table)


def test_columns_outside_the_contract_are_dropped_and_types_are_fixed():
    table = ibis.memtable(
        pa.table(
            {
                "account_id": [7],
                "ordered_on": [dt.datetime(2024, 5, 1, 23, 30, tzinfo=None)],  # noqa: DTZ001
                "net_amount": [0.1],
                "mood": ["good"],
            }
        )
    )

    [row] = rows_of(conform(table))

    assert row == {
        "account_id": "7",
        "ordered_on": dt.date(2024, 5, 1),
        "net_amount": Decimal("0.1000"),
    }
    assert "mood" not in COLUMN_NAMES


def test_no_line_in_the_window_is_refused():
    with pytest.raises(OrdersError, match="No order line lies in the window"):
        orders_from_table(order_table([line()]), as_of=day("2024-05-01"))


def test_a_window_ends_after_it_begins():
    with pytest.raises(OrdersError, match="before it begins"):
        Window(day("2024-05-01"), day("2024-05-01"))


def test_the_as_of_day_is_the_day_after_the_last_order():
    orders = orders_of([line(on="2024-02-01"), line(on="2024-05-31")])

    assert orders.as_of == day("2024-06-01")
    assert orders.window.start == day("2024-02-01")
    assert orders.window.days == 121


def test_the_window_holds_its_first_day_and_not_its_last():
    rows = [line(on=f"2024-05-{d:02}", amount=d) for d in (1, 2, 3)]
    orders = orders_of(rows)

    inside = orders.within(Window(day("2024-05-01"), day("2024-05-03")))

    assert sorted(r["net_amount"] for r in rows_of(inside.lines)) == [1, 2]
    assert inside.as_of == day("2024-05-03")


def test_a_window_may_begin_fifteen_days_late_and_still_cover_its_months():
    for start, covered in [("2023-01-16", True), ("2023-01-17", False)]:
        orders = orders_of([line()], start=start, as_of="2025-01-01")

        assert orders.covers(24) is covered


@pytest.mark.parametrize(
    ("on", "months", "expected"),
    [
        ("2024-05-31", 3, "2024-02-29"),
        ("2024-03-01", 24, "2022-03-01"),
        ("2024-01-15", 1, "2023-12-15"),
        ("2024-02-29", 12, "2023-02-28"),
    ],
)
def test_months_before_is_the_same_day_or_the_last_of_its_month(on, months, expected):
    assert months_before(day(on), months) == day(expected)


# --- cost and basis ----------------------------------------------------------------


def test_the_basis_is_contribution_only_when_every_amount_has_its_cost():
    assert orders_of([line(cost=1), line(amount=0, cost=None)]).basis == "contribution"
    assert orders_of([line(cost=1), line(cost=None)]).basis == "revenue"
    assert orders_of([line()]).basis == "revenue"


def test_without_a_margin_role_the_cost_column_is_gone():
    seen = orders_of([line(cost=1)]).on_revenue()

    assert (seen.basis, seen.has("cost")) == ("revenue", False)
    assert rows_of(seen.by_day)[0]["contribution"] == 10


# --- grains ------------------------------------------------------------------------


def test_a_day_holds_sales_credits_and_contribution():
    orders = orders_of([line(cost=4), line(amount=-3, cost=-1), line(amount=0, cost=0)])

    assert rows_of(orders.by_day) == [
        {
            "account_id": "a",
            "ordered_on": day("2024-05-01"),
            "orders": 1,
            "lines": 3,
            "revenue": Decimal(7),
            "gross_sales": Decimal(10),
            "credits": Decimal(-3),
            "contribution": Decimal(4),
        }
    ]


def test_an_order_over_several_days_counts_on_the_first_of_them():
    rows = [line(on=on, order_id="1") for on in ("2024-05-03", "2024-05-01")]
    rows += [line(on="2024-05-03", order_id=order) for order in ("2", None, None)]

    days = {r["ordered_on"].day: r["orders"] for r in rows_of(orders_of(rows).by_day)}

    assert days == {1: 1, 3: 2}


def test_lines_that_name_no_unit_make_a_row_of_their_own():
    rows = [line(unit_id="u", contract_id="f"), line(unit_id="u"), line(unit_id=None)]

    units = {r["unit_id"]: r for r in rows_of(orders_of(rows).by_unit)}

    assert units["u"]["revenue"] == 20
    assert units["u"]["contract_revenue"] == 10
    assert units[None]["contract_revenue"] == 0


def test_without_units_an_account_is_one_row():
    [row] = rows_of(orders_of([line(), line()]).by_unit)

    assert (row["unit_id"], row["revenue"], row["lines"]) == (None, 20, 2)


def test_a_set_holds_the_categories_bought_in_each_year():
    rows = [
        line(on="2023-12-31", category="ink"),
        line(on="2024-01-01", category="paper"),
        line(on="2024-02-01", category="chairs", amount=-4),
        line(on="2024-02-01", category="chairs", amount=0),
    ]
    orders = orders_of(rows, start="2023-01-01", as_of="2025-01-01")

    bits = {r["category"]: r["member"] for r in rows_of(orders.categories)}
    [row] = rows_of(orders.category_sets)

    assert row["bought"] == bits["ink"] | bits["paper"]
    assert row["bought_12m"] == bits["paper"]
    assert row["bought_prior_12m"] == bits["ink"]


def test_more_categories_than_one_number_holds_take_a_row_more():
    rows = [line(category=f"{number:03}") for number in range(BLOCK + 1)]

    sets = {r["block"]: r["bought"] for r in rows_of(orders_of(rows).category_sets)}

    assert sets == {0: 2**BLOCK - 1, 1: 1}


def test_sets_start_from_orders_when_the_categories_are_few():
    rows = [
        line(on="2023-12-31", category="ink", order_id="1"),
        line(on="2024-01-01", category="paper", order_id="1"),
        line(on="2024-01-01", category="ink", order_id="2", amount=-4),
        line(on="2024-01-01", category=None, order_id="2"),
        line(on="2024-03-01", category="chairs", order_id=None),
        line("b", on="2024-03-01", category=None, order_id="3"),
    ]
    orders = orders_of(rows, start="2023-01-01", as_of="2025-01-01")
    counted = replace(orders, categories_sold=3)

    assert "found" in counted.by_order.columns
    for grain in ("category_sets", "by_day"):
        one, other = (rows_of(getattr(o, grain)) for o in (counted, orders))
        assert sorted(one, key=repr) == sorted(other, key=repr)


def test_a_category_holds_what_was_bought_in_the_last_year():
    rows = [
        line(on="2023-12-31", category="ink"),
        line(on="2024-01-01", category="ink"),
        line(on="2024-02-01", category="ink", amount=-4),
        line(on="2024-02-01", category="paper", amount=0),
    ]

    [row] = rows_of(orders_of(rows, start="2023-01-01", as_of="2025-01-01").by_category)

    assert (row["category"], row["bought"]) == ("ink", 10)


# --- groups ------------------------------------------------------------------------


def test_companies_of_a_group_count_as_one_account_and_become_its_units():
    lines = order_table([line("north"), line("south"), line("other")])

    found = rows_of(rolled_up(lines, {"north": "group", "south": "group"}))

    pairs = {(r["account_id"], r["unit_id"]) for r in found}
    assert pairs == {("group", "north"), ("group", "south"), ("other", "other")}


def test_a_unit_the_file_names_is_kept_when_groups_are_rolled_up():
    lines = order_table([line("north", unit_id="dock 3")])

    [row] = rows_of(rolled_up(lines, {"north": "group"}))

    assert (row["account_id"], row["unit_id"]) == ("group", "dock 3")


def test_the_top_of_a_group_is_found_at_any_depth():
    assert group_tops({"c": "b", "b": "a", "x": "x"}) == {"c": "a", "b": "a"}


def test_companies_that_own_each_other_are_refused():
    with pytest.raises(OrdersError, match="own each other in a ring: a → b → a"):
        group_tops({"a": "b", "b": "a"})
