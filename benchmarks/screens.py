"""`vitalfew screen` beside a bare DuckDB query, and beside reading the same columns."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.generate import write_orders
from benchmarks.measure import Session
from benchmarks.report import Table

MILLIONS = (1, 5, 20, 60)
BARE = """
import duckdb, sys
duckdb.sql(
    "SELECT account_id, sum(net_amount), count(DISTINCT order_id), "
    "min(ordered_on), max(ordered_on) FROM '" + sys.argv[1] + "' GROUP BY account_id"
).to_arrow_table()
"""
SCAN = """
import duckdb, sys
columns = "account_id, ordered_on, order_id, unit_id, category, net_amount, cost"
duckdb.sql(
    f"SELECT bit_xor(hash({columns})) FROM '{sys.argv[1]}'"
).to_arrow_table()
"""
"""Every value a screening needs is read, and nothing done with it."""
TITLE = "Screening a Parquet file"
NOTE = (
    "`vitalfew screen FILE --format json --top 1000` beside a bare DuckDB query (sum, "
    "distinct orders, first and last day by account), and beside a scan that only "
    "reads the columns a screening needs: the physical limit. Whole processes, start "
    "included."
)
HEADINGS = [
    "lines",
    "file",
    "scan",
    "bare DuckDB",
    "screen",
    "to DuckDB",
    "to the scan",
    "a million lines",
    "peak memory",
]


def orders_file(folder: Path, lines: int) -> Path:
    """Generated order lines as Parquet, written once."""
    file = folder / f"orders-{lines}.parquet"
    if not file.exists():
        write_orders(file, lines=lines)
    return file


def tables(session: Session) -> Iterator[Table]:
    rows = []
    for million in MILLIONS:
        file = orders_file(session.folder, session.lines(million * 1_000_000))
        rows.append(_row(session, file, runs=3 if million <= 20 else 1))
        print(*rows[-1], sep=" | ", file=sys.stderr)
    yield Table(TITLE, NOTE, HEADINGS, rows)


def _row(session: Session, file: Path, *, runs: int) -> list[str]:
    lines = int(file.stem.removeprefix("orders-"))
    scan = session.python(SCAN, file, runs=runs)
    bare = session.python(BARE, file, runs=runs)
    ours = session.vitalfew(
        "screen", file, "--format", "json", "--top", 1000, runs=runs
    )
    return [
        f"{lines:,}",
        f"{file.stat().st_size / 1e6:,.0f} MB",
        f"{scan.seconds:.2f} s",
        f"{bare.seconds:.2f} s",
        f"{ours.seconds:.2f} s",
        f"{ours.seconds / bare.seconds:.1f} ×",
        f"{ours.seconds / scan.seconds:.1f} ×",
        f"{ours.seconds / lines * 1e6:.2f} s",
        f"{ours.peak_mb:,.0f} MB",
    ]
