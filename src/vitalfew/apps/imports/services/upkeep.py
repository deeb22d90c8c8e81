"""After a crash things go on; what is no longer needed goes."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from vitalfew.apps.imports.keeping import without_samples
from vitalfew.apps.imports.models import OPEN, Batch, Kind, State
from vitalfew.apps.imports.progress import dead_jobs, job_token
from vitalfew.apps.imports.selectors import ledger
from vitalfew.apps.imports.services.drafts import leftovers_forget
from vitalfew.apps.imports.storage import order_store

MOST_ATTEMPTS = 3
UPLOADS_KEPT = timedelta(days=14)
"""Uploads and lists of refused lines may name people; they do not stay."""
STAGED_KEPT = timedelta(days=1)
WITHDRAWN_KEPT = timedelta(days=30)


def imports_repair() -> int:
    """Take up again what a dead job left; give up after some attempts.

    Returns how many imports were taken up or given up.
    """
    return sum(_take_up(batch) for batch in Batch.objects.filter(dead_jobs()))


def _take_up(batch: Batch) -> bool:
    from vitalfew.apps.imports import jobs

    given_up = batch.attempts >= MOST_ATTEMPTS
    with transaction.atomic():
        mine = Batch.objects.filter(pk=batch.pk, job=batch.job, state=batch.state)
        if given_up:
            problem = {"code": "stopped", "values": {}}
            return bool(mine.update(state=State.DRAFT, problem=problem, job=""))
        token = job_token()
        claimed = mine.update(
            job=token,
            attempts=batch.attempts + 1,
            job_step="",
            job_beat=timezone.now(),
        )
        if claimed:
            job = jobs.check if batch.state == State.CHECKING else jobs.commit
            job.enqueue(batch.pk, token)
        return bool(claimed)


def behind() -> bool:
    """Whether accounts or the assessment have not followed the last change yet."""
    book = ledger()
    return min(book.accounts_at, book.assessed_at) < book.changes


def people_uploads_forget() -> None:
    """Delete every upload that names people, and the drafts made of them."""
    for batch in Batch.objects.filter(kind=Kind.CONTACTS).exclude(uploads=[]):
        if batch.state in set(OPEN) - {State.COMMITTING}:
            batch.state, batch.job = State.DISCARDED, ""
        batch.uploads = []
        batch.inspection = without_samples(batch.inspection)
        batch.save(update_fields=["state", "job", "uploads", "inspection"])
        transaction.on_commit(partial(leftovers_forget, batch))


def leftovers_expire() -> None:
    """Delete old uploads, refused lines and drafts, and purge withdrawn imports."""
    now = timezone.now()
    for batch in Batch.objects.filter(at__lt=now - UPLOADS_KEPT).exclude(uploads=[]):
        if batch.state == State.COMMITTING:
            continue
        leftovers_forget(batch)
        batch.uploads = []
        if batch.state in {State.DRAFT, State.CHECKING, State.CHECKED}:
            batch.state = State.DISCARDED
        batch.save(update_fields=["uploads", "state"])
    wanted = set(
        Batch.objects.filter(state__in=OPEN).values_list("directory", flat=True)
    )
    order_store().forget_staged_before((now - STAGED_KEPT).timestamp(), keep=wanted)
    old = Batch.objects.filter(
        state=State.WITHDRAWN,
        withdrawn_at__lt=now - WITHDRAWN_KEPT,
        purged_at__isnull=True,
    )
    for batch in old:
        if order_store().purge(batch.directory):
            Batch.objects.filter(pk=batch.pk).update(purged_at=timezone.now())
