"""Posts: who holds which at a customer, under whom, from when to when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from vitalfew.apps.accounts.models import Account, Ancestry
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.audit.services import entry_record
from vitalfew.apps.people.models import Contact, Position
from vitalfew.apps.people.policies import contacts_visible, may_keep, require
from vitalfew.apps.people.services.persons import contact_locked, contact_new

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User


@dataclass(frozen=True)
class Held:
    """What a post is."""

    title: str = ""
    department: str = ""
    level: str = ""
    reports_to: Position | None = None
    starts_on: date | None = None


@transaction.atomic
def position_add(
    *,
    acting: User,
    account: Account,
    held: Held,
    contact: Contact | None = None,
    person: Mapping[str, str] | None = None,
) -> Position:
    """A person at a customer: known already, or new with `name`, `email` and so on.

    With neither it is a post that nobody has a name for.
    """
    _may_keep(acting, account)
    if contact is not None:
        contact = _known(acting, contact)
        if _open(contact, account, held.title):
            raise RefusedError("post_open", field="title", name=contact.name)
    elif person:
        contact = contact_new(acting=acting, **person)
    position = Position(account=account, contact=contact, created_by=acting)
    _held(position, held)
    position.save()
    _audit(acting, "position.add", position)
    return position


@transaction.atomic
def position_edit(*, acting: User, position: Position, held: Held) -> Position:
    """Correct a post, or whom it reports to."""
    _may_keep(acting, position.account)
    # Two corrections at the same moment could close a ring that neither of them sees.
    _group_lock(position.account_id)
    position = _running(position)
    _held(position, held)
    position.save()
    _audit(acting, "position.edit", position)
    return position


@transaction.atomic
def position_fill(
    *,
    acting: User,
    position: Position,
    name: str = "",
    email: str = "",
    contact: Contact | None = None,
) -> Position:
    """Say who holds a post that had no name: somebody known already, or new."""
    _may_keep(acting, position.account)
    position = _running(position)
    if position.contact_id is not None:
        raise RefusedError("post_taken", field="name")
    if contact is not None:
        contact = _known(acting, contact)
        if _open(contact, position.account, position.title):
            raise RefusedError("post_open", field="name", name=contact.name)
    else:
        contact = contact_new(acting=acting, name=name, email=email)
    position.contact = contact
    position.save(update_fields=["contact"])
    _audit(acting, "position.fill", position)
    return position


@transaction.atomic
def position_end(
    *, acting: User, position: Position, on: date, leaving: str, reason: str = ""
) -> Position:
    """The person no longer holds the post. Everything known of it stays."""
    _may_keep(acting, position.account)
    position = _running(position)
    day = _come(on, "on")
    if position.starts_on is not None and on < position.starts_on:
        raise RefusedError("post_before_start", field="on")
    position.ends_on, position.leaving = day, leaving
    position.full_clean()
    position.save(update_fields=["ends_on", "leaving"])
    position.map_places.all().delete()
    _audit(acting, "position.end", position, reason=reason.strip())
    return position


def _may_keep(acting: User, account: Account) -> None:
    require(may_keep(acting, account), acting, f"keep people of account {account.pk}")


def _known(acting: User, contact: Contact) -> Contact:
    """Somebody who is known already, to whoever may know of them."""
    allowed = contacts_visible(acting).filter(pk=contact.pk).exists()
    require(allowed, acting, f"give a post to contact {contact.pk}")
    return contact_locked(contact)


def _running(position: Position) -> Position:
    found = Position.objects.select_for_update(of=("self",)).get(pk=position.pk)
    if found.ends_on is not None:
        raise RefusedError("post_ended")
    return found


def _held(position: Position, held: Held) -> None:
    position.title = " ".join(held.title.split())
    position.department = " ".join(held.department.split())
    position.level = held.level
    position.starts_on = _come(held.starts_on, "starts_on")
    if position.contact is None and not position.title:
        raise RefusedError("contact_nameless", field="name")
    _report(position, held.reports_to)
    position.full_clean()


def _come(day: date | None, field: str) -> date | None:
    if day is not None and day > timezone.localdate():
        raise RefusedError("post_day_future", field=field)
    return day


def _open(contact: Contact, account: Account, title: str) -> bool:
    return contact.positions.filter(
        account=account, title=" ".join(title.split()), ends_on__isnull=True
    ).exists()


def _report(position: Position, above: Position | None) -> None:
    """Let it report to another post of the same group, without a ring."""
    position.reports_to = above
    if above is None:
        return
    if not _one_group(position.account_id, above.account_id):
        raise RefusedError("post_elsewhere", field="reports_to")
    seen = {position.pk}
    up: Position | None = Position.objects.get(pk=above.pk)
    while up is not None:
        if up.pk in seen:
            raise RefusedError("post_ring", field="reports_to")
        seen.add(up.pk)
        up = up.reports_to


def _group_lock(account: int) -> None:
    """Lock who stands at the top of a group."""
    top = Ancestry.objects.filter(descendant=account, ancestor__parent=None)
    found = Account.objects.filter(pk__in=top.values("ancestor"))
    list(found.select_for_update(of=("self",), no_key=True))


def _one_group(one: int, other: int) -> bool:
    """Whether an account stands above both."""
    above = Ancestry.objects.filter(descendant=one).values("ancestor")
    return Ancestry.objects.filter(descendant=other, ancestor__in=above).exists()


def _audit(acting: User, action: str, position: Position, *, reason: str = "") -> None:
    # Who it is is found through the post: the name itself may have to be erased.
    entry_record(
        acting=acting,
        action=action,
        subject=position,
        account=position.account,
        details={"reason": reason} if reason else {},
    )
