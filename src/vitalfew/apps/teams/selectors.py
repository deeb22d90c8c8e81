from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from vitalfew.apps.prepared import prepared
from vitalfew.apps.teams.models import USUAL_CAPACITY, Membership, TeamRole
from vitalfew.apps.users.models import Role, User


class ManagerRoom(NamedTuple):
    """An account manager with the key accounts they run and could run."""

    user: int
    name: str
    taken: int
    capacity: int

    @property
    def free(self) -> int:
        return max(0, self.capacity - self.taken)


def key_accounts_managed(user: User) -> int:
    """How many key accounts this person manages today."""
    return _managing().filter(user=user).count()


def managers_with_room() -> list[ManagerRoom]:
    """Every account manager, those with the most room first."""
    return sorted(map(ManagerRoom._make, _managers()), key=lambda each: -each.free)


@prepared
def _managers() -> QuerySet[Any]:
    theirs = _managing().filter(user=OuterRef("pk")).order_by().values("user")
    number = theirs.annotate(number=Count("pk")).values("number")
    managers = User.objects.filter(
        is_active=True, is_system=False, role_grants__role=Role.MANAGER
    )
    return (
        managers.annotate(
            taken=Coalesce(Subquery(number), 0),
            room=Coalesce(F("capacity__key_accounts"), USUAL_CAPACITY),
        )
        .order_by("name", "pk")
        .values_list("pk", "name", "taken", "room")
    )


def _managing() -> QuerySet[Membership]:
    """Open memberships of managers of accounts that are key today."""
    key = Q(account__designations__ends_on__isnull=True) & Q(
        account__designations__isnull=False
    )
    return Membership.objects.filter(key, role=TeamRole.MANAGER, ends_on__isnull=True)
