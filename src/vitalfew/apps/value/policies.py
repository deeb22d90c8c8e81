"""Who may write down what of a customer's business."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitalfew.apps.accounts.policies import manages, may_see
from vitalfew.apps.users.models import Role

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.users.models import User


def may_state(acting: User, account: Account) -> bool:
    """The account's manager and the head say what is known and what is offered."""
    heads = acting.has_role(Role.HEAD) and may_see(acting, account)
    return heads or manages(acting, account)


def may_catalog(acting: User) -> bool:
    """The head and the analyst write the catalog of solutions."""
    return acting.has_role(Role.HEAD, Role.ANALYST)
