"""A person is erased: who they were goes, that there was somebody stays.

Posts, ratings, contact, ties and the audit keep their rows, so no figure changes and
the history does not break; every name they ever had here, the ways to reach them and
their notes are gone from every table, also from what others wrote. What may name them
in another way is listed by `mentions_left`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone

from vitalfew.apps.accounts.models import Account, AccountWord
from vitalfew.apps.audit.services import entry_record
from vitalfew.apps.imports.services.commits import ledger_locked
from vitalfew.apps.imports.services.upkeep import people_uploads_forget
from vitalfew.apps.people.entries import entries_of
from vitalfew.apps.people.models import Brought, Contact, ContactKey, ContactWord
from vitalfew.apps.people.policies import may_erase, require
from vitalfew.apps.people.services.holding import holding, text_fields
from vitalfew.apps.people.services.persons import contact_locked, words_write
from vitalfew.apps.people.services.spellings import pattern, taken_out
from vitalfew.apps.users.models import User

OTHERS = (Contact, ContactKey, ContactWord, User, Account, AccountWord)
"""What is said of other people and companies, whatever they are called."""


@transaction.atomic
def contact_erase(*, acting: User, contact: Contact) -> Contact:
    """Erase a person for good, with every entry that was merged into theirs."""
    require(may_erase(acting), acting, f"erase contact {contact.pk}")
    ledger_locked()
    contact, *merged = entries_of(contact)
    contact = contact_locked(contact)
    entries = [contact, *merged]
    told = taken_out(entries)
    placeholder = f"Erased person {contact.pk}"
    for entry in entries:
        _empty(entry, placeholder, told)
    words_write([contact])
    contact.notes.all().delete()
    Brought.objects.filter(contact__in=entries).update(said={}, before={})
    people_uploads_forget()
    _formers_forget(told)
    patterns = [pattern(text) for text in told]
    for model in apps.get_models():
        if model not in OTHERS:
            _texts_clear(model, told, patterns, placeholder)
    entry_record(acting=acting, action="contact.erase", subject=contact)
    return contact


def _empty(contact: Contact, placeholder: str, told: Sequence[str]) -> None:
    if any(text in contact.external_id for text in told):
        contact.source = contact.external_id = ""
    contact.name = contact.sort_key = placeholder
    contact.email = contact.phone = contact.mobile = ""
    contact.formerly = {}
    contact.erased_on = timezone.localdate()
    contact.save()


def _formers_forget(told: Sequence[str]) -> None:
    """Other people had once what is theirs: no text holds it from now on."""
    gone = {text.casefold() for text in told}
    for other in holding(Contact, "formerly", told):
        left = {
            name: [text for text in texts if text.casefold() not in gone]
            for name, texts in other.formerly.items()
        }
        formerly = {name: texts for name, texts in left.items() if texts}
        if formerly != other.formerly:
            other.formerly = formerly
            other.save(update_fields=["formerly"])
            words_write([other])


def _texts_clear(
    model: type[models.Model],
    told: Sequence[str],
    patterns: Sequence[re.Pattern[str]],
    placeholder: str,
) -> None:
    for field in text_fields(model):
        name = field.attname
        for row in holding(model, name, told).only("pk", name):
            old = getattr(row, name)
            new = _cleared(old, patterns, placeholder)
            if isinstance(new, str) and field.max_length:
                new = new[: field.max_length]
            if new != old:
                model._default_manager.filter(pk=row.pk).update(**{name: new})


def _cleared(
    value: Any,  # noqa: ANN401  texts, and whatever JSON holds
    patterns: Sequence[re.Pattern[str]],
    placeholder: str,
) -> Any:  # noqa: ANN401
    if isinstance(value, str):
        for each in patterns:
            value = each.sub(placeholder, value)
        return value
    if isinstance(value, list):
        return [_cleared(each, patterns, placeholder) for each in value]
    if isinstance(value, dict):
        return {
            _cleared(key, patterns, placeholder): _cleared(each, patterns, placeholder)
            for key, each in value.items()
        }
    return value
