from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from vitalfew.apps.imports import services
from vitalfew.apps.imports.due import due_claim
from vitalfew.apps.imports.models import Batch, Source, State
from vitalfew.apps.imports.services.upkeep import behind
from vitalfew.apps.users.models import User
from vitalfew.apps.users.selectors import system_user

CATCH_UP_EVERY = timedelta(minutes=1)
REPAIR_EVERY = timedelta(seconds=30)
EXPIRE_EVERY = timedelta(hours=6)


@task()
def check(batch_id: int, job: str) -> None:
    batch = Batch.objects.filter(pk=batch_id, job=job, state=State.CHECKING).first()
    if batch:
        services.draft_check_run(batch)


@task()
def commit(batch_id: int, job: str) -> None:
    batch = Batch.objects.filter(pk=batch_id, job=job, state=State.COMMITTING).first()
    if batch:
        services.batch_commit_run(batch)


@task()
def catch_up(user_id: int | None = None) -> None:
    acting = User.objects.get(pk=user_id) if user_id else system_user()
    services.accounts_catch_up()
    services.assessment_catch_up(acting=acting)


@task()
def look_at_source(source_id: int) -> None:
    services.source_run(source=Source.objects.get(pk=source_id))


@task()
def expire() -> None:
    services.leftovers_expire()


def due_jobs_enqueue() -> None:
    """Start what is due. Called every few seconds, by any number of processes."""
    now = timezone.now()
    if due_claim("repair", every=REPAIR_EVERY, now=now):
        services.imports_repair()
    if due_claim("catch_up", every=CATCH_UP_EVERY, now=now) and behind():
        catch_up.enqueue()
    if due_claim("expire", every=EXPIRE_EVERY, now=now):
        expire.enqueue()
    for source in Source.objects.filter(is_active=True, due_at__lte=now):
        if services.source_claim(source, now=now):
            look_at_source.enqueue(source.pk)
