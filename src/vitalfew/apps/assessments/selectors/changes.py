"""What changed since the assessment before: new, fallen, moved, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from vitalfew.apps.assessments.changes import (
    NOT_PROPOSED,
    NOTABLE_RANKS,
    NOW_PROPOSED,
    ROSE,
    SLIPPED,
    Change,
    Compared,
    Kind,
    Said,
)
from vitalfew.apps.assessments.models import Assessment
from vitalfew.apps.assessments.selectors.rows import any_of, rows
from vitalfew.apps.assessments.selectors.runs import previous_assessment
from vitalfew.apps.assessments.selectors.standings import Standings, standings

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User

LOOKED_AT = 30
"""Moves of rank are told of key accounts and of this many of the largest."""
LEADING, PROPOSED = Q(rank__lte=LOOKED_AT), Q(verdict="propose")
COLUMNS = ["account__name" if name == "name" else name for name in Compared._fields]
ORDER: tuple[Kind, ...] = ("fallen", "new", "slipped", "risen")


@dataclass(frozen=True)
class Changes:
    """The differences between the two newest assessments."""

    since: Assessment
    found: tuple[Change, ...]

    def of(self, kind: Kind) -> list[Change]:
        return [change for change in self.found if change.kind == kind]


def changes_since_last(
    acting: User,
    *,
    assessment: Assessment | None = None,
    known: Standings | None = None,
) -> Changes | None:
    """None when there is no assessment before the newest one."""
    known = known or standings(acting, assessment=assessment)
    latest = known.assessment
    before = previous_assessment(latest)
    if latest is None or before is None:
        return None
    these = Q(account__in=known.keys | known.proposed)
    now_rows = _rows(acting, latest, these, LEADING)
    these = Q(account__in=known.keys | now_rows.keys())
    old_rows = _rows(acting, before, these, LEADING, PROPOSED)
    if gone := old_rows.keys() - now_rows.keys():
        now_rows |= _rows(acting, latest, Q(account__in=gone))
    found = []
    for account in now_rows.keys() | old_rows.keys():
        now, old = now_rows.get(account), old_rows.get(account)
        change = _change(now, old, key=account in known.keys)
        if change is not None:
            found.append(change)
    found.sort(key=_place)
    return Changes(before, tuple(found))


def _rows(acting: User, assessment: Assessment, *conditions: Q) -> dict[int, Compared]:
    found = any_of(rows(acting, assessment=assessment), *conditions)
    compared = [Compared(*values) for values in found.values_list(*COLUMNS)]
    return {one.account: one for one in compared}


def _change(now: Compared | None, old: Compared | None, *, key: bool) -> Change | None:
    proposed = now is not None and now.verdict == "propose"
    was_proposed = old is not None and old.verdict == "propose"
    if proposed and not was_proposed:
        return Change("new", Said(NOW_PROPOSED), old, now)
    if was_proposed and not proposed:
        return Change("fallen", Said(NOT_PROPOSED), old, now)
    return _moved(now, old, key=key)


def _moved(now: Compared | None, old: Compared | None, *, key: bool) -> Change | None:
    if now is None or old is None or now.rank is None or old.rank is None:
        return None
    best = min(now.rank, old.rank)
    if abs(now.rank - old.rank) < NOTABLE_RANKS or (not key and best > LOOKED_AT):
        return None
    rose = now.rank < old.rank
    what = Said(ROSE if rose else SLIPPED, {"before": old.rank, "now": now.rank})
    return Change("risen" if rose else "slipped", what, old, now)


def _place(change: Change) -> tuple[int, float, int]:
    rank = change.rank or float("inf")
    return (ORDER.index(change.kind), rank, change.account)
