"""Everything that changes an account by a person's hand. Imports: see `sync`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vitalfew.apps.accounts import tree
from vitalfew.apps.accounts.facts import FACTS, column_value, stored
from vitalfew.apps.accounts.models import Account, Ancestry, Exclusion, HeadOffice, Kind
from vitalfew.apps.audit.services import entry_record
from vitalfew.apps.users.models import Role
from vitalfew.apps.users.policies import require

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User


def reason_require(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Write down the reason; it is kept.")})
    return reason


def standing_require(account: Account) -> None:
    if account.merged_into_id is not None:
        raise ValidationError(
            _("%(name)s was merged into another account. Undo the merge first.")
            % {"name": account.name}
        )


def free_id(stem: str) -> str:
    """The first unused account id of stem-1, stem-2 and so on."""
    number = Account.objects.filter(account_id__startswith=f"{stem}-").count() + 1
    while Account.objects.filter(account_id=f"{stem}-{number}").exists():
        number += 1
    return f"{stem}-{number}"


@transaction.atomic
def account_edit(
    *, account: Account, values: Mapping[str, Any], acting: User
) -> Account:
    """Correct facts of an account. What the import says is kept beside it."""
    require(acting, Role.ANALYST)
    account = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    changed = {}
    for fact, value in values.items():
        before = getattr(account, fact)
        if fact not in FACTS or value == before:
            continue
        account.edited[fact] = stored(value)
        if account.imported.get(fact) == account.edited[fact]:
            del account.edited[fact]
        _fact_set(account, fact, value)
        changed[fact] = {"before": stored(before), "after": stored(value)}
    if not changed:
        return account
    _facts_save(account)
    entry_record(
        acting=acting,
        action="account.edit",
        subject=account,
        account=account,
        details=changed,
    )
    return account


@transaction.atomic
def account_restore(*, account: Account, fact: str, acting: User) -> Account:
    """Let what the import says count again, instead of a correction."""
    require(acting, Role.ANALYST)
    account = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    if fact not in account.edited or fact not in account.imported or fact not in FACTS:
        raise ValidationError(_("There is no imported value to go back to."))
    before = account.edited.pop(fact)
    after = account.imported[fact]
    _fact_set(account, fact, column_value(fact, after))
    _facts_save(account)
    entry_record(
        acting=acting,
        action="account.restore",
        subject=account,
        account=account,
        details={fact: {"before": before, "after": after}},
    )
    return account


@transaction.atomic
def account_move(
    *, account: Account, parent: Account | None, reason: str, acting: User
) -> Account:
    """Let an account belong to another parent, or to none."""
    require(acting, Role.ANALYST)
    reason = reason_require(reason)
    tree.tree_lock()
    account = Account.objects.get(pk=account.pk)
    standing_require(account)
    if parent is not None:
        parent = tree.survivor(Account.objects.get(pk=parent.pk))
        if tree.is_below(parent, account):
            raise ValidationError(
                {
                    "parent": _(
                        "%(parent)s belongs to %(name)s already, so %(name)s cannot "
                        "belong to %(parent)s."
                    )
                    % {"parent": parent.name, "name": account.name}
                }
            )
    before = account.parent
    if before == parent:
        return account
    account.parent = parent
    account.edited["parent_id"] = parent.account_id if parent else ""
    account.save(update_fields=["parent", "edited"])
    tree.ancestry_write(account)
    entry_record(
        acting=acting,
        action="account.move",
        subject=account,
        account=account,
        details={
            "before": before.account_id if before else None,
            "after": parent.account_id if parent else None,
            "reason": reason,
        },
    )
    return account


@transaction.atomic
def account_exclude(
    *, account: Account, exclusion: str, reason: str, acting: User
) -> Account:
    """Leave an account, with all that belongs to it, out of every assessment."""
    require(acting, Role.ANALYST)
    reason = reason_require(reason)
    if exclusion not in Exclusion.values:
        raise ValidationError({"exclusion": _("Choose why it does not count.")})
    key = Account.objects.filter(
        pk__in=Ancestry.objects.filter(ancestor=account).values("descendant"),
        designations__isnull=False,
        designations__ends_on__isnull=True,
    ).first()
    if key is not None:
        raise ValidationError(
            _("%(name)s is a key account. End that first, then exclude it.")
            % {"name": key.name}
        )
    return _exclusion_set(account, exclusion, reason, acting, "account.exclude")


@transaction.atomic
def account_include(*, account: Account, reason: str, acting: User) -> Account:
    """Let an excluded account count again."""
    require(acting, Role.ANALYST)
    reason = reason_require(reason)
    return _exclusion_set(account, "", reason, acting, "account.include")


@transaction.atomic
def head_office_mark(
    *, account: Account, unit_id: str, marked: bool, acting: User
) -> None:
    """Say that a buying unit decides for the whole account, or that it does not."""
    require(acting, Role.ANALYST)
    marks = HeadOffice.objects.filter(account=account, unit_id=unit_id)
    if marks.exists() == marked:
        return
    if marked:
        mark = HeadOffice(account=account, unit_id=unit_id, marked_by=acting)
        mark.full_clean()
        mark.save()
    else:
        marks.delete()
    entry_record(
        acting=acting,
        action="head_office.mark" if marked else "head_office.unmark",
        subject=account,
        account=account,
        details={"unit_id": unit_id},
    )


@transaction.atomic
def prospect_create(
    *,
    name: str,
    account_id: str = "",
    parent: Account | None = None,
    values: Mapping[str, Any] | None = None,
    acting: User,
) -> Account:
    """Enter a company that has not bought yet, so that it can be judged and chosen."""
    require(acting, Role.HEAD, Role.ANALYST)
    name = name.strip()
    if not name:
        raise ValidationError({"name": _("Give the company's name.")})
    tree.tree_lock()
    account_id = account_id.strip() or free_id("prospect")
    if Account.objects.filter(account_id=account_id).exists():
        raise ValidationError(
            {
                "account_id": _("There is an account with the id %(id)s already.")
                % {"id": account_id}
            }
        )
    account = account_add(
        account_id=account_id,
        kind=Kind.PROSPECT,
        parent=parent,
        values={"name": name, **(values or {})},
    )
    entry_record(
        acting=acting, action="prospect.create", subject=account, account=account
    )
    return account


def account_add(
    *,
    account_id: str,
    kind: str,
    parent: Account | None,
    values: Mapping[str, Any],
    has_orders: bool = False,
) -> Account:
    """Add an account that a person entered; part of another service's transaction."""
    account = Account(
        account_id=account_id, kind=kind, parent=parent, has_orders=has_orders
    )
    for fact, value in values.items():
        account.edited[fact] = stored(value)
        _fact_set(account, fact, value)
    if parent is not None:
        account.edited["parent_id"] = parent.account_id
    account.full_clean()
    account.save()
    tree.ancestry_write(account)
    tree.words_write([account])
    return account


def _exclusion_set(
    account: Account, exclusion: str, reason: str, acting: User, action: str
) -> Account:
    account = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    before = account.exclusion
    if before == exclusion:
        return account
    account.exclusion = exclusion
    account.exclusion_reason = reason[:500] if exclusion else ""
    account.save(update_fields=["exclusion", "exclusion_reason"])
    entry_record(
        acting=acting,
        action=action,
        subject=account,
        account=account,
        details={"before": before, "after": exclusion, "reason": reason},
    )
    return account


def _fact_set(account: Account, fact: str, value: object) -> None:
    if fact == "name":
        tree.name_write(account, str(value))
    else:
        setattr(account, fact, value)


def _facts_save(account: Account) -> None:
    account.full_clean()
    account.save()
    tree.words_write([account])
