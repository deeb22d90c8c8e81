"""Until when the frameworks of accounts run."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from vitalfew.apps.accounts.policies import of_account
from vitalfew.apps.accounts.tree import survivor
from vitalfew.apps.assessments.models import Framework
from vitalfew.apps.prepared import prepared
from vitalfew.apps.users.selectors import with_names

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.users.models import User


def frameworks_of(acting: User, account: Account) -> list[Framework]:
    """What counts of each framework of an account, the one that ends first on top."""
    newest: dict[str, Framework] = {}
    for framework in _recorded(acting, account):
        newest.setdefault(framework.contract_id, framework)
    return sorted(newest.values(), key=lambda each: (each.ends_on, each.contract_id))


@prepared
def _recorded(acting: User, account: Account) -> QuerySet[Framework]:
    return with_names(Framework.objects.filter(of_account(acting, account)), "by")


def framework_ends() -> dict[tuple[str, str], date]:
    """The last day of every framework, by account and contract: for an assessment."""
    recorded = Framework.objects.select_related("account").order_by("at", "pk")
    return {
        (survivor(each.account).account_id, each.contract_id): each.ends_on
        for each in recorded
    }
