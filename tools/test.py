"""Run every test: on SQLite and beside it on PostgreSQL; say what could not be run.

    python tools/test.py [pytest arguments]

With REQUIRE_ALL=1 a missing Chromium, PostgreSQL, Spark or data folder is a failure.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import IO
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
REQUIRE_ALL = os.environ.get("REQUIRE_ALL", "") not in {"", "0"}
ON_BOTH_DATABASES = [
    # Only one pass remembers what failed: both would write the same file.
    *("-p", "no:cacheprovider", "-m", "not browser and not wheel"),
    # What pages say by every link, in both languages, is no matter of the database:
    # that every address answers on both is seen in tests/web/access/test_every_url.py.
    *("--ignore=tests/web/access/test_walks.py", "--ignore=tests/web/test_language.py"),
    "tests/apps",
    "tests/web",
    *(
        f"tests/cli/test_{what}.py"
        for what in ("importing", "keeping", "killed", "tables", "users")
    ),
]


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


@contextlib.contextmanager
def one_pass(
    arguments: list[str], output: IO[bytes] | None = None, **environment: str
) -> Iterator[subprocess.Popen[bytes]]:
    """In a session of its own: what ends us ends it and its workers, once."""
    environment = {**os.environ, **environment}
    # Where this is set, every process compiles every module again.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    run = subprocess.Popen(
        [sys.executable, "-m", "pytest", "-q", "-n", "2", *arguments],
        cwd=ROOT,
        env=environment,
        stdout=output,
        stderr=output,
        start_new_session=True,
    )
    try:
        yield run
    finally:
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGINT)
        run.wait()


def run_all(programs: Path | None, chosen: list[str]) -> dict[str, int]:
    """What each pass ended with; what the second says is shown after the first."""
    with contextlib.ExitStack() as ends:
        print("== on SQLite", flush=True)
        first = ends.enter_context(one_pass(chosen))
        if programs is None:
            return {"SQLite": first.wait()}
        address = ends.enter_context(postgres(programs))
        output = ends.enter_context(tempfile.TemporaryFile())
        second = ends.enter_context(
            one_pass(ON_BOTH_DATABASES, output, TEST_DATABASE_URL=address)
        )
        codes = {"SQLite": first.wait(), "PostgreSQL": second.wait()}
        print("== on PostgreSQL", flush=True)
        output.seek(0)
        shutil.copyfileobj(output, sys.stdout.buffer)
        return codes


def absent() -> Iterator[str]:
    """What is not on this machine, and what is not tested for want of it."""
    if postgres_programs() is None:
        yield "PostgreSQL (initdb, pg_ctl): the tests ran on SQLite only"
    browsers = ("chromium", "chromium-browser", "google-chrome")
    if not any(shutil.which(name) for name in browsers):
        yield "Chromium: the browser tests"
    if not shutil.which("pdftotext"):
        yield "pdftotext: the tests that read PDF files"
    if not shutil.which("soffice"):
        yield "LibreOffice (soffice): the tests that look at slides as they are drawn"
    if not shutil.which("java"):
        yield "Java: the tests on a Spark cluster"
    if not find_spec("pyspark"):
        yield "pyspark: the tests on a Spark cluster"
    beside = str(ROOT.parent / "shared" / "data")
    shared = os.environ.get("VITALFEW_SHARED_DATA", beside)
    if not Path(shared).is_dir():
        yield f"{shared}: the tests over data that may not be committed"


def main() -> int:
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.default_int_handler)
    begun = time.monotonic()
    chosen = sys.argv[1:]
    try:
        codes = run_all(None if chosen else postgres_programs(), chosen)
    except KeyboardInterrupt:
        print("Stopped: not everything was tested.")
        return 130
    left_out = list(absent())
    for what in left_out:
        print(f"absent: {what}")
    if left_out and REQUIRE_ALL:
        print("REQUIRE_ALL is set: what is absent counts as a failure.")
        codes["what is absent"] = 1
    minutes, seconds = divmod(round(time.monotonic() - begun), 60)
    failed = ", ".join(name for name, code in codes.items() if code)
    said = f"FAILED: {failed}" if failed else f"passed: {', '.join(codes)}"
    print(f"{said}; {minutes}:{seconds:02} minutes")
    return max(codes.values())


if __name__ == "__main__":
    sys.exit(main())
