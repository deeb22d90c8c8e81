"""Run every test: on SQLite, then on PostgreSQL, and say what could not be run.

    python tools/test.py [pytest arguments]

With REQUIRE_ALL=1 a missing Chromium, PostgreSQL or data folder is a failure.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
REQUIRE_ALL = os.environ.get("REQUIRE_ALL", "") not in {"", "0"}
ON_BOTH_DATABASES = ["tests/apps", "tests/web", "tests/cli"]


def postgres_programs() -> Path | None:
    """The folder of initdb and pg_ctl, wherever the system keeps it."""
    found = shutil.which("pg_ctl")
    if found:
        return Path(found).parent
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    return debian[-1].parent if debian else None


def as_server_user(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root: become the user of its package."""
    if os.geteuid() != 0:
        return command
    return ["runuser", "-u", "postgres", "--", *command]


def quietly(command: list[str]) -> None:
    subprocess.run(as_server_user(command), check=True, stdout=subprocess.DEVNULL)


@contextlib.contextmanager
def postgres(programs: Path) -> Iterator[str]:
    """A server of its own on a socket in a temporary folder; gives its address."""
    with tempfile.TemporaryDirectory(prefix="vitalfew-pg-") as name:
        folder = Path(name)
        folder.chmod(0o777)
        data = str(folder / "data")
        initdb = [str(programs / "initdb"), "-D", data, "-A", "trust", "-U", "vitalfew"]
        quietly([*initdb, "-E", "UTF8", "--locale=C.UTF-8"])
        options = (
            f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
        )
        control = [str(programs / "pg_ctl"), "-D", data, "-w"]
        quietly([*control, "-o", options, "-l", str(folder / "log"), "start"])
        try:
            yield f"postgres://vitalfew@{quote(name, safe='')}/postgres"
        finally:
            quietly([*control, "-m", "fast", "stop"])


def pytest(arguments: list[str], **environment: str) -> int:
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, check=False
    )
    return done.returncode


def main() -> int:
    chosen = sys.argv[1:]
    absent = []
    print("== on SQLite", flush=True)
    code = pytest(chosen)
    programs = postgres_programs()
    if programs is None:
        absent.append("PostgreSQL (initdb, pg_ctl): the tests ran on SQLite only")
    elif not chosen:
        print("== on PostgreSQL", flush=True)
        with postgres(programs) as address:
            both = ["-m", "not browser and not wheel", *ON_BOTH_DATABASES]
            code = pytest(both, TEST_DATABASE_URL=address) or code
    if not any(
        shutil.which(n) for n in ("chromium", "chromium-browser", "google-chrome")
    ):
        absent.append("Chromium: the browser tests")
    shared = os.environ.get(
        "VITALFEW_SHARED_DATA", str(ROOT.parent / "shared" / "data")
    )
    if not Path(shared).is_dir():
        absent.append(f"{shared}: the tests over data that may not be committed")
    for what in absent:
        print(f"absent: {what}")
    if absent and REQUIRE_ALL:
        print("REQUIRE_ALL is set: what is absent counts as a failure.")
        return 1
    return code


if __name__ == "__main__":
    sys.exit(main())
