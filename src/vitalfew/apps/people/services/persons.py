"""Persons: who they are and how to reach them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.db import transaction

import vitalfew.apps.people.problems  # noqa: F401  declares the sentences
from vitalfew.apps.accounts import naming
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.audit.services import entry_record
from vitalfew.apps.people.models import Contact, ContactWord
from vitalfew.apps.people.policies import may_read_notes, require

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User

REACHED = ("name", "email", "phone", "mobile")


def contact_new(*, acting: User, name: str, **reached: str) -> Contact:
    """A new person, within the transaction of whoever gives them a post."""
    contact = Contact(created_by=acting)
    _write(contact, {"name": name, **reached})
    refuse_twin(contact)
    contact.save()
    words_write([contact])
    return contact


@transaction.atomic
def contact_edit(*, acting: User, contact: Contact, **reached: str) -> Contact:
    """Correct a name or how to reach the person."""
    require(may_read_notes(acting, contact), acting, f"edit contact {contact.pk}")
    contact = contact_locked(contact)
    before = {name: getattr(contact, name) for name in REACHED}
    _write(contact, before | reached)
    refuse_twin(contact)
    changed = [name for name in REACHED if getattr(contact, name) != before[name]]
    if not changed:
        return contact
    contact.save(update_fields=[*changed, "sort_key"])
    words_write([contact])
    # Which particulars changed, not how they read: a person may have to be erased.
    entry_record(
        acting=acting,
        action="contact.edit",
        subject=contact,
        details={"changed": changed},
    )
    return contact


def contact_locked(contact: Contact) -> Contact:
    found = Contact.objects.select_for_update().get(pk=contact.pk)
    if found.erased_on is not None:
        raise RefusedError("contact_erased")
    return found


def refuse_twin(contact: Contact) -> None:
    """One address, one person."""
    if not contact.email:
        return
    twin = Contact.objects.filter(email=contact.email).exclude(pk=contact.pk).first()
    if twin is not None:
        raise RefusedError("contact_known", field="email", name=twin.name)


def words_write(contacts: Iterable[Contact]) -> None:
    """Write anew under which words these people are found."""
    contacts = list(contacts)
    ContactWord.objects.filter(contact__in=contacts).delete()
    ContactWord.objects.bulk_create(
        ContactWord(contact=contact, word=word)
        for contact in contacts
        if contact.erased_on is None
        for word in naming.words(contact.name, contact.email)
    )


def _write(contact: Contact, reached: Mapping[str, str]) -> None:
    for name, text in reached.items():
        setattr(contact, name, " ".join(text.split()))
    contact.email = contact.email.lower()
    if not contact.name:
        raise RefusedError("contact_nameless", field="name")
    contact.sort_key = naming.sort_key(contact.name)
    contact.full_clean(exclude=["created_by"])
