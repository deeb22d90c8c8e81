"""What engines send here: rows by account, however many order lines there are."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import ibis
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


@pytest.fixture
def sent(monkeypatch):
    """A function that runs an analysis and gives rows and bytes of each table sent."""

    def run(analyze, lines: int) -> list[tuple[int, int]]:
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
        return [(table.num_rows, table.nbytes) for table in tables]

    return run


def test_a_screening_gets_one_compact_row_an_account_beside_its_forecast(sent):
    few, many, of_forecast = (
        sent(screen, 3_000),
        sent(screen, 12_000),
        sent(forecast, 12_000),
    )

    assert len(few) == len(many)
    own = Counter(rows for rows, _ in many) - Counter(rows for rows, _ in of_forecast)
    assert max(own) == ACCOUNTS
    assert compact(many) < 1_500 * ACCOUNTS
    assert compact(many) < 1.1 * compact(few)


def compact(tables: list[tuple[int, int]]) -> int:
    """Bytes of all tables of a row an account at most."""
    return sum(size for rows, size in tables if rows <= ACCOUNTS)


def test_warnings_get_a_row_an_account_and_month_or_a_day_of_the_firm_at_most(sent):
    many = sent(warnings, 12_000)

    assert max(rows for rows, _bytes in many) <= ACCOUNTS * 12 * YEARS
    assert sorted(rows for rows, _bytes in many)[-3] <= ACCOUNTS


def test_a_forecast_gets_a_row_an_account_and_month_and_a_sample_of_days(
    sent, monkeypatch
):
    monkeypatch.setattr(gathered, "TRIED_ACCOUNTS", SAMPLE)

    many = sorted(rows for rows, _bytes in sent(forecast, 12_000))

    assert many[-1] <= ACCOUNTS * (12 * YEARS + 1)
    assert sum(many) < 12_000
