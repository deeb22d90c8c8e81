"""Who may confirm gates and report events, and who moves an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitalfew.apps.accounts.policies import manages, may_see
from vitalfew.apps.users.models import Role

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.users.models import User

MOVES = (Role.HEAD,)


def may_move(acting: User, account: Account) -> bool:
    """The head alone moves, falls back, and sets a gate aside."""
    return acting.has_role(*MOVES) and may_see(acting, account)


def may_report(acting: User, account: Account) -> bool:
    """The account's manager and the head confirm gates and report what happened."""
    return may_move(acting, account) or manages(acting, account)
