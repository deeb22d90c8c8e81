"""Looks for warnings at key accounts and at those an assessment proposes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from vitalfew.analysis.assessment.warning import warnings
from vitalfew.apps.accounts.models import Account
from vitalfew.apps.assessments.inputs import inputs_now
from vitalfew.apps.assessments.models import AssessmentRow
from vitalfew.apps.assessments.selectors.criteria import criteria_of
from vitalfew.apps.care.services import Found, warnings_sync
from vitalfew.apps.imports.storage import order_store

if TYPE_CHECKING:
    from vitalfew.analysis.assessment import warning
    from vitalfew.apps.assessments.models import Assessment


def warnings_find(assessment: Assessment) -> None:
    """Bring the warnings up to what the orders of this assessment say."""
    watched = {account.account_id: account for account in accounts_watched(assessment)}
    with order_store().lease("warnings"):
        inputs = inputs_now(as_of=assessment.as_of, start=assessment.window_from)
        if inputs is None or assessment.as_of is None:
            return
        found = warnings(
            inputs.orders,
            criteria=criteria_of(assessment.criteria).warning,
            accounts=watched,
        ).found
    warnings_sync(
        assessment,
        [recordable(each, watched[each.account_id]) for each in found],
        as_of=assessment.as_of,
    )


def accounts_watched(assessment: Assessment) -> list[Account]:
    """Key accounts, and those the assessment proposes."""
    rows = AssessmentRow.objects.filter(assessment=assessment, verdict="propose")
    key = Q(designations__isnull=False, designations__ends_on__isnull=True)
    wanted = key | Q(pk__in=rows.order_by().values("account"))
    return list(Account.objects.filter(wanted).distinct().order_by("account_id"))


def recordable(found: warning.Found, account: Account) -> Found:
    """What the analysis found, as a record keeps it."""
    return Found(
        account=account,
        kind=found.kind,
        money=found.money,
        since=found.since,
        severity=found.severity,
        false_alarms_a_year=found.false_alarms_a_year,
        evidence=[found.reason.code, dict(found.reason.values)],
        clears=[found.clears.code, dict(found.clears.values)],
        set_to=[found.set_to.code, dict(found.set_to.values)],
    )
