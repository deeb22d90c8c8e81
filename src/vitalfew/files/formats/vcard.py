"""vCard: address cards of people (2.1, RFC 2426, RFC 6350), several in one file."""

from __future__ import annotations

import hashlib
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from vitalfew.files import sql
from vitalfew.files.formats.table import TEXT, Look, Opened, RawTable, Workspace
from vitalfew.files.limits import Limits
from vitalfew.files.options import ReadOptions
from vitalfew.files.problems import FileProblem

HEADINGS = (
    "name", "email", "phone", "mobile", "company", "department", "job title",
    "contact id",
)  # fmt: skip
_BEGIN = re.compile(rb"^(\xef\xbb\xbf)?\s*BEGIN:VCARD", re.IGNORECASE)
_SAMPLE = 500
_LONGEST = 4_000
"""Signs of a line that are read; only pictures and sounds are longer."""
_ESCAPED = re.compile(r"\\([nN,;:\\])")
_PARTS = re.compile(r"((?:[^;\\]|\\.?)*)(?:;|$)")
_LINE = re.compile(r'((?:[^":]|"[^"]*")*):(.*)', re.DOTALL)
"""A colon between quotation marks belongs to a parameter."""
_CHARSET = re.compile(r'\bCHARSET="?([\w.-]+)', re.IGNORECASE)
_MOBILE = re.compile(r"\b(cell|mobile)\b", re.IGNORECASE)
_NOT_SPOKEN = re.compile(r"\b(fax|pager|modem)\b", re.IGNORECASE)
_HANZI = re.compile(r"[\u3400-\u9fff]")
_ONE_VALUE = (
    ("name", "FN", ""),
    ("email", "EMAIL", "mailto:"),
    ("phone", "TEL", "tel:"),
    ("mobile", "CELL", "tel:"),
    ("job title", "ROLE", ""),
    ("job title", "TITLE", ""),
    ("contact id", "UID", ""),
)
"""Under which heading, from which property (a later one counts before), without what
in front."""


@dataclass(frozen=True)
class Property:
    """One line of a card, unfolded."""

    name: str
    params: str
    value: str

    @property
    def plain(self) -> str:
        """The value without its escapes, on one line."""
        return _ESCAPED.sub(lambda m: " " if m[1] in "nN" else m[1], self.value).strip()

    @property
    def parts(self) -> list[str]:
        """The components of a value that has several."""
        found = (Property(self.name, "", part) for part in _PARTS.findall(self.value))
        return [part.plain for part in found]


class VCard:
    """The format of address cards."""

    name = "vcard"

    def recognizes(self, source: Path | str, head: bytes) -> bool:
        """By its first words."""
        return isinstance(source, Path) and bool(_BEGIN.match(head))

    def look(self, source: Path | str, options: ReadOptions, limits: Limits) -> Look:  # noqa: ARG002
        """The headings are always the same; a sample of the first cards."""
        rows = [row[1:] for row in islice(_cards(Path(source)), _SAMPLE)]
        if not rows:
            raise FileProblem("header_only", name=Path(source).name)
        types = (TEXT,) * len(HEADINGS)
        return Look(HEADINGS, types, tuple(rows), encoding="utf-8")

    def open(
        self,
        source: Path | str,
        look: Look,
        options: ReadOptions,  # noqa: ARG002
        space: Workspace,
    ) -> Opened:
        """All cards as rows, numbered by the lines they begin on."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        path = Path(source)
        names = ["row_number", *(f"c{place}" for place in range(len(HEADINGS)))]
        fields = [(name, pa.string()) for name in names[1:]]
        schema = pa.schema([("row_number", pa.int64()), *fields])
        target = (
            space.folder / f"{hashlib.sha256(str(path).encode()).hexdigest()}.cards"
        )
        cards = _cards(path)
        with pq.ParquetWriter(target, schema) as out:
            while rows := list(islice(cards, 10_000)):
                columns = zip(*rows, strict=True)
                out.write_table(
                    pa.table(dict(zip(names, map(list, columns), strict=True)), schema)
                )
        table = RawTable(
            relation=f"read_parquet({sql.path(target)})",
            headings=look.headings,
            types=look.types,
            first_row=None,
        )
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        return Opened((table,), sha256, "utf-8")


def _cards(path: Path) -> Iterator[tuple[Any, ...]]:
    """The line a card begins on, and what it says under each heading."""
    begun = 0
    found: dict[str, Property] = {}
    for number, line in _unfolded(path):
        one = _property(line)
        if one is None:
            continue
        if one.name == "BEGIN":
            begun, found = number, {}
        elif one.name == "END" and begun:
            told = _told(found)
            yield (begun, *(told.get(heading, "") for heading in HEADINGS))
            begun = 0
        elif begun and one.plain:
            found.setdefault(_kind(one), one)


def _kind(one: Property) -> str:
    """Of each kind the first counts: what two companies say is not put together."""
    if one.name != "TEL":
        return one.name
    if _NOT_SPOKEN.search(one.params):
        return "FAX"
    return "CELL" if _MOBILE.search(one.params) else "TEL"


def _told(found: dict[str, Property]) -> dict[str, str]:
    """What a card says under each heading."""
    told = {
        heading: found[kind].plain.removeprefix(prefix)
        for heading, kind, prefix in _ONE_VALUE
        if kind in found
    }
    if "N" in found:
        told.setdefault("name", _name(found["N"].parts))
    if "ORG" in found:
        told |= zip(("company", "department"), found["ORG"].parts, strict=False)
    return told


def _name(parts: list[str]) -> str:
    """A card of version 2.1 may have the parts alone: family name, first name."""
    family, given = [*parts, "", ""][:2]
    if _HANZI.match(family):
        return f"{family}{given}"
    return f"{given} {family}".strip()


def _property(line: str) -> Property | None:
    found = _LINE.fullmatch(line)
    if found is None:
        return None
    head, value = found.groups()
    name, _, params = head.partition(";")
    if "QUOTED-PRINTABLE" in params.upper():
        value = _decoded(quopri.decodestring(value.encode()), params)
    return Property(name.rpartition(".")[2].strip().upper(), params, value)


def _decoded(raw: bytes, params: str) -> str:
    named = _CHARSET.search(params)
    try:
        return raw.decode(named[1] if named else "utf-8", "replace")
    except LookupError:
        return raw.decode("utf-8", "replace")


def _unfolded(path: Path) -> Iterator[tuple[int, str]]:
    """Lines with those that go on; a line too long to be a fact is cut."""
    begun, held = 1, ""
    with path.open(encoding="utf-8-sig", newline=None) as lines:
        try:
            for number, raw in enumerate(lines, 1):
                line = raw.rstrip("\n")
                soft = held.endswith("=") and "QUOTED-PRINTABLE" in held.upper()
                if line[:1] in {" ", "\t"} or soft:
                    held = (held.removesuffix("=") if soft else held) + line[not soft :]
                    held = held[:_LONGEST]
                    continue
                yield begun, held
                begun, held = number, line[:_LONGEST]
        except UnicodeDecodeError:
            detail = "it is not in UTF-8"
            raise FileProblem("damaged", name=path.name, detail=detail) from None
    yield begun, held
