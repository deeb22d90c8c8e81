"""Every way in which a person was ever written, and what a text may call them by."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from vitalfew.apps.accounts import naming
from vitalfew.apps.audit.models import Entry
from vitalfew.apps.people.keys import SHORTEST as SHORTEST_NUMBER
from vitalfew.apps.people.keys import TAIL, digits
from vitalfew.apps.people.models import Brought, Contact, Position
from vitalfew.apps.people.services.persons import REACHED

SHORTEST = 2
"""Shorter names stand in too many words to be looked for."""
SHORTEST_PART = 3
"""Shorter parts of Latin names stand in too many texts."""
TITLES = (
    "总", "董", "工", "先生", "女士", "小姐", "经理", "主任", "老师", "博士", "哥",
    "姐",
)  # fmt: skip
BEFORE = ("老", "小", "阿")
DOUBLE = (
    "欧阳", "司马", "上官", "诸葛", "夏侯", "东方", "皇甫", "尉迟", "公孙", "慕容",
    "长孙", "宇文", "司徒", "司空", "端木", "令狐", "南宫", "独孤", "呼延", "申屠",
)  # fmt: skip
"""Family names of two characters."""


def spellings(entries: Sequence[Contact]) -> list[str]:
    """Names, addresses and numbers, also those they had once; the longest first."""
    told = {getattr(entry, name) for entry in entries for name in REACHED}
    told |= {text for entry in entries for text in entry.former}
    told |= set(_imported(entries)) | set(_recorded(entries))
    told -= _of_others(entries, told)
    told |= {turned for text in list(told) for turned in _turned(text)}
    return sorted(told - {""}, key=lambda text: (-len(text), text))


def taken_out(entries: Sequence[Contact]) -> list[str]:
    """What erasing these entries takes out of every text."""
    return [text for text in spellings(entries) if len(text) >= SHORTEST]


def _of_others(entries: Sequence[Contact], told: Collection[str]) -> set[str]:
    """Addresses that somebody else has by now: each is of one person."""
    own = {entry.email for entry in entries}
    once = {text for text in told if "@" in text} - own
    others = Contact.objects.filter(email__in=once)
    return set(others.order_by().values_list("email", flat=True))


def _imported(entries: Sequence[Contact]) -> Iterator[str]:
    """What imports and merges said of them, and what that replaced."""
    for row in Brought.objects.filter(contact__in=entries):
        for facts in (row.said, row.before):
            for name in REACHED:
                yield str(facts.get(name) or "")


def _recorded(entries: Sequence[Contact]) -> Iterator[str]:
    """What they were called when something of them was written into the audit."""
    keys = [str(entry.pk) for entry in entries]
    about = Entry.objects.filter(subject_type="contact", subject_id__in=keys)
    yield from about.values_list("subject_name", flat=True)
    posts = Position.objects.filter(contact__in=entries).values_list("pk", flat=True)
    held = Entry.objects.filter(
        subject_type="position", subject_id__in=[str(pk) for pk in posts]
    ).order_by("at", "pk")
    rows = list(held.values_list("subject_id", "action", "subject_name"))
    filled = {post for post, action, _name in rows if action == "position.fill"}
    for post, action, name in rows:
        # Until somebody was found to hold it, a post is called by its title alone.
        if action == "position.fill":
            filled.discard(post)
        if post not in filled and " · " in name:
            yield name.partition(" · ")[0]


def _turned(text: str) -> Iterator[str]:
    """A Latin name of two words, the family name first."""
    words = text.split()
    if len(words) == 2 and all(word.isalpha() for word in words):
        first, last = words
        if not naming.is_hanzi(first[0]) and not naming.is_hanzi(last[0]):
            yield f"{last} {first}"
            yield f"{last}, {first}"


def parts(told: Collection[str]) -> list[str]:
    """What may stand for them in a text: one name, a title with it, their sound."""
    found: dict[str, None] = {}
    for text in told:
        found.update(dict.fromkeys(_parts(text)))
    return sorted(found, key=lambda part: (-len(part), part))


def _parts(text: str) -> Iterator[str]:
    if "@" in text:
        local = text.partition("@")[0]
        if len(local) >= SHORTEST_PART:
            yield local
    elif len(digits(text)) >= SHORTEST_NUMBER and not re.search(r"[^\W\d_]", text):
        yield digits(text)[-TAIL:]
    elif text and all(naming.is_hanzi(sign) for sign in text):
        yield from _chinese(text)
    else:
        for word in re.findall(r"[^\W\d_]+", text):
            if len(word) >= SHORTEST_PART:
                yield word


def _chinese(name: str) -> Iterator[str]:
    at = 2 if name[:2] in DOUBLE and len(name) > 2 else 1
    family, given = name[:at], name[at:]
    yield from (f"{family}{title}" for title in TITLES)
    yield from (f"{before}{family}" for before in BEFORE)
    if len(given) > 1:
        yield given
    if at > 1:
        yield family
    sounds = ["".join(naming.sort_key(part).split()) for part in (family, given)]
    if all(sounds):
        yield from (f"{sounds[0]} {sounds[1]}", f"{sounds[1]} {sounds[0]}")
        yield from ("".join(sounds), "".join(reversed(sounds)))
        if len(sounds[0]) >= SHORTEST_PART:
            yield sounds[0]


def pattern(text: str) -> re.Pattern[str]:
    """The text as a word of its own; Chinese has no blanks between words."""
    first, last = (
        "" if naming.is_hanzi(edge) or not edge.isalnum() else r"\b"
        for edge in (text[0], text[-1])
    )
    return re.compile(f"{first}{re.escape(text)}{last}", re.IGNORECASE)


def part_pattern(part: str) -> re.Pattern[str]:
    """The same of a part; of a number also with what is written between digits."""
    if part.isdecimal():
        return re.compile(r"[\s().\-/]*".join(part) + r"(?!\d)")
    return pattern(part)
