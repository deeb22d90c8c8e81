"""A PostgreSQL server of its own, for measures that must run there too."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from tests.conftest import absent


@pytest.fixture(scope="session")
def postgres():
    """An empty database on a new server; stopped and removed afterwards."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="vitalfew-pg-"))
    as_user = _as_another_user_than_root(folder)
    data = folder / "data"

    def run(program, *arguments):
        command = [*as_user, str(programs / program), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    run("initdb", "-D", str(data), "-A", "trust", "-U", "tester", "--no-sync")
    options = f"-k {folder} -c listen_addresses='' -c fsync=off"
    log = str(folder / "log")
    run("pg_ctl", "-D", str(data), "-o", options, "-l", log, "-w", "start")
    try:
        yield f"host={folder} user=tester dbname=postgres"
    finally:
        run("pg_ctl", "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder)


def _programs() -> Path:
    """The folder of the newest PostgreSQL, on the path or as Debian keeps it."""
    found = shutil.which("pg_ctl")
    if found is not None:
        return Path(found).parent
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    if not debian:
        absent("A PostgreSQL server")
    return debian[-1].parent


def _as_another_user_than_root(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root: then the system's postgres user runs it."""
    if os.geteuid() != 0:
        return []
    try:
        user = pwd.getpwnam("postgres")
    except KeyError:
        absent("A user to run PostgreSQL as")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ["runuser", "-u", "postgres", "--"]
