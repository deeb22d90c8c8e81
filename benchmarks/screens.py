"""`vitalfew screen` beside a bare DuckDB query over the same file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.generate import write_orders
from benchmarks.measure import Measured, Table, run_command

MILLIONS = (1, 5, 20, 60)
BARE = """
import duckdb, sys
duckdb.sql(
    "SELECT account_id, sum(net_amount), count(DISTINCT order_id), "
    "min(ordered_on), max(ordered_on) FROM '" + sys.argv[1] + "' GROUP BY account_id"
).to_arrow_table()
"""


def orders_file(folder: Path, lines: int) -> Path:
    file = folder / f"orders-{lines}.parquet"
    if not file.exists():
        write_orders(file, lines=lines)
    return file


def bare(file: Path, *, runs: int) -> Measured:
    command = [sys.executable, "-c", BARE, str(file)]
    return run_command(command, runs=runs, environment=dict(os.environ))


def screened(file: Path, *, runs: int) -> Measured:
    vitalfew = str(Path(sys.executable).parent / "vitalfew")
    command = [vitalfew, "screen", str(file), "--format", "json", "--top", "1000"]
    return run_command(command, runs=runs, environment=dict(os.environ))


def tables(folder: Path, *, scale: float) -> Iterator[Table]:
    rows = []
    for million in MILLIONS:
        lines = int(million * 1_000_000 * scale)
        file = orders_file(folder, lines)
        runs = 3 if million <= 20 else 1
        reference, ours = bare(file, runs=runs), screened(file, runs=runs)
        rows.append(
            [
                f"{lines:,}",
                f"{file.stat().st_size / 1e6:,.0f} MB",
                f"{reference.seconds:.2f} s",
                f"{ours.seconds:.2f} s",
                f"{ours.seconds / reference.seconds:.1f} ×",
                f"{ours.seconds / lines * 1e6:.2f} s",
                f"{ours.peak_mb:,.0f} MB",
            ]
        )
    yield Table(
        title="Screening a Parquet file",
        note=(
            "`vitalfew screen FILE --format json --top 1000` beside a bare DuckDB "
            "query (sum, distinct orders, first and last day by account). "
            "Whole processes, start included."
        ),
        headings=[
            "lines",
            "file",
            "bare DuckDB",
            "screen",
            "ratio",
            "a million lines",
            "peak memory",
        ],
        rows=rows,
    )
