"""Builds small order tables for the tests of measures and assessments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa

from vitalfew.analysis.orders import COLUMNS, Orders, Window, orders_from_table

MONEY = pa.decimal128(18, 4)


def day(text: str) -> dt.date:
    """`day("2024-05-01")`."""
    return dt.date.fromisoformat(text)


def order_table(rows: Iterable[Mapping[str, Any]]) -> ir.Table:
    """Rows with the contract's column names as an Ibis table."""
    rows = list(rows)
    present = [c for c in COLUMNS if any(c.name in row for row in rows)]
    columns = {}
    for column in present:
        values = [row.get(column.name) for row in rows]
        if column.type.is_decimal():
            cells = [None if v is None else Decimal(str(v)) for v in values]
            columns[column.name] = pa.array(cells, MONEY)
        elif column.type.is_date():
            days = [day(v) if isinstance(v, str) else v for v in values]
            columns[column.name] = pa.array(days, pa.date32())
        else:
            columns[column.name] = pa.array(values, pa.string())
    return ibis.memtable(pa.table(columns))


def orders_of(
    rows: Iterable[Mapping[str, Any]],
    *,
    as_of: str | None = None,
    start: str | None = None,
) -> Orders:
    """Rows as orders; the window begins at `start` or the first order."""
    rows = list(rows)
    if start is not None and as_of is not None:
        window = Window(day(start), day(as_of))
        return orders_from_table(order_table(rows), window=window)
    return orders_from_table(order_table(rows), as_of=day(as_of) if as_of else None)


def compilable_orders(*, amounts: bool = True) -> Orders:
    """Orders over a table that exists nowhere: to see whether a measure compiles."""
    kept = [c for c in COLUMNS if amounts or c.name not in {"net_amount", "cost"}]
    lines = ibis.table({c.name: c.type for c in kept}, name="order_lines")
    window = Window(dt.date(2022, 1, 1), dt.date(2025, 1, 1))
    return Orders(lines=lines, window=window, complete_cost=amounts)


def rows_of(table: ir.Table) -> list[dict[str, Any]]:
    """What a table holds, run on DuckDB."""
    return table.to_pyarrow().to_pylist()


def by_account(table: ir.Table) -> dict[str, dict[str, Any]]:
    """What a table holds, by account."""
    rows = rows_of(table)
    found = {row["account_id"]: row for row in rows}
    assert len(found) == len(rows), "one row an account"
    return found


def adventureworks(folder: Path) -> Orders:
    """Microsoft's reseller sales as orders."""
    lines = adventureworks_lines(folder / "adventureworks_reseller")
    return orders_from_table(ibis.memtable(lines))


def adventureworks_lines(source: Path) -> pa.Table:
    """Sales.csv and Product.csv of a folder, joined by the key of the product."""
    read = "read_csv('{}', delim='|', all_varchar=true)"
    sales = read.format(source / "Sales.csv")
    products = read.format(source / "Product.csv")
    lines = duckdb.sql(
        f"""
        select ResellerKey as account_id, SalesOrderNumber as order_id,
          strptime(OrderDate, '%Y/%m/%d')::date as ordered_on,
          Sales::decimal(18, 4) as net_amount, "Cost"::decimal(18, 4) as "cost",
          Product as product_id, Category as category
        from {sales} left join {products} using (ProductKey)
        """
    )
    return lines.to_arrow_table()


class SparkOptions(ibis.config.Config):
    """What Ibis declares when PySpark is imported; to compile, this is enough."""

    treat_nan_as_null: bool = False


def sql_of(table: ir.Table, dialect: str) -> str:
    """The SQL of another engine; an operation it does not know raises."""
    if dialect == "pyspark" and ibis.options.pyspark is None:
        ibis.options.pyspark = SparkOptions()
    return ibis.to_sql(table, dialect=dialect)
