"""A file of people ends posts: with the same consequence as ending one by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation

from vitalfew.apps.audit.models import Entry
from vitalfew.apps.audit.services import entry_new
from vitalfew.apps.imports.models import State
from vitalfew.apps.people.entries import in_parts
from vitalfew.apps.people.importing import PeopleKeeper
from vitalfew.apps.people.importing.planning import Plan
from vitalfew.apps.people.importing.telling import ends
from vitalfew.apps.people.models import Brought, Position
from vitalfew.apps.people.selectors import positions_seen
from vitalfew.apps.program.departures import carrying, key_accounts, what_happened
from vitalfew.apps.program.falling_back import (
    AT_ONCE,
    events_write,
    running_reached,
)
from vitalfew.apps.program.models import Cycle, Event, Proposal

if TYPE_CHECKING:
    from vitalfew.apps.imports.models import Batch
    from vitalfew.apps.users.models import User

LISTED = 50
"""So many of those who leave are named."""
ANSWERED = (Proposal.State.CONFIRMED, Proposal.State.DECLINED)


class ContactsKeeper(PeopleKeeper):
    """Keeps people, and reports who of those that carry a relationship has left."""

    def effect(self, plan: Plan) -> dict[str, Any]:
        ended = {post.position_id or 0: post for post in plan.posts if ends(post)}
        left = carrying(ended)
        told = [[pk, post.said["ends_on"]] for pk, post in ended.items() if pk in left]
        return {
            **super().effect(plan),
            "departures": len(told),
            "leaving": [[pk, on.isoformat()] for pk, on in told[:LISTED]],
        }

    def keep(self, batch: Batch, lines: Path) -> None:
        super().keep(batch, lines)
        with translation.override(batch.by.language or settings.LANGUAGE_CODE):
            departures_report(batch)

    def take_back(self, batch: Batch) -> None:
        super().take_back(batch)
        departures_take_back(batch)


@dataclass(frozen=True)
class Leaver:
    """A post that an import ends of somebody who carries a relationship."""

    post: Position
    on: date


def leavers(acting: User, batch: Batch) -> list[Leaver]:
    """Whose posts an import would end, or has ended: the first of them, as read."""
    days = dict(batch.effect.get("leaving", ()))
    posts = positions_seen(acting).in_bulk(list(days))
    return [
        Leaver(posts[pk], date.fromisoformat(day))
        for pk, day in days.items()
        if pk in posts
    ]


def departures_report(batch: Batch) -> None:
    """An event for everybody who carried a relationship and whose post it ended."""
    left = _left(batch)
    keys = key_accounts(left)
    events = [
        Event(
            account=keys.get(post.account_id, post.account),
            kind=Event.Kind.PERSON_LEFT,
            on=on,
            note=what_happened(post),
            position=post,
            batch=batch,
            by=batch.by,
        )
        for post in left
        if (on := post.ends_on) is not None
    ]
    events_write(events, reached=list(_reached(events)))


def departures_take_back(batch: Batch) -> None:
    """The events of a withdrawn import go, unless somebody answered what they propose.

    A post that a later import ends as well stays ended, and the event stays its own.
    """
    events = list(Event.objects.filter(batch=batch).select_related("position"))
    heirs = _heirs(events, batch)
    answered = _answered(events)
    gone: list[Event] = []
    for event in events:
        if event.position is not None and event.position.ends_on is not None:
            event.batch_id = heirs.get(event.position_id or 0, event.batch_id)
        elif event.pk not in answered:
            gone.append(event)
    Event.objects.bulk_update(events, ["batch"], batch_size=AT_ONCE)
    entries = [
        entry_new(
            acting=batch.withdrawn_by,
            action="event.take_back",
            subject=event,
            account=event.account,
            details={"reason": batch.withdrawal_reason, "kind": event.kind},
        )
        for event in gone
    ]
    Entry.objects.bulk_create(entries, batch_size=AT_ONCE)
    for part in in_parts({event.pk for event in gone}):
        Proposal.objects.filter(event__in=part).delete()
        Event.objects.filter(pk__in=part).delete()


def _left(batch: Batch) -> list[Position]:
    """Posts that the import ended of people who carried the relationship."""
    rows = Brought.objects.filter(batch=batch, created=False, position__isnull=False)
    rows = rows.filter(position__ends_on__isnull=False).order_by("pk")
    ended = [
        post
        for post, before in rows.values_list("position", "before")
        if "ends_on" in before and before["ends_on"] is None
    ]
    found: dict[int, Position] = {}
    for part in in_parts(carrying(ended)):
        posts = Position.objects.filter(pk__in=part)
        found |= {post.pk: post for post in posts.select_related("contact", "account")}
    return [found[pk] for pk in ended if pk in found]


def _reached(events: Sequence[Event]) -> Iterator[tuple[Event, Cycle]]:
    cycles: dict[int, list[Cycle]] = {}
    for part in in_parts({event.account_id or 0 for event in events}):
        for cycle in running_reached().filter(account__in=part):
            cycles.setdefault(cycle.account_id, []).append(cycle)
    for event in events:
        for cycle in cycles.get(event.account_id or 0, ()):
            yield event, cycle


def _heirs(events: Sequence[Event], batch: Batch) -> dict[int, int]:
    """Post → the first later import that counts and says its end."""
    found: dict[int, int] = {}
    for part in in_parts({event.position_id or 0 for event in events}):
        rows = Brought.objects.filter(
            position__in=part, batch__state=State.COMMITTED
        ).exclude(batch=batch)
        for post, heir, said in rows.values_list("position", "batch", "said"):
            if "ends_on" in said:
                found.setdefault(post, heir)
    return found


def _answered(events: Sequence[Event]) -> set[int]:
    found: set[int] = set()
    for part in in_parts({event.pk for event in events}):
        proposals = Proposal.objects.filter(event__in=part, state__in=ANSWERED)
        found.update(proposals.values_list("event_id", flat=True))
    return found
