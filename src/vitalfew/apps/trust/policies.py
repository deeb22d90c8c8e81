"""Who may write down what we took on for a customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitalfew.apps.accounts.policies import manages, may_see
from vitalfew.apps.users.models import Role

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.trust.models import Undertaking
    from vitalfew.apps.users.models import User


def may_undertake(acting: User, account: Account) -> bool:
    """The account's manager and the head."""
    heads = acting.has_role(Role.HEAD) and may_see(acting, account)
    return heads or manages(acting, account)


def may_end(acting: User, undertaking: Undertaking) -> bool:
    """Whoever took it on, too."""
    account = undertaking.account
    own = undertaking.owner_id == acting.pk and may_see(acting, account)
    return own or may_undertake(acting, account)
