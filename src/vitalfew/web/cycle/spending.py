"""What the relationship cost so far, as the tab Cycle shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from vitalfew.apps.people.policies import may_log
from vitalfew.apps.program.costs import Costs, costs_of, hourly_rates
from vitalfew.apps.program.policies import may_report
from vitalfew.web.cycle.forms import EffortForm, WithdrawEffortForm
from vitalfew.web.cycle.words import stage_words

if TYPE_CHECKING:
    from datetime import date

    from django.forms import Form

    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.assessments.models import AssessmentRow
    from vitalfew.apps.program.models import Effort
    from vitalfew.apps.users.models import User
    from vitalfew.web.formats import Formats

NEWEST = 10
"""So many are listed."""


@dataclass(frozen=True)
class StageLine:
    label: str
    hours: str
    amount: str
    unpriced: str
    """Hours of which nobody knows what they cost; empty where there are none."""


@dataclass(frozen=True)
class EffortLine:
    effort: Effort
    hours: str
    amount: str
    withdraw: Form | None


@dataclass(frozen=True)
class Spending:
    title: str
    stages: list[StageLine]
    efforts: list[EffortLine]
    form: Form | None


def spending_read(
    acting: User,
    account: Account,
    row: AssessmentRow | None,
    formats: Formats,
    bound: Mapping[tuple[str, int, str], Form],
    *,
    on: date,
) -> Spending | None:
    """None for who sees no money of the account."""
    costs = costs_of(acting, account, row)
    if costs is None:
        return None
    logs, reports = may_log(acting, account), may_report(acting, account)
    form = bound.get(("effort", 0, ""))
    if form is None and logs:
        form = EffortForm(departments=hourly_rates(), on=on)
    return Spending(
        title=_title(costs, formats),
        stages=[
            StageLine(
                label=stage_words(each.stage),
                hours=_hours(each.hours, formats),
                amount=formats.money(each.amount),
                unpriced=_hours(each.unpriced, formats) if each.unpriced else "",
            )
            for each in costs.stages
        ],
        efforts=[
            EffortLine(
                effort=each,
                hours=_hours(each.hours, formats) if each.hours else "",
                amount=formats.money(each.amount),
                withdraw=bound.get(("withdraw", each.pk, ""))
                or WithdrawEffortForm(effort=each.pk)
                if not each.withdrawn and (reports or (logs and each.by == acting))
                else None,
            )
            for each in costs.efforts[:NEWEST]
        ],
        form=form,
    )


def _title(costs: Costs, formats: Formats) -> str:
    if not costs.stages:
        return _("What it cost us was not written down")
    spent = formats.money(costs.spent)
    if costs.assumed is None:
        return _("It cost us %(spent)s so far") % {"spent": spent}
    values = {"spent": spent, "assumed": formats.money(costs.assumed)}
    if costs.spent > costs.assumed:
        text = _("It cost us %(spent)s so far, more than the %(assumed)s assumed")
    else:
        text = _("It cost us %(spent)s so far of the %(assumed)s assumed")
    return text % values


def _hours(hours: object, formats: Formats) -> str:
    return _("%(number)s h") % {"number": formats.number(float(str(hours)), 1)}
