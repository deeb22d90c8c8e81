"""Who may decide, judge, and set criteria. Which accounts: see `accounts.policies`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitalfew.apps.accounts.policies import may_see
from vitalfew.apps.users.models import Role

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.users.models import User

DECIDES = (Role.HEAD,)
SETS_CRITERIA = (Role.HEAD, Role.ANALYST)
JUDGES = (
    Role.ADMINISTRATOR,
    Role.HEAD,
    Role.MANAGER,
    Role.SPECIALIST,
    Role.FINANCE,
    Role.SPONSOR,
    Role.ANALYST,
)


def may_decide(acting: User) -> bool:
    return acting.is_active and acting.has_role(*DECIDES)


def may_set_criteria(acting: User) -> bool:
    return acting.is_active and acting.has_role(*SETS_CRITERIA)


def may_judge(acting: User, account: Account) -> bool:
    return acting.has_role(*JUDGES) and may_see(acting, account)
