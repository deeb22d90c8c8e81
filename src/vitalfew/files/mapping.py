"""Which column is what: guessed from headings and contents, overruled by a person."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from vitalfew.files.fields import (
    FIELDS,
    NAME_PARTS,
    Field,
    field_named,
    required_of,
)
from vitalfew.files.formats.table import TEXT, Look
from vitalfew.files.headings import HEADINGS
from vitalfew.files.options import Kind
from vitalfew.files.problems import FileProblem
from vitalfew.files.values import (
    ABSENT,
    COMPACT,
    NUMBER_MARK,
    SERIAL,
    SPACE,
    YEAR_FIRST,
    YEAR_LAST,
)

KNOWN, PARTLY_KNOWN, BY_CONTENTS = 1.0, 0.7, 0.4
_LEAST_AGREEING = 0.5
"""Share of a column's values that must read as its field's type."""
_DATES = [re.compile(p) for p in (YEAR_FIRST, YEAR_LAST, COMPACT, SERIAL)]
_MONTH_NAME = re.compile(
    r"^\d{1,2}[- ][A-Za-z]{3,9}[- ]\d{2,4}$|^[A-Za-z]{3,9} \d{1,2},? \d{4}$"
)
_NUMBER = re.compile(
    r"^[(+-]?\s*[^\d\s.,()-]{0,3}\s*-?\d[\d.,'’ \u00a0\u202f]*(?:[eE][+-]?\d+)?"
    r"\s*[^\d\s.,()-]{0,3}[)-]?$"
)
_LEAST_CONTAINED = 5
"""Shorter words are too common inside other words."""


@dataclass(frozen=True)
class Guess:
    """A column taken for a field, and how sure that is (0 to 1)."""

    heading: str
    confidence: float


def guess(look: Look, *, kind: Kind) -> dict[str, Guess]:
    """Field → column for everything that was recognized."""
    columns = {h: _Column(h, i, look) for i, h in enumerate(look.headings)}
    found: dict[str, Guess] = {}
    taken: set[str] = set()
    for _, _, field, heading in sorted(_candidates(columns, kind)):
        if field not in found and heading not in taken:
            found[field] = Guess(heading, _confidence(heading, field, kind))
            taken.add(heading)
    free = [column for column in columns.values() if column.heading not in taken]
    if kind == "orders":
        _complete_orders(found, free)
    elif kind == "activities":
        _complete_activities(found, free)
    elif kind == "contacts":
        _complete_contacts(found)
    else:
        _complete_master(found, kind)
    return found


def resolve(
    look: Look, *, kind: Kind, given: Mapping[str, str] | None, name: str
) -> dict[str, Guess]:
    """The guess with what a person said put over it.

    A heading given for one field is taken from the field it was guessed for.

    Raises
    ------
    FileProblem
        A field or a heading does not exist.
    """
    found = guess(look, kind=kind)
    if not given:
        return found
    chosen = {
        field: Guess(_existing(field, heading, look, kind, name), KNOWN)
        for field, heading in given.items()
    }
    headings = {g.heading for g in chosen.values()}
    kept = {
        field: g
        for field, g in found.items()
        if field not in chosen and g.heading not in headings
    }
    return {**kept, **chosen}


def check(
    mapping: Mapping[str, str], look: Look, *, kind: Kind, name: str
) -> dict[str, str]:
    """A complete mapping as given, its headings spelled as in the file.

    Raises
    ------
    FileProblem
        A field or heading does not exist, or a required field is missing.
    """
    checked = {
        field: _existing(field, heading, look, kind, name)
        for field, heading in mapping.items()
    }
    required = required_of(kind, checked)
    missing = [
        f.name for f in FIELDS[kind] if f.name in required and f.name not in checked
    ]
    if missing:
        raise FileProblem(
            "unmapped",
            name=name,
            fields=" and ".join(missing),
            field=missing[0],
            headings=listed(look.headings),
        )
    return checked


def heading_hash(headings: Iterable[str]) -> str:
    """The same for every order of the same headings, however they are spelled."""
    joined = "\n".join(sorted(plain(heading) for heading in headings))
    return hashlib.sha256(joined.encode()).hexdigest()


def plain(heading: str) -> str:
    """A heading without case, blanks and punctuation; 全角 as the plain signs."""
    folded = unicodedata.normalize("NFKC", heading).casefold()
    return re.sub(r"[\s_\-.:：()（）\[\]#*/\\'\"]+", "", folded)


def listed(headings: Iterable[str], most: int = 12) -> str:
    """Headings for a message."""
    names = list(headings)
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


class _Column:
    """One column and what its sample reads as."""

    def __init__(self, heading: str, place: int, look: Look) -> None:
        self.heading = heading
        self.place = place
        self.type = look.types[place]
        values = (row[place].strip(SPACE) for row in look.sample[:500])
        self.values = [v for v in values if v and v not in ABSENT]

    def agrees(self, field: Field) -> bool:
        """Whether the contents could be this field. An empty column agrees."""
        if field.type == "date":
            return self._is_date()
        if field.type in {"number", "rate"}:
            return self._is_number()
        return field.type != "flag" or len(set(self.values)) <= 3

    def _is_date(self) -> bool:
        if self.type != TEXT:
            return self.type.startswith(("DATE", "TIMESTAMP"))
        return self._share(_is_date_text) >= _LEAST_AGREEING

    def _is_number(self) -> bool:
        if self.type != TEXT:
            return not self.type.startswith(("DATE", "TIME", "BOOL", "BLOB"))
        return self._share(_is_number_text) >= _LEAST_AGREEING

    def _share(self, test: Callable[[str], bool]) -> float:
        if not self.values:
            return 1.0
        return sum(map(test, self.values)) / len(self.values)

    @property
    def holds_dates(self) -> bool:
        return bool(self.values) and self._is_date() and not _is_plain(self.values)

    @property
    def holds_amounts(self) -> bool:
        return (
            bool(self.values)
            and self._is_number()
            and any(re.search(r"[.,]\d", v) for v in self.values)
            and not self.holds_dates
        )

    @property
    def holds_names(self) -> bool:
        """Text that repeats, as the names of customers do over order lines."""
        distinct = len(set(self.values))
        return (
            self.type == TEXT
            and 1 < distinct < len(self.values)
            and not self._is_number()
            and not self._is_date()
        )


def _is_date_text(value: str) -> bool:
    value = unicodedata.normalize("NFKC", value).removeprefix(NUMBER_MARK)
    return any(p.match(value) for p in _DATES) or bool(_MONTH_NAME.match(value))


def _is_number_text(value: str) -> bool:
    value = unicodedata.normalize("NFKC", value).removeprefix(NUMBER_MARK)
    return bool(_NUMBER.match(value.rstrip("% ")))


def _is_plain(values: list[str]) -> bool:
    """Bare numbers: they could be serial days, but nothing but a heading says so."""
    return all(v.removeprefix(NUMBER_MARK).isdigit() for v in values)


def _candidates(
    columns: Mapping[str, _Column], kind: Kind
) -> Iterable[tuple[float, int, str, str]]:
    """(rank, place, field, heading); the best first when sorted."""
    for field, words in HEADINGS[kind].items():
        known = {plain(word): rank for rank, word in reversed(list(enumerate(words)))}
        for column in columns.values():
            rank = _rank(plain(column.heading), known)
            if rank is not None and column.agrees(field_named(kind, field)):
                yield rank, column.place, field, column.heading


def _rank(heading: str, known: Mapping[str, int]) -> float | None:
    if heading in known:
        return known[heading]
    ends = [
        rank
        for word, rank in known.items()
        if len(word) >= _LEAST_CONTAINED and heading.endswith(word)
    ]
    return 1_000 + min(ends) if ends else None


def _confidence(heading: str, field: str, kind: Kind) -> float:
    words = {plain(word) for word in HEADINGS[kind][field]}
    return KNOWN if plain(heading) in words else PARTLY_KNOWN


def _complete_orders(found: dict[str, Guess], free: list[_Column]) -> None:
    if "ordered_on" not in found:
        for other in ("invoiced_on", "delivered_on"):
            if other in found:
                found["ordered_on"] = found.pop(other)
                break
        else:
            _take_only(found, "ordered_on", [c for c in free if c.holds_dates])
    if "account_id" not in found and "account_name" in found:
        # A name is an id where there is nothing better.
        name = found.pop("account_name")
        found["account_id"] = Guess(name.heading, PARTLY_KNOWN)
    if "account_id" not in found:
        _take_only(found, "account_id", [c for c in free if c.holds_names])
    if not {"net_amount", "gross_amount", "unit_price"} & set(found):
        _take_only(found, "net_amount", [c for c in free if c.holds_amounts])
    amount = found.get("net_amount")
    if amount and plain(amount.heading).startswith("base"):
        # ERPNext's base_… amounts are in the firm's currency already.
        found.pop("currency", None)


def _complete_activities(found: dict[str, Guess], free: list[_Column]) -> None:
    if "occurred_on" not in found:
        _take_only(found, "occurred_on", [c for c in free if c.holds_dates])
    if "account_id" not in found:
        # A name is an id where there is nothing better.
        names = {plain(word) for word in HEADINGS["orders"]["account_name"]}
        named = [c for c in free if plain(c.heading) in names]
        _take_only(found, "account_id", named)


def _complete_contacts(found: dict[str, Guess]) -> None:
    """What "Name" is beside one other part of it: "Vorname, Name" and "姓, 名字"."""
    if "name" not in found:
        return
    for part, other, heading in (
        ("given_name", "family_name", "name"),
        ("family_name", "given_name", "名字"),
    ):
        alone = part in found and other not in found
        if alone and plain(found["name"].heading) == heading:
            found[other] = Guess(found.pop("name").heading, PARTLY_KNOWN)
            return
    # A column with the whole name says how the person writes it.
    for part in NAME_PARTS:
        found.pop(part, None)


def _complete_master(found: dict[str, Guess], kind: Kind) -> None:
    key, name = (
        ("account_id", "account_name")
        if kind == "companies"
        else ("product_id", "product_name")
    )
    if key not in found and name in found:
        found[key] = Guess(found[name].heading, PARTLY_KNOWN)


def _take_only(found: dict[str, Guess], field: str, candidates: list[_Column]) -> None:
    """Contents decide only where one column alone fits."""
    if len(candidates) == 1:
        found[field] = Guess(candidates[0].heading, BY_CONTENTS)


def _existing(field: str, heading: str, look: Look, kind: Kind, name: str) -> str:
    fields = [f.name for f in FIELDS[kind]]
    if field not in fields:
        raise FileProblem("unknown_field", field=field, fields=", ".join(fields))
    for candidate in look.headings:
        if candidate == heading:
            return candidate
    for candidate in look.headings:
        if plain(candidate) == plain(heading):
            return candidate
    raise FileProblem(
        "unknown_heading", name=name, heading=heading, headings=listed(look.headings)
    )
