"""What changed since the assessment before: new, fallen, moved, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING

from vitalfew.apps.assessments.changes import NOTABLE_RANKS, Change, Kind
from vitalfew.apps.assessments.models import Assessment
from vitalfew.apps.assessments.selectors.outcomes import (
    KEPT,
    Outcome,
    Outcomes,
    outcomes,
)
from vitalfew.apps.assessments.selectors.runs import previous_assessment
from vitalfew.apps.assessments.selectors.standings import Standings, standings

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User

LOOKED_AT = 30
"""Moves of rank are told of key accounts and of this many of the largest."""
ORDER: tuple[Kind, ...] = ("fallen", "new", "slipped", "risen")


@dataclass(frozen=True)
class Changes:
    """The differences between the two newest assessments."""

    since: Assessment
    by_kind: Mapping[Kind, Sequence[Change]]
    """The largest accounts first."""

    def count(self, *kinds: Kind) -> int:
        return sum(len(self.by_kind[kind]) for kind in kinds)

    def of(self, *kinds: Kind, most: int | None = None) -> list[Change]:
        """Kind after kind, no more than so many."""
        changes = chain.from_iterable(self.by_kind[kind] for kind in kinds)
        return list(islice(changes, most))


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
    found = _compared(known.outcomes, outcomes(acting, before), known.keys)
    return Changes(before, found)


@lru_cache(maxsize=KEPT)
def _compared(
    now: Outcomes, old: Outcomes, keys: frozenset[int]
) -> Mapping[Kind, Sequence[Change]]:
    followed = keys | now.largest(LOOKED_AT) | old.largest(LOOKED_AT)
    these = followed | now.proposed | old.proposed
    now_of, old_of = now.of(these), old.of(these)
    found: dict[Kind, list[Change]] = {kind: [] for kind in ORDER}
    for account in now_of.keys() | old_of.keys():
        before, after = old_of.get(account), now_of.get(account)
        kind = _verdict(before, after)
        if kind is None and account in followed:
            kind = _move(before, after)
        if kind is not None:
            found[kind].append(Change(kind, before, after))
    return {kind: sorted(changes, key=_place) for kind, changes in found.items()}


def _verdict(old: Outcome | None, now: Outcome | None) -> Kind | None:
    proposed = now is not None and now.verdict == "propose"
    was_proposed = old is not None and old.verdict == "propose"
    if proposed == was_proposed:
        return None
    return "new" if proposed else "fallen"


def _move(old: Outcome | None, now: Outcome | None) -> Kind | None:
    if now is None or old is None or now.rank is None or old.rank is None:
        return None
    if abs(now.rank - old.rank) < NOTABLE_RANKS:
        return None
    return "risen" if now.rank < old.rank else "slipped"


def _place(change: Change) -> tuple[float, int]:
    return change.rank or float("inf"), change.account
