"""What people were called and reached under before somebody corrected it by hand.

It stands with the person, so it is seen, merged, exported and erased as they are: texts
may still name them so, and whoever erases or looks for them has to know.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from vitalfew.apps.people.entries import merged_into
from vitalfew.apps.people.models import Brought, Contact


def remembered(
    contact: Contact, before: Mapping[str, str], never: Collection[str]
) -> dict[str, list[str]]:
    """What they had once, by field, after a correction; `before` is how it was.

    Not what an entry of theirs still says, and nothing of what was `never` theirs.
    """
    entries = [contact, *merged_into([contact.pk]).get(contact.pk, ())]
    out = {getattr(entry, name).casefold() for entry in entries for name in before}
    out |= {text.casefold() for text in never}
    rows = list(Brought.objects.filter(contact=contact).order_by("pk"))
    found: dict[str, list[str]] = {}
    for name, was in before.items():
        known = list(contact.formerly.get(name, ()))
        if getattr(contact, name) != was:
            known += _replaced(rows, name, was)
        if kept := [
            text for text in _last_of_each(known) if text.casefold() not in out
        ]:
            found[name] = kept
    return found


def selves(contact: Contact) -> Iterator[Contact]:
    """The person as they are, then as each former name, address or number had them."""
    yield contact
    for name, texts in contact.formerly.items():
        for text in texts:
            yield Contact(**{"name": contact.name, name: text})


def _replaced(rows: Sequence[Brought], name: str, was: str) -> list[str]:
    """What stood there, after all that imports had replaced with it.

    They know it themselves only until they are withdrawn.
    """
    found = [was]
    for row in reversed(rows):
        if row.said.get(name) == found[0] and name in row.before:
            found.insert(0, row.before[name])
    return found


def _last_of_each(texts: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, reversed(texts))))[::-1]
