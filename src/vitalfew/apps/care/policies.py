"""Who may answer a warning, and which warnings somebody may read."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from vitalfew.apps.accounts.policies import Money, managed, manages, may_see
from vitalfew.apps.care.models import EarlyWarning
from vitalfew.apps.users.models import Role

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.users.models import User

ANSWERS_ALL = (Role.HEAD, Role.CARE)
READABLE: dict[Money, tuple[str, ...]] = {
    "none": (EarlyWarning.Money.NONE,),
    "revenue": (EarlyWarning.Money.NONE, EarlyWarning.Money.REVENUE),
    "contribution": tuple(EarlyWarning.Money.values),
}


def answerable(acting: User, accounts: Collection[Account]) -> set[int]:
    """Of accounts this person sees, the keys of those whose warnings they answer."""
    keys = {account.pk for account in accounts}
    if not keys or acting.has_role(*ANSWERS_ALL):
        return keys
    found = managed(acting).filter(pk__in=keys)
    return set(found.order_by().values_list("pk", flat=True))


def may_answer(acting: User, account: Account) -> bool:
    """The head, care officers and the account's own manager."""
    if not may_see(acting, account):
        return False
    return acting.has_role(*ANSWERS_ALL) or manages(acting, account)
