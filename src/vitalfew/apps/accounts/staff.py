"""Who of our people works for an account, as somebody may see it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from vitalfew.apps.accounts.policies import visible
from vitalfew.apps.teams.models import Membership, TeamRole

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.users.models import User


def managers_of(acting: User, accounts: Iterable[Account]) -> dict[int, User]:
    """The account manager of each of these accounts that has one."""
    visible_ids = visible(acting).filter(pk__in=[account.pk for account in accounts])
    memberships = Membership.objects.filter(
        account__in=visible_ids, role=TeamRole.MANAGER, ends_on__isnull=True
    ).select_related("user")
    return {membership.account_id: membership.user for membership in memberships}


def team_of(acting: User, account: Account) -> QuerySet[Membership]:
    """Who is on the account's team today."""
    return (
        Membership.objects.filter(
            account__in=visible(acting).filter(pk=account.pk), ends_on__isnull=True
        )
        .select_related("user")
        .order_by("role", "starts_on", "pk")
    )
