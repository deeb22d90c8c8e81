"""Who is proposed, who no longer qualifies, and who was looked at and not proposed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Q, QuerySet

from vitalfew.apps.accounts.models import Kind as AccountKind
from vitalfew.apps.accounts.policies import money_of_all
from vitalfew.apps.assessments.models import (
    Assessment,
    AssessmentRow,
    Decision,
    Designation,
)
from vitalfew.apps.assessments.selectors.outcomes import LARGEST
from vitalfew.apps.assessments.selectors.rows import (
    Order,
    Placed,
    RowFilter,
    Rows,
    any_of,
    is_key,
    rows,
    rows_of,
)
from vitalfew.apps.assessments.selectors.standings import (
    Standings,
    standings,
)
from vitalfew.apps.prepared import prepared

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User

PAGE = 25
MOST_OF_A_GROUP = 50
"""So many are listed at once; of more, narrowing the list shows the others."""
SHOWN = (
    "verdict",
    "contribution",
    "payback_months",
    "reasons",
    "account__name",
    "account__kind",
)
"""What a line of the list reads of its row."""


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
    proposed_count: int = 0
    fallen_count: int = 0

    @property
    def pages(self) -> int:
        return max(1, -(-self.looked_at_count // PAGE))

    @property
    def shown(self) -> list[Candidate]:
        return [*self.proposed, *self.fallen, *self.looked_at, *self.prospects]


def candidates(
    acting: User,
    *,
    assessment: Assessment | None = None,
    known: Standings | None = None,
    only: RowFilter | None = None,
    order: Order | None = None,
    page: int = 1,
) -> Candidates:
    """What waits for a decision, in the groups of the page."""
    known = known or standings(acting, assessment=assessment)
    only, order = only or RowFilter(), order or Order()
    plain = not only and order.by != "name"
    if plain:
        placed = _placed(known, order)
    else:
        found = rows(acting, assessment=known.assessment, only=only, order=order)
        placed = _placed_among(found, order)
    waiting = _waiting(placed, known)
    count, page, others = _others(acting, known.assessment, only, order, page)
    groups = [*waiting.groups, *others]
    decisions = _latest_decisions(row.account_id for group in groups for row in group)
    first, second, third, fourth = (
        [Candidate(row, key, decisions.get(row.account_id)) for row in group]
        for group, key in zip(groups, (False, True, False, False), strict=True)
    )
    return Candidates(
        known.assessment, first, second, third, count, fourth, page, *waiting.counts
    )


class _Waiting(NamedTuple):
    """Those proposed, and the key accounts that no longer qualify."""

    groups: list[list[AssessmentRow]]
    """The first of them."""
    counts: list[int]


def _placed(known: Standings, order: Order) -> list[Placed]:
    return order.placed_of(known.outcomes.of(known.open | known.fallen).values())


def _placed_among(found: Rows, order: Order) -> list[Placed]:
    """Of those that were narrowed down to, or by their names."""
    # In no order: by rank the database would read every row to find these few.
    return order.placed(any_of(found, Q(verdict="propose"), is_key()))


def _waiting(placed: Iterable[Placed], known: Standings) -> _Waiting:
    """Of thousands only those listed are read, as opening their reasons takes long."""
    groups = (
        [row.pk for row in placed if row.account_id in known.open],
        [row.pk for row in placed if known.of(row.account_id, row.verdict) == "fallen"],
    )
    first = [pks[:MOST_OF_A_GROUP] for pks in groups]
    shown = {row.pk: row for row in _listed([pk for pks in first for pk in pks])}
    listed = [[shown[pk] for pk in pks] for pks in first]
    return _Waiting(listed, [len(pks) for pks in groups])


@prepared
def _listed(pks: list[int]) -> QuerySet[AssessmentRow]:
    # Asked once more for the assessment, SQLite would look at all of its rows.
    found = AssessmentRow.objects.filter(pk__among=pks).order_by()
    return found.select_related("account").only(*SHOWN)


def _others(
    acting: User,
    assessment: Assessment | None,
    only: RowFilter,
    order: Order,
    page: int,
) -> tuple[int, int, list[list[AssessmentRow]]]:
    """How many were looked at, the page that is there, its rows; and prospects."""
    basis = money_of_all(acting)
    if assessment is None or basis == "none":
        return 0, 1, [[], []]
    count = _looked_at.count(acting, assessment, basis=basis, only=only)
    page = min(max(1, page), max(1, -(-count // PAGE)))
    shape: Any = {"basis": basis, "only": only, "order": order}
    shown = _looked_at_shown(acting, assessment, **shape, page=page)
    return count, page, [shown, _prospects(acting, assessment, **shape)]


def _neither(
    acting: User, assessment: Assessment, basis: str, only: RowFilter, order: Order
) -> Rows:
    """Of those that are neither proposed nor key."""
    keys = Designation.objects.filter(ends_on__isnull=True).values("account")
    found = rows_of(acting, assessment, basis=basis, only=only, order=order)
    return found.exclude(verdict="propose").exclude(account__in=keys).only(*SHOWN)


def _ranked(found: Rows, only: RowFilter) -> Rows:
    found = found.filter(rank__isnull=False)
    return found if only else found.filter(rank__lte=LARGEST)


@prepared
def _looked_at(
    acting: User, assessment: Assessment, *, basis: str, only: RowFilter
) -> QuerySet[AssessmentRow, int]:
    found = _ranked(_neither(acting, assessment, basis, only, Order()), only)
    return found.values_list("pk", flat=True).order_by()


@prepared
def _looked_at_shown(
    acting: User,
    assessment: Assessment,
    *,
    basis: str,
    only: RowFilter,
    order: Order,
    page: int,
) -> Rows:
    found = _ranked(_neither(acting, assessment, basis, only, order), only)
    return found[(page - 1) * PAGE : page * PAGE]


@prepared
def _prospects(
    acting: User, assessment: Assessment, *, basis: str, only: RowFilter, order: Order
) -> Rows:
    found = _neither(acting, assessment, basis, only, order)
    return found.filter(rank__isnull=True)[:MOST_OF_A_GROUP]


def _latest_decisions(accounts: Iterable[int]) -> dict[int, Decision]:
    found = _decided(list(accounts))
    return {decision.account_id: decision for decision in reversed(found)}


@prepared
def _decided(accounts: list[int]) -> QuerySet[Decision]:
    found = Decision.objects.filter(account__among=accounts)
    return found.only("account_id", "kind")
