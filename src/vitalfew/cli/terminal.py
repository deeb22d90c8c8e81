"""How the command line speaks: results on standard output, the rest on standard error."""

from __future__ import annotations

import os
import sys
import traceback

from rich.console import Console

notes = Console(stderr=True, highlight=False, soft_wrap=True)
"""Progress, remarks and problems; never mixed with a result that is piped on."""


class CommandError(Exception):
    """A problem with a sentence for the person at the keyboard."""


def say(text: str) -> None:
    """A remark on standard error."""
    notes.print(text, markup=False)


def complain(error: Exception) -> int:
    """Say what is wrong and return the exit code. No traceback for a person."""
    from vitalfew.analysis.orders import OrdersError
    from vitalfew.files.problems import FileProblem
    from vitalfew.project.environment import SettingError

    expected = (CommandError, OrdersError, FileProblem, SettingError, PermissionError)
    if isinstance(error, expected) or _is_domain_problem(error):
        say(f"vitalfew: {error}")
        return 1
    if os.environ.get("VITALFEW_DEBUG"):
        traceback.print_exc(file=sys.stderr)
    say(
        f"vitalfew: an unexpected problem stopped the command "
        f"({type(error).__name__}: {error}). What was committed before is safe. "
        "Run `vitalfew doctor`; with VITALFEW_DEBUG=1 the details are printed."
    )
    return 1


def _is_domain_problem(error: Exception) -> bool:
    """Problems of the apps say so by their own base class, known without Django."""
    return any(
        base.__name__ == "Refusal" and base.__module__.startswith("vitalfew.")
        for base in type(error).__mro__
    )
