from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User


def require(acting: User, *roles: str) -> None:
    """Stop whoever has none of these roles; services ask before they change."""
    if not acting.is_active or not acting.has_role(*roles):
        message = f"{acting.pk} needs one of: {', '.join(roles)}."
        raise PermissionDenied(message)
