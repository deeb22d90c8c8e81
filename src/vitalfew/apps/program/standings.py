"""What an assessment says of accounts, as the cycle needs it.

On the revenue basis: proposals are read by people who may not see margins.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, NamedTuple

from vitalfew.apps.assessments.models import AssessmentRow, BasisChoice

if TYPE_CHECKING:
    from vitalfew.apps.assessments.models import Assessment


class Measured(NamedTuple):
    centralization: str = ""
    continuity: str = ""
    growth: float | None = None
    share: float | None = None
    """What they buy from us ÷ the need somebody recorded."""


NOTHING = Measured()


def standings_of(
    assessment: Assessment | None, accounts: Collection[int]
) -> dict[int, Measured]:
    """By key of the account; who has no orders in the window is left out."""
    rows = AssessmentRow.objects.filter(
        assessment=assessment, basis=BasisChoice.REVENUE, account__in=accounts
    )
    *columns, _share = Measured._fields
    found = rows.order_by().values_list("account_id", *columns, "measures")
    return {
        account: Measured(*values)._replace(share=_share_of(measures))
        for account, *values, measures in found
    }


def _share_of(measures: Mapping[str, Mapping[str, float]]) -> float | None:
    known = measures.get("potential", {})
    need, sales = known.get("recorded"), known.get("sales")
    return sales / need if need and sales is not None else None
