"""What crashed is taken up again; what is not needed any more goes."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from tests.apps.imports.conftest import order_lines
from vitalfew.apps.imports import services
from vitalfew.apps.imports.due import due_claim
from vitalfew.apps.imports.models import Batch, Due, State
from vitalfew.apps.imports.selectors import stored_now, stuck_batches, unknown_folders
from vitalfew.apps.imports.services import commits
from vitalfew.apps.imports.storage import order_store, uploads_folder

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(cast, csv_file):
    path = csv_file(order_lines(1))
    draft = services.draft_create(
        acting=cast.ana, kind="orders", files=[("orders.csv", [path.read_bytes()])]
    )
    return services.draft_read(draft)


def silent_for(batch: Batch, minutes: float, *, step: str = "storing") -> None:
    beat = timezone.now() - dt.timedelta(minutes=minutes)
    Batch.objects.filter(pk=batch.pk).update(job_beat=beat, job_step=step)


def claimed(draft, cast) -> Batch:
    return commits.commit_claim(
        draft, acting=cast.ana, skip_refused=False, leave_out=()
    )


def test_a_job_that_died_is_taken_up_by_another(draft, cast):
    batch = claimed(draft, cast)
    silent_for(batch, 2)
    assert [b.pk for b in stuck_batches()] == [batch.pk]
    assert services.imports_repair() == 1
    again = Batch.objects.get(pk=batch.pk)
    assert again.job != batch.job
    assert services.batch_commit_run(again).state == State.COMMITTED


def test_a_job_that_waits_for_a_worker_is_not_dead(draft, cast):
    batch = claimed(draft, cast)
    silent_for(batch, 10, step="")
    assert services.imports_repair() == 0


def test_a_job_that_is_alive_is_left_alone(draft, cast):
    batch = claimed(draft, cast)
    silent_for(batch, 0.5)
    assert services.imports_repair() == 0
    assert Batch.objects.get(pk=batch.pk).job == batch.job


def test_after_three_attempts_a_person_is_asked(draft, cast):
    batch = claimed(draft, cast)
    for _attempt in range(3):
        silent_for(batch, 2)
        services.imports_repair()
    batch.refresh_from_db()
    assert (batch.state, batch.problem["code"]) == (State.DRAFT, "stopped")
    assert stored_now() == []


def test_uploads_and_refused_lines_expire_and_what_is_imported_stays(draft, cast):
    batch = services.draft_keep(draft, acting=cast.ana, skip_refused=False)
    assert list((uploads_folder() / batch.folder).rglob("*.csv"))
    with time_machine.travel(timezone.now() + dt.timedelta(days=15)):
        services.leftovers_expire()
    assert not (uploads_folder() / batch.folder).exists()
    batch.refresh_from_db()
    assert batch.state == State.COMMITTED
    assert order_store().totals(stored_now()).lines == 4


def test_a_forgotten_draft_expires(draft):
    with time_machine.travel(timezone.now() + dt.timedelta(days=15)):
        services.leftovers_expire()
    draft.refresh_from_db()
    assert draft.state == State.DISCARDED


def test_a_withdrawn_import_is_purged_after_a_month(draft, cast):
    batch = services.draft_keep(draft, acting=cast.ana, skip_refused=False)
    folder = order_store().root / batch.directory
    services.batch_withdraw(batch=batch, acting=cast.ana, reason="test")
    services.leftovers_expire()
    assert folder.exists()
    with time_machine.travel(timezone.now() + dt.timedelta(days=31)):
        with order_store().lease("backup"):
            services.leftovers_expire()
            assert folder.exists()
        services.leftovers_expire()
    assert not folder.exists()
    assert unknown_folders() == []


def test_a_due_row_is_claimed_by_one_process_only():
    now = timezone.now()
    every = dt.timedelta(minutes=1)
    assert due_claim("x", every=every, now=now)
    assert not due_claim("x", every=every, now=now)
    later = now + every
    stale = Due.objects.get(name="x")
    assert due_claim("x", every=every, now=later)
    # Another process read the row before it was claimed.
    assert not Due.objects.filter(pk=stale.pk, due_at=stale.due_at).update(due_at=later)
