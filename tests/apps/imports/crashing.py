"""A life of imports and crashes, run as a process of its own by `test_crashes`.

    python -m tests.apps.imports.crashing FOLDER KIND

Round after round a child process imports one more month and dies (SIGKILL) at its
n-th step; another child starts afresh, tells what it finds, and takes up what was left
as a worker would. The rounds end when a child gets through. Assessments are asked for
in every round and wait; the last is made after all crashes. Prints one JSON line a
round.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else Path()
KIND = sys.argv[2] if len(sys.argv) > 2 else "orders"
READ_ONCE = (
    "django_tasks_db.management.commands.db_worker",
    "ibis.backends.duckdb.converter",
    "ibis.expr.types.groupby",
    "numpy.random",
    "pyarrow.dataset",
    "pyarrow.parquet",
    "vitalfew.analysis.assessment.warning",
    "vitalfew.analysis.screen",
    "vitalfew.apps.assessments.jobs",
    "vitalfew.apps.imports.jobs",
    "vitalfew.files.deciding",
    "vitalfew.files.outputs",
    "vitalfew.files.pipeline",
    "vitalfew.files.store_engine",
)
"""Modules that every child would read again."""
HEADINGS = {
    "orders": "account_id,order date,order id,line id,net amount",
    "activities": "account_id,activity date,activity,event id,minutes",
}


def csv_lines(number: int) -> list[str]:
    """Month `number`, and the one before it again: every import overlaps the last."""
    return [
        f"A{account},2020-01-01,M{month},{account},{month}"
        for month in (number - 1, number)
        if month > 0
        for account in range(3)
    ]


def assessments_wait() -> None:
    from django.db.models.signals import pre_save
    from django.utils import timezone
    from django_tasks_db.models import DBTaskResult

    def postpone(instance: Any, **_: object) -> None:
        if instance._state.adding and instance.task_path.endswith(".assess"):
            instance.run_after = timezone.now() + timedelta(days=1)

    pre_save.connect(postpone, sender=DBTaskResult, weak=False)


def assess_at_last() -> str:
    """How the newest assessment ended; nothing where none was asked for."""
    from django.utils import timezone
    from django_tasks_db.models import DBTaskResult

    from vitalfew.apps.assessments.models import Assessment

    DBTaskResult.objects.update(run_after=timezone.now())
    work()
    newest = Assessment.objects.order_by("pk").last()
    return newest.state if newest else ""


def work() -> None:
    from django.core.management import call_command

    call_command("db_worker", batch=True, interval=0, startup_delay=False, reload=False)


def one_import(number: int) -> None:
    from vitalfew.apps.imports import services

    lines = [HEADINGS[KIND], *csv_lines(number)]
    content = "\n".join(lines).encode()
    batch = services.draft_create(
        acting=analyst(), kind=KIND, files=[(f"{number}.csv", [content])]
    )
    services.draft_check(batch=batch, acting=analyst())
    work()
    finish()


def finish() -> None:
    """What a person does next: import every draft that waits for it."""
    from vitalfew.apps.imports import services
    from vitalfew.apps.imports.models import Batch, State

    for batch in Batch.objects.filter(state=State.CHECKED):
        services.batch_commit(batch=batch, acting=analyst(), skip_refused=False)
    work()


def recover(number: int) -> None:
    from vitalfew.apps.imports.jobs import due_jobs_enqueue
    from vitalfew.apps.imports.models import Batch, Due

    # The clock is moved on, so that the dead job counts as dead.
    for batch in Batch.objects.filter(job_beat__isnull=False):
        earlier = batch.job_beat - timedelta(hours=2)
        Batch.objects.filter(pk=batch.pk).update(job_beat=earlier)
    Due.objects.all().delete()
    due_jobs_enqueue()
    work()
    finish()
    if not Batch.objects.filter(name=f"{number}.csv", state="committed").exists():
        one_import(number)


def analyst() -> Any:
    from vitalfew.apps.users.selectors import system_user

    return system_user()


def state() -> dict[str, Any]:
    from django.db import connection

    from vitalfew.apps.accounts.models import Account, Ancestry
    from vitalfew.apps.assessments.models import Assessment
    from vitalfew.apps.imports.models import Batch, Ledger
    from vitalfew.apps.imports.selectors import stored_now, unknown_folders
    from vitalfew.apps.imports.storage import order_store

    store, batches = order_store(), stored_now()
    totals = store.totals(batches, kind=KIND)  # type: ignore[arg-type]
    whole = "ok"
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            whole = cursor.execute("PRAGMA integrity_check").fetchone()[0]
    book = Ledger.objects.filter(pk=1).first()
    return {
        "lines": totals.lines,
        "amount": str(totals.net_amount or totals.minutes or 0),
        "damaged": [bad for batch in batches for bad in store.damaged(batch)],
        "unknown": unknown_folders(),
        "states": list(Batch.objects.order_by("pk").values_list("state", flat=True)),
        "database": whole,
        "accounts": Account.objects.filter(has_orders=True).count(),
        "ancestry": Ancestry.objects.count(),
        "assessments_asked": Assessment.objects.filter(state="waiting").count(),
        "behind": bool(book) and book.accounts_at < book.changes,
    }


def found() -> dict[str, Any]:
    """What a process that starts afresh finds."""
    status, told = in_child(state)
    if told is None:
        sys.exit(f"A fresh process failed with status {status}.")
    return dict(told)


def in_child(action: Callable[[], Any], *, crash_at: int = 0) -> tuple[int, Any]:
    """Run something in a process of its own; its exit status and what it returned."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            from vitalfew.files import failpoints

            failpoints._CRASH_AT = crash_at
            os.write(writer, json.dumps(action()).encode())
            os._exit(0)
        except BaseException as error:  # noqa: BLE001  the parent must hear of it
            sys.stderr.write(f"{error!r}\n")
            sys.stderr.flush()
            os._exit(1)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        text = pipe.read()
    _pid, status = os.waitpid(pid, 0)
    return status, json.loads(text) if text else None


def setup() -> None:
    from django.db import connections

    from vitalfew.apps.upkeep.tables import tables_prepare

    tables_prepare()
    analyst()
    connections.close_all()


def main() -> None:
    os.environ["VITALFEW_DATA"] = str(FOLDER)
    os.environ["DJANGO_SETTINGS_MODULE"] = "vitalfew.project.settings"
    os.environ["VITALFEW_LOG_LEVEL"] = "ERROR"
    import logging

    import django

    django.setup()
    for name in READ_ONCE:
        import_module(name)
    assessments_wait()
    logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
    logging.getLogger("django_tasks").setLevel(logging.ERROR)
    in_child(setup)
    in_child(lambda: one_import(1))
    number, at_last = 2, found()
    while True:
        before = at_last
        status, _ = in_child(partial(one_import, number), crash_at=number - 1)
        died = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        after_crash = found()
        recovered, _ = in_child(partial(recover, number))
        at_last = found()
        last = not died or number > 60
        report = {
            "step": number - 1,
            "died": died,
            "exit": status,
            "recovered": recovered,
            "before": before,
            "after_crash": after_crash,
            "at_last": at_last,
            "assessed": in_child(assess_at_last)[1] if last else None,
        }
        sys.stdout.write(json.dumps(report) + "\n")
        sys.stdout.flush()
        if last:
            return
        number += 1


if __name__ == "__main__":
    main()
