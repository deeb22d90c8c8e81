"""What two entries of one person would have in common, however they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from vitalfew.apps.accounts import naming
from vitalfew.apps.people.models import ContactKey

if TYPE_CHECKING:
    from vitalfew.apps.people.models import Contact

Kind = ContactKey.Kind
LONGEST = 254
TAIL = 8
"""Last digits of a number: country codes and zeros in front are written or not."""
SHORTEST = 6
"""A number with fewer digits is an extension, which many have."""
ALIKE = 86
"""Of 100: how alike two Latin names are that may be one, a letter apart."""


def keys_of(contact: Contact) -> Iterator[tuple[str, str]]:
    """Kind and key; entries that share one are compared."""
    for kind, key in _keys(contact):
        yield kind, key[:LONGEST]


def _keys(contact: Contact) -> Iterator[tuple[str, str]]:
    if contact.email:
        yield Kind.EMAIL, contact.email
    for number in (contact.phone, contact.mobile):
        if len(told := digits(number)) >= SHORTEST:
            yield Kind.PHONE, told[-TAIL:]
    parts = name_parts(contact.name)
    yield Kind.NAME, " ".join(parts)
    if len(parts) > 1 and not _is_chinese(contact.name):
        for at, part in enumerate(parts):
            others = parts[:at] + parts[at + 1 :]
            if len(part) > 1:
                yield Kind.ALIKE, " ".join([part, *(other[0] for other in others)])


def digits(number: str) -> str:
    """A number without what is written around it, and without an extension.

    >>> digits("+47 (0)22 33-44 55 ext. 6"), digits("０２１ 555 0000")
    ('4722334455', '0215550000')
    """
    plain = naming.folded(number).replace("(0)", "")
    return re.sub(r"\D", "", re.split(r"ext|x|#|durchwahl|转", plain)[0])


def same_number(one: str, other: str) -> bool:
    """Whether one is the other with a country code, or a zero, in front."""
    short, long = sorted((digits(one), digits(other)), key=len)
    return len(short) >= SHORTEST and long.endswith(short.removeprefix("0"))


def name_parts(name: str) -> list[str]:
    """Family and given names in one order; of Chinese ones the sound.

    >>> name_parts("Dahl, Per"), name_parts("王小明"), name_parts("Xiaoming Wang")
    (['dahl', 'per'], ['wang', 'xiaoming'], ['wang', 'xiaoming'])
    """
    sounds = naming.tokens(naming.sort_key(name))
    if _is_chinese(name):
        sounds = [sounds[0], "".join(sounds[1:])]
    return sorted(part for part in sounds if part)


def name_likeness(one: str, other: str) -> str:
    """How two names are one: `name`, `sound`, `letters`, `alike`, or not at all."""
    first, second = name_parts(one), name_parts(other)
    if first == second:
        if naming.folded(one) == naming.folded(other):
            return "name"
        chinese = _is_chinese(one), _is_chinese(other)
        return {0: "name", 1: "letters", 2: "sound"}[sum(chinese)]
    if _is_chinese(one) or _is_chinese(other) or len(first) != len(second):
        return ""
    initials = all(
        a == b or (min(len(a), len(b)) == 1 and a[0] == b[0])
        for a, b in zip(*_in_pairs(first, second), strict=True)
    )
    near = fuzz.ratio(" ".join(first), " ".join(second)) >= ALIKE
    return "alike" if initials or near else ""


def _in_pairs(first: list[str], second: list[str]) -> tuple[list[str], list[str]]:
    """Parts that both have first, the others in one order: "P. Dahl", "Dahl, Per"."""
    shared = [part for part in first if part in second]
    rest = [
        sorted(part for part in parts if part not in shared)
        for parts in (first, second)
    ]
    return [*shared, *rest[0]], [*shared, *rest[1]]


def _is_chinese(name: str) -> bool:
    """Whether the name is written in Chinese characters alone."""
    told = naming.folded(name).replace(" ", "")
    return bool(told) and all(naming.is_hanzi(sign) for sign in told)
