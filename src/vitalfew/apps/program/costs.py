"""What the relationship with a key account cost, stage by stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet

import vitalfew.apps.program.problems  # noqa: F401  declares the sentences
from vitalfew.apps.accounts.policies import may_see, money_of
from vitalfew.apps.assessments.clock import today
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.assessments.selectors.criteria import (
    criteria_current,
    hourly_rates,
    priced,
)
from vitalfew.apps.audit.services import entry_record
from vitalfew.apps.people.policies import may_log, require
from vitalfew.apps.prepared import prepared
from vitalfew.apps.program.contact_hours import (
    NOTHING,
    ContactHours,
    Logged,
    contact_hours,
)
from vitalfew.apps.program.models import Effort
from vitalfew.apps.program.policies import may_report
from vitalfew.apps.program.stages import Stages
from vitalfew.apps.users.selectors import with_names

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.assessments.models import AssessmentRow
    from vitalfew.apps.users.models import User

ORDER = ("establish", "stabilize", "strengthen", "zero")


@dataclass(frozen=True)
class StageCost:
    """What was spent while the account stood in a stage."""

    stage: str
    hours: Decimal
    """Entered by hand."""
    logged: Decimal
    """Hours of logged contact that stand in none of those."""
    amount: Decimal
    unpriced: Decimal
    """Hours of which nobody knows what they cost."""


@dataclass(frozen=True)
class Costs:
    """Of all cycles of an account; None is hidden from who sees no money of it."""

    stages: list[StageCost]
    efforts: list[Effort]
    contact: ContactHours
    assumed: Decimal | None
    """What payback assumes it takes to win them; None where nobody said."""

    @property
    def spent(self) -> Decimal:
        return sum((each.amount for each in self.stages), NOTHING)

    @property
    def is_whole(self) -> bool:
        """Whether it cost us no more than that, as far as it was written down."""
        unpriced = any(each.unpriced for each in self.stages)
        return not unpriced and not self.contact.untimed


def costs_of(acting: User, account: Account, row: AssessmentRow | None) -> Costs | None:
    """Hours and money by stage, against what payback assumes."""
    if not may_see(acting, account) or money_of(acting, account) == "none":
        return None
    efforts = _efforts(account)
    counting = [each for each in efforts if not each.withdrawn]
    contact = contact_hours(account, counting)
    stages = (
        _stage(
            stage,
            [each for each in counting if each.stage == stage],
            [each for each in contact.times if each.stage == stage],
        )
        for stage in ORDER
    )
    return Costs(
        stages=[each for each in stages if each is not None],
        efforts=efforts,
        contact=contact,
        assumed=_assumed(row),
    )


@prepared
def _efforts(account: Account) -> QuerySet[Effort]:
    return with_names(Effort.objects.filter(cycle__account=account), "by")


@transaction.atomic
def effort_record(  # noqa: PLR0913  each is a field of the form
    *,
    acting: User,
    account: Account,
    what: str,
    on: date,
    department: str = "",
    hours: Decimal | None = None,
    amount: Decimal | None = None,
    since: date | None = None,
) -> Effort:
    """Write down hours of a department, of one day or since another; or an expense."""
    require(may_log(acting, account), acting, f"spend on account {account.pk}")
    what = " ".join(what.split())
    if not what:
        raise RefusedError("effort_what", field="what")
    if (hours is None) == (amount is None):
        raise RefusedError("effort_one", field="hours")
    if on > today():
        raise RefusedError("effort_future", field="on")
    if since is not None and since > on:
        raise RefusedError("effort_since", field="since")
    if hours is not None:
        rates = hourly_rates()
        if department not in rates:
            raise RefusedError("effort_department", field="department")
        amount = priced(hours, rates[department])
    stages = Stages.of(account)
    cycle = stages.cycle_on(on)
    if cycle is None:
        raise RefusedError("effort_no_cycle", field="on")
    effort = Effort(
        cycle=cycle,
        stage=stages.stage_on(on),
        department=department if hours is not None else "",
        hours=hours,
        amount=amount,
        what=what,
        on=on,
        since=since if hours is not None else None,
        by=acting,
    )
    effort.full_clean()
    effort.save()
    _audit(acting, "effort.record", effort, what)
    return effort


@transaction.atomic
def effort_withdraw(*, acting: User, effort: Effort, reason: str) -> Effort:
    """It no longer counts, and stays to be read."""
    account = effort.cycle.account
    mine = effort.by_id == acting.pk and may_log(acting, account)
    require(mine or may_report(acting, account), acting, f"withdraw {effort.pk}")
    effort = Effort.objects.select_for_update().get(pk=effort.pk)
    reason = reason.strip()
    if effort.withdrawn:
        raise RefusedError("effort_withdrawn")
    if not reason:
        raise RefusedError("effort_reason", field="reason")
    effort.withdrawn = reason
    effort.save(update_fields=["withdrawn"])
    _audit(acting, "effort.withdraw", effort, reason)
    return effort


def effort_visible(acting: User, pk: int) -> Effort | None:
    found = Effort.objects.select_related("cycle__account").filter(pk=pk).first()
    return found if found and may_see(acting, found.cycle.account) else None


def _stage(
    stage: str, efforts: Sequence[Effort], times: Sequence[Logged]
) -> StageCost | None:
    """None where nothing was written down."""
    if not efforts and not times:
        return None
    every: tuple[Effort | Logged, ...] = (*efforts, *times)
    unpriced = (each.hours or NOTHING for each in every if each.amount is None)
    return StageCost(
        stage=stage,
        hours=sum((each.hours or NOTHING for each in efforts), NOTHING),
        logged=sum((each.hours for each in times), NOTHING),
        amount=sum((each.amount or NOTHING for each in every), NOTHING),
        unpriced=sum(unpriced, NOTHING),
    )


def _assumed(row: AssessmentRow | None) -> Decimal | None:
    """What somebody found out for this account, else the usual of the criteria."""
    found = row.measures.get("payback", {}).get("investment") if row else None
    if found is None:
        found = criteria_current().payback.investment
    return None if found is None else Decimal(str(found))


def _audit(acting: User, action: str, effort: Effort, reason: str) -> None:
    entry_record(
        acting=acting,
        action=action,
        subject=effort,
        account=effort.cycle.account,
        details={"reason": reason},
    )
