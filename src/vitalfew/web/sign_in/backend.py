"""Who asks, read for every page."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import QuerySet

from vitalfew.apps.prepared import prepared
from vitalfew.apps.users.models import RoleGrant, User


class ActingBackend(AuthenticationBackend):  # type: ignore[misc]  # untyped
    """Signs in as allauth does."""

    def get_user(self, user_id: int) -> User | None:
        person = _person.first(user_id)
        if person is None or not self.user_can_authenticate(person):
            return None
        person.roles = frozenset(_roles(user_id))
        return person


@prepared
def _person(pk: int) -> QuerySet[User]:
    return User.objects.filter(pk=pk)


@prepared
def _roles(pk: int) -> QuerySet[RoleGrant, str]:
    return RoleGrant.objects.filter(user_id=pk).values_list("role", flat=True)
