"""A person is erased: who they were goes, that there was somebody stays.

Posts, ratings, contact, ties and the audit keep their rows, so no figure changes and
the history does not break; the name, the ways to reach them and their notes are gone
from every table, also from what others wrote.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models.functions import Cast
from django.utils import timezone

from vitalfew.apps.accounts.models import Account, AccountWord
from vitalfew.apps.accounts.naming import is_hanzi
from vitalfew.apps.audit.services import entry_record
from vitalfew.apps.imports.services.commits import ledger_locked
from vitalfew.apps.imports.services.upkeep import people_uploads_forget
from vitalfew.apps.people.entries import entries_of
from vitalfew.apps.people.models import Brought, Contact, ContactKey, ContactWord
from vitalfew.apps.people.policies import may_erase, require
from vitalfew.apps.people.services.persons import contact_locked, words_write
from vitalfew.apps.users.models import User

OTHERS = (Contact, ContactKey, ContactWord, User, Account, AccountWord)
"""What is said of other people and companies, whatever they are called."""
SHORTEST = 2
"""Shorter names stand in too many words to be looked for."""


@transaction.atomic
def contact_erase(*, acting: User, contact: Contact) -> Contact:
    """Erase a person for good, with every entry that was merged into theirs."""
    require(may_erase(acting), acting, f"erase contact {contact.pk}")
    ledger_locked()
    contact, *merged = entries_of(contact)
    contact = contact_locked(contact)
    entries = [contact, *merged]
    told = [text for each in entries for text in _told(each)]
    placeholder = f"Erased person {contact.pk}"
    for entry in entries:
        _empty(entry, placeholder)
    words_write([contact])
    contact.notes.all().delete()
    Brought.objects.filter(contact__in=entries).update(said={}, before={})
    people_uploads_forget()
    patterns = [_pattern(text) for text in told if len(text) >= SHORTEST]
    for model in apps.get_models():
        if model not in OTHERS:
            _texts_clear(model, told, patterns, placeholder)
    entry_record(acting=acting, action="contact.erase", subject=contact)
    return contact


def _told(contact: Contact) -> list[str]:
    """Who they are and how to reach them, the longest first: names hold names."""
    told = {contact.name, contact.email, contact.phone, contact.mobile} - {""}
    return sorted(told, key=lambda text: (-len(text), text))


def _empty(contact: Contact, placeholder: str) -> None:
    if any(text in contact.external_id for text in _told(contact)):
        contact.source = contact.external_id = ""
    contact.name = contact.sort_key = placeholder
    contact.email = contact.phone = contact.mobile = ""
    contact.erased_on = timezone.localdate()
    contact.save()


def _pattern(text: str) -> re.Pattern[str]:
    """The text as a word of its own; Chinese has no blanks between words."""
    first, last = (
        "" if is_hanzi(edge) or not edge.isalnum() else r"\b"
        for edge in (text[0], text[-1])
    )
    return re.compile(f"{first}{re.escape(text)}{last}", re.IGNORECASE)


def _texts_clear(
    model: type[models.Model],
    told: Sequence[str],
    patterns: Sequence[re.Pattern[str]],
    placeholder: str,
) -> None:
    for field in _text_fields(model):
        name = field.attname
        for text in told:
            if len(text) < SHORTEST:
                continue
            for row in _holding(model, name, text):
                old = getattr(row, name)
                new = _cleared(old, patterns, placeholder)
                if isinstance(new, str) and field.max_length:
                    new = new[: field.max_length]
                if new != old:
                    model._default_manager.filter(pk=row.pk).update(**{name: new})


def _text_fields(model: type[models.Model]) -> Iterator[Any]:
    for field in model._meta.concrete_fields:
        is_text = isinstance(field, models.CharField | models.TextField)
        if (is_text and not field.choices) or isinstance(field, models.JSONField):
            yield field


def _holding(model: type[models.Model], name: str, text: str) -> list[Any]:
    """Rows whose field holds the text, plainly or as JSON writes it."""
    rows = model._default_manager.annotate(as_text=Cast(name, models.TextField()))
    escaped = json.dumps(text)[1:-1]
    found = models.Q(as_text__icontains=text) | models.Q(as_text__icontains=escaped)
    return list(rows.filter(found).only("pk", name))


def _cleared(
    value: Any,  # noqa: ANN401  texts, and whatever JSON holds
    patterns: Sequence[re.Pattern[str]],
    placeholder: str,
) -> Any:  # noqa: ANN401
    if isinstance(value, str):
        for pattern in patterns:
            value = pattern.sub(placeholder, value)
        return value
    if isinstance(value, list):
        return [_cleared(each, patterns, placeholder) for each in value]
    if isinstance(value, dict):
        return {
            _cleared(key, patterns, placeholder): _cleared(each, patterns, placeholder)
            for key, each in value.items()
        }
    return value
