"""People by what somebody types: name in either order, pinyin, e-mail, old spelling."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, Q

from vitalfew.apps.accounts import naming
from vitalfew.apps.accounts.selectors import matches
from vitalfew.apps.people.models import Contact, ContactWord, Position
from vitalfew.apps.people.policies import contacts_visible
from vitalfew.apps.people.selectors import positions_seen

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User

MOST_WEIGHED = 200


@dataclass(frozen=True)
class Found:
    contact: Contact
    position: Position | None
    """The post they hold, or held last, of those that may be seen."""


def contacts_found(acting: User, query: str, *, limit: int = 8) -> list[Found]:
    """What search proposes: an exact address, then names that begin so, then others."""
    text = naming.folded(query).strip()
    if not text:
        return []
    # The parts of an address are those of everybody's: "com" begins no narrower word.
    meant = _begins(text[: naming.LONGEST_WORD]) if "@" in text else None
    people = contacts_visible(acting).filter(
        meant or matches(query, _begins), erased_on=None
    )
    found = list(people.filter(merged_into=None).order_by("sort_key")[:MOST_WEIGHED])

    def order(contact: Contact) -> tuple[bool, bool, str]:
        return (
            contact.email != text,
            not naming.folded(contact.name).startswith(text),
            contact.sort_key,
        )

    best = sorted(found, key=order)[:limit]
    posts = _posts(acting, {contact.pk for contact in best})
    return [Found(contact, posts.get(contact.pk)) for contact in best]


def _begins(word: str) -> Q:
    found = ContactWord.objects.filter(word__begins=word).values("contact")
    return Q(pk__in=found)


def _posts(acting: User, contacts: Collection[int]) -> dict[int, Position]:
    """Of each the newest post that is held; of who holds none, the last that was."""
    held = positions_seen(acting).filter(contact__in=contacts)
    newest = held.exclude(leaving__in=Position.NEVER_HELD).order_by(
        F("ends_on").desc(nulls_first=True), F("starts_on").desc(nulls_last=True), "-pk"
    )
    found: dict[int, Position] = {}
    for position in newest:
        found.setdefault(position.contact_id or 0, position)
    return found
