"""Persons: who they are and how to reach them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

from django.db import transaction

import vitalfew.apps.people.problems  # noqa: F401  declares the sentences
from vitalfew.apps.accounts import naming
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.audit.services import entry_record
from vitalfew.apps.people.entries import merged_into, survivor, survivors
from vitalfew.apps.people.former import remembered, selves
from vitalfew.apps.people.keys import keys_of
from vitalfew.apps.people.models import Contact, ContactKey, ContactWord
from vitalfew.apps.people.policies import contacts_visible, may_read_notes, require

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User

Item = TypeVar("Item")
REACHED = ("name", "email", "phone", "mobile")


def contact_new(*, acting: User, name: str, **reached: str) -> Contact:
    """A new person, within the transaction of whoever gives them a post."""
    contact = Contact(created_by=acting)
    _write(contact, {"name": name, **reached})
    refuse_twin(contact, acting)
    contact.save()
    words_write([contact])
    return contact


@transaction.atomic
def contact_edit(
    *, acting: User, contact: Contact, never: Collection[str] = (), **reached: str
) -> Contact:
    """Correct a name or how to reach the person; what stood there is remembered.

    `never` is what was remembered and is forgotten: it never was theirs.
    """
    require(may_read_notes(acting, contact), acting, f"edit contact {contact.pk}")
    contact = contact_locked(contact)
    before = {name: getattr(contact, name) for name in REACHED}
    formerly = contact.formerly
    _write(contact, before | reached)
    refuse_twin(contact, acting)
    changed = [name for name in REACHED if getattr(contact, name) != before[name]]
    contact.formerly = remembered(contact, before, never)
    if contact.formerly != formerly:
        changed.append("formerly")
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
    return contacts_locked([contact])[0]


def contacts_locked(contacts: Collection[Contact]) -> list[Contact]:
    """These people, held until the transaction ends; always in one order."""
    keys = {contact.pk for contact in contacts}
    found = list(Contact.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    if any(each.erased_on is not None for each in found):
        raise RefusedError("contact_erased")
    if any(each.merged_into_id is not None for each in found):
        raise RefusedError("contact_merged")
    return found


def refuse_twin(contact: Contact, acting: User) -> None:
    """One address, one person; who they are is for whoever may know of them."""
    if not contact.email:
        return
    same = Contact.objects.filter(email=contact.email).exclude(pk=contact.pk)
    for twin in survivors(same.order_by("pk")):
        if twin.pk == contact.pk:
            continue
        if not contacts_visible(acting).filter(pk=twin.pk).exists():
            raise RefusedError("contact_unseen", field="email")
        raise RefusedError("contact_known", field="email", name=twin.name)


def words_write(people: Iterable[Contact]) -> None:
    """Write anew under which words these people are found, and with whom compared.

    An entry that was merged away lends its words to the one that stays.
    """
    contacts = {contact.pk: contact for contact in people}
    for contact in list(contacts.values()):
        stays = survivor(contact)
        contacts.setdefault(stays.pk, stays)
    below = merged_into(contacts)
    entries = {
        pk: [contacts.get(each.pk, each) for each in (contact, *below.get(pk, ()))]
        for pk, contact in contacts.items()
        if contact.merged_into_id is None and contact.erased_on is None
    }
    for model in (ContactWord, ContactKey):
        model._default_manager.filter(contact__in=list(contacts)).delete()
    ContactWord.objects.bulk_create(
        ContactWord(contact_id=pk, word=word)
        for pk, found in entries.items()
        for word in _each_once(
            naming.words(each.name, each.email)
            for entry in found
            for each in selves(entry)
        )
    )
    ContactKey.objects.bulk_create(
        ContactKey(contact_id=pk, kind=kind, key=key)
        for pk, found in entries.items()
        for kind, key in _each_once(keys_of(e) for e in found)
    )


def _each_once(told: Iterable[Iterable[Item]]) -> Iterable[Item]:
    return dict.fromkeys(chain.from_iterable(told))


def _write(contact: Contact, reached: Mapping[str, str]) -> None:
    for name, text in reached.items():
        setattr(contact, name, " ".join(text.split()))
    contact.email = contact.email.lower()
    contact.sort_key = naming.sort_key(contact.name)
    # Signs that do not show are no name.
    if not contact.sort_key:
        raise RefusedError("contact_nameless", field="name")
    contact.full_clean(exclude=["created_by"])
