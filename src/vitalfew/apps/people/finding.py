"""People by what somebody types: name in either order, pinyin, e-mail, now or once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, Q

from vitalfew.apps.accounts import naming
from vitalfew.apps.accounts.selectors import matches
from vitalfew.apps.people.entries import merged_into
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
    by: str
    """What found them, where it is not what they are called and reached under now."""


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
    by = _by(best, [text] if "@" in text else text.split())
    return [Found(each, posts.get(each.pk), by.get(each.pk, "")) for each in best]


def _by(people: Sequence[Contact], terms: Sequence[str]) -> dict[int, str]:
    """Of whom something typed begins no word of today, the spelling that it does."""
    missing = {each.pk: _missing(terms, each.name, each.email) for each in people}
    asked = [each for each in people if missing[each.pk]]
    merged = merged_into([each.pk for each in asked])
    found: dict[int, str] = {}
    for contact in asked:
        spellings = list(contact.former)
        for entry in merged.get(contact.pk, ()):
            spellings += [entry.name, entry.email, *entry.former]
        for text in spellings:
            name, email = ("", text) if "@" in text else (text, "")
            if set(_missing(terms, name, email)) < set(missing[contact.pk]):
                found[contact.pk] = text
                break
    return found


def _missing(terms: Iterable[str], name: str, email: str) -> list[str]:
    """Those of what was typed that begin none of these words."""
    words = naming.words(name, email)

    def begins(part: str) -> bool:
        return any(word.startswith(part[: naming.LONGEST_WORD]) for word in words)

    def begin_all(term: str) -> bool:
        return "@" not in term and all(map(begins, naming.tokens(term)))

    return [term for term in terms if not begins(term) and not begin_all(term)]


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
