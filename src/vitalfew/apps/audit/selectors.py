from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from vitalfew.apps.audit.models import Entry
from vitalfew.apps.users.models import User


@dataclass(frozen=True)
class EntryFilter:
    """What somebody looks for in the activity; empty means everything."""

    actor: int | None = None
    action: str = ""
    account: int | None = None
    first: dt.date | None = None
    last: dt.date | None = None


def entries(wanted: EntryFilter) -> QuerySet[Entry]:
    """Matching entries, the newest first."""
    found = Entry.objects.select_related("actor", "account").order_by("-pk")
    if wanted.actor:
        found = found.filter(actor=wanted.actor)
    if wanted.action:
        found = found.filter(
            Q(action=wanted.action) | Q(action__startswith=f"{wanted.action}.")
        )
    if wanted.account:
        found = found.filter(account=wanted.account)
    if wanted.first:
        found = found.filter(at__date__gte=wanted.first)
    if wanted.last:
        found = found.filter(at__date__lte=wanted.last)
    return found


def entries_page(
    wanted: EntryFilter, *, before: int | None = None, size: int = 50
) -> tuple[list[Entry], int | None]:
    """One page and where the next begins. New entries never shift a page."""
    found = entries(wanted)
    if before:
        found = found.filter(pk__lt=before)
    page = list(found[: size + 1])
    return page[:size], page[size - 1].pk if len(page) > size else None


def actions() -> list[str]:
    """Every kind of change that has happened."""
    return list(
        Entry.objects.order_by("action").values_list("action", flat=True).distinct()
    )


def actors() -> QuerySet[User]:
    """Everybody who changed something."""
    return User.objects.filter(
        pk__in=Entry.objects.order_by().values("actor").distinct()
    ).order_by("name")
