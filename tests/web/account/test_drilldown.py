"""One account's own orders, added up for its page."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from tests.analysis.order_tables import orders_of
from vitalfew.apps.imports.account_orders import AccountOrders
from vitalfew.web.account.drilldown import drill_down

ROWS = [
    # the year before
    {"ordered_on": "2023-02-10", "order_id": "1", "net_amount": 100, "cost": 60,
     "category": "Bearings", "unit_id": "U1", "unit_name": "Oslo"},
    {"ordered_on": "2023-05-20", "order_id": "2", "net_amount": 50, "cost": 45,
     "category": "Seals", "unit_id": "U1", "unit_name": "Oslo"},
    # the last 12 months
    {"ordered_on": "2024-01-15", "order_id": "3", "net_amount": 120, "cost": 70,
     "category": "Bearings", "unit_id": "U1", "unit_name": "Oslo", "contract_id": "F1"},
    {"ordered_on": "2024-01-16", "order_id": "3", "net_amount": 30, "cost": 20,
     "category": "Brakes", "unit_id": "U2", "unit_name": "Bergen"},
    {"ordered_on": "2024-11-30", "order_id": "4", "net_amount": -20, "cost": 0,
     "category": "Bearings", "unit_id": "U1", "unit_name": "Oslo"},
]  # fmt: skip


def account_orders(rows=ROWS, start="2023-01-01", as_of="2025-01-01"):
    rows = [{"account_id": "A", **row} for row in rows]
    orders = orders_of(rows, start=start, as_of=as_of)
    return AccountOrders(orders.lines.to_pyarrow(), orders.window)


class Lines:
    """The lines of an account, as the order store would give them."""

    batches = None

    def __init__(self, *rows, **window):
        self.rows, self.window = rows or ROWS, window

    def read(self):
        return account_orders(self.rows, **self.window)


def test_months_are_contiguous_and_an_empty_month_is_zero():
    found = drill_down(account_orders(), "contribution")

    assert len(found.months) == 24
    assert found.months[0].start == dt.date(2023, 1, 1)
    assert found.months[0].amount == 0
    assert found.months[1].amount == Decimal(40)
    assert found.months[12].amount == Decimal(60)
    assert found.months[-1].start == dt.date(2024, 12, 1)


def test_an_order_over_two_days_counts_once_on_its_first_day():
    found = drill_down(account_orders(), "contribution")

    assert found.months[12].orders == 1
    assert found.orders_12m == 2
    assert found.orders_prior_12m == 2


def test_growth_compares_the_last_12_months_with_the_12_before():
    found = drill_down(account_orders(), "contribution")

    assert found.amount_12m == Decimal(40)
    assert found.amount_prior_12m == Decimal(45)
    assert found.growth == pytest.approx(-5 / 45)


def test_growth_is_unknown_when_the_window_is_shorter_than_two_years():
    found = drill_down(account_orders(start="2023-06-01"), "contribution")

    assert found.amount_prior_12m is None
    assert found.growth is None


def test_a_month_the_window_cuts_is_marked_as_not_whole():
    found = drill_down(
        account_orders(start="2023-01-10", as_of="2024-12-05"), "revenue"
    )

    assert not found.months[0].whole
    assert found.months[1].whole
    assert not found.months[-1].whole


def test_on_the_revenue_basis_costs_do_not_enter_anything():
    found = drill_down(account_orders(), "revenue")

    assert found.money == "revenue"
    assert found.amount_12m == Decimal(130)
    assert found.categories[0].amount_12m == Decimal(100)
    assert found.units[0].amount == Decimal(250)


def test_without_cost_the_contribution_page_falls_back_to_revenue():
    rows = [{k: v for k, v in row.items() if k != "cost"} for row in ROWS]

    found = drill_down(account_orders(rows), "contribution")

    assert found.money == "revenue"


def test_somebody_who_may_not_see_money_gets_orders_and_no_amount_anywhere():
    found = drill_down(account_orders(), "none")

    assert found.amount_12m is None
    assert {month.amount for month in found.months} == {None}
    assert {unit.amount for unit in found.units} == {None}
    assert {unit.share for unit in found.units} == {None}
    assert found.categories == ()
    assert found.orders_12m == 2
    assert [unit.orders for unit in found.units] == [4, 1]


def test_categories_say_which_are_new_and_which_were_dropped():
    found = drill_down(account_orders(), "contribution")

    states = {category.name: category.state for category in found.categories}
    assert states == {"Bearings": "kept", "Brakes": "new", "Seals": "dropped"}
    assert found.categories[0].quarters == (40, 0, 0, 0, 50, 0, 0, -20)


def test_a_category_bought_long_ago_and_again_is_not_new():
    old = {"ordered_on": "2021-03-01", "order_id": "0", "net_amount": 5, "cost": 1,
           "category": "Brakes", "unit_id": "U1", "unit_name": "Oslo"}  # fmt: skip

    found = drill_down(account_orders([old, *ROWS], start="2021-01-01"), "revenue")

    assert {c.name: c.state for c in found.categories}["Brakes"] == "kept"


def test_units_show_their_share_and_what_they_buy_under_a_framework():
    found = drill_down(account_orders(), "revenue", head_offices=["U2"])

    oslo, bergen = found.units
    assert (oslo.name, oslo.share, oslo.is_head_office) == ("Oslo", 250 / 280, False)
    assert oslo.framework_share == pytest.approx(120 / 250)
    assert (bergen.framework_share, bergen.is_head_office) == (0.0, True)


def test_a_log_without_amounts_still_shows_when_the_account_bought():
    rows = [{"ordered_on": row["ordered_on"]} for row in ROWS]

    found = drill_down(account_orders(rows), "contribution")

    assert found.money == "none"
    assert len(found.days) == 5
    assert found.orders_12m == 3
    assert found.units == ()
