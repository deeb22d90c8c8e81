"""How healthy the accounts are that somebody may see, now and in the past."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, QuerySet, Subquery

from vitalfew.analysis.assessment.health import (
    Health,
    Outcome,
    health,
    totaled,
    weighed,
)
from vitalfew.apps.accounts.models import Account
from vitalfew.apps.accounts.policies import of_account, of_visible, visible
from vitalfew.apps.assessments.selectors.criteria import criteria_current, criteria_of
from vitalfew.apps.assessments.selectors.runs import latest_assessment
from vitalfew.apps.health.facts import facts_of
from vitalfew.apps.health.models import Reading, Record
from vitalfew.apps.prepared import prepared

if TYPE_CHECKING:
    from vitalfew.analysis.criteria import HealthCriteria
    from vitalfew.apps.users.models import User


def criteria_counting() -> HealthCriteria:
    """Those of the newest assessment: a change counts from the next one on."""
    latest = latest_assessment()
    return (criteria_of(latest.criteria) if latest else criteria_current()).health


def health_now(acting: User, account: Account, *, on: date) -> Health:
    """As of today, from what is recorded by now."""
    facts = facts_of(acting, [account], on)[account.pk]
    return health(facts, on=on, criteria=criteria_counting())


@dataclass(frozen=True)
class Reweighed:
    """An account whose health would be called otherwise with other weights."""

    account: Account
    before: Health
    after: Health


def health_preview(
    acting: User, criteria: HealthCriteria
) -> tuple[list[Reweighed], int]:
    """Whose band would change, the greatest change first, and of how many.

    From the readings kept last of the key accounts this person sees.
    """
    keys = Account.objects.filter(
        pk__in=visible(acting).values("pk"),
        designations__isnull=False,
        designations__ends_on__isnull=True,
    ).distinct()
    accounts = {account.pk: account for account in keys}
    found, kept = [], _newest(acting, list(accounts))
    for reading in kept:
        before = totaled(reading.factors)
        after = weighed(reading.factors, criteria)
        if before.band != after.band:
            found.append(Reweighed(accounts[reading.account_id], before, after))
    found.sort(key=lambda each: (-_distance(each), each.account.sort_key))
    return found, len(kept)


def _distance(each: Reweighed) -> float:
    return abs((each.after.points or 0.0) - (each.before.points or 0.0))


def readings_of(acting: User, account: Account) -> list[Reading]:
    """What was kept of an account, the oldest first."""
    return _kept(acting, account)[::-1]


def readings_last(acting: User, account: Account) -> list[Reading]:
    """The two readings kept last, the newest first."""
    return _kept(acting, account, most=2)


@prepared
def _kept(
    acting: User, account: Account, *, most: int | None = None
) -> QuerySet[Reading]:
    found = Reading.objects.filter(of_account(acting, account))
    return found.order_by("-on")[:most]


def newest_points(acting: User, accounts: Collection[int]) -> dict[int, float | None]:
    """The points kept last of each of these accounts, None where too little was known.

    Where none were kept, it is left out.
    """
    return dict(_newest_points(acting, list(accounts)))


@prepared
def _newest_points(acting: User, accounts: list[int]) -> QuerySet[Reading, Any]:
    return _newest.query(acting, accounts).values_list("account_id", "points")


@prepared
def _newest(acting: User, accounts: list[int]) -> QuerySet[Reading]:
    found = Reading.objects.filter(of_visible(acting), account__among=accounts)
    last = Reading.objects.filter(account=OuterRef("account")).order_by("-on")
    return found.filter(on=Subquery(last.values("on")[:1])).order_by()


def outcomes_kept() -> dict[str, list[Outcome]]:
    """What the newest assessment found in the firm's past, by factor.

    Empty where nothing of it lies 12 months before the newest orders.
    """
    record = _record.first()
    if record is None:
        return {}
    found = {"purchases": record.outcomes} | record.dated
    return {name: [Outcome(*each) for each in kept] for name, kept in found.items()}


@prepared
def _record() -> QuerySet[Record]:
    return Record.objects.order_by("-assessment_id")[:1]
