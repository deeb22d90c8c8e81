"""Who is key and who is proposed, and the picture of all accounts that matter.

A page asks this once and gives it to everything it shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from vitalfew.apps.assessments.models import Assessment, Decision, Designation
from vitalfew.apps.assessments.selectors.rows import any_of, rows
from vitalfew.apps.assessments.selectors.runs import latest_assessment

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User

LARGEST = 300
"""This many of the largest accounts are looked at, and drawn as the cloud."""

Standing = Literal["proposed", "key", "fallen", "other"]


@dataclass(frozen=True)
class Standings:
    """By key of the account, of those this person sees."""

    assessment: Assessment | None
    keys: frozenset[int]
    """The key accounts of today."""
    proposed: frozenset[int]
    """What the assessment proposes, whatever was decided."""
    open: frozenset[int]
    """Proposals that wait for a decision."""

    def of(self, account: int, verdict: str) -> Standing:
        if account in self.keys:
            return "key" if verdict == "propose" else "fallen"
        return "proposed" if account in self.open else "other"


class Point(NamedTuple):
    """One bubble of the matrix."""

    pk: int
    account_id: str
    name: str
    attractiveness: float
    strength: float
    amount: float | None
    standing: Standing


@dataclass(frozen=True)
class Matrix:
    """The bubbles, largest first, and what the title says of them."""

    points: list[Point]
    waiting: int
    fallen: list[str]
    """The names of key accounts that are not proposed any more, by rank."""


def standings(acting: User, *, assessment: Assessment | None = None) -> Standings:
    assessment = assessment or latest_assessment()
    keys = Designation.objects.filter(ends_on__isnull=True)
    found = rows(acting, assessment=assessment).filter(verdict="propose").order_by()
    proposals = dict(
        found.annotate(settled=settled()).values_list("account_id", "settled")
    )
    key = frozenset(keys.order_by().values_list("account_id", flat=True))
    waiting = {account for account, answered in proposals.items() if not answered}
    return Standings(
        assessment=assessment,
        keys=key,
        proposed=frozenset(proposals),
        open=frozenset(waiting) - key,
    )


def matrix(acting: User, known: Standings) -> Matrix:
    """The largest accounts and everybody who matters."""
    found = any_of(
        rows(acting, assessment=known.assessment),
        Q(rank__lte=LARGEST),
        Q(account__in=known.keys | known.open),
    )
    columns = found.values_list(
        "account_id",
        "account__account_id",
        "account__name",
        "attractiveness",
        "strength",
        "contribution",
        "verdict",
        "rank",
    )
    points, fallen = [], []
    for pk, account_id, name, attractive, strength, amount, verdict, rank in columns:
        standing = known.of(pk, verdict)
        if standing == "fallen":
            fallen.append((rank is None, rank, pk, name))
        if attractive is None or strength is None:
            continue
        size = None if amount is None else float(amount)
        points.append(Point(pk, account_id, name, attractive, strength, size, standing))
    points.sort(key=lambda point: (-(point.amount or 0), point.pk))
    return Matrix(points, len(known.open), [name for *_, name in sorted(fallen)])


def settled() -> Exists:
    """Whether a decision answers the proposal: declined, ended, or put off for now."""
    decisions = Decision.objects.filter(account=OuterRef("account"))
    newest = decisions.order_by("-at", "-pk").values("pk")[:1]
    kinds = Decision.Kind
    answers = Q(kind__in=(kinds.DECLINE, kinds.END)) | Q(
        kind=kinds.NOT_NOW, ask_again_on__gt=timezone.localdate()
    )
    return Exists(decisions.filter(answers, pk=Subquery(newest)))
