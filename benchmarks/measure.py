"""Times whole processes: wall and processor seconds, and peak memory."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path


class FailedError(RuntimeError):
    """A command failed or took longer than its topic may."""


@dataclass(frozen=True)
class Measured:
    """Median wall and processor seconds, and the largest memory of any run, in MB."""

    seconds: float
    processor: float
    peak_mb: float


@dataclass(frozen=True)
class Session:
    """Where a topic works, how large, and until when.

    Attributes
    ----------
    folder
        For generated files; what lies there already is used again.
    scale
        Share of the usual number of lines: 1, or less for a quick look.
    ends
        When the topic's time is over, on the monotonic clock.
    """

    folder: Path
    scale: float
    ends: float

    def lines(self, usual: int) -> int:
        """So many lines at this session's scale."""
        return int(usual * self.scale)

    def python(self, code: str, *arguments: object, runs: int = 1) -> Measured:
        """Time Python code in processes of its own."""
        command = [sys.executable, "-c", code, *map(str, arguments)]
        return self.command(command, runs=runs)

    def vitalfew(
        self,
        *arguments: object,
        runs: int = 1,
        environment: dict[str, str] | None = None,
    ) -> Measured:
        """Time the product's own command."""
        tool = str(Path(sys.executable).parent / "vitalfew")
        command = [tool, *map(str, arguments)]
        return self.command(command, runs=runs, environment=environment)

    def command(
        self,
        command: list[str],
        *,
        runs: int = 1,
        environment: dict[str, str] | None = None,
    ) -> Measured:
        """Time whole processes, start included.

        Raises
        ------
        FailedError
            A run failed, or the topic's time is over.
        """
        taken = [self._once(command, environment) for _ in range(runs)]
        return Measured(
            seconds=statistics.median(each.seconds for each in taken),
            processor=statistics.median(each.processor for each in taken),
            peak_mb=max(each.peak_mb for each in taken),
        )

    def _once(self, command: list[str], environment: dict[str, str] | None) -> Measured:
        started = time.perf_counter()
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env=os.environ | (environment or {}),
        )
        late = threading.Timer(max(0.0, self.ends - time.monotonic()), process.kill)
        late.start()
        # Unlike `wait`, this tells what the process has used.
        _pid, status, used = os.wait4(process.pid, 0)
        late.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            over = " (its time was over)" if time.monotonic() >= self.ends else ""
            message = f"Failed with {process.returncode}{over}: {' '.join(command)}"
            raise FailedError(message)
        return Measured(
            seconds=time.perf_counter() - started,
            processor=used.ru_utime + used.ru_stime,
            peak_mb=used.ru_maxrss / 1024,
        )
