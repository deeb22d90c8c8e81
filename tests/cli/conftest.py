"""A real installation in a folder of its own, driven by the real command."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import uuid
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

WARMED = Path(__file__).with_name("warmed.py")
COMMAND = Path(sys.executable).parent / "vitalfew"
SERVER = os.environ.get("TEST_DATABASE_URL", "")
KEPT = {"PATH", "HOME", "LANG", "TMPDIR"}
PATIENCE_SECONDS = 120

ORDERS = """Order No,Customer No.,Customer Name,Order Date,Net Amount,Cost,Category
1,C1,Norvik Wind,2025-01-06,1200.50,700.00,Bearings
1,C1,Norvik Wind,2025-01-06,80.00,20.00,Seals
2,C2,Kelan Medical,2025-01-20,300.00,310.00,Seals
3,C1,Norvik Wind,2025-04-03,900.00,500.00,Bearings
4,C3,北京精密仪器,2025-05-03,450.00,300.00,Bearings
"""


@dataclass
class Done:
    code: int
    out: str
    err: str


@dataclass
class Installation:
    """One data directory and, on PostgreSQL, one database."""

    data: Path
    work: Path
    database: str = ""
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        environment = {n: v for n, v in os.environ.items() if n in KEPT}
        environment |= {"VITALFEW_DATA": str(self.data), **self.extra}
        if self.database:
            environment["DATABASE_URL"] = self.database
        return environment

    def run(self, *arguments: str | Path, typed: str = "") -> Done:
        """As `run_anew`, by a process whose modules were read before."""
        return warmed().run(self, [str(COMMAND), *map(str, arguments)], typed)

    def run_anew(self, *arguments: str | Path) -> Done:
        done = subprocess.run(
            [str(COMMAND), *map(str, arguments)],
            cwd=self.work,
            env=self.environment,
            text=True,
            capture_output=True,
            check=False,
            timeout=PATIENCE_SECONDS,
        )
        return Done(done.returncode, done.stdout, done.stderr)


class Warmed:
    """Tells `tests.cli.warmed` what to run, one command after the other."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, str(WARMED), str(theirs.fileno())],
                env={n: v for n, v in os.environ.items() if n in KEPT},
                pass_fds=[theirs.fileno()],
            )
        ours.settimeout(PATIENCE_SECONDS)
        self.channel = ours

    def run(self, installation: Installation, arguments: list[str], typed: str) -> Done:
        with tempfile.TemporaryDirectory() as name:
            files = {what: Path(name) / what for what in ("in", "out", "err")}
            for what, file in files.items():
                file.write_text(typed if what == "in" else "", encoding="utf-8")
            order = {
                "folder": str(installation.work),
                "environment": installation.environment,
                "arguments": arguments,
                **{what: str(file) for what, file in files.items()},
            }
            self.channel.sendall(json.dumps(order).encode() + b"\n")
            code = int(self.channel.recv(16))
            out, err = (
                files[what].read_text(encoding="utf-8") for what in ("out", "err")
            )
        return Done(code, out, err)

    def end(self) -> None:
        self.channel.close()
        self.process.wait(timeout=PATIENCE_SECONDS)


@cache
def warmed() -> Warmed:
    """Started when a test of this process first runs a command; ends with it."""
    started = Warmed()
    atexit.register(started.end)
    return started


def new_database(template: str = "template1") -> str:
    """A database on the server the tests run against; none on SQLite."""
    if not SERVER:
        return ""
    import psycopg

    name = f"cli_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(SERVER, autocommit=True) as connection:
        source = template.rpartition("/")[2]
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {source}")
    return f"{SERVER.rpartition('/')[0]}/{name}"


def copied(whole: Installation, work: Path) -> Installation:
    """An installation of its own that knows what another knows."""
    data = work / "data"
    shutil.copytree(whole.data, data)
    return Installation(data, work, whole.database and new_database(whole.database))


def made(work: Path, name: str = "data") -> Installation:
    data = work / name
    data.mkdir()
    return Installation(data, work, new_database())


@pytest.fixture
def new_installation(tmp_path):
    """Makes empty installations."""
    return lambda name: made(tmp_path, name)


@pytest.fixture(scope="session")
def empty_once(tmp_path_factory) -> Installation:
    installation = made(tmp_path_factory.mktemp("empty"))
    assert installation.run("user", "list").code == 0
    return installation


@pytest.fixture(scope="session")
def filled_once(tmp_path_factory) -> Installation:
    work = tmp_path_factory.mktemp("filled")
    installation = made(work)
    assert installation.run("import", "orders", written(work)).code == 0
    assert installation.run("assess").code == 0
    added = installation.run(
        *("user", "add", "li.wen@example.com", "--name", "Li Wen", "--role", "head"),
        typed="a long enough password\n",
    )
    assert added.code == 0, added.err
    return installation


@pytest.fixture
def installation(empty_once, tmp_path) -> Installation:
    return copied(empty_once, tmp_path)


@pytest.fixture
def filled(filled_once, tmp_path) -> Installation:
    """With the orders of `orders_file`, assessed, and one head."""
    return copied(filled_once, tmp_path)


def written(folder: Path) -> Path:
    file = folder / "orders.csv"
    file.write_text(ORDERS, encoding="utf-8")
    return file


@pytest.fixture
def orders_file(tmp_path) -> Path:
    return written(tmp_path)
