"""What was decided and judged, with the figures it rested on."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, QuerySet, Subquery

from vitalfew.apps.accounts.policies import (
    Money,
    may_see,
    money_of,
    money_of_all,
    of_account,
    of_visible,
    sees_all,
)
from vitalfew.apps.assessments.models import (
    Assessment,
    AssessmentRow,
    Decision,
    Judgement,
)
from vitalfew.apps.assessments.selectors.criteria import criteria_current
from vitalfew.apps.assessments.selectors.rows import (
    LIGHT,
    rows,
    without_whole,
)
from vitalfew.apps.assessments.selectors.runs import latest_assessment
from vitalfew.apps.assessments.selectors.standings import keys_of_all
from vitalfew.apps.prepared import prepared
from vitalfew.apps.users.selectors import with_names

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.users.models import User

Kind = Decision.Kind
HEAVY = ("assessment__figures", "assessment__inputs")
"""What lists of decisions do not read of the assessments they rested on."""


@dataclass(frozen=True)
class Decided:
    """One decision, with the figures of its day that the reader may see."""

    decision: Decision
    figures: dict[str, Any] = field(default_factory=dict)
    row: AssessmentRow | None = None
    """The account in the newest assessment."""


@dataclass(frozen=True)
class Places:
    """How many key accounts the department has, and can run."""

    taken: int
    limit: int
    warn_above: int

    @property
    def full(self) -> bool:
        return self.taken >= self.limit

    @property
    def too_many(self) -> bool:
        return self.taken >= self.warn_above


def decisions_of(acting: User, account: Account) -> list[Decided]:
    """Everything decided about an account, the newest first."""
    if not may_see(acting, account):
        return []
    basis, whole = money_of(acting, account), sees_all(acting)
    return [_decided(each, basis, whole=whole) for each in _about(account)]


@prepared
def _about(account: Account) -> QuerySet[Decision]:
    found = Decision.objects.filter(account=account).select_related("assessment")
    return with_names(found, "by", "manager", more=["assessment__as_of"])


def decisions_counted(acting: User, account: Account) -> int:
    """How many there are of an account."""
    if not may_see(acting, account):
        return 0
    return _made.count(account)


@prepared
def _made(account: Account) -> QuerySet[Decision, Any]:
    return Decision.objects.filter(account=account).order_by().values_list("pk")


def decision_latest(acting: User, account: Account) -> Decided | None:
    """The decision that stands."""
    return next(iter(decisions_of(acting, account)), None)


def decided(
    acting: User, *, assessment: Assessment | None = None
) -> dict[str, list[Decided]]:
    """The last decision on each account, by its kind; of those this person sees."""
    newest = Decision.objects.filter(account=OuterRef("account")).order_by("-at", "-pk")
    decisions = Decision.objects.filter(
        of_visible(acting), pk=Subquery(newest.values("pk")[:1])
    ).select_related("account", "by", "manager", "assessment")
    found = list(decisions.defer(*HEAVY))
    accounts = [decision.account_id for decision in found]
    now = {
        row.account_id: row
        # In no order: by rank the database would read every row to find these few.
        for row in rows(acting, assessment=assessment)
        .filter(account__in=accounts)
        .order_by()
        .defer(*LIGHT)
    }
    basis = money_of_all(acting)
    groups: dict[str, list[Decided]] = {kind: [] for kind in Kind.values}
    for decision in found:
        row = now.get(decision.account_id)
        shown = _decided(decision, basis, row=row, whole=sees_all(acting))
        groups[decision.kind].append(shown)
    return groups


@prepared
def decisions_due(acting: User, day: dt.date, *, most: int) -> QuerySet[Decision]:
    """What was put off until this day or one before it, and not decided since."""
    newest = Decision.objects.filter(account=OuterRef("account")).order_by("-at", "-pk")
    due = Decision.objects.filter(
        of_visible(acting),
        kind=Kind.NOT_NOW,
        ask_again_on__lte=day,
        pk=Subquery(newest.values("pk")[:1]),
    )
    return due.select_related("account").only("ask_again_on", "account__name")[:most]


@prepared
def judgements_of(acting: User, account: Account) -> QuerySet[Judgement]:
    """What people judged about an account, the newest first."""
    return with_names(Judgement.objects.filter(of_account(acting, account)), "by")


def places(acting: User, *, assessment: Assessment | None = None) -> Places:
    """The department's key accounts against its capacity."""
    capacity = criteria_current().capacity
    assessment = assessment or latest_assessment()
    figures = assessment.figures.get(money_of_all(acting), {}) if assessment else {}
    accounts = figures.get("concentration", {}).get("accounts")
    limit = capacity.accounts
    if accounts:
        share = math.floor(round(capacity.share_of_accounts * accounts, 9))
        limit = min(limit, max(1, share))
    return Places(keys_of_all.count(), limit, capacity.warn_above)


def _decided(
    decision: Decision, basis: Money, *, whole: bool, row: AssessmentRow | None = None
) -> Decided:
    figures = decision.figures.get(basis, {})
    if not whole:
        figures = {k: v for k, v in figures.items() if k not in {"rank", "share"}}
        if "reasons" in figures:
            figures["reasons"] = without_whole(figures["reasons"])
    return Decided(decision, figures, row)
