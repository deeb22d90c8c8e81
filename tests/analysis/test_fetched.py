"""What engines send here: rows by account, however many order lines there are."""

from __future__ import annotations

import datetime as dt

import ibis
import pyarrow as pa
import pytest

from tests.engines.lines import AS_OF, made_up_lines
from vitalfew.analysis import engines
from vitalfew.analysis.assessment.forecast import forecast, gathered
from vitalfew.analysis.assessment.warning import warnings
from vitalfew.analysis.orders import Window, orders_from_table
from vitalfew.analysis.screen import screen

ACCOUNTS = 94
YEARS = 3
SAMPLE = 20
"""Accounts of the back-test, whose purchase days are looked at one by one."""
FIGURES = 4 * 8
"""Bytes of a month: its number and three figures."""


@pytest.fixture
def sent(monkeypatch):
    """A function that runs an analysis and gives each table sent."""

    def run(analyze, lines: int) -> list[pa.Table]:
        tables = []
        bring = engines._brought

        def noted(table):
            tables.append(bring(table))
            return tables[-1]

        window = Window(dt.date(2022, 1, 1), AS_OF)
        orders = orders_from_table(
            ibis.memtable(made_up_lines(lines=lines)), window=window
        )
        with monkeypatch.context() as patched:
            patched.setattr(engines, "_brought", noted)
            analyze(orders)
        return tables

    return run


def test_a_screening_gets_one_compact_row_an_account_beside_its_forecast(sent):
    few, many = sent(screen, 3_000), sent(screen, 12_000)

    assert len(few) == len(many)
    assert most_rows(many) == ACCOUNTS
    assert compact(many) < 1_500 * ACCOUNTS
    assert compact(many) < 1.1 * compact(few)


def compact(tables: list[pa.Table]) -> int:
    """Bytes of all tables but the forecast's of lists."""
    return sum(table.nbytes for table in tables if not lists(table))


def lists(table: pa.Table) -> bool:
    return any(pa.types.is_list(each.type) for each in table.schema)


def most_rows(tables: list[pa.Table]) -> int:
    return max(table.num_rows for table in tables)


def test_warnings_get_a_row_an_account_and_one_a_day_of_the_firm(sent):
    tables = sent(warnings, 12_000)
    of_days = [table for table in tables if "account_id" not in table.column_names]

    assert most_rows(of_days) <= 366 * YEARS
    assert most_rows([table for table in tables if table not in of_days]) == ACCOUNTS


def test_a_forecast_gets_a_row_an_account_with_its_months_in_lists(sent, monkeypatch):
    monkeypatch.setattr(gathered, "TRIED_ACCOUNTS", SAMPLE)

    tables = sent(forecast, 12_000)

    assert most_rows(tables) == ACCOUNTS
    months = FIGURES * (12 * YEARS + 1)
    assert max(table.nbytes for table in tables) < 1.1 * months * ACCOUNTS
