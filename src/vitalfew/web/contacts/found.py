"""The account a page is about, as the person who asks may see or keep it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import Http404

from vitalfew.apps.accounts.selectors import account_visible

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.web.requests import Request


def account_found(
    request: Request, pk: int, may: Callable[[Any, Account], bool] | None = None
) -> Account:
    """Unknown, not to be seen and not to be changed are the same: absent."""
    found = account_visible(request.user, pk)
    if found is None or (may is not None and not may(request.user, found)):
        raise Http404
    return found
