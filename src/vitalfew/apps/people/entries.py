"""Entries of one person: the one that stays, and those that were merged into it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from vitalfew.apps.people.models import Contact

AT_ONCE = 900
"""Values in one query; SQLite may be built to take no more than 999."""


def in_parts(keys: Collection[int]) -> Iterator[list[int]]:
    """In order, so many at a time as one query takes."""
    ordered = sorted(keys)
    for at in range(0, len(ordered), AT_ONCE):
        yield ordered[at : at + AT_ONCE]


def survivor(contact: Contact) -> Contact:
    """The entry that stands for this one; itself where it was not merged."""
    while contact.merged_into is not None:
        contact = contact.merged_into
    return contact


def survivors(contacts: Iterable[Contact]) -> list[Contact]:
    """Who stands for these entries, each once."""
    found = {each.pk: each for each in map(survivor, contacts)}
    return list(found.values())


def merged_into(keys: Collection[int]) -> dict[int, list[Contact]]:
    """The entries merged into each of these, also by way of others."""
    top = {pk: pk for pk in keys}
    found: dict[int, list[Contact]] = {}
    asked = list(top)
    while asked:
        below: list[Contact] = []
        for part in in_parts(asked):
            below += Contact.objects.filter(merged_into__in=part).order_by("pk")
        for each in below:
            top[each.pk] = top[each.merged_into_id or 0]
            found.setdefault(top[each.pk], []).append(each)
        asked = [each.pk for each in below]
    return found


def entries_of(contact: Contact) -> list[Contact]:
    """All entries of a person, the one that stays first."""
    stays = survivor(Contact.objects.get(pk=contact.pk))
    return [stays, *merged_into([stays.pk]).get(stays.pk, [])]
