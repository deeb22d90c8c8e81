"""Who is on an account's team, and how many key accounts a manager can run."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from vitalfew.apps.audit.services import entry_record
from vitalfew.apps.teams.models import Capacity, Membership, TeamRole
from vitalfew.apps.users.models import Role, User
from vitalfew.apps.users.policies import require

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account

SETS_CAPACITY = (Role.HEAD, Role.ADMINISTRATOR)
MOST_KEY_ACCOUNTS = 50


@transaction.atomic
def capacity_change(*, acting: User, user: User, key_accounts: int) -> Capacity:
    """Set how many key accounts this account manager can run at once."""
    require(acting, *SETS_CAPACITY)
    if not 0 <= key_accounts <= MOST_KEY_ACCOUNTS:
        message = _("Give a number from 0 to %(most)s.") % {"most": MOST_KEY_ACCOUNTS}
        raise ValidationError({"key_accounts": message})
    capacity = capacity_lock(user)
    before = capacity.key_accounts
    if before == key_accounts:
        return capacity
    capacity.key_accounts = key_accounts
    capacity.save(update_fields=["key_accounts"])
    details = {"before": before, "after": key_accounts}
    entry_record(acting=acting, action="capacity.change", subject=user, details=details)
    return capacity


def capacity_lock(user: User) -> Capacity:
    """The manager's capacity, held until the transaction ends: the second one waits."""
    Capacity.objects.get_or_create(user=user)
    return Capacity.objects.select_for_update().get(user=user)


@transaction.atomic
def manager_assign(
    *, acting: User, account: Account, user: User, reason: str, on: date
) -> Membership:
    """Make this person the account manager, in place of whoever was it until now."""
    current = _open(account).filter(role=TeamRole.MANAGER).first()
    if current and current.user_id == user.pk:
        return current
    if current:
        membership_end(acting=acting, membership=current, on=on)
    membership = Membership(
        account=account,
        user=user,
        role=TeamRole.MANAGER,
        starts_on=on,
        reason=reason[:500],
        added_by=acting,
    )
    membership.full_clean()
    membership.save()
    entry_record(
        acting=acting, action="membership.start", subject=membership, account=account
    )
    return membership


@transaction.atomic
def member_add(
    *, acting: User, account: Account, user: User, role: str, reason: str, on: date
) -> Membership:
    """Put a specialist or a sponsor on an account's team."""
    require(acting, Role.HEAD)
    membership = Membership(
        account=account,
        user=user,
        role=role,
        starts_on=on,
        reason=reason[:500],
        added_by=acting,
    )
    membership.full_clean()
    membership.save()
    entry_record(
        acting=acting, action="membership.start", subject=membership, account=account
    )
    return membership


@transaction.atomic
def membership_end(*, acting: User, membership: Membership, on: date) -> Membership:
    """End a membership; it stays in the history."""
    membership.ends_on = max(on, membership.starts_on)
    membership.save(update_fields=["ends_on"])
    entry_record(
        acting=acting,
        action="membership.end",
        subject=membership,
        account=membership.account,
    )
    return membership


def team_release(*, acting: User, account: Account, on: date) -> int:
    """End every open membership of an account; how many there were."""
    memberships = list(_open(account).select_related("user", "account"))
    for membership in memberships:
        membership_end(acting=acting, membership=membership, on=on)
    return len(memberships)


def _open(account: Account) -> QuerySet[Membership]:
    return Membership.objects.filter(account=account, ends_on__isnull=True)
