"""Who is key and who is proposed, and the picture of all accounts that matter.

A page asks this once and gives it to everything it shows.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from vitalfew.apps.assessments.models import Assessment, Decision, Designation
from vitalfew.apps.assessments.selectors.outcomes import KEPT, Outcomes, outcomes
from vitalfew.apps.assessments.selectors.runs import latest_assessment
from vitalfew.apps.prepared import prepared

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User

Standing = Literal["proposed", "key", "fallen", "other"]


@dataclass(frozen=True)
class Standings:
    """By key of the account, of those this person sees."""

    assessment: Assessment | None
    outcomes: Outcomes
    keys: frozenset[int]
    """The key accounts of today."""
    proposed: frozenset[int]
    """What the assessment proposes, whatever was decided."""
    open: frozenset[int]
    """Proposals that wait for a decision."""

    @property
    def fallen(self) -> frozenset[int]:
        """The key accounts that are not proposed any more, seen or not."""
        return self.keys - self.proposed

    def of(self, account: int, verdict: str) -> Standing:
        return _standing(account, verdict, self.keys, self.open)


class Point(NamedTuple):
    """One bubble of the matrix."""

    account: int
    attractiveness: float
    strength: float
    amount: float | None
    standing: Standing


@dataclass(frozen=True, eq=False)
class Matrix:
    """The bubbles, largest first, and what the title says of them; kept as it is."""

    points: tuple[Point, ...]
    waiting: int
    fallen: tuple[int, ...]
    """Key accounts that are not proposed any more, by rank."""


def standings(acting: User, *, assessment: Assessment | None = None) -> Standings:
    assessment = assessment or latest_assessment()
    key = frozenset(keys_of_all())
    found = outcomes(acting, assessment)
    answered = frozenset(_answered())
    return Standings(
        assessment=assessment,
        outcomes=found,
        keys=key,
        proposed=found.proposed,
        open=found.proposed - answered - key,
    )


def candidates_open(
    acting: User,
    *,
    assessment: Assessment | None = None,
    keys: Collection[int] | None = None,
) -> int:
    """How many proposals wait for a decision.

    `keys`: the key accounts this person sees, where they were read before.
    """
    proposed = outcomes(acting, assessment or latest_assessment()).proposed
    return len(
        proposed.difference(keys_of_all() if keys is None else keys, _answered())
    )


def matrix(known: Standings) -> Matrix:
    """The largest accounts and everybody who matters."""
    return _matrix(known.outcomes, known.keys, known.open)


@lru_cache(maxsize=KEPT)
def _matrix(
    outcomes: Outcomes, keys: frozenset[int], waiting: frozenset[int]
) -> Matrix:
    points, fallen = [], []
    for account, found in outcomes.of(outcomes.largest() | keys | waiting).items():
        standing = _standing(account, found.verdict, keys, waiting)
        if standing == "fallen":
            fallen.append((found.rank is None, found.rank, account))
        attractive, strength = found.attractiveness, found.strength
        if attractive is None or strength is None:
            continue
        amount = found.contribution
        points.append(Point(account, attractive, strength, amount, standing))
    points.sort(key=lambda point: (-(point.amount or 0), point.account))
    by_rank = tuple(account for *_, account in sorted(fallen))
    return Matrix(tuple(points), len(waiting), by_rank)


def _standing(
    account: int, verdict: str, keys: frozenset[int], waiting: frozenset[int]
) -> Standing:
    if account in keys:
        return "key" if verdict == "propose" else "fallen"
    return "proposed" if account in waiting else "other"


@prepared
def keys_of_all() -> QuerySet[Designation, int]:
    """The key accounts of today, seen or not."""
    keys = Designation.objects.filter(ends_on__isnull=True).order_by()
    return keys.values_list("account_id", flat=True)


@prepared
def _answered() -> QuerySet[Decision, int]:
    """The accounts whose proposal is answered by the decision that stands."""
    newest = Decision.objects.filter(account=OuterRef("account")).order_by("-at", "-pk")
    kinds = Decision.Kind
    answers = Q(kind__in=(kinds.DECLINE, kinds.END)) | Q(
        kind=kinds.NOT_NOW, ask_again_on__gt=timezone.localdate()
    )
    stands = Decision.objects.filter(answers, pk=Subquery(newest.values("pk")[:1]))
    return stands.values_list("account_id", flat=True)
