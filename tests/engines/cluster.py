"""A Spark cluster of one master and two workers: separate processes on this machine.

Everything listens on loopback addresses only, on ports the system chose, with bounded
memory. A guard ends it, also when the tests themselves are killed.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

WORKERS = 2
MEMORY = "512m"
"""Of each worker, all of which its one executor takes."""
DAEMON_MEMORY = "128m"
DRIVER_MEMORY = "1g"
START_SECONDS = 180
HERE = "127.0.0.1"
QUICK = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"
"""Short-lived machines: less time for compiling and collecting than they would take."""

PLAIN = {
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}
"""Small tables: planning again and compiling would take most of the time."""
AS_DELIVERED = {
    "spark.sql.adaptive.enabled": "true",
    "spark.sql.codegen.wholeStage": "true",
    "spark.sql.codegen.factoryMode": "FALLBACK",
}

GUARD = """
import os, shutil, signal, sys, time
groups = [int(line) for line in sys.stdin]
for sign in (signal.SIGTERM, signal.SIGKILL):
    for group in groups:
        try:
            os.killpg(group, sign)
        except ProcessLookupError:
            pass
    time.sleep(1)
shutil.rmtree(sys.argv[1], ignore_errors=True)
"""
"""Reads process groups until its input closes, which is also when we are killed."""


@dataclass(frozen=True)
class Cluster:
    """A running cluster.

    Attributes
    ----------
    master
        Its address, ``spark://…``.
    folder
        A temporary folder of its own.
    processes
        The processes started: the master, then the workers.
    """

    master: str
    folder: Path
    processes: tuple[subprocess.Popen[bytes], ...]

    def settings(self) -> dict[str, str]:
        """What a driver on this machine needs to say."""
        return {
            "spark.master": self.master,
            "spark.driver.memory": DRIVER_MEMORY,
            "spark.driver.host": HERE,
            "spark.driver.bindAddress": HERE,
            "spark.driver.extraJavaOptions": QUICK,
            "spark.executor.extraJavaOptions": QUICK,
            "spark.executor.memory": MEMORY,
            "spark.executor.cores": "1",
            "spark.cores.max": str(WORKERS),
            "spark.local.dir": str(self.folder),
            "spark.sql.warehouse.dir": str(self.folder / "warehouse"),
            "spark.sql.catalogImplementation": "in-memory",
            "spark.sql.shuffle.partitions": "2",
            "spark.sql.execution.arrow.pyspark.enabled": "true",
            **PLAIN,
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.log.level": "ERROR",
        }


def missing() -> str | None:
    """What there is no cluster without, and is not here; None: all is here."""
    if find_spec("pyspark") is None:
        return "pyspark"
    return None if shutil.which("java") else "Java"


@contextlib.contextmanager
def cluster(*, memory: str = MEMORY) -> Iterator[Cluster]:
    """Start a cluster; nothing of it is left afterwards.

    Parameters
    ----------
    memory
        Of each worker.
    """
    folder = Path(tempfile.mkdtemp(prefix="vitalfew-spark-"))
    started: list[subprocess.Popen[bytes]] = []
    with _guard(folder) as guarded:

        def start(name: str, kind: str, *more: str) -> Path:
            log = folder / f"{name}.log"
            started.append(_started(log, kind, *more))
            guarded(started[-1].pid)
            return log

        log = start("master", "Master")
        address = _said(log, r"Starting Spark master at (spark://\S+)")
        logs = [
            start(
                name,
                "Worker",
                *("--cores", "1", "--memory", memory),
                *("--work-dir", str(folder / name), address),
            )
            for name in (f"worker-{number}" for number in range(WORKERS))
        ]
        for log in logs:
            _said(log, r"(registered) with master")
        yield Cluster(address, folder, tuple(started))
    for process in started:
        process.wait(timeout=20)


@contextlib.contextmanager
def session(running: Cluster) -> Iterator[SparkSession]:
    """The driver of this process, on the cluster; its machine ends with the block."""
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("vitalfew")
    for name, value in running.settings().items():
        builder = builder.config(name, value)
    started = builder.getOrCreate()
    gateway = SparkContext._gateway
    try:
        yield started
    finally:
        started.stop()
        gateway.shutdown()
        SparkContext._gateway = SparkContext._jvm = None
        gateway.proc.stdin.close()
        gateway.proc.wait(timeout=20)


@contextlib.contextmanager
def as_delivered(started: SparkSession) -> Iterator[None]:
    """A part of the tests with the settings that a company has."""
    for name, value in AS_DELIVERED.items():
        started.conf.set(name, value)
    yield
    for name, value in PLAIN.items():
        started.conf.set(name, value)


@contextlib.contextmanager
def _guard(folder: Path) -> Iterator[Callable[[int], None]]:
    """Somebody who ends the process groups told to him, and removes the folder."""
    command = [sys.executable, "-c", GUARD, str(folder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, text=True, start_new_session=True
    ) as guard:

        def guarded(group: int) -> None:
            guard.stdin.write(f"{group}\n")
            guard.stdin.flush()

        yield guarded


def _started(log: Path, kind: str, *more: str) -> subprocess.Popen[bytes]:
    import pyspark

    home = Path(pyspark.__file__).parent
    command = [
        str(home / "bin" / "spark-class"),
        f"org.apache.spark.deploy.{kind.lower()}.{kind}",
        *("--host", HERE, "--port", "0", "--webui-port", "0"),
        *more,
    ]
    environment = {
        **os.environ,
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": HERE,
        "SPARK_LOCAL_DIRS": str(log.parent),
        "SPARK_DAEMON_MEMORY": DAEMON_MEMORY,
        "SPARK_DAEMON_JAVA_OPTS": QUICK,
        "SPARK_LAUNCHER_OPTS": QUICK,
    }
    with log.open("wb") as out:
        return subprocess.Popen(
            command,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,
        )


def _said(log: Path, pattern: str) -> str:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        found = re.search(pattern, log.read_text(errors="replace"), re.IGNORECASE)
        if found:
            return found[1]
        time.sleep(0.05)
    message = f"{log.stem} did not start:\n{log.read_text(errors='replace')}"
    raise TimeoutError(message)
