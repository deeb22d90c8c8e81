"""How healthy the accounts are that somebody may see, now and in the past."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery

from vitalfew.analysis.assessment.health import Health, Outcome, health
from vitalfew.apps.accounts.policies import may_see, of_visible
from vitalfew.apps.health.facts import facts_of
from vitalfew.apps.health.models import Reading, Record

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.users.models import User


def health_now(acting: User, account: Account, *, on: date) -> Health:
    """As of today, from what is recorded by now."""
    return health(facts_of(acting, [account], on)[account.pk], on=on)


def readings_of(acting: User, account: Account) -> list[Reading]:
    """What was kept of an account, the oldest first."""
    if not may_see(acting, account):
        return []
    return list(Reading.objects.filter(account=account).order_by("on"))


def readings_last(acting: User, account: Account) -> list[Reading]:
    """The two readings kept last, the newest first."""
    if not may_see(acting, account):
        return []
    return list(Reading.objects.filter(account=account).order_by("-on")[:2])


def newest_readings(acting: User, accounts: Collection[int]) -> dict[int, Reading]:
    """The reading kept last of each of these accounts."""
    found = Reading.objects.filter(of_visible(acting), account__in=accounts)
    last = Reading.objects.filter(account=OuterRef("account")).order_by("-on")
    newest = found.filter(on=Subquery(last.values("on")[:1]))
    return {each.account_id: each for each in newest.order_by()}


def outcomes_kept() -> list[Outcome]:
    """What the newest assessment found in the firm's past; empty when it was short."""
    record = Record.objects.order_by("-assessment").first()
    return [Outcome(*each) for each in record.outcomes] if record else []
