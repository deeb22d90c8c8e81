"""Places where a test may kill the process, to see what a crash leaves behind."""

from __future__ import annotations

import os
import signal

_CRASH_AT = int(os.environ.get("VITALFEW_CRASH_AT", "0"))
_passed = 0


def reach(_step: str) -> None:
    """Pass a step that a crash may follow. Does nothing outside of crash tests.

    With ``VITALFEW_CRASH_AT=n`` in the environment the process dies, as by power loss
    (SIGKILL, nothing is cleaned up), when it reaches its n-th step.
    """
    global _passed  # noqa: PLW0603  one count for the whole process is the point
    if not _CRASH_AT:
        return
    _passed += 1
    if _passed == _CRASH_AT:
        os.kill(os.getpid(), signal.SIGKILL)
