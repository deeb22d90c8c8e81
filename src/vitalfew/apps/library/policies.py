"""Who writes methods, who writes the cases of an account, and who reads their money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitalfew.apps.accounts.policies import may_see, money_of
from vitalfew.apps.users.models import Role
from vitalfew.apps.value.policies import may_state

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.library.models import Case
    from vitalfew.apps.users.models import User


def may_teach(acting: User) -> bool:
    """The head and the account managers write the methods; everybody reads them."""
    return acting.is_active and acting.has_role(Role.HEAD, Role.MANAGER)


def may_correct(acting: User, case: Case) -> bool:
    """The account's manager, the head, and whoever led it."""
    led = case.led_by_id == acting.pk and may_see(acting, case.account)
    return led or may_state(acting, case.account)


def may_price(acting: User, account: Account) -> bool:
    """What a case brings a year is a margin of the account."""
    return money_of(acting, account) == "contribution"
