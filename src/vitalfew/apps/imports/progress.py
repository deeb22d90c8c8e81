"""A job says that it is alive and how far it is; a job that died is found by that."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from vitalfew.apps.imports.heartbeat import STALE, beating
from vitalfew.apps.imports.models import UNDER_WAY, Batch

NEVER_BEGUN = timedelta(hours=1)
"""A job that waits so long for a worker was lost with one."""
TELL_SECONDS = 0.5


def dead_jobs() -> Q:
    """Imports whose job died, or was lost before it began."""
    now = timezone.now()
    return Q(state__in=UNDER_WAY) & (
        Q(job_beat__lt=now - STALE) & ~Q(job_step="")
        | Q(job_beat__lt=now - NEVER_BEGUN)
    )


class ReplacedError(Exception):
    """Another job works on this import now; this one's result is not wanted."""


def job_token() -> str:
    return uuid.uuid4().hex


class Progress:
    """Notes how far a job is; at most twice a second, except for a new step."""

    def __init__(self, batch: Batch) -> None:
        self._mine = Batch.objects.filter(
            pk=batch.pk, job=batch.job, state__in=UNDER_WAY
        )
        self._told_at = 0.0
        self._step = ""

    def __call__(self, step: str, done: int, whole: int | None) -> None:
        now = time.monotonic()
        if step == self._step and now - self._told_at < TELL_SECONDS:
            return
        self._step, self._told_at = step, now
        told = self._mine.update(
            job_step=step[:20],
            job_done=done,
            job_whole=whole,
            job_beat=timezone.now(),
        )
        if not told:
            raise ReplacedError

    def beat(self) -> None:
        self._mine.update(job_beat=timezone.now())


@contextmanager
def working(batch: Batch) -> Iterator[Progress]:
    """Beat in the background while steps run that cannot tell how far they are."""
    progress = Progress(batch)
    with beating(progress.beat):
        yield progress
