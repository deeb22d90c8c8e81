from __future__ import annotations

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
