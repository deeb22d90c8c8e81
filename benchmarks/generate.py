"""Order lines for benchmarks: any number, always the same for the same number.

Every value is a hash of the row number, so that the file does not depend on how many
threads wrote it. Accounts differ as they do in life: a few buy very often.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb

LINES_AN_ORDER = 4
UNITS = 6
CATEGORIES = 40
DAYS = 3 * 365
FIRST_DAY = "2023-01-01"

ORDERS_SQL = """
WITH draws AS (
    SELECT
        i,
        i // {lines_an_order} AS o,
        (hash(i // {lines_an_order}, 1) % 1000003) / 1000003.0 AS who,
        (hash(i // {lines_an_order}, 2) % {units})::INTEGER AS unit,
        (hash(i, 3) % {categories})::INTEGER AS kind,
        (hash(i, 4) % 9973) / 9973.0 AS size,
        (hash(i, 5) % 997) / 997.0 AS margin,
        hash(i, 6) % 50 AS credit
    FROM range({lines}) AS t(i)
), lines AS (
    SELECT *, floor({accounts} * who * who)::INTEGER AS a FROM draws
)
SELECT
    printf('A%06d', a) AS account_id,
    DATE '{first_day}' + (o * {days} // {orders})::INTEGER AS ordered_on,
    printf('O%09d', o) AS order_id,
    printf('A%06d-%d', a, 1 + least(unit, a % {units})) AS unit_id,
    printf('Category %02d', kind) AS category,
    printf('P%02d-%02d', kind, (size * 30)::INTEGER) AS product_id,
    (CASE WHEN credit = 0 THEN -1 ELSE 1 END * (20 + 2000 * size * size))
        ::DECIMAL(18, 4) AS net_amount,
    (CASE WHEN credit = 0 THEN -1 ELSE 1 END * (20 + 2000 * size * size)
        * (0.55 + 0.5 * margin))::DECIMAL(18, 4) AS cost
FROM lines
"""


def write_orders(path: Path, *, lines: int, accounts: int = 200_000) -> None:
    """Write `lines` order lines of `accounts` accounts over three years, by day.

    In a process of its own: what one process needs, those it starts seem to need too.
    """
    part = path.with_name(f"part-{path.name}")
    command = [sys.executable, "-m", "benchmarks.generate", part, lines, accounts]
    subprocess.run([*map(str, command)], check=True)
    part.rename(path)


def _write(path: Path, lines: int, accounts: int) -> None:
    query = ORDERS_SQL.format(
        lines=lines,
        accounts=accounts,
        lines_an_order=LINES_AN_ORDER,
        orders=max(1, lines // LINES_AN_ORDER),
        units=UNITS,
        categories=CATEGORIES,
        days=DAYS,
        first_day=FIRST_DAY,
    )
    form = "FORMAT parquet" if path.suffix == ".parquet" else "FORMAT csv, HEADER"
    connection = duckdb.connect()
    connection.sql("SET enable_progress_bar = false")
    connection.sql(f"COPY ({query}) TO '{path}' ({form})")


if __name__ == "__main__":
    _write(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
