"""What an assessment found of the accounts that matter, kept in memory.

It never changes, and to read thousands of rows takes most of the time of a page: nobody
is to wait for it twice. Names are not kept, as people change them, and every answer is
of the accounts the acting person sees.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import F, FloatField, Q
from django.db.models.functions import Cast

from vitalfew.apps.accounts.policies import money_of_all, sees_all, visible
from vitalfew.apps.assessments.models import AssessmentRow

if TYPE_CHECKING:
    import datetime as dt

    from vitalfew.apps.assessments.models import Assessment
    from vitalfew.apps.users.models import User

LARGEST = 300
"""This many of the largest accounts are looked at, and drawn as the cloud."""
ASSESSMENTS = 4
"""So many are kept: the newest and the one before it, in either money."""
KEPT = 16
"""So many things made of it are kept: they are the same until somebody decides."""


class Outcome(NamedTuple):
    """What was found of an account, without what is packed in its row."""

    account: int
    pk: int
    basis: str
    rank: int | None
    verdict: str
    contribution: float | None
    continuity: str
    centralization: str
    attractiveness: float | None
    strength: float | None
    payback_months: float | None
    orders: int
    revenue: float | None
    share: float | None
    growth: float | None
    stability: float | None


COLUMNS = [
    Cast(name, FloatField()) if name in {"contribution", "revenue"} else F(name)
    for name in Outcome._fields
]


class _Kept:
    """Of one assessment, in one money; begins with those proposed and the largest."""

    def __init__(self, assessment: int, basis: str) -> None:
        self._rows = AssessmentRow.objects.filter(assessment=assessment, basis=basis)
        proposed = self._read(Q(verdict="propose"))
        largest = self._read(Q(rank__lte=LARGEST))
        self.by_account: dict[int, Outcome | None] = {**proposed, **largest}
        """None where the assessment has no row of an account."""
        self.proposed = frozenset(proposed)
        self.ranked = sorted((one.rank or 0, one.account) for one in largest.values())

    def add(self, accounts: Iterable[int]) -> None:
        if missing := set(accounts).difference(self.by_account):
            found = self._read(Q(account__in=missing))
            self.by_account.update(dict.fromkeys(missing) | found)

    def _read(self, condition: Q) -> dict[int, Outcome]:
        rows = self._rows.filter(condition).order_by().values_list(*COLUMNS)
        return {one.account: one for one in map(Outcome._make, rows)}


@lru_cache(maxsize=ASSESSMENTS)
def _kept(assessment: int, _finished_at: dt.datetime | None, basis: str) -> _Kept:
    return _Kept(assessment, basis)


@dataclass(frozen=True)
class Outcomes:
    """Of one assessment, what somebody may see; equal ones say the same for ever."""

    kept: _Kept | None
    visible: frozenset[int] | None
    """None: all accounts."""

    @cached_property
    def proposed(self) -> frozenset[int]:
        """What the assessment proposes, whatever was decided."""
        return self._seen(self.kept.proposed) if self.kept else frozenset()

    def largest(self, most: int = LARGEST) -> frozenset[int]:
        ranked = self.kept.ranked if self.kept else []
        return self._seen(account for rank, account in ranked if rank <= most)

    def of(self, accounts: Iterable[int]) -> dict[int, Outcome]:
        """By account; those without a row are left out."""
        if self.kept is None:
            return {}
        seen, found = self._seen(accounts), self.kept.by_account
        self.kept.add(seen)
        return {each: one for each in seen if (one := found[each]) is not None}

    def _seen(self, accounts: Iterable[int]) -> frozenset[int]:
        found = frozenset(accounts)
        return found if self.visible is None else found & self.visible


def outcomes(acting: User, assessment: Assessment | None) -> Outcomes:
    """On the basis this person may see lists in."""
    basis = money_of_all(acting)
    if assessment is None or basis == "none":
        return Outcomes(None, frozenset())
    kept = _kept(assessment.pk, assessment.finished_at, basis)
    if sees_all(acting):
        return Outcomes(kept, None)
    return Outcomes(kept, frozenset(visible(acting).values_list("pk", flat=True)))
