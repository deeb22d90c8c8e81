"""The secret address under which a calendar reads somebody's work."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from vitalfew.apps.audit.services import entry_record
from vitalfew.apps.plans.models import CalendarFeed
from vitalfew.apps.prepared import prepared

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User


def feed_of(person: User) -> CalendarFeed | None:
    return _feed.first(person)


@prepared
def _feed(person: User) -> QuerySet[CalendarFeed]:
    return CalendarFeed.objects.filter(person=person)


@transaction.atomic
def feed_make(*, acting: User) -> str:
    """A new key in place of the one before; nobody can read it again."""
    key = secrets.token_urlsafe(32)
    feed, _created = CalendarFeed.objects.update_or_create(
        person=acting, defaults={"digest": _digest(key), "made_at": timezone.now()}
    )
    entry_record(acting=acting, action="calendar.make", subject=feed, details={})
    return key


@transaction.atomic
def feed_revoke(*, acting: User) -> None:
    feed = feed_of(acting)
    if feed is None:
        return
    entry_record(acting=acting, action="calendar.revoke", subject=feed, details={})
    feed.delete()


def feed_owner(key: str) -> User | None:
    """Whose key this is, while they may sign in."""
    found = CalendarFeed.objects.select_related("person").filter(
        digest=_digest(key), person__is_active=True
    )
    feed = found.first()
    return feed.person if feed else None


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
