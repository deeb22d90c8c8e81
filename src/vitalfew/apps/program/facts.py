"""What an assessment says of whole accounts to the gates; kept, as it never changes."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import TYPE_CHECKING

from vitalfew.analysis.decision.gates import Facts
from vitalfew.apps.accounts.policies import money_of_all, sees_all
from vitalfew.apps.assessments.selectors.outcomes import ASSESSMENTS
from vitalfew.apps.assessments.selectors.rows import measured_at

if TYPE_CHECKING:
    import datetime as dt

    from vitalfew.apps.assessments.models import Assessment, AssessmentRow
    from vitalfew.apps.users.models import User


def facts_at(
    acting: User, accounts: Collection[int], *, assessment: Assessment | None
) -> dict[int, Facts]:
    """By account, of those this person sees."""
    if assessment is None or not sees_all(acting):
        return _read(acting, accounts, assessment)
    kept = _kept(assessment.pk, assessment.finished_at, money_of_all(acting))
    if missing := [account for account in accounts if account not in kept]:
        found = _read(acting, missing, assessment)
        kept |= {account: found.get(account, Facts()) for account in missing}
    return {account: kept[account] for account in accounts}


def facts_in(row: AssessmentRow | None) -> Facts:
    """What figures say of a whole account."""
    if row is None:
        return Facts()
    continuity = row.measures.get("continuity", {})
    return Facts(
        purchase_days=continuity.get("purchase_days"),
        continuity=row.continuity,
        expected=row.measures.get("forecast", {}).get("expected"),
        last_12_months=row.measures.get("margin", {}).get(f"{row.basis}_12m"),
    )


@lru_cache(maxsize=ASSESSMENTS)
def _kept(
    _assessment: int, _finished_at: dt.datetime | None, _basis: str
) -> dict[int, Facts]:
    return {}


def _read(
    acting: User, accounts: Collection[int], assessment: Assessment | None
) -> dict[int, Facts]:
    rows = measured_at(acting, accounts, assessment=assessment)
    return {row.account_id: facts_in(row) for row in rows}
