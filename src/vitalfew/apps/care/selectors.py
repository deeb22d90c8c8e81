"""The warnings somebody may read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from vitalfew.apps.accounts.policies import (
    Money,
    may_see,
    money_of,
    money_of_all,
    of_account,
    of_visible,
)
from vitalfew.apps.care.models import EarlyWarning, WarningEvent
from vitalfew.apps.care.policies import READABLE
from vitalfew.apps.prepared import prepared, related
from vitalfew.apps.users.selectors import with_names

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.users.models import User

State = EarlyWarning.State
OPEN = (State.RAISED, State.SEEN, State.ACTED)


@dataclass(frozen=True)
class Answers:
    """What became of the warnings raised since a day."""

    raised: int
    acted: int
    dismissed: int
    cleared: int

    @property
    def dismissed_share(self) -> float | None:
        return self.dismissed / self.raised if self.raised else None


def warnings_open(acting: User) -> QuerySet[EarlyWarning]:
    """What waits: lasting, not dismissed; the most severe first."""
    return _waiting(acting, money_of_all(acting))


def warnings_new(acting: User, *, most: int) -> list[EarlyWarning]:
    """The first of them that nobody has answered yet, with the name of the account."""
    return _raised(acting, money=money_of_all(acting), most=most)


@prepared
def _raised(acting: User, *, money: Money, most: int) -> QuerySet[EarlyWarning]:
    raised = _waiting(acting, money).filter(state=State.RAISED)
    return raised.only("kind", "evidence", "account__name")[:most]


def _waiting(acting: User, money: Money) -> QuerySet[EarlyWarning]:
    lasting = _of_money(acting, money).filter(cleared_on__isnull=True, state__in=OPEN)
    return lasting.select_related("account")


def warnings_past(acting: User) -> QuerySet[EarlyWarning]:
    """What was dismissed or has cleared, the newest first."""
    gone = Q(cleared_on__isnull=False) | Q(state=State.DISMISSED)
    return (
        _readable(acting)
        .filter(gone)
        .select_related("account")
        .order_by("-raised_on", "-severity", "pk")
    )


def warnings_of(acting: User, account: Account) -> list[EarlyWarning]:
    """Every warning of one account that this person may read, those that last first."""
    found = _of_one(acting, account, money=money_of(acting, account))
    for warning in found:
        warning.account = account
    events = _events([warning.pk for warning in found])
    related(found, "events", events, of="warning_id")
    return found


@prepared
def _of_one(acting: User, account: Account, *, money: Money) -> QuerySet[EarlyWarning]:
    mine = of_account(acting, account)
    found = EarlyWarning.objects.filter(mine, money__in=READABLE[money])
    lasting = F("cleared_on").desc(nulls_first=True)
    return found.order_by(lasting, "-severity", "-raised_on", "pk")


@prepared
def _events(warnings: list[int]) -> QuerySet[WarningEvent]:
    return with_names(WarningEvent.objects.filter(warning__among=warnings), "by")


def warning_visible(acting: User, pk: int) -> EarlyWarning | None:
    """One warning, if this person may read it."""
    warning = EarlyWarning.objects.select_related("account").filter(pk=pk).first()
    if warning is None or not may_see(acting, warning.account):
        return None
    money = money_of(acting, warning.account)
    return warning if warning.money in READABLE[money] else None


def answers_since(acting: User, day: date) -> Answers:
    """How the warnings raised since this day were answered."""
    found = _readable(acting).filter(raised_on__gte=day)
    return Answers(
        raised=found.count(),
        acted=found.filter(_said(WarningEvent.Kind.ACTED)).count(),
        dismissed=found.filter(_said(WarningEvent.Kind.DISMISSED)).count(),
        cleared=found.filter(cleared_on__isnull=False).count(),
    )


def _said(kind: str) -> Exists:
    return Exists(WarningEvent.objects.filter(warning=OuterRef("pk"), kind=kind))


def _readable(acting: User) -> QuerySet[EarlyWarning]:
    return _of_money(acting, money_of_all(acting))


def _of_money(acting: User, money: Money) -> QuerySet[EarlyWarning]:
    return EarlyWarning.objects.filter(of_visible(acting), money__in=READABLE[money])
