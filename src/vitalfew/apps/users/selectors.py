from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from vitalfew.apps.users.models import Role, User


def users_with_roles() -> QuerySet[User]:
    """Everybody who can be named, with roles; the installation itself is nobody."""
    return User.objects.filter(is_system=False).prefetch_related("role_grants")


def user_by_email(email: str) -> User:
    """The person with this address.

    Raises
    ------
    User.DoesNotExist
        Nobody has it.
    """
    return User.objects.get(email=email.strip().lower(), is_system=False)


def system_user() -> User:
    """In whose name commands and jobs act; cannot sign in."""
    user = User.objects.filter(is_system=True).first()
    if user is None:
        user = User(email="system@vitalfew.invalid", name="vitalfew", is_system=True)
        user.set_unusable_password()
        user.save()
    return user


def administrators_left(*, without: User) -> bool:
    """Whether somebody else could still give people their roles."""
    return (
        User.objects.filter(
            is_active=True, is_system=False, role_grants__role=Role.ADMINISTRATOR
        )
        .exclude(pk=without.pk)
        .exists()
    )


def with_names(
    found: QuerySet[Any], *people: str, more: Sequence[str] = ()
) -> QuerySet[Any]:
    """The same with these people, of whom a page shows no more than the name.

    All columns of a user would take Django longer to ask for than the rest. `more`
    names columns of other records that are read with them.
    """
    own = [field.attname for field in found.model._meta.concrete_fields]
    names = [f"{person}__name" for person in people]
    return found.select_related(*people).only(*own, *names, *more)
