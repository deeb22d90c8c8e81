"""`vitalfew serve`: the web server and the worker, started and stopped together."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from vitalfew.cli.installation import DataOption, choose
from vitalfew.cli.terminal import CommandError, say

HostOption = Annotated[str, typer.Option(help="The address to listen on.")]
PortOption = Annotated[int, typer.Option(help="The port to listen on.")]
STOP_SECONDS = 15


def serve(
    *,
    data: DataOption = None,
    host: HostOption = "127.0.0.1",
    port: PortOption = 8000,
    workers: Annotated[int, typer.Option(help="Web processes.")] = 2,
) -> None:
    """Serve the product; Ctrl-C stops all of it."""
    require_free_port(host, port)
    choose(data)
    prepare()
    say(f"vitalfew is served at http://{host}:{port}  (Ctrl-C stops it)")
    sys.exit(run_all(host, port, workers))


def require_free_port(host: str, port: int) -> None:
    """One clear line when somebody else listens there."""
    with contextlib.closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            message = (
                f"Port {port} on {host} is taken. Stop the other program, or choose "
                f"another port with --port."
            )
            raise CommandError(message) from error


def prepare() -> None:
    """Bring database and static files up to date."""
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    from vitalfew.apps.upkeep.tables import tables_prepare

    tables_prepare()
    stamp = Path(settings.STATIC_ROOT) / ".version"
    newest = _newest_static(settings.PACKAGE)
    if not stamp.exists() or stamp.read_text(encoding="ascii") != newest:
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(newest, encoding="ascii")


def _newest_static(package: Path) -> str:
    files = (package / "web" / "static").rglob("*")
    return str(max((file.stat().st_mtime_ns for file in files), default=0))


@dataclass
class Processes:
    """The web server and the worker. Neither outlives the other or this process."""

    commands: dict[str, list[str]]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    stopping: bool = False

    def start(self, name: str) -> None:
        """Start one of them."""
        # A group of its own: Ctrl-C reaches us first, and we stop the others in order.
        self.running[name] = subprocess.Popen(  # noqa: S603  our own commands
            self.commands[name], process_group=0
        )

    def watch(self) -> int:
        """Until told to stop, or until the web server ends by itself."""
        while not self.stopping:
            web = self.running["web"].poll()
            if web is not None:
                say("The web server ended by itself; stopping.")
                return web or 1
            if self.running["worker"].poll() is not None:
                say("The worker ended by itself; starting it again.")
                time.sleep(1)
                self.start("worker")
            time.sleep(0.2)
        return 0

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Ask `watch` to end; a signal handler may do no more."""
        self.stopping = True

    def end(self) -> None:
        """Ask politely, then end what is left."""
        for process in self.running.values():
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for process in self.running.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def run_all(host: str, port: int, workers: int) -> int:
    """Run web server and worker until stopped; returns the exit code."""
    python = sys.executable
    web = [python, "-m", "gunicorn", "vitalfew.project.wsgi:application"]
    web += ["--bind", f"{host}:{port}", "--workers", str(workers)]
    web += ["--worker-class", "gthread", "--threads", "4", "--timeout", "120"]
    web += ["--log-level", "warning", "--no-control-socket"]
    worker = [python, "-m", "vitalfew.cli.worker"]
    processes = Processes({"web": web, "worker": worker})
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, processes.stop)
    try:
        for name in processes.commands:
            processes.start(name)
        return processes.watch()
    finally:
        processes.end()
        say("Stopped.")
