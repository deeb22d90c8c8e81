"""Reading a CSV into the order store beside DuckDB's own reader writing Parquet."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.generate import write_orders
from benchmarks.measure import Table, run_command

BARE = """
import duckdb, sys
duckdb.sql("COPY (FROM read_csv('" + sys.argv[1] + "')) TO '" + sys.argv[2]
           + "' (FORMAT parquet)")
"""
OURS = """
import sys
from pathlib import Path
from vitalfew.files.staging import stage
stage(Path(sys.argv[1]), target_dir=Path(sys.argv[2]))
"""


def tables(folder: Path, *, scale: float) -> Iterator[Table]:
    lines = int(1_000_000 * scale)
    file = folder / f"orders-{lines}.csv"
    if not file.exists():
        write_orders(file, lines=lines)
    target = folder / "staged"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    environment = dict(os.environ)
    parquet = str(folder / "bare.parquet")
    reference = run_command(
        [sys.executable, "-c", BARE, str(file), parquet],
        runs=3,
        environment=environment,
    )
    ours = run_command(
        [sys.executable, "-c", OURS, str(file), str(target)],
        runs=3,
        environment=environment,
    )
    yield Table(
        title="Importing a CSV",
        note=(
            "UTF-8 CSV read, checked, converted, sorted by account and written as "
            "Parquet, with the report and the refused lines, beside DuckDB's CSV "
            "reader writing Parquet. Whole processes."
        ),
        headings=["lines", "file", "DuckDB", "import", "ratio", "peak memory"],
        rows=[
            [
                f"{lines:,}",
                f"{file.stat().st_size / 1e6:,.0f} MB",
                f"{reference.seconds:.2f} s",
                f"{ours.seconds:.2f} s",
                f"{ours.seconds / reference.seconds:.1f} ×",
                f"{ours.peak_mb:,.0f} MB",
            ]
        ],
    )
