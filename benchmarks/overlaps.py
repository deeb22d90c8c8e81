"""Two exports of the same orders: finding out which lines count once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from benchmarks.measure import Session
from benchmarks.report import Table
from benchmarks.screens import orders_file

LINES = 20_000_000
FACTS = "account_id, ordered_on, unit_id, product_id, net_amount"
BARE = """
import duckdb, sys
duckdb.execute("SET memory_limit = '2GB'")
duckdb.execute("SET temp_directory = '" + sys.argv[1] + "'")
duckdb.sql("SELECT count(*) FROM (SELECT count(*) FROM read_parquet(['" + sys.argv[2]
           + "', '" + sys.argv[3] + "']) GROUP BY " + sys.argv[4] + ")").fetchall()
"""
OURS = """
import sys
from pathlib import Path
from vitalfew.files.store import OrderStore
store = OrderStore(Path(sys.argv[1]))
first, second = [
    store.add(Path(file), kind="orders", directory=name)
    for name, file in zip(("first", "second"), sys.argv[2:4])
]
second = store.compare(second, [first])
store.totals([first, second])
"""
HEADINGS = [
    "what the lines have",
    "lines of both",
    "in common",
    "bare DuckDB",
    "in processor time",
    "vitalfew",
    "in processor time",
    "peak memory",
]


@dataclass(frozen=True)
class Case:
    """Two exports, by the columns and the days they have."""

    columns: str
    says: str
    key: str = ""
    until: str = "2026-01-01"
    since: str = "2023-01-01"
    common: str = "all"


CASES = (
    Case("* EXCLUDE (i, order_id)", "no order number"),
    Case("* EXCLUDE (i)", "order numbers", key=", order_id"),
    Case("* EXCLUDE (i), 'L' || i AS line_id", "order and line numbers",
         key=", order_id, line_id"),
    Case("* EXCLUDE (i, order_id)", "no order number", until="2025-01-01",
         since="2024-01-01", common="a year of three"),
    Case("* EXCLUDE (i, order_id)", "no order number", until="2024-07-01",
         since="2024-07-01", common="none"),
)  # fmt: skip


def exports(session: Session, case: Case) -> tuple[Path, Path, int]:
    """Both files as a reader leaves them, sorted, and the lines they have together.

    The later one has other costs, so that it is not the same file.
    """
    source = orders_file(session.folder, session.lines(LINES))
    files = session.folder / "first.parquet", session.folder / "second.parquet"
    engine = duckdb.connect()
    engine.execute("SET memory_limit = '2GB'")
    engine.execute(f"SET temp_directory = '{session.folder / 'spill'}'")
    engine.execute("SET enable_progress_bar = false")
    days = f"ordered_on < '{case.until}'", f"ordered_on >= '{case.since}'"
    for place, file in enumerate(files):
        engine.execute(
            f"COPY (SELECT {case.columns} FROM (SELECT * EXCLUDE (file_row_number) "
            f"REPLACE (cost + {place} AS cost), file_row_number % 4 AS i FROM "
            f"read_parquet('{source}', file_row_number = true)) WHERE {days[place]} "
            f"ORDER BY account_id, ordered_on) TO '{file}' (COMPRESSION zstd)"
        )
    names = ", ".join(f"'{file}'" for file in files)
    count = engine.execute(f"SELECT count(*) FROM read_parquet([{names}])").fetchall()
    return *files, count[0][0]


def tables(session: Session) -> Iterator[Table]:
    rows = []
    for case in CASES:
        first, second, lines = exports(session, case)
        store = session.folder / "store"
        shutil.rmtree(store, ignore_errors=True)
        spill = session.folder / "spill"
        bare = session.python(BARE, spill, first, second, FACTS + case.key)
        ours = session.python(OURS, store, first, second)
        rows.append(
            [
                case.says,
                f"{lines:,}",
                case.common,
                f"{bare.seconds:.1f} s",
                f"{bare.processor:.1f} s",
                f"{ours.seconds:.1f} s",
                f"{ours.processor:.1f} s",
                f"{ours.peak_mb:,.0f} MB",
            ]
        )
    yield Table(
        title="Two exports of the same orders",
        note=(
            "Both are put into the store with their fingerprints, compared, and what "
            "counts is added up; beside one DuckDB query that groups the lines of both "
            "by their facts with the same memory limit (2 GB). Whole processes; the "
            "files are read and sorted already."
        ),
        headings=HEADINGS,
        rows=rows,
    )
