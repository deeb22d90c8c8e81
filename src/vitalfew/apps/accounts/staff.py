"""Who of our people works for an account, as somebody may see it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import QuerySet

from vitalfew.apps.accounts.policies import of_account, of_visible
from vitalfew.apps.prepared import prepared
from vitalfew.apps.teams.models import Membership, TeamRole
from vitalfew.apps.users.models import User
from vitalfew.apps.users.selectors import with_names

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account


def managers_of(acting: User, accounts: Iterable[Account]) -> dict[int, User]:
    """The account manager of each of these accounts that has one."""
    found = _managing(acting, [account.pk for account in accounts])
    return {membership.account_id: membership.user for membership in found}


@prepared
def _managing(acting: User, accounts: list[int]) -> QuerySet[Membership]:
    found = Membership.objects.filter(
        of_visible(acting),
        account__among=accounts,
        role=TeamRole.MANAGER,
        ends_on__isnull=True,
    )
    return with_names(found, "user")


class Manager(NamedTuple):
    pk: int
    name: str


def managers_named(acting: User, accounts: Collection[int]) -> dict[int, Manager]:
    """The same of very many accounts, and nothing but who it is."""
    held = dict(_managing_all(acting))
    who = {each[0]: Manager(*each) for each in _named(set(held.values()))}
    return {account: who[held[account]] for account in accounts if account in held}


@prepared
def _named(users: set[int]) -> QuerySet[User, Any]:
    return User.objects.filter(pk__among=users).values_list("pk", "name")


@prepared
def _managing_all(acting: User) -> QuerySet[Membership, Any]:
    held = Membership.objects.filter(
        of_visible(acting), role=TeamRole.MANAGER, ends_on__isnull=True
    )
    return held.values_list("account_id", "user_id").order_by()


@prepared
def team_of(acting: User, account: Account) -> QuerySet[Membership]:
    """Who is on the account's team today."""
    found = Membership.objects.filter(of_account(acting, account), ends_on__isnull=True)
    return found.select_related("user").order_by("role", "starts_on", "pk")
