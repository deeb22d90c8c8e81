"""Much to write, in short transactions between which others write too."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

Check = Callable[[], object]
"""Raises when what was planned is out of date."""
REST_SECONDS = 0.05


def nothing() -> None:
    """The check of those who are alone."""


@contextmanager
def turn(check: Check) -> Iterator[None]:
    """A transaction of its own, after which others have their turn."""
    with transaction.atomic():
        check()
        yield
    if connection.vendor == "sqlite":
        # Who waits for the lock of SQLite only looks now and then whether it is free.
        time.sleep(REST_SECONDS)
