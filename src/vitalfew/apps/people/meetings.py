"""At which levels of many accounts people were met: one query for all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef

from vitalfew.analysis.assessment.relationship import WINDOW
from vitalfew.apps.people.models import Level, Position, Touch
from vitalfew.apps.teams.models import Membership, TeamRole


@dataclass(frozen=True)
class Met:
    """Of an account with everything below it: who is known, and who was met."""

    known: frozenset[str]
    """Levels at which somebody is known by name."""
    levels: frozenset[str]
    """Levels at which somebody was met within a year."""
    has_sponsor: bool
    """Whether an executive of ours is on its team."""
    by_sponsor: bool
    """Whether one of our sponsors met an executive of theirs within a year."""
    recorded: bool
    """Whether any contact was ever written down."""


NOBODY = Met(frozenset(), frozenset(), False, False, False)  # noqa: FBT003


def met_at(
    accounts: Collection[int],
    on: dt.date,
    *,
    levels: Collection[str] = tuple(Level.values),
) -> dict[int, Met]:
    """By account, of people at these levels; where none of them is known, nothing.

    Whoever asks for executives only need not have everybody's contacts gone through.
    """
    if not accounts:
        return {}
    sponsors = Membership.objects.filter(role=TeamRole.SPONSOR, ends_on__isnull=True)
    there = sponsors.filter(account=OuterRef("account__above__ancestor"))
    recorded = Touch.objects.filter(
        account__above__ancestor=OuterRef("account__above__ancestor")
    )
    met = Touch.objects.filter(
        theirs=OuterRef("contact"),
        account__above__ancestor=OuterRef("account__above__ancestor"),
        on__gt=on - dt.timedelta(days=WINDOW),
        on__lte=on,
    )
    by_sponsor = met.filter(
        ours__memberships__role=TeamRole.SPONSOR,
        ours__memberships__ends_on__isnull=True,
        ours__memberships__account=OuterRef("account__above__ancestor"),
    )
    posts = Position.objects.filter(
        account__above__ancestor__in=accounts,
        ends_on__isnull=True,
        contact__isnull=False,
        level__in=levels,
    )
    rows = (
        posts.annotate(
            whole=F("account__above__ancestor_id"),
            has_sponsor=Exists(there),
            recorded=Exists(recorded),
            met=Exists(met),
            by_sponsor=Exists(by_sponsor),
        )
        .order_by()
        .values_list("whole", "level", "has_sponsor", "recorded", "met", "by_sponsor")
        .distinct()
    )
    found: dict[int, Met] = {}
    for account, level, *said in rows:
        found[account] = _with(found.get(account, NOBODY), level, *said)
    return found


def _with(
    before: Met,
    level: str,
    has_sponsor: bool,  # noqa: FBT001
    recorded: bool,  # noqa: FBT001
    met: bool,  # noqa: FBT001
    by_sponsor: bool,  # noqa: FBT001
) -> Met:
    return Met(
        known=before.known | {level},
        levels=before.levels | ({level} if met else set()),
        has_sponsor=has_sponsor,
        by_sponsor=before.by_sponsor or (by_sponsor and level == Level.EXECUTIVE),
        recorded=recorded,
    )
