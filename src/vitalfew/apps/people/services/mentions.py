"""Where something may still name a person when they are erased: a person decides.

Erasing takes every spelling of a name out of every text. A first name alone, "Mr Wang"
or 王总 may be somebody else, so such places are listed and not changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Q

from vitalfew.apps.accounts.models import Account, AccountWord
from vitalfew.apps.audit.models import Entry
from vitalfew.apps.people.entries import entries_of
from vitalfew.apps.people.former import selves
from vitalfew.apps.people.keys import keys_of
from vitalfew.apps.people.models import (
    Brought,
    Contact,
    ContactKey,
    ContactWord,
    PersonalNote,
)
from vitalfew.apps.people.policies import may_erase, require
from vitalfew.apps.people.services.holding import holding, text_fields
from vitalfew.apps.people.services.spellings import (
    part_pattern,
    parts,
    pattern,
    spellings,
    taken_out,
)
from vitalfew.apps.users.models import User

if TYPE_CHECKING:
    import re

MOST = 200
"""Places that are listed; of a name that is everywhere more say no more."""
MOST_READ = 1_000
AROUND = 60
"""Signs of a text that are shown before and after what names them."""
ASIDE = (Account, AccountWord, Brought, Contact, ContactKey, ContactWord, User)
"""What is said of other people and companies, or looked at in another way."""
OF_PEOPLE = frozenset({"contact", "position"})
"""In the audit, records that are called by the names of other people."""


@dataclass(frozen=True)
class Mention:
    """One text that may name the person."""

    row: models.Model
    account: Account | None
    text: str
    """What is written there, cut to what stands around the name."""


def mentions_left(acting: User, contact: Contact) -> list[Mention]:
    """What erasing this person would leave; asked before they are erased."""
    require(may_erase(acting), acting, f"erase contact {contact.pk}")
    entries = entries_of(contact)
    told = spellings(entries)
    texts = _Texts(entries, told)
    found = [*_same_person(entries), *_companies(told)]
    for model in apps.get_models():
        if len(found) >= MOST:
            break
        if _is_ours(model):
            found += texts.naming(model)
    return found[:MOST]


def spellings_of(acting: User, contact: Contact) -> list[str]:
    """What erasing this person would take out of every text."""
    require(may_erase(acting), acting, f"erase contact {contact.pk}")
    return taken_out(entries_of(contact))


def _same_person(entries: Sequence[Contact]) -> Iterator[Mention]:
    """Other entries with the same name, address or number: they may be the same."""
    alike = Q(pk__in=[])
    kinds = (ContactKey.Kind.EMAIL, ContactKey.Kind.PHONE, ContactKey.Kind.NAME)
    keys = {key for entry in entries for each in selves(entry) for key in keys_of(each)}
    for kind, key in sorted(keys):
        if kind in kinds:
            alike |= Q(keys__kind=kind, keys__key=key)
    others = Contact.objects.filter(alike).exclude(pk__in=[e.pk for e in entries])
    for other in others.distinct().order_by("pk")[:MOST]:
        reached = (other.name, other.email, other.phone, other.mobile)
        yield Mention(other, None, " · ".join(filter(None, reached)))


def _companies(told: Sequence[str]) -> Iterator[Mention]:
    for name in ("name", "website"):
        for account in holding(Account, name, told)[:MOST]:
            if any(pattern(text).search(getattr(account, name)) for text in told):
                yield Mention(account, account, getattr(account, name))


def _is_ours(model: type[models.Model]) -> bool:
    return model.__module__.startswith("vitalfew.") and model not in ASIDE


class _Texts:
    """Looks for parts of a name in what is left when all full names are taken out."""

    def __init__(self, entries: Sequence[Contact], told: Sequence[str]) -> None:
        self.keys = {entry.pk for entry in entries}
        self.parts = parts(told)
        self.whole = [pattern(text) for text in (*told, *self._names_of_others())]
        self.named = [part_pattern(text) for text in self.parts]

    def _names_of_others(self) -> list[str]:
        """Full names that hold a part of theirs: where one stands, it is meant."""
        others = holding(Contact, "name", self.parts).exclude(pk__in=self.keys)
        names = {each.name for each in others[:MOST_READ]} - set(self.parts)
        return sorted(names, key=len, reverse=True)

    def naming(self, model: type[models.Model]) -> Iterator[Mention]:
        of_account = {"account"} & {field.name for field in model._meta.fields}
        for field in text_fields(model):
            rows = holding(model, field.attname, self.parts)
            for row in rows.select_related(*of_account)[:MOST_READ]:
                if self._goes(row):
                    continue
                text = self._left(getattr(row, field.attname))
                hits = (each.search(text) for each in self.named)
                at = next((hit for hit in hits if hit), None)
                if at is not None:
                    account = getattr(row, "account", None) if of_account else None
                    yield Mention(row, account, _shown(row, text, at))

    def _goes(self, row: models.Model) -> bool:
        """Whether it goes with the person, or is called by the name of another one."""
        if isinstance(row, PersonalNote):
            return row.contact_id in self.keys
        return isinstance(row, Entry) and row.subject_type in OF_PEOPLE

    def _left(self, value: object) -> str:
        """The text as erasing would leave it, without the full names of others."""
        is_text = isinstance(value, str)
        text = str(value) if is_text else json.dumps(value, ensure_ascii=False)
        for each in self.whole:
            text = each.sub("…", text)
        return text


def _shown(row: models.Model, text: str, at: re.Match[str]) -> str:
    if isinstance(row, PersonalNote):
        # Notes are for few, and each reading is written down: whose it is will do.
        return str(row.contact)
    return _around(text, at)


def _around(text: str, at: re.Match[str]) -> str:
    first, last = max(at.start() - AROUND, 0), at.end() + AROUND
    before, after = "…" if first else "", "…" if last < len(text) else ""
    return before + " ".join(text[first:last].split()) + after
