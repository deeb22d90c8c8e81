"""The worker process of `vitalfew serve`: runs jobs, asks for those that are due."""

from __future__ import annotations

import logging
import os
import threading
import time

logger = logging.getLogger("vitalfew.worker")
DUE_SECONDS = 20


def ask_for_due_jobs() -> None:
    """Every few seconds: enqueue what a schedule says is due."""
    from django.db import close_old_connections

    from vitalfew.apps.assessments.services import assessments_repair
    from vitalfew.apps.imports.jobs import due_jobs_enqueue
    from vitalfew.web.work.jobs import reminders_enqueue

    while True:
        try:
            due_jobs_enqueue()
            reminders_enqueue()
            assessments_repair()
        except Exception:
            # One bad row must not stop the others: it is logged and tried again.
            logger.exception("Asking for due jobs failed.")
        finally:
            close_old_connections()
        time.sleep(DUE_SECONDS)


def leave_with_parent() -> None:
    """End when `vitalfew serve` is gone, so that nobody is left behind."""
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(2)
    os._exit(0)


def main() -> None:
    """Work until told to stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vitalfew.project.settings")
    import django
    from django.core.management import call_command

    from vitalfew.project.collector import collect_rarely

    django.setup()
    collect_rarely()
    for target in (ask_for_due_jobs, leave_with_parent):
        threading.Thread(target=target, daemon=True).start()
    call_command("db_worker", interval=0.5, startup_delay=False, reload=False)


if __name__ == "__main__":
    main()
