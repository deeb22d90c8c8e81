"""A long job says that it is alive; one that died is found by its silence."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import DatabaseError, connection

logger = logging.getLogger("vitalfew.jobs")
BEAT_SECONDS = 10
STALE = timedelta(seconds=60)
"""A job that has been silent so long is dead."""


@contextmanager
def beating(beat: Callable[[], object]) -> Iterator[None]:
    """Call `beat` every few seconds, in a thread of its own, while the block runs."""
    done = threading.Event()

    def keep_on() -> None:
        while not done.wait(BEAT_SECONDS):
            try:
                beat()
            except DatabaseError:
                # A database that is busy now answers the next time.
                logger.warning("A job could not say that it is alive", exc_info=True)
        connection.close()

    thread = threading.Thread(target=keep_on, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
