"""What an assessment says of accounts, as the cycle needs it.

On the revenue basis: proposals are read by people who may not see margins.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

from vitalfew.apps.assessments.models import AssessmentRow, BasisChoice

if TYPE_CHECKING:
    from vitalfew.apps.assessments.models import Assessment


class Measured(NamedTuple):
    centralization: str = ""
    continuity: str = ""
    growth: float | None = None


NOTHING = Measured()


def standings_of(
    assessment: Assessment | None, accounts: Collection[int]
) -> dict[int, Measured]:
    """By key of the account; who has no orders in the window is left out."""
    rows = AssessmentRow.objects.filter(
        assessment=assessment, basis=BasisChoice.REVENUE, account__in=accounts
    )
    columns = rows.order_by().values_list("account_id", *Measured._fields)
    return {account: Measured(*values) for account, *values in columns}
