"""Merging duplicates and splitting accounts, both with undo.

The services of `Restructuring`. A merged account stays where it is in the order store
and in history; its orders, team, designation and judgements count for the account it
was merged into, until the merge is undone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from vitalfew.apps.accounts import tree
from vitalfew.apps.accounts.models import Account, Restructuring
from vitalfew.apps.accounts.services import (
    account_add,
    free_id,
    reason_require,
    standing_require,
)
from vitalfew.apps.audit.services import entry_record
from vitalfew.apps.users.models import Role
from vitalfew.apps.users.policies import require

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User

FOLLOW = ("designations", "decisions", "judgements")
"""What goes with an account wherever it is merged, beside its team."""


@transaction.atomic
def account_merge(
    *, duplicate: Account, survivor: Account, reason: str, acting: User
) -> Restructuring:
    """Let one account count as a part of another: both are the same customer."""
    require(acting, Role.ANALYST)
    reason = reason_require(reason)
    tree.tree_lock()
    duplicate = Account.objects.get(pk=duplicate.pk)
    survivor = Account.objects.get(pk=survivor.pk)
    _merge_check(duplicate, survivor)
    before = _things_move(duplicate, survivor)
    duplicate.merged_into = survivor
    duplicate.save(update_fields=["merged_into"])
    tree.ancestry_write(duplicate)
    tree.children_write(duplicate)
    done = Restructuring.objects.create(
        what=Restructuring.What.MERGE,
        account=survivor,
        other=duplicate,
        reason=reason[:500],
        by=acting,
        before=before,
    )
    _record(done, "account.merge", acting, reason=reason)
    return done


@transaction.atomic
def account_split(
    *, account: Account, units: Sequence[str], name: str, reason: str, acting: User
) -> Restructuring:
    """Let some buying units of an account become an account of their own."""
    require(acting, Role.ANALYST)
    reason = reason_require(reason)
    tree.tree_lock()
    account = Account.objects.get(pk=account.pk)
    units = list(dict.fromkeys(unit for unit in units if unit))
    _split_check(account, units, name)
    new = account_add(
        account_id=free_id(account.account_id[:180]),
        kind=account.kind,
        parent=account.parent,
        values={"name": name.strip()},
        has_orders=account.has_orders,
    )
    done = Restructuring.objects.create(
        what=Restructuring.What.SPLIT,
        account=account,
        other=new,
        units=units,
        reason=reason[:500],
        by=acting,
    )
    _record(done, "account.split", acting, reason=reason, units=units)
    return done


@transaction.atomic
def restructuring_undo(*, restructuring: Restructuring, acting: User) -> Restructuring:
    """Take a merge or a split back; everything stands as it stood before it."""
    require(acting, Role.ANALYST)
    tree.tree_lock()
    done = Restructuring.objects.select_related("account", "other").get(
        pk=restructuring.pk
    )
    _undo_check(done)
    if done.what == Restructuring.What.MERGE:
        done.other.merged_into = None
        _things_return(done)
    else:
        done.other.merged_into = done.account
    done.other.save(update_fields=["merged_into"])
    tree.ancestry_write(done.other)
    tree.children_write(done.other)
    done.undone_by = acting
    done.undone_at = timezone.now()
    done.save(update_fields=["undone_by", "undone_at"])
    _record(done, f"account.{done.what}.undo", acting)
    return done


def _merge_check(duplicate: Account, survivor: Account) -> None:
    names = {"name": duplicate.name, "other": survivor.name}
    if duplicate == survivor:
        raise ValidationError(_("Choose two different accounts."))
    for account in (duplicate, survivor):
        standing_require(account)
    if tree.is_below(survivor, duplicate):
        raise ValidationError(
            _("%(other)s belongs to %(name)s. Merge the other way round.") % names
        )
    if duplicate.exclusion != survivor.exclusion:
        raise ValidationError(
            _("One of the two is excluded and the other is not. Settle that first.")
        )
    if all(
        account.designations.filter(ends_on__isnull=True).exists()
        for account in (duplicate, survivor)
    ):
        raise ValidationError(
            _(
                "%(name)s and %(other)s are both key accounts. End one of them first, "
                "then merge."
            )
            % names
        )


def _split_check(account: Account, units: Sequence[str], name: str) -> None:
    standing_require(account)
    if not name.strip():
        raise ValidationError({"name": _("Give the new account a name.")})
    if not units:
        raise ValidationError({"units": _("Choose at least one buying unit.")})
    gone = {
        unit
        for split in account.restructurings.filter(
            what=Restructuring.What.SPLIT, undone_at__isnull=True
        )
        for unit in split.units
    }
    if gone.intersection(units):
        raise ValidationError(
            {
                "units": _("These units were split off already: %(units)s.")
                % {"units": ", ".join(sorted(gone.intersection(units)))}
            }
        )


def _undo_check(done: Restructuring) -> None:
    if done.undone_at is not None:
        raise ValidationError(_("This was undone already."))
    both = (done.account_id, done.other_id)
    later = Restructuring.objects.filter(
        Q(account__in=both) | Q(other__in=both),
        undone_at__isnull=True,
        pk__gt=done.pk,
    ).first()
    if later is not None:
        raise ValidationError(
            _("“%(later)s” came later and rests on this. Undo that first.")
            % {"later": str(later)}
        )
    if done.what == Restructuring.What.SPLIT and _stands_alone(done.other):
        raise ValidationError(
            _(
                "%(name)s has a team, a decision, a judgement or companies of its own "
                "by now. Merge it instead of undoing the split."
            )
            % {"name": done.other.name}
        )


def _stands_alone(account: Account) -> bool:
    names = (*FOLLOW, "memberships", "children")
    return any(getattr(account, name).exists() for name in names)


def _things_move(duplicate: Account, survivor: Account) -> dict[str, Any]:
    """Hand team, designation and judgements over; return what it needs to go back."""
    before: dict[str, Any] = {}
    for name in FOLLOW:
        things = getattr(duplicate, name)
        before[name] = list(things.order_by("pk").values_list("pk", flat=True))
        things.update(account=survivor)
    before["memberships"], before["ended"] = _team_move(duplicate, survivor)
    kept = set(survivor.head_offices.values_list("unit_id", flat=True))
    marks = duplicate.head_offices.exclude(unit_id__in=kept)
    before["head_offices"] = list(marks.values_list("pk", flat=True))
    marks.update(account=survivor)
    return before


def _team_move(
    duplicate: Account, survivor: Account
) -> tuple[list[int], dict[str, str]]:
    """Move the team; end what the other team has already, such as a second manager."""
    moved: list[int] = []
    ended: dict[str, str] = {}
    theirs = set(
        survivor.memberships.filter(ends_on__isnull=True).values_list("user_id", "role")
    )
    has_manager = any(role == "manager" for _user, role in theirs)
    today = timezone.localdate()
    for membership in duplicate.memberships.order_by("pk"):
        is_open = membership.ends_on is None
        twice = (membership.user_id, membership.role) in theirs
        second = membership.role == "manager" and has_manager
        if is_open and (twice or second):
            membership.ends_on = max(today, membership.starts_on)
            ended[str(membership.pk)] = membership.ends_on.isoformat()
        membership.account = survivor
        membership.save(update_fields=["account", "ends_on"])
        moved.append(membership.pk)
    return moved, ended


def _things_return(done: Restructuring) -> None:
    survivor, duplicate = done.account, done.other
    for name in (*FOLLOW, "memberships", "head_offices"):
        things = getattr(survivor, name).filter(pk__in=done.before[name])
        things.update(account=duplicate)
    for pk, day in done.before["ended"].items():
        # Only what the merge ended begins again, not what ended for a reason since.
        duplicate.memberships.filter(
            pk=int(pk), ends_on=date.fromisoformat(day)
        ).update(ends_on=None)


def _record(done: Restructuring, action: str, acting: User, **details: object) -> None:
    entry_record(
        acting=acting,
        action=action,
        subject=done.other,
        account=done.account,
        details={
            "account": done.account.account_id,
            "other": done.other.account_id,
            "before": done.before,
            **details,
        },
    )
