from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vitalfew.apps.audit.services import entry_record
from vitalfew.apps.users.jobs import password_link_send
from vitalfew.apps.users.models import Density, Role, RoleGrant, Theme, User
from vitalfew.apps.users.policies import require
from vitalfew.apps.users.selectors import administrators_left

OWN_SETTINGS = (
    "language",
    "theme",
    "density",
    "number_format",
    "money_format",
    "single_keys",
)
CHOICES = {"theme": Theme.values, "density": Density.values}


@transaction.atomic
def user_create(
    *,
    acting: User,
    email: str,
    name: str,
    roles: Iterable[str],
    password: str | None = None,
    language: str = "",
) -> User:
    """Add a person. Without a password they choose one by the link of an invitation."""
    require(acting, Role.ADMINISTRATOR)
    wanted = _known_roles(roles)
    user = User(email=email.strip().lower(), name=name.strip(), language=language)
    if password is None:
        user.set_unusable_password()
    else:
        _password_set(user, password)
    user.full_clean()
    user.save()
    _grants_write(acting, user, wanted)
    details = {"email": user.email, "roles": sorted(wanted)}
    entry_record(acting=acting, action="user.create", subject=user, details=details)
    return user


@transaction.atomic
def user_invite(*, acting: User, user: User) -> None:
    """Mail a person the link under which they choose their password."""
    require(acting, Role.ADMINISTRATOR)
    if not user.is_active:
        message = _("%(name)s is deactivated. Activate the person first, then invite.")
        raise ValidationError(message % {"name": user.name})
    language = user.language or settings.LANGUAGE_CODE
    # Once it is sure that the person is added: a worker may be faster than we are.
    transaction.on_commit(
        lambda: password_link_send.enqueue(user.pk, "invitation", language)
    )
    entry_record(acting=acting, action="user.invite", subject=user)


@transaction.atomic
def user_rename(*, acting: User, user: User, name: str, email: str) -> User:
    """Correct a person's name or address."""
    require(acting, Role.ADMINISTRATOR)
    user = User.objects.select_for_update().get(pk=user.pk)
    before = {"name": user.name, "email": user.email}
    after = {"name": name.strip(), "email": email.strip().lower()}
    if before == after:
        return user
    user.name, user.email = after["name"], after["email"]
    user.full_clean()
    user.save(update_fields=["name", "email"])
    _record(acting, "user.rename", user, before, after)
    return user


@transaction.atomic
def user_set_department(*, acting: User, user: User, department: str) -> User:
    """Say whose hours a person's time is; what was written down keeps its own."""
    require(acting, Role.ADMINISTRATOR)
    user = User.objects.select_for_update().get(pk=user.pk)
    before = user.department
    if before == department:
        return user
    user.department = department
    user.full_clean()
    user.save(update_fields=["department"])
    _record(
        acting,
        "user.department",
        user,
        {"department": before},
        {"department": department},
    )
    return user


@transaction.atomic
def user_set_roles(*, acting: User, user: User, roles: Iterable[str]) -> User:
    """Give a person exactly these roles; they count from the next request on."""
    require(acting, Role.ADMINISTRATOR)
    wanted = _known_roles(roles)
    user = User.objects.select_for_update().get(pk=user.pk)
    before = set(user.roles)
    if before == wanted:
        return user
    if Role.ADMINISTRATOR in before - wanted:
        _administrator_require(user)
    user.role_grants.exclude(role__in=wanted).delete()
    _grants_write(acting, user, wanted - before)
    del user.roles
    _record(acting, "user.roles", user, sorted(before), sorted(wanted))
    return user


@transaction.atomic
def user_set_password(*, acting: User, user: User, password: str) -> User:
    """Set a new password; every session of the person ends."""
    require(acting, Role.ADMINISTRATOR)
    _password_set(user, password)
    user.save(update_fields=["password"])
    entry_record(acting=acting, action="user.password", subject=user)
    return user


@transaction.atomic
def user_deactivate(*, acting: User, user: User) -> User:
    """Shut a person out at once. Everything they did stays.

    Their sessions end, and the old password never opens the door again: who comes
    back gets a new invitation.
    """
    require(acting, Role.ADMINISTRATOR)
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        return user
    _administrator_require(user)
    user.is_active = False
    user.set_unusable_password()
    user.save(update_fields=["is_active", "password"])
    entry_record(acting=acting, action="user.deactivate", subject=user)
    return user


@transaction.atomic
def user_activate(*, acting: User, user: User) -> User:
    """Let a person in again; they choose a new password by invitation."""
    require(acting, Role.ADMINISTRATOR)
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_active:
        return user
    user.is_active = True
    user.save(update_fields=["is_active"])
    entry_record(acting=acting, action="user.activate", subject=user)
    return user


@transaction.atomic
def own_settings_change(*, acting: User, values: dict[str, Any]) -> User:
    """Change how the product looks and speaks to oneself."""
    changed = {
        name: value
        for name, value in values.items()
        if name in OWN_SETTINGS and getattr(acting, name) != value
    }
    for name, value in changed.items():
        if name in CHOICES and value not in CHOICES[name]:
            raise ValidationError({name: _("There is no such choice.")})
        setattr(acting, name, value)
    if changed:
        acting.full_clean()
        acting.save(update_fields=list(changed))
        entry_record(
            acting=acting, action="user.settings", subject=acting, details=changed
        )
    return acting


@transaction.atomic
def own_columns_choose(*, acting: User, table: str, columns: list[str]) -> User:
    """Keep which columns of a table one wants to see, in which order."""
    if acting.columns.get(table) == columns:
        return acting
    acting.columns = {**acting.columns, table: columns}
    acting.save(update_fields=["columns"])
    entry_record(
        acting=acting,
        action="user.columns",
        subject=acting,
        details={"table": table, "columns": columns},
    )
    return acting


def _known_roles(roles: Iterable[str]) -> set[str]:
    wanted = set(roles)
    unknown = wanted - set(Role.values)
    if unknown:
        message = _("There is no role %(role)s. Roles are: %(roles)s.") % {
            "role": ", ".join(sorted(unknown)),
            "roles": ", ".join(Role.values),
        }
        raise ValidationError({"roles": message})
    return wanted


def _administrator_require(user: User) -> None:
    is_administrator = Role.ADMINISTRATOR in user.roles
    if is_administrator and not administrators_left(without=user):
        message = _("%(name)s is the only administrator. Name another one first.")
        raise ValidationError(message % {"name": user.name})


def _grants_write(acting: User, user: User, roles: set[str]) -> None:
    RoleGrant.objects.bulk_create(
        RoleGrant(user=user, role=role, granted_by=acting) for role in sorted(roles)
    )


def _password_set(user: User, password: str) -> None:
    validate_password(password, user)
    user.set_password(password)


def _record(
    acting: User, action: str, user: User, before: object, after: object
) -> None:
    details = {"before": before, "after": after}
    entry_record(acting=acting, action=action, subject=user, details=details)
