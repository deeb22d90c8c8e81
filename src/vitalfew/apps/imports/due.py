"""Whose turn it is: one process claims a due row by moving its time ahead."""

from __future__ import annotations

from datetime import datetime, timedelta

from vitalfew.apps.imports.models import Due


def due_claim(name: str, *, every: timedelta, now: datetime) -> bool:
    """Whether it is time for this, and this process is the one to do it."""
    row, created = Due.objects.get_or_create(
        name=name, defaults={"due_at": now + every}
    )
    if created:
        return True
    if row.due_at > now:
        return False
    # Only one of many processes finds the row still as it was read.
    return bool(
        Due.objects.filter(pk=row.pk, due_at=row.due_at).update(due_at=now + every)
    )
