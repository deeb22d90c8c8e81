"""How we place a customer, how they place us, and whether that fits together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from vitalfew.analysis.assessment.preferencing import (
    Class,
    Meeting,
    is_large,
    meeting,
    preferencing,
)
from vitalfew.apps.accounts.policies import money_of
from vitalfew.apps.assessments.models import AssessmentRow
from vitalfew.apps.assessments.selectors.criteria import criteria_current
from vitalfew.apps.prepared import prepared
from vitalfew.apps.value.models import Purchase
from vitalfew.apps.value.topics import Topic

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.assessments.models import Assessment
    from vitalfew.apps.users.models import User
    from vitalfew.apps.value.profile import Profile, Said


@dataclass(frozen=True)
class Placed:
    """Both classes; `ours` is None where unknown, `hidden` from who sees no figures."""

    ours: Class | None
    hidden: bool
    theirs: Said | None
    purchase: Said | None

    @property
    def meeting(self) -> Meeting:
        return meeting(self.ours, self.theirs.statement.placed if self.theirs else None)

    @property
    def played(self) -> bool:
        """Core to us, and easy to replace for them."""
        bought = self.purchase.statement.placed if self.purchase else ""
        return self.ours == "core" and bought == Purchase.LEVERAGE


def placed(
    acting: User, account: Account, profile: Profile, assessment: Assessment | None
) -> Placed:
    hidden = money_of(acting, account) == "none"
    view, purchase = (profile.of(t).said for t in (Topic.VIEW, Topic.PURCHASE))
    return Placed(
        ours=None if hidden else _ours(account, assessment),
        hidden=hidden,
        theirs=view[0] if view else None,
        purchase=purchase[0] if purchase else None,
    )


def _ours(account: Account, assessment: Assessment | None) -> Class | None:
    """By the revenue basis, so that everybody who may see figures reads the same."""
    found = _row.first(account, assessment) if assessment else None
    if found is None:
        return None
    attractiveness, share, cumulative = found
    least = criteria_current().selection.attractiveness
    attractive = None if attractiveness is None else attractiveness >= least
    return preferencing(attractive, is_large(share, cumulative))


@prepared
def _row(account: Account, assessment: Assessment) -> QuerySet[AssessmentRow, Any]:
    rows = AssessmentRow.objects.filter(
        account=account, assessment=assessment, basis="revenue"
    )
    columns = ("attractiveness", "share", "cumulative_share")
    return rows.order_by().values_list(*columns)
