"""Everything that is kept of a person, for the person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models, transaction

from vitalfew.apps.audit.models import Entry
from vitalfew.apps.audit.services import entry_record
from vitalfew.apps.people.models import Contact, ContactWord, Position
from vitalfew.apps.people.policies import may_erase, require

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User


@transaction.atomic
def contact_export(*, acting: User, contact: Contact) -> dict[str, Any]:
    """The person, their posts and everything that refers to either, as plain values."""
    require(may_erase(acting), acting, f"export contact {contact.pk}")
    found: dict[str, Any] = {"person": _row(contact)}
    found |= _referring(contact, aside=(ContactWord,))
    posts = list(Position.objects.filter(contact=contact))
    for post in posts:
        for name, rows in _referring(post, aside=()).items():
            found.setdefault(name, []).extend(rows)
    about = models.Q(subject_type="contact", subject_id=str(contact.pk))
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
    found = {}
    for relation in row._meta.related_objects:
        other = relation.related_model
        if other in aside:
            continue
        rows = other._default_manager.filter(**{relation.field.name: row}).order_by(
            "pk"
        )
        if told := [_row(each) for each in rows]:
            found[str(other._meta.verbose_name)] = told
    return found


def _row(row: models.Model) -> dict[str, Any]:
    """The row in words: what it refers to by name."""
    told = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.name)
        told[field.name] = str(value) if isinstance(value, models.Model) else value
    return told
