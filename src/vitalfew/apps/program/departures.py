"""Somebody of theirs leaves: the post ends, and falling back may be proposed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from vitalfew.apps.people.entries import in_parts
from vitalfew.apps.people.models import Position, Rating, Topic
from vitalfew.apps.people.services.posts import position_end
from vitalfew.apps.program.falling_back import event_report
from vitalfew.apps.program.models import Cycle, Event

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.users.models import User

CARRY = frozenset({"economic", "champion"})
"""Roles whose holder carries the relationship; so does whoever's influence decides."""


@transaction.atomic
def position_leave(
    *, acting: User, position: Position, on: date, leaving: str, reason: str = ""
) -> Position:
    """End a post; of somebody who decided or spoke for us it is an event as well."""
    carried = bool(carrying([position.pk]))
    ended = position_end(
        acting=acting, position=position, on=on, leaving=leaving, reason=reason
    )
    if carried and leaving != Position.Leaving.MISTAKE:
        key = key_accounts([ended]).get(position.account_id)
        event_report(
            acting=acting,
            account=key or position.account,
            kind=Event.Kind.PERSON_LEFT,
            on=on,
            note=what_happened(ended, reason),
            position=ended,
        )
    return ended


def what_happened(ended: Position, reason: str = "") -> str:
    what = [str(ended), str(ended.get_leaving_display()), reason.strip()]
    return ". ".join(filter(None, what))


def key_accounts(posts: Iterable[Position]) -> dict[int, Account]:
    """Of the account of each post the key account it belongs to, where there is one."""
    found: dict[int, Account] = {}
    for part in in_parts({post.account_id for post in posts}):
        cycles = Cycle.objects.filter(
            account__below__descendant__in=part,
            part=Cycle.Part.WHOLE,
            ends_on__isnull=True,
        ).annotate(at=F("account__below__descendant"))
        for cycle in cycles.select_related("account"):
            found.setdefault(cycle.at, cycle.account)
    return found


def carrying(posts: Collection[int]) -> set[int]:
    """Of these posts those whose holder carries the relationship."""
    newest: dict[int, dict[str, str]] = defaultdict(dict)
    for part in in_parts(posts):
        ratings = Rating.objects.filter(position__in=part).order_by("on", "at", "pk")
        for post, topic, value in ratings.values_list("position", "topic", "value"):
            newest[post][topic] = value
    return {post for post, said in newest.items() if carries(said)}


def carries(newest: Mapping[str, str]) -> bool:
    """Whether somebody with these ratings, by topic, carries the relationship."""
    roles = set(newest.get(Topic.ROLE, "").split())
    return bool(roles & CARRY) or newest.get(Topic.INFLUENCE) == "decisive"
