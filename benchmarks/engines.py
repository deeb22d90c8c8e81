"""A screening and a forecast in DuckDB, and by a Spark cluster on the same machine."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
from tests.engines import cluster as clusters

from benchmarks.generate import write_orders
from benchmarks.measure import Measured, Session
from benchmarks.report import Table
from benchmarks.screens import BARE

SIZES = ((1, 20_000), (5, 20_000), (5, 200_000))
"""Million lines, accounts."""
MEMORY = "2g"
SETTINGS = {
    "spark.executor.memory": MEMORY,
    "spark.driver.memory": MEMORY,
    "spark.driver.host": clusters.HERE,
    "spark.driver.bindAddress": clusters.HERE,
    "spark.sql.shuffle.partitions": "4",
}
FORECAST = """
import sys
import vitalfew as vf
file, engine, out = sys.argv[1:]
orders = vf.read_orders(file, engine=engine or None)
vf.forecast_to(orders, out)
"""
TITLE = "One machine as DuckDB and as a cluster"
NOTE = (
    "`vitalfew screen FILE --format json --top 1000` and `vf.forecast_to`, in DuckDB "
    "and, with `--engine spark://…`, by a standalone cluster of a master and two "
    f"workers with one core and {MEMORY} each on the same two cores; beside the bare "
    "query of screening. Wall seconds, and in brackets processor seconds, those of "
    "the workers included. Whole processes: a driver of Spark starts in each."
)
HEADINGS = [
    "lines",
    "accounts",
    "file",
    "bare DuckDB",
    "screen, DuckDB",
    "screen, Spark",
    "forecast, DuckDB",
    "forecast, Spark",
    "peak memory, DuckDB",
    "peak memory of the driver's Python",
]


def tables(session: Session) -> Iterator[Table]:
    rows = []
    with clusters.cluster(memory=MEMORY) as running:
        options = "&".join(f"{name}={value}" for name, value in SETTINGS.items())
        for million, accounts in SIZES:
            file = _file(session.folder, session.lines(million * 1_000_000), accounts)
            rows.append(_row(session, file, accounts, running, options))
            print(*rows[-1], sep=" | ", file=sys.stderr)
            yield Table(TITLE, NOTE, HEADINGS, rows)


def _file(folder: Path, lines: int, accounts: int) -> Path:
    file = folder / f"orders-{lines}-{accounts}.parquet"
    if not file.exists():
        write_orders(file, lines=lines, accounts=accounts)
    return file


def _row(
    session: Session,
    file: Path,
    accounts: int,
    running: clusters.Cluster,
    options: str,
) -> list[str]:
    engine, out = f"{running.master}?{options}", session.folder / "predictions.parquet"
    screen = ("screen", file, "--format", "json", "--top", 1000)
    bare = session.python(BARE, file)
    here = session.vitalfew(*screen)
    before = _worked(running.processes)
    there = session.vitalfew(*screen, "--engine", engine)
    between = _worked(running.processes)
    forecast = session.python(FORECAST, file, "", out)
    forecast_there = session.python(FORECAST, file, engine, out)
    after = _worked(running.processes)
    return [
        f"{int(file.stem.split('-')[1]):,}",
        f"{accounts:,}",
        f"{file.stat().st_size / 1e6:,.0f} MB",
        _times(bare),
        _times(here),
        _times(there, between - before),
        _times(forecast),
        _times(forecast_there, after - between),
        f"{max(here.peak_mb, forecast.peak_mb):,.0f} MB",
        f"{max(there.peak_mb, forecast_there.peak_mb):,.0f} MB",
    ]


def _times(measured: Measured, elsewhere: float = 0.0) -> str:
    return f"{measured.seconds:.1f} s ({measured.processor + elsewhere:.1f} s)"


def _worked(processes: tuple[subprocess.Popen[bytes], ...]) -> float:
    """Processor seconds of the cluster so far, with the executors it started."""
    total = 0.0
    for started in processes:
        worker = psutil.Process(started.pid)
        for each in (worker, *worker.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess):
                times = each.cpu_times()
                total += times.user + times.system
                total += times.children_user + times.children_system
    return total
