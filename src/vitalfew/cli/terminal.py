"""How the command line speaks: results on standard output, the rest on the other."""

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
    expected = sentence(error)
    if expected:
        say(f"vitalfew: {expected}")
        return 1
    if os.environ.get("VITALFEW_DEBUG"):
        traceback.print_exc(file=sys.stderr)
    say(
        f"vitalfew: an unexpected problem stopped the command "
        f"({type(error).__name__}: {error}). What was committed before is safe. "
        "Run `vitalfew doctor`; with VITALFEW_DEBUG=1 the details are printed."
    )
    return 1


def sentence(error: Exception) -> str:
    """The sentence of an error made for people; empty for any other.

    Every exception class of this package carries a sentence. Django's validation
    errors do too, but are known here by name: commands without a database must not
    load Django to say that a file is missing.
    """
    kind = type(error)
    if kind.__module__.startswith("vitalfew.") or isinstance(error, PermissionError):
        return str(error)
    if kind.__name__ == "ValidationError" and hasattr(error, "messages"):
        return " ".join(error.messages)
    if kind.__name__ == "PermissionDenied":
        return "That person may not do this. Nothing was changed."
    return ""
