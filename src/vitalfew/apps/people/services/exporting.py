"""Everything that is kept of a person, for the person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models, transaction

from vitalfew.apps.audit.models import Entry
from vitalfew.apps.audit.services import entry_record
from vitalfew.apps.people.entries import entries_of
from vitalfew.apps.people.models import (
    Contact,
    ContactKey,
    ContactWord,
    Position,
)
from vitalfew.apps.people.policies import may_erase, require

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User


@transaction.atomic
def contact_export(*, acting: User, contact: Contact) -> dict[str, Any]:
    """The person, their posts and everything that refers to either, as plain values.

    Entries that were merged into theirs come along, under "contact".
    """
    require(may_erase(acting), acting, f"export contact {contact.pk}")
    entries = entries_of(contact)
    contact = entries[0]
    found: dict[str, Any] = {"person": _row(contact)}
    posts = list(Position.objects.filter(contact__in=entries))
    for row in (*entries, *posts):
        for name, rows in _referring(row, aside=(ContactWord, ContactKey)).items():
            there = found.setdefault(name, [])
            there += [each for each in rows if each not in there]
    about = models.Q(
        subject_type="contact", subject_id__in=[str(each.pk) for each in entries]
    )
    about |= models.Q(
        subject_type="position", subject_id__in=[str(post.pk) for post in posts]
    )
    found["audit"] = [_row(entry) for entry in Entry.objects.filter(about)]
    entry_record(acting=acting, action="contact.export", subject=contact)
    return found


def _referring(
    row: models.Model, *, aside: Iterable[type[models.Model]]
) -> dict[str, list[dict[str, Any]]]:
    """Rows of any table that refer to this one, by what they are."""
    found: dict[str, list[dict[str, Any]]] = {}
    for relation in row._meta.related_objects:
        other = relation.related_model
        if other in aside:
            continue
        rows = other._default_manager.filter(**{relation.field.name: row}).order_by(
            "pk"
        )
        if told := [_row(each) for each in rows]:
            found.setdefault(str(other._meta.verbose_name), []).extend(told)
    return found


def _row(row: models.Model) -> dict[str, Any]:
    """The row in words: what it refers to by name."""
    told = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.name)
        told[field.name] = str(value) if isinstance(value, models.Model) else value
    return told
