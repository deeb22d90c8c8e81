"""Reading a CSV into the order store beside DuckDB's own reader writing Parquet."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from benchmarks.generate import write_orders
from benchmarks.measure import Session
from benchmarks.report import Table

LINES = 1_000_000
BARE = """
import duckdb, sys
duckdb.sql("COPY (FROM read_csv('" + sys.argv[1] + "')) TO '" + sys.argv[2]
           + "' (FORMAT parquet)")
"""
SCAN = """
import duckdb, sys
duckdb.sql("SELECT count(*) FROM read_csv('" + sys.argv[1] + "', all_varchar = true) "
           "WHERE account_id <> cost").fetchall()
"""
"""The text is cut into cells, and nothing done with them."""
OURS = """
import sys
from pathlib import Path
from vitalfew.files.staging import stage
stage(Path(sys.argv[1]), target_dir=Path(sys.argv[2]))
"""
HEADINGS = [
    "lines",
    "file",
    "scan",
    "DuckDB",
    "import",
    "to DuckDB",
    "in processor time",
    "to the scan",
    "peak memory",
]


def tables(session: Session) -> Iterator[Table]:
    lines = session.lines(LINES)
    file = session.folder / f"orders-{lines}.csv"
    if not file.exists():
        write_orders(file, lines=lines)
    target = session.folder / "staged"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    scan = session.python(SCAN, file, runs=3)
    bare = session.python(BARE, file, session.folder / "bare.parquet", runs=3)
    ours = session.python(OURS, file, target, runs=3)
    yield Table(
        title="Importing a CSV",
        note=(
            "UTF-8 CSV read, checked, converted, sorted by account and written as "
            "Parquet, with the report and the refused lines, beside DuckDB's CSV "
            "reader writing Parquet, and beside one that only cuts the text into "
            "cells. Whole processes."
        ),
        headings=HEADINGS,
        rows=[
            [
                f"{lines:,}",
                f"{file.stat().st_size / 1e6:,.0f} MB",
                f"{scan.seconds:.2f} s",
                f"{bare.seconds:.2f} s",
                f"{ours.seconds:.2f} s",
                f"{ours.seconds / bare.seconds:.1f} ×",
                f"{ours.processor / bare.processor:.1f} ×",
                f"{ours.seconds / scan.seconds:.1f} ×",
                f"{ours.peak_mb:,.0f} MB",
            ]
        ],
    )
