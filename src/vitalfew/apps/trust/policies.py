"""Who may say how it ended that we took on for a customer, and what they say of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitalfew.apps.accounts.policies import may_see
from vitalfew.apps.value.policies import may_state

if TYPE_CHECKING:
    from vitalfew.apps.trust.models import Undertaking
    from vitalfew.apps.users.models import User


def may_end(acting: User, undertaking: Undertaking) -> bool:
    """The account's manager, the head, and whoever took it on."""
    account = undertaking.account
    own = undertaking.owner_id == acting.pk and may_see(acting, account)
    return own or may_state(acting, account)
