"""The real product as a process of its own, as somebody who starts it gets it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

COMMAND = str(Path(sys.executable).parent / "vitalfew")
STARTS_WITHIN = 420
STOPS_WITHIN = 30


def free_port() -> int:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def own_environment() -> dict[str, str]:
    """Ours, without what the tests set for themselves."""
    dropped = ("DJANGO_SETTINGS_MODULE", "TEST_DATABASE_URL", "DATABASE_URL")
    return {
        name: value
        for name, value in os.environ.items()
        if name not in dropped and not name.startswith(("VITALFEW_", "PYTEST_"))
    }


@dataclass(frozen=True)
class Product:
    """A running server: where it is, what it keeps, who may sign in."""

    process: subprocess.Popen[bytes]
    address: str
    data: Path
    log: Path

    @property
    def passwords(self) -> dict[str, str]:
        text = (self.data / "sample-sign-ins.json").read_text(encoding="utf-8")
        passwords: dict[str, str] = json.loads(text)
        return passwords

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def stop(self) -> int:
        """As Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=STOPS_WITHIN)


def start(*arguments: str, data: Path, log: Path) -> Product:
    port = free_port()
    command = [COMMAND, *arguments, "--data", str(data), "--port", str(port)]
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, stdout=out, stderr=subprocess.STDOUT, env=own_environment()
        )
    product = Product(process, f"http://127.0.0.1:{port}", data, log)
    wait_for(product)
    return product


def wait_for(product: Product) -> None:
    """Until it answers; a server that ends or never answers tells what it said."""
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{product.address}/healthz", timeout=2).close()
            return
        if product.process.poll() is not None:
            break
        time.sleep(0.1)
    product.process.kill()
    product.process.wait()
    message = f"The product did not start. It said:\n{product.said}"
    raise RuntimeError(message)


@contextlib.contextmanager
def running(*arguments: str, data: Path, log: Path) -> Iterator[Product]:
    product = start(*arguments, data=data, log=log)
    try:
        yield product
    finally:
        if product.process.poll() is None:
            product.stop()


def children(pid: int) -> set[int]:
    """The processes below this one, however deep (Linux)."""
    found: set[int] = set()
    waiting = [pid]
    while waiting:
        for task in Path(f"/proc/{waiting.pop()}/task").glob("*/children"):
            below = {int(child) for child in task.read_text().split()}
            waiting += below - found
            found |= below
    return found


def lives(pid: int) -> bool:
    """Whether a process still runs; one that has ended and waits does not count."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
