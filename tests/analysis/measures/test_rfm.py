"""RFM: what purchase models need to know of an account."""

from __future__ import annotations

import csv
import datetime as dt
import math
from decimal import Decimal
from itertools import pairwise

import duckdb
import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.method_pages import number, worked_table
from tests.analysis.order_tables import (
    by_account,
    compilable_orders,
    orders_of,
    rows_of,
    sql_of,
)
from vitalfew.analysis.measures.rfm import NO_PURCHASE, rfm
from vitalfew.analysis.orders import Window, orders_from_table

WINDOW = {"start": "2024-01-01", "as_of": "2024-07-01"}


def page_rows():
    return [
        row | {"net_amount": number(row["net_amount"])}
        for row in worked_table("rfm", "Worked table")
    ]


def test_the_worked_table_of_the_page_is_what_the_measure_gives():
    found = by_account(rfm(orders_of(page_rows(), **WINDOW)))

    expected = worked_table("rfm", "Result")
    assert sorted(found) == sorted(row["account_id"] for row in expected)
    for row in expected:
        for name, cell in row.items():
            if name != "account_id":
                value, own = number(cell), found[row["account_id"]][name]
                own = None if own is None else float(own)
                assert own == (value if value is None else pytest.approx(value)), name


def test_in_days_everything_of_time_is_seven_times_as_much():
    weeks = by_account(rfm(orders_of(page_rows(), **WINDOW)))["steady"]
    days = by_account(rfm(orders_of(page_rows(), **WINDOW), unit="day"))["steady"]

    assert (days["recency"], days["T"]) == (35.0, 181.0)
    assert days["litt"] == pytest.approx(weeks["litt"] + 2 * math.log(7))
    same = ("frequency", "monetary_value", "purchase_days", "purchase_value")
    assert [days[name] for name in same] == [weeks[name] for name in same]


def test_credits_alone_are_no_purchase_and_say_so():
    found = by_account(rfm(orders_of(page_rows(), **WINDOW)))

    assert found["credited"]["reason"] == NO_PURCHASE
    assert {found[name]["reason"] for name in ("steady", "fresh", "free")} == {None}


def test_a_log_without_amounts_knows_everything_of_time():
    rows = [{k: v for k, v in row.items() if k != "net_amount"} for row in page_rows()]

    steady = by_account(rfm(orders_of(rows, **WINDOW)))["steady"]

    assert (steady["frequency"], steady["recency"]) == (3, pytest.approx(60 / 7))
    assert (steady["monetary_value"], steady["purchase_value"]) == (None, None)


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "pyspark"])
@pytest.mark.parametrize("amounts", [True, False])
def test_it_compiles_for_every_engine(dialect, amounts):
    assert "order_lines" in sql_of(rfm(compilable_orders(amounts=amounts)), dialect)


# --- the slow, obvious twin -------------------------------------------------------

lines = st.lists(
    st.fixed_dictionaries(
        {
            "account_id": st.sampled_from("ab"),
            "ordered_on": st.dates(dt.date(2024, 1, 1), dt.date(2024, 6, 30)),
            "net_amount": st.integers(-2, 8).map(Decimal),
        }
    ),
    min_size=1,
    max_size=20,
)


def twin(rows):
    """One account again, in plain Python, in weeks."""
    bought = {}
    for day in {row["ordered_on"] for row in rows}:
        amounts = [row["net_amount"] for row in rows if row["ordered_on"] == day]
        sales = sum(amount for amount in amounts if amount > 0)
        if sales or min(amounts) == 0:
            bought[day] = sales
    if not bought:
        return {"purchase_days": 0, "frequency": None, "litt": None}
    days = sorted(bought)
    gaps = [(after - before).days / 7 for before, after in pairwise(days)]
    repeats = [bought[day] for day in days[1:]]
    return {
        "purchase_days": len(days),
        "frequency": len(gaps),
        "recency": (days[-1] - days[0]).days / 7,
        "T": (dt.date(2024, 6, 30) - days[0]).days / 7,
        "litt": sum(map(math.log, gaps)),
        "monetary_value": float(sum(repeats)) / len(gaps) if gaps else None,
        "purchase_value": sum(bought.values()),
    }


@settings(max_examples=20, deadline=None)
@given(rows=lines, shuffled=st.randoms(use_true_random=False))
def test_it_agrees_with_the_slow_twin_whatever_the_order_of_rows(rows, shuffled):
    found = by_account(rfm(orders_of(rows, **WINDOW)))

    for account, row in found.items():
        mine = [each for each in rows if each["account_id"] == account]
        for name, value in twin(mine).items():
            exact = not isinstance(value, float)
            close = value if exact else pytest.approx(value, abs=1e-9)
            assert row[name] == close, name
    mixed = list(rows)
    shuffled.shuffle(mixed)
    assert by_account(rfm(orders_of(mixed, **WINDOW))) == found


# --- published figures ------------------------------------------------------------


def cdnow(folder, end):
    lines = duckdb.sql(
        rf"""
        select cell[2] as account_id, strptime(cell[3], '%Y%m%d')::date as ordered_on,
          cell[5]::decimal(18, 4) as net_amount
        from (select regexp_split_to_array(trim(line), '\s+') as cell
              from read_csv('{folder / "cdnow" / "CDNOW_sample.txt"}',
                            columns={{'line': 'VARCHAR'}}, delim='|', header=false))
        """
    )
    window = Window(dt.date(1997, 1, 1), end)
    return orders_from_table(ibis.memtable(lines.to_arrow_table()), window=window)


@pytest.mark.shared_data
def test_cdnow_gives_the_summary_its_literature_uses(shared_data):
    published = shared_data / "cdnow" / "cdnow_customers_summary_with_monetary.csv"
    with published.open(encoding="ascii") as file:
        expected = list(csv.DictReader(file))

    found = rows_of(
        rfm(cdnow(shared_data, dt.date(1997, 10, 1))).order_by("account_id")
    )

    assert len(found) == len(expected) == 2357
    assert sum(row["frequency"] > 0 for row in found) == 946
    for row, own in zip(expected, found, strict=True):
        assert own["frequency"] == int(row["x"])
        assert own["recency"] == pytest.approx(float(row["t_x"]), abs=0.005)
        assert own["T"] == pytest.approx(float(row["T"]), abs=0.005)
        value = own["monetary_value"] or 0
        assert value == pytest.approx(float(row["zbar"]), abs=0.00501)


@pytest.mark.shared_data
def test_grocery_gives_the_summary_of_regular_buyers(shared_data):
    log = shared_data / "grocery" / "groceryElog.csv"
    lines = duckdb.sql(
        f"select cust as account_id, date as ordered_on from read_csv('{log}')"
    )
    window = Window(dt.date(2006, 1, 1), dt.date(2007, 1, 1))
    orders = orders_from_table(ibis.memtable(lines.to_arrow_table()), window=window)

    found = by_account(rfm(orders))

    assert len(found) == 1525
    # Bought on 1 January and 19 December 2006: 352 days apart, ln(352 / 7) = 3.917721.
    second = found["2"]
    assert (second["frequency"], second["T"]) == (1, 52.0)
    assert second["recency"] == pytest.approx(352 / 7)
    assert second["litt"] == pytest.approx(3.917721, abs=5e-7)
