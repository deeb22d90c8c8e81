"""Spark as an engine: a session on its cluster, and Parquet files read there."""

from __future__ import annotations

import logging
import os
import shutil
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from vitalfew.files.problems import FileProblem

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from ibis.backends.pyspark import Backend

DEFAULTS: Mapping[str, str] = {
    # An overflow is an error as in the other engines, not a null.
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    # Small tables of ours go there as they are, not row by row through Python.
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}
"""Put under what the URL says."""
SECONDS = 5
"""To wait for a master; Spark itself asks for a minute, then ends the session."""


def connected(master: str, settings: Mapping[str, str], *, name: str) -> Backend:
    """The session of this process on a cluster: one, however often it is asked for.

    Parameters
    ----------
    master
        As Spark writes it: ``spark://host:7077``, ``local[2]``.
    settings
        Spark's own settings (``spark.executor.memory`` …).
    name
        What to call it in a message.

    Raises
    ------
    FileProblem
        Java is missing.
    OSError
        No master answers.
    """
    if not os.environ.get("JAVA_HOME") and shutil.which("java") is None:
        raise FileProblem("no_driver", name=name, detail="Java")
    import ibis
    from pyspark.sql import SparkSession

    _reach(master)
    running = SparkSession.getActiveSession()
    if running is not None and running.sparkContext._jsc.sc().isStopped():  # noqa: SLF001  only Java knows
        running.stop()
    # Writes every failed query with its plan, which is longer than all other lines.
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)
    builder = SparkSession.builder.appName("vitalfew").master(master)
    for key, value in {**DEFAULTS, **settings}.items():
        builder = builder.config(key, value)
    return ibis.pyspark.connect(builder.getOrCreate())


def _reach(master: str) -> None:
    """One of the masters of a standalone cluster takes a connection."""
    scheme, _, places = master.partition("://")
    failed: OSError | None = None
    for place in places.split(",") if scheme == "spark" else ():
        host, _, port = place.rpartition("@")[2].rpartition(":")
        try:
            socket.create_connection((host, int(port)), timeout=SECONDS).close()
        except OSError as error:
            failed = error
        else:
            return
    if failed is not None:
        raise failed


class SparkFiles:
    """Parquet files that every machine of the cluster sees under the same path."""

    def __init__(self, root: Path, backend: Backend) -> None:
        self.root = root
        self.backend = backend

    def parquet(self, paths: Sequence[Path], *, row_numbers: bool = False) -> ir.Table:
        """Files of the same kind as one table; see `store_engine.Engine.parquet`."""
        import ibis

        session = self.backend._session  # noqa: SLF001  Ibis reads one path at a time
        frame = session.read.option("mergeSchema", "true").parquet(*map(str, paths))
        if row_numbers:
            frame = frame.select("*", "_metadata.row_index").withColumnRenamed(
                "row_index", "file_row_number"
            )
        name = ibis.util.gen_name("parquet")
        frame.createTempView(name)
        return self.backend.table(name)
