"""Who writes the plan of an account, and who finishes an action."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitalfew.apps.accounts.policies import manages, may_see
from vitalfew.apps.users.models import Role

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.plans.models import Action
    from vitalfew.apps.users.models import User


def may_plan(acting: User, account: Account) -> bool:
    """The head of the department, and the account's manager."""
    if acting.has_role(Role.HEAD):
        return may_see(acting, account)
    return manages(acting, account)


def may_finish(acting: User, action: Action) -> bool:
    """Also whoever owns it, for as long as they see the account."""
    account = action.plan.account
    if action.owner_id == acting.pk and may_see(acting, account):
        return True
    return may_plan(acting, account)
