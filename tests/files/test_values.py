"""Numbers, dates and ids in the styles of the world's exports."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb
import pytest

from vitalfew.files.values import Values


def read(expression: str, text: str | None):
    engine = duckdb.connect()
    engine.execute("SET disabled_optimizers = 'common_subexpressions, in_clause'")
    query = f"SELECT {expression} FROM (SELECT ?::VARCHAR AS cell)"
    return engine.execute(query, [text]).fetchone()[0]


POINT = {
    "12": 12,
    "-12.5": -12.5,
    "+3": 3,
    "1,234.56": 1234.56,
    "1,234,567.89": 1234567.89,
    "(1,234.56)": -1234.56,
    "1,234.56-": -1234.56,
    "12-": -12,
    "- 12": -12,
    "($5.00)": -5,
    "$1,234.50": 1234.5,
    "-$5": -5,
    "$-5": -5,
    "€ 12.00": 12,
    "12.00 €": 12,
    "¥1,200": 1200,
    "￥１，２００．５０": 1200.5,
    "１２３": 123,
    "CNY 99.90": 99.9,
    "99.90元": 99.9,
    " 42 ": 42,
    "\u00a042\u00a0": 42,
    "1 234.5": 1234.5,
    "1'234.50": 1234.5,
    "1\u202f234.5": 1234.5,
    ".5": 0.5,
    "5.": 5,
    "1e3": 1000,
    "1.5E+2": 150,
    "12,34,567.00": 1234567,
    "−7": -7,
    "0": 0,
    "007": 7,
}


@pytest.mark.parametrize(("text", "value"), POINT.items())
def test_a_number_with_a_decimal_point_is_read_in_every_dress(text, value):
    assert read(Values().number("cell"), text) == Decimal(str(value))


COMMA = {
    "12": 12,
    "12,5": 12.5,
    "1.234,56": 1234.56,
    "1.234.567,89": 1234567.89,
    "(1.234,56)": -1234.56,
    "1.234,56-": -1234.56,
    "1 234,56": 1234.56,
    "1\u00a0234,56 €": 1234.56,
    "1.234": 1234,
    "0,5": 0.5,
    "-,5": -0.5,
    "１．２３４，５０": 1234.5,
}


@pytest.mark.parametrize(("text", "value"), COMMA.items())
def test_a_number_with_a_decimal_comma_is_read_in_every_dress(text, value):
    assert read(Values(decimals=",").number("cell"), text) == Decimal(str(value))


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "abc",
        "12abc",
        "1,23",
        "1,2345",
        "12,34.5",
        "1.2.3",
        "--5",
        "(5",
        "1-2",
        "inf",
        "Infinity",
        "1e99",
        "999999999999999999",
        "2024-01-01",
        "12 34",
        "5%",
    ],
)
def test_what_is_not_a_number_is_not_guessed(text):
    assert read(Values().number("cell"), text) is None


def test_a_fifth_decimal_is_rounded_half_away_from_zero():
    assert read(Values().number("cell"), "0.33335") == Decimal("0.3334")
    assert read(Values().number("cell"), "-0.33335") == Decimal("-0.3334")


DAY = date(2026, 11, 6)
ANY_ORDER = [
    "2026-11-06",
    "2026-11-6",
    "2026/11/06",
    "2026/11/6",
    "2026.11.06",
    "20261106",
    "2026-11-06 10:30",
    "2026-11-06T10:30:59",
    "2026-11-06T10:30:59.123Z",
    "2026-11-06 10:30:59+08:00",
    "2026-11-06T23:59:59-11:00",
    "20261106103059",
    "2026年11月6日",
    "2026年11月06日 10:30",
    "２０２６年１１月６日",
    "２０２６/１１/０６",
    "6 Nov 2026",
    "06-Nov-2026",
    "6 November 2026",
    "Nov 6, 2026",
    "November 6, 2026",
    "06-Nov-26",
    "46332",
    "46332.75",
    " 2026-11-06 ",
]


@pytest.mark.parametrize("text", ANY_ORDER)
@pytest.mark.parametrize("order", ["ymd", "dmy", "mdy"])
def test_a_date_that_reads_one_way_is_read_so_whatever_the_order(text, order):
    assert read(Values(order=order).day("cell"), text) == DAY


@pytest.mark.parametrize(
    ("order", "text"),
    [
        ("dmy", "06/11/2026"),
        ("dmy", "6.11.2026"),
        ("dmy", "6-11-2026"),
        ("dmy", "06/11/26"),
        ("dmy", "06/11/2026 10:30"),
        ("dmy", "06.11.2026 10:30:15"),
        ("mdy", "11/06/2026"),
        ("mdy", "11/6/2026 10:30 PM"),
        ("mdy", "11-06-26"),
        ("ymd", "26/11/06"),
    ],
)
def test_day_and_month_are_read_in_the_order_given(order, text):
    assert read(Values(order=order).day("cell"), text) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2026-13-01",
        "2026-02-30",
        "31/31/2026",
        "12345678901",
        "99999",
        "2026-11-06 junk",
        "Q4 2026",
        "2026",
    ],
)
def test_what_is_not_a_date_is_not_guessed(text):
    assert read(Values(order="dmy").day("cell"), text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("13085.0", "13085"),
        ("13085", "13085"),
        ("00042", "00042"),
        ("A-1.0", "A-1.0"),
        (" K100 ", "K100"),
        ("\u3000K100\u00a0", "K100"),
        ("Ｋ１００", "K100"),
        ("（华东）１", "(华东)1"),
        ("1.10", "1.10"),
        ("", None),
        ("   ", None),
        ("Müller AG", "Müller AG"),
        ("\tK1\n", "K1"),
    ],
)
def test_an_id_keeps_its_zeros_and_loses_what_is_only_dress(text, value):
    assert read(Values().identifier("cell"), text) == value


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("12%", "0.12"),
        ("12.5 %", "0.125"),
        ("0.1", "0.1"),
        ("10", "10"),
        ("１０％", "0.1"),
    ],
)
def test_a_share_with_its_sign_is_a_hundredth(text, share):
    assert read(Values().rate("cell"), text) == Decimal(share)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", True),
        ("是", True),
        ("X", True),
        ("0", False),
        ("否", False),
        ("maybe", None),
    ],
)
def test_yes_and_no_are_read_in_the_words_of_exports(text, value):
    assert read(Values().flag("cell"), text) is value


def test_a_number_cell_of_a_workbook_has_no_style():
    cell = "\x1f1234.56"
    assert read(Values(decimals=",", marked=True).number("cell"), cell) == Decimal(
        "1234.56"
    )
    assert read(Values(marked=True).identifier("cell"), "\x1f13085") == "13085"
    assert read(Values(marked=True).day("cell"), "\x1f46332") == DAY
    assert read(Values(marked=True).day("cell"), "\x1f20261106") == DAY
