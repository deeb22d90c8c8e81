"""Forecasts by rule."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from tests.analysis.method_pages import number, worked_table
from tests.analysis.order_tables import compilable_orders, orders_of, sql_of
from vitalfew.analysis.assessment.forecast.features import (
    Calendar,
    daily,
    numbered,
    outcomes,
    periods,
)
from vitalfew.analysis.assessment.forecast.past import accounts, past
from vitalfew.analysis.assessment.forecast.rules import rules


def before(rows, *, start="2023-01-01", as_of="2025-01-01", origin=None):
    orders = orders_of(rows, start=start, as_of=as_of)
    days = daily(orders)
    with accounts(days) as those:
        return past(
            days,
            those,
            start=orders.window.start,
            origin=origin or orders.as_of,
            calendar=Calendar.of(orders.window.days),
        )


def page_rows():
    return [
        row | {"net_amount": number(row["net_amount"])}
        for row in worked_table("forecast", "Worked table")
    ]


def test_the_worked_table_of_the_page_is_what_the_rules_give():
    known = before(page_rows())

    found = rules(known, 365)

    assert known.account_id.to_pylist() == ["north", "south"]
    expected = worked_table("forecast", "Result")
    assert sorted(found) == sorted(row["candidate"] for row in expected)
    for row in expected:
        told = found[row["candidate"]].tolist()
        assert told == pytest.approx([number(row["north"]), number(row["south"])])


def test_all_rules_share_one_level():
    for horizon in (91, 365, 730):
        totals = [each.sum() for each in rules(before(page_rows()), horizon).values()]
        assert totals == pytest.approx([totals[0]] * len(totals))


def test_a_shorter_horizon_has_the_season_of_a_year_ago():
    rows = [
        {
            "account_id": "a",
            "ordered_on": f"{year}-{month:02d}-10",
            "net_amount": amount,
        }
        for year in (2023, 2024)
        for month, amount in ((1, 500), (2, 300), (7, 100))
    ]

    found = rules(before(rows), 91)

    # January to March of 2024 had 800 of the 900.
    assert found["last_year"].sum() == pytest.approx(800, rel=0.02)


def test_a_window_shorter_than_a_year_is_carried_on_in_proportion():
    rows = [{"account_id": "a", "ordered_on": "2024-02-01", "net_amount": 100}]

    found = rules(before(rows, start="2024-01-01", as_of="2024-07-01"), 365)

    assert found["last_year"].tolist() == pytest.approx([100 * 365 / 182])
    assert found["trend"].tolist() == found["last_year"].tolist()


def test_nothing_after_the_origin_is_known():
    rows = page_rows()
    later = {"account_id": "south", "ordered_on": "2024-12-31", "net_amount": 9e6}
    origin = dt.date(2024, 12, 31)

    known = before([*rows, later], origin=origin)

    without = before(rows, origin=origin)
    assert [each.tolist() for each in rules(known, 365).values()] == [
        each.tolist() for each in rules(without, 365).values()
    ]


def test_credits_alone_are_no_account_and_a_credit_is_no_purchase():
    rows = [
        {"account_id": "credited", "ordered_on": "2024-05-01", "net_amount": -5},
        {"account_id": "buys", "ordered_on": "2024-05-01", "net_amount": 50},
        {"account_id": "buys", "ordered_on": "2024-08-01", "net_amount": -10},
    ]

    known = before(rows)

    assert known.account_id.to_pylist() == ["buys"]
    assert (known.purchases.tolist(), known.sold.tolist()) == ([1], [50])
    assert known.weighted("worth", np.ones(60)).tolist() == [40]
    assert known.silence.tolist() == [244]


def test_without_amounts_a_purchase_day_is_worth_one():
    rows = [{"account_id": "a", "ordered_on": d} for d in ("2024-05-01", "2024-05-02")]

    assert before(rows).sold.tolist() == [2]


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "pyspark"])
@pytest.mark.parametrize("amounts", [True, False])
def test_what_is_read_compiles_for_every_engine(dialect, amounts):
    days = daily(compilable_orders(amounts=amounts))
    origin = dt.date(2024, 1, 1)

    for table in (
        periods(days, origin, Calendar(12)),
        numbered(days),
        outcomes(days, origin, dt.date(2025, 1, 1)),
    ):
        assert "order_lines" in sql_of(table, dialect)


def test_the_same_rows_in_another_order_give_the_same_bytes():
    rows = page_rows()
    mixed = [rows[at] for at in (3, 0, 4, 2, 1)]

    first, second = before(rows), before(mixed)

    for name in ("account", "period", "sales", "worth", "days", "silence", "age"):
        assert getattr(first, name).tobytes() == getattr(second, name).tobytes()
