"""Who of our people works for an account, as somebody may see it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import QuerySet

from vitalfew.apps.accounts.policies import of_visible, visible
from vitalfew.apps.teams.models import Membership, TeamRole
from vitalfew.apps.users.selectors import with_names

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.users.models import User


def managers_of(acting: User, accounts: Iterable[Account]) -> dict[int, User]:
    """The account manager of each of these accounts that has one."""
    memberships = with_names(
        Membership.objects.filter(
            of_visible(acting),
            account__in=[account.pk for account in accounts],
            role=TeamRole.MANAGER,
            ends_on__isnull=True,
        ),
        "user",
    )
    return {membership.account_id: membership.user for membership in memberships}


class Manager(NamedTuple):
    pk: int
    name: str


def managers_named(acting: User, accounts: Collection[int]) -> dict[int, Manager]:
    """The same of very many accounts, and nothing but who it is."""
    held = Membership.objects.filter(
        of_visible(acting), role=TeamRole.MANAGER, ends_on__isnull=True
    )
    found = held.values_list("account_id", "user_id", "user__name").order_by()
    named = {account: Manager(user, name) for account, user, name in found}
    return {account: named[account] for account in accounts if account in named}


def team_of(acting: User, account: Account) -> QuerySet[Membership]:
    """Who is on the account's team today."""
    return (
        Membership.objects.filter(
            account__in=visible(acting).filter(pk=account.pk), ends_on__isnull=True
        )
        .select_related("user")
        .order_by("role", "starts_on", "pk")
    )
