"""A PostgreSQL server of its own, sorting text the way a language does."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import absent

SORTED_AS_ENGLISH = ["--encoding=UTF8", "--locale-provider=icu", "--icu-locale=en-US"]


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The URL of an empty database; stopped and removed afterwards."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="vitalfew-pg-"))
    as_user = _as_another_user_than_root(folder)
    data = folder / "data"

    def run(program: str, *arguments: str) -> None:
        command = [*as_user, str(programs / program), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    sorting = [*SORTED_AS_ENGLISH, "--locale=C.UTF-8"]
    run("initdb", "-D", str(data), "-A", "trust", "-U", "tester", "--no-sync", *sorting)
    options = f"-k {folder} -c listen_addresses='' -c fsync=off"
    log = str(folder / "log")
    run("pg_ctl", "-D", str(data), "-o", options, "-l", log, "-w", "start")
    try:
        yield f"postgres:///postgres?host={folder}&user=tester"
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
