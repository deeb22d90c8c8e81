"""Somebody of theirs leaves: the post ends, and falling back may be proposed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from vitalfew.apps.people.models import Position, Rating, Topic
from vitalfew.apps.people.services.posts import position_end
from vitalfew.apps.program.falling_back import event_report
from vitalfew.apps.program.models import Cycle, Event

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User

CARRY = frozenset({"economic", "champion"})
"""Roles whose holder carries the relationship; so does whoever's influence decides."""


@transaction.atomic
def position_leave(
    *, acting: User, position: Position, on: date, leaving: str, reason: str = ""
) -> Position:
    """End a post; of somebody who decided or spoke for us it is an event as well."""
    carried = _carried(position)
    ended = position_end(
        acting=acting, position=position, on=on, leaving=leaving, reason=reason
    )
    if carried and leaving != Position.Leaving.MISTAKE:
        cycle = Cycle.objects.filter(
            account__below__descendant=position.account,
            part=Cycle.Part.WHOLE,
            ends_on__isnull=True,
        ).first()
        what = [str(ended), ended.get_leaving_display(), reason.strip()]
        event_report(
            acting=acting,
            account=cycle.account if cycle else position.account,
            kind=Event.Kind.PERSON_LEFT,
            on=on,
            note=". ".join(filter(None, what)),
        )
    return ended


def _carried(position: Position) -> bool:
    newest: dict[str, str] = dict(
        Rating.objects.filter(position=position)
        .order_by("on", "at", "pk")
        .values_list("topic", "value")
    )
    return carries(newest)


def carries(newest: Mapping[str, str]) -> bool:
    """Whether somebody with these ratings, by topic, carries the relationship."""
    roles = set(newest.get(Topic.ROLE, "").split())
    return bool(roles & CARRY) or newest.get(Topic.INFLUENCE) == "decisive"
