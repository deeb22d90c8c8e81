"""What the relationship cost so far, as the tab Cycle shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from vitalfew.apps.assessments.selectors.criteria import hourly_rates
from vitalfew.apps.people.models import Touch
from vitalfew.apps.people.policies import may_log
from vitalfew.apps.prepared import prepared
from vitalfew.apps.program.costs import Costs, costs_of
from vitalfew.apps.program.policies import may_report
from vitalfew.web.cycle.forms import EffortForm, TimeForm, WithdrawEffortForm
from vitalfew.web.cycle.words import stage_words

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from django.forms import Form

    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.assessments.models import AssessmentRow
    from vitalfew.apps.program.contact_hours import ContactHours
    from vitalfew.apps.program.models import Effort
    from vitalfew.apps.users.models import User
    from vitalfew.web.formats import Formats
    from vitalfew.web.refusals import Sent

NEWEST = 10
"""So many are listed."""
SHOWN = 5
"""Of so many one can say at once how long they took."""


@dataclass(frozen=True)
class StageLine:
    label: str
    hours: str
    """Entered by hand; empty where there are none."""
    logged: str
    """From logged contact; empty where there are none."""
    amount: str
    unpriced: str
    """Hours of which nobody knows what they cost; empty where there are none."""


@dataclass(frozen=True)
class TimeLine:
    """A contact of which nobody said how long it took."""

    touch: Touch
    form: Form


@dataclass(frozen=True)
class Contacts:
    """What logged contact adds, and what of it is not known; empty where nothing."""

    hours: str
    covered: str
    untimed: str
    lines: list[TimeLine]


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
    contacts: Contacts
    efforts: list[EffortLine]
    form: Form | None


def spending_read(
    acting: User,
    account: Account,
    row: AssessmentRow | None,
    formats: Formats,
    bound: Sent,
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
                logged=_hours(each.logged, formats),
                amount=formats.money(each.amount),
                unpriced=_hours(each.unpriced, formats),
            )
            for each in costs.stages
        ],
        contacts=_contacts(costs.contact, bound, formats, logs=logs),
        efforts=[
            EffortLine(
                effort=each,
                hours=_hours(each.hours or 0, formats),
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


def _contacts(
    contact: ContactHours,
    bound: Sent,
    formats: Formats,
    *,
    logs: bool,
) -> Contacts:
    shown = contact.untimed[:SHOWN] if logs else []
    touches = {each.pk: each for each in _touches(shown)} if shown else {}
    return Contacts(
        hours=_hours(sum(each.hours for each in contact.times), formats),
        covered=_hours(contact.covered, formats),
        untimed=formats.count(len(contact.untimed)) if contact.untimed else "",
        lines=[
            TimeLine(touches[pk], bound.get(("time", pk, "")) or TimeForm(touch=pk))
            for pk in shown
        ],
    )


@prepared
def _touches(keys: list[int]) -> QuerySet[Touch]:
    return Touch.objects.filter(pk__among=keys).only("kind", "subject", "on")


def _title(costs: Costs, formats: Formats) -> str:
    if not costs.stages:
        return _("What it cost us was not written down")
    spent = formats.money(costs.spent)
    if not costs.is_whole:
        spent = _("at least %(spent)s") % {"spent": spent}
    if costs.assumed is None:
        return _("It cost us %(spent)s so far") % {"spent": spent}
    values = {"spent": spent, "assumed": formats.money(costs.assumed)}
    if costs.spent > costs.assumed:
        text = _("It cost us %(spent)s so far, more than the %(assumed)s assumed")
    else:
        text = _("It cost us %(spent)s so far of the %(assumed)s assumed")
    return text % values


def _hours(hours: Decimal | int, formats: Formats) -> str:
    """Empty where there are none."""
    if not hours:
        return ""
    return _("%(number)s h") % {"number": formats.number(float(str(hours)), 1)}
