"""A whole screening says the same, whichever engine the orders are in."""

from __future__ import annotations

from pathlib import Path

import ibis
import pyarrow as pa
import pytest

import vitalfew as vf
from tests.analysis.order_tables import adventureworks_lines
from tests.engines.agreement import differences
from tests.engines.cluster import as_delivered
from tests.engines.conftest import Place
from tests.engines.lines import AS_OF, made_up_lines
from vitalfew.analysis.criteria import CentralizationCriteria, PaybackCriteria
from vitalfew.analysis.engines import fetched
from vitalfew.analysis.measures.breadth import products
from vitalfew.analysis.screen import Screening, screen
from vitalfew.apps import sample

CRITERIA = vf.Criteria(
    payback=PaybackCriteria(investment=100, yearly_cost_to_serve=50),
    centralization=CentralizationCriteria(yearly_cost_per_unit=100),
)
GROUPS = {"a1": "a0", "a2": "a1", "steady 03": "steady 02"}


def screened(place: Place, lines: pa.Table, **options: object) -> Screening:
    table = place(lines)
    orders = vf.read_orders(table, **options)
    assert ibis.get_backend(orders.lines) is ibis.get_backend(table)
    return screen(orders, criteria=CRITERIA, head_offices={"w"})


def assert_alike(found: Screening, expected: Screening) -> None:
    """Every measure to nine digits, and what follows from them to the byte."""
    assert found.judged.measured.account_id == expected.judged.measured.account_id
    assert found.judged.measured.name == expected.judged.measured.name
    tables = expected.judged.measured.tables
    for name, table in tables.items():
        assert (name, differences(found.judged.measured.tables[name], table)[:5]) == (
            name,
            [],
        )
    assert found.to_json() == expected.to_json()


def test_orders_with_everything_are_screened_alike(on_duckdb, on_engine):
    lines, options = made_up_lines(), {"as_of": AS_OF, "parents": GROUPS}
    expected = screened(on_duckdb, lines, **options)

    found = screened(on_engine, lines, **options)

    assert_alike(found, expected)
    counted = [fetched(products(s.judged.orders)) for s in (found, expected)]
    assert differences(*counted, "account_id") == []
    assert len(expected.judged.measured) == 91


@pytest.fixture(scope="module")
def log() -> pa.Table:
    """Who bought when, and nothing else."""
    return made_up_lines(categories=12).select(["account_id", "ordered_on"])


@pytest.mark.postgres
def test_a_log_without_amounts_is_screened_alike_on_postgresql(
    on_duckdb, on_postgres, log
):
    assert_alike(screened(on_postgres, log), screened(on_duckdb, log))


@pytest.mark.spark
def test_a_log_without_amounts_is_screened_alike_on_spark_as_it_is_delivered(
    on_duckdb, on_spark, spark, log
):
    with as_delivered(spark):
        found = screened(on_spark, log)

    assert_alike(found, screened(on_duckdb, log))


@pytest.mark.postgres
def test_real_sales_are_screened_alike(on_duckdb, on_postgres):
    """Microsoft's reseller sales, as the sample holds them."""
    lines = adventureworks_lines(Path(sample.__file__).parent / "adventureworks")
    expected = screened(on_duckdb, lines)

    assert_alike(screened(on_postgres, lines), expected)
    assert len(expected.judged.measured) == 632
