"""Who is proposed, who no longer qualifies, and who was looked at and not proposed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from vitalfew.apps.accounts.models import Kind as AccountKind
from vitalfew.apps.assessments.models import (
    Assessment,
    AssessmentRow,
    Decision,
    Designation,
)
from vitalfew.apps.assessments.selectors.rows import (
    LIGHT,
    Order,
    RowFilter,
    Rows,
    is_key,
    rows,
)
from vitalfew.apps.assessments.selectors.runs import latest_assessment

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User

LARGEST = 300
"""This many of the largest accounts are looked at, and drawn as the cloud."""
PAGE = 25
MOST_OF_A_GROUP = 200

Standing = Literal["proposed", "key", "fallen", "other"]


@dataclass(frozen=True)
class Candidate:
    """One line of the page: what was found, and what was decided last."""

    row: AssessmentRow
    key: bool
    decision: Decision | None

    @property
    def asked_again(self) -> bool:
        """Whether the day has come to which this one was put off."""
        return self.decision is not None and self.decision.kind == Decision.Kind.NOT_NOW

    @property
    def prospect(self) -> bool:
        return self.row.account.kind == AccountKind.PROSPECT


@dataclass(frozen=True)
class Candidates:
    """The open side of the page, group by group."""

    assessment: Assessment | None
    proposed: list[Candidate]
    fallen: list[Candidate]
    looked_at: list[Candidate]
    looked_at_count: int
    prospects: list[Candidate]
    page: int = 1

    @property
    def pages(self) -> int:
        return max(1, -(-self.looked_at_count // PAGE))

    @property
    def shown(self) -> list[Candidate]:
        return [*self.proposed, *self.fallen, *self.looked_at, *self.prospects]


class Point(NamedTuple):
    """One bubble of the matrix."""

    pk: int
    account_id: str
    name: str
    attractiveness: float
    strength: float
    amount: float | None
    standing: Standing


def candidates(
    acting: User,
    *,
    assessment: Assessment | None = None,
    only: RowFilter | None = None,
    order: Order | None = None,
    page: int = 1,
) -> Candidates:
    """What waits for a decision, in the groups of the page."""
    assessment = assessment or latest_assessment()
    only = only or RowFilter()
    found = rows(acting, assessment=assessment, only=only, order=order).defer(*LIGHT)
    proposed = found.filter(verdict="propose").filter(~settled(), ~is_key())
    fallen = found.filter(account__in=_key_ids()).exclude(verdict="propose")
    others = found.exclude(verdict="propose").filter(~is_key())
    looked_at = others.filter(rank__isnull=False)
    if not only:
        looked_at = looked_at.filter(rank__lte=LARGEST)
    count = looked_at.count()
    page = min(max(1, page), max(1, -(-count // PAGE)))
    groups = [
        _few(proposed),
        _few(fallen),
        list(looked_at[(page - 1) * PAGE : page * PAGE]),
        list(_prospects(others)),
    ]
    decisions = _latest_decisions(row.account_id for group in groups for row in group)
    first, second, third, fourth = (
        [Candidate(row, key, decisions.get(row.account_id)) for row in group]
        for group, key in zip(groups, (False, True, False, False), strict=True)
    )
    return Candidates(assessment, first, second, third, count, fourth, page)


def candidates_open(acting: User, *, assessment: Assessment | None = None) -> int:
    """How many proposals wait for a decision."""
    found = (
        rows(acting, assessment=assessment)
        .filter(verdict="propose")
        .filter(~settled(), ~is_key())
    )
    return found.order_by().count()


def matrix_points(acting: User, *, assessment: Assessment | None = None) -> list[Point]:
    """The bubbles of the matrix: the largest accounts and everybody who matters."""
    found = rows(acting, assessment=assessment).order_by()
    keys = _key_ids()
    open_ = found.filter(verdict="propose").filter(~settled(), ~is_key())
    proposed = set(open_.values_list("account_id", flat=True))
    parts = (found.filter(rank__lte=LARGEST), found.filter(account__in=keys | proposed))
    points = {
        point.pk: point for part in parts for point in _points(part, keys, proposed)
    }
    return sorted(points.values(), key=lambda point: (-(point.amount or 0), point.pk))


def fallen_names(acting: User, *, assessment: Assessment | None = None) -> list[str]:
    """The key accounts that are not proposed any more, the largest first."""
    found = rows(acting, assessment=assessment).filter(account__in=_key_ids())
    found = found.exclude(verdict="propose")
    return list(found.values_list("account__name", flat=True))


def settled() -> Q:
    """Whether a decision answers the proposal: declined, ended, or put off for now."""
    decisions = Decision.objects.filter(account=OuterRef("account"))
    newest = decisions.order_by("-at", "-pk").values("pk")[:1]
    kinds = Decision.Kind
    answers = Q(kind__in=(kinds.DECLINE, kinds.END)) | Q(
        kind=kinds.NOT_NOW, ask_again_on__gt=timezone.localdate()
    )
    return Q(Exists(decisions.filter(answers, pk=Subquery(newest))))


def _points(part: Rows, keys: set[int], proposed: set[int]) -> Iterable[Point]:
    columns = part.values_list(
        "account_id",
        "account__account_id",
        "account__name",
        "attractiveness",
        "strength",
        "contribution",
        "verdict",
    )
    for pk, account_id, name, attractiveness, strength, amount, verdict in columns:
        if attractiveness is None or strength is None:
            continue
        yield Point(
            pk,
            account_id,
            name,
            attractiveness,
            strength,
            None if amount is None else float(amount),
            _standing(verdict, key=pk in keys, proposed=pk in proposed),
        )


def _few(found: Rows) -> list[AssessmentRow]:
    """Few of very many: found by their own index first, then sorted."""
    keys = list(found.order_by().values_list("pk", flat=True)[:MOST_OF_A_GROUP])
    return list(found.filter(pk__in=keys)) if keys else []


def _standing(verdict: str, *, key: bool, proposed: bool) -> Standing:
    if key:
        return "key" if verdict == "propose" else "fallen"
    return "proposed" if proposed else "other"


def _prospects(others: Rows) -> Rows:
    return others.filter(rank__isnull=True)[:MOST_OF_A_GROUP]


def _key_ids() -> set[int]:
    """The key accounts of today, read first: a few ids find their rows by an index."""
    found = Designation.objects.filter(ends_on__isnull=True)
    return set(found.values_list("account_id", flat=True))


def _latest_decisions(accounts: Iterable[int]) -> dict[int, Decision]:
    decisions = Decision.objects.filter(account__in=list(accounts)).select_related(
        "by", "manager"
    )
    return {decision.account_id: decision for decision in reversed(decisions)}
