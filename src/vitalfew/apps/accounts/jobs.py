from __future__ import annotations

from django_tasks import task

from vitalfew.apps.accounts.proposals import duplicates_propose


@task()
def duplicates_find() -> int:
    """Look for accounts that may be the same customer; returns how many pairs."""
    return duplicates_propose()
