"""Finds accounts that look like the same customer, in hundreds of thousands.

Comparing everybody with everybody is impossible, so only accounts that share
something rare are compared: a tax number, a rare word of the name, or the beginning
of the name.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, islice

from rapidfuzz import fuzz

from vitalfew.apps.accounts import naming

ALIKE = 0.9
SHORT = 6
"""Names with fewer letters must be equal: one letter more would be another name."""
WINDOW = 12
"""In a large block, each name is compared with so many that follow it."""
LARGE = 60
BEGINNING = 5
LEGAL_WORDS = """
    ab ag as aps bv co company corp corporation gmbh group holding inc kft kg limited
    llc llp ltd nv oy oyj plc pte pty sa sarl sas se spa sp srl the und and
"""
LEGAL_FORMS = frozenset(LEGAL_WORDS.split())


@dataclass(frozen=True)
class Company:
    """What is compared of an account."""

    pk: int
    name: str
    tax_id: str = ""
    country: str = ""

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """Words that tell companies apart; of Chinese names, pairs of characters."""
        found: list[str] = []
        for token in naming.tokens(self.name):
            if naming.is_hanzi(token[0]):
                core = naming.ENDINGS.sub("", token) or token
                found += [core[at : at + 2] for at in range(max(1, len(core) - 1))]
            elif token not in LEGAL_FORMS:
                found.append(token)
        return tuple(found)

    @cached_property
    def letters(self) -> str:
        """The name without legal forms, its words in one order."""
        parts = []
        for token in naming.tokens(self.name):
            if naming.is_hanzi(token[0]):
                parts.append(naming.ENDINGS.sub("", token) or token)
            elif token not in LEGAL_FORMS:
                parts.append(token)
        return "".join(sorted(parts))

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """Store 12 is not store 13, however alike the names are."""
        return tuple(sorted(re.findall(r"\d+", naming.folded(self.name))))

    @cached_property
    def tax_number(self) -> str:
        return re.sub(r"[^0-9a-z]", "", self.tax_id.lower())


@dataclass(frozen=True)
class Pair:
    """Two accounts that may be the same; `one` has the smaller key."""

    one: int
    other: int
    likeness: float
    same_tax_number: bool


def duplicates(companies: Iterable[Company], *, most: int = 2_000) -> list[Pair]:
    """The likeliest pairs, best first; ties by key: the result is always the same."""
    known = list(companies)
    found: dict[tuple[int, int], Pair] = {}
    for one, other in _candidates(known):
        key = (one.pk, other.pk) if one.pk < other.pk else (other.pk, one.pk)
        if key in found:
            continue
        pair = _compared(one, other, key)
        if pair is not None:
            found[key] = pair
    ranked = sorted(found.values(), key=lambda p: (-p.likeness, p.one, p.other))
    return ranked[:most]


def likeness(one: Company, other: Company) -> float:
    """How alike two names are, 0 to 1."""
    if one.numbers != other.numbers:
        return 0.0
    if min(len(one.letters), len(other.letters)) < SHORT:
        return float(one.letters == other.letters and one.letters != "")
    return fuzz.ratio(one.letters, other.letters, score_cutoff=100 * ALIKE) / 100


def _compared(one: Company, other: Company, key: tuple[int, int]) -> Pair | None:
    same = bool(one.tax_number) and one.tax_number == other.tax_number
    alike = likeness(one, other)
    if same:
        return Pair(*key, likeness=max(alike, ALIKE), same_tax_number=True)
    if alike < ALIKE or _known_apart(one, other):
        return None
    return Pair(*key, likeness=alike, same_tax_number=False)


def _known_apart(one: Company, other: Company) -> bool:
    """Other tax numbers or other countries: other companies, however alike."""
    numbers = {one.tax_number, other.tax_number} - {""}
    countries = {naming.folded(c.country) for c in (one, other)} - {""}
    return len(numbers) == 2 or len(countries) == 2


def _candidates(known: list[Company]) -> Iterator[tuple[Company, Company]]:
    often = Counter(token for company in known for token in set(company.tokens))
    blocks: dict[tuple[str, str], list[Company]] = defaultdict(list)
    for company in known:
        if company.tax_number:
            blocks["tax", company.tax_number].append(company)
        if company.letters:
            blocks["begins", company.letters[:BEGINNING]].append(company)
        rare = sorted(set(company.tokens), key=lambda token: (often[token], token))
        for token in rare[:2]:
            blocks["word", token].append(company)
    for block in blocks.values():
        yield from _pairs(block)


def _pairs(block: list[Company]) -> Iterator[tuple[Company, Company]]:
    if len(block) <= LARGE:
        yield from combinations(block, 2)
        return
    in_order = sorted(block, key=lambda company: (company.letters, company.pk))
    for at, company in enumerate(in_order):
        for other in islice(in_order, at + 1, at + 1 + WINDOW):
            yield company, other
