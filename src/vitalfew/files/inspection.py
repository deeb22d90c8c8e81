"""A look at a file before anything is read: format, headings, guessed mapping."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from vitalfew.files import mapping as mappings
from vitalfew.files import styles
from vitalfew.files.fields import field_named
from vitalfew.files.formats import recognized, shown_name
from vitalfew.files.formats.table import TEXT, Look
from vitalfew.files.limits import LIMITS, Limits
from vitalfew.files.options import DateOrder, Decimals, Kind, ReadOptions
from vitalfew.files.styles import Ask
from vitalfew.files.values import NUMBER_MARK

_SAMPLES = 5


@dataclass(frozen=True)
class ColumnGuess:
    """One column of the file and what it seems to be."""

    heading: str
    fields: tuple[str, ...]
    """The fields it was taken for, mostly one; none: unmapped."""
    confidence: float
    """0 to 1; 1 is a heading that is known by name, or given by a person."""
    samples: tuple[str, ...]
    """Some of its first values, as they stand in the file."""


@dataclass(frozen=True)
class Inspection:
    """What a file looks like from outside. Only its head and a sample were read."""

    name: str
    kind: Kind
    format: str
    """csv, workbook, parquet or database."""
    size: int
    """Bytes; 0 for a database."""
    encoding: str | None
    delimiter: str | None
    sheets: tuple[str, ...]
    """All sheets of a workbook, in its order."""
    chosen_sheets: tuple[str, ...]
    columns: tuple[ColumnGuess, ...]
    mapping: Mapping[str, str]
    """Field → heading, as guessed or given; what `stage` takes."""
    date_order: DateOrder | Ask | None
    """None: no date column needs an order. "ask": the sample does not decide; `stage`
    looks at the whole column and raises `ask_date_order` when that does not either."""
    decimal: Decimals | Ask | None
    heading_hash: str
    """The same for every file with the same set of headings."""

    @property
    def unmapped(self) -> tuple[str, ...]:
        """Headings that were not recognized."""
        return tuple(c.heading for c in self.columns if not c.fields)


def inspect(
    source: Path | str,
    *,
    kind: Kind = "orders",
    options: ReadOptions | None = None,
    mapping: Mapping[str, str] | None = None,
    limits: Limits = LIMITS,
) -> Inspection:
    """Look at a file without reading all of it.

    Parameters
    ----------
    source
        A path, or the URL of a database with ``?table=``.
    kind
        What the file should hold.
    options
        What is already known: sheets, encoding, delimiter, orders of dates.
    mapping
        Field → heading, given by a person or remembered; put over the guess.

    Raises
    ------
    FileProblem
        The file cannot be read at all, or the mapping names what is not there.
    """
    options = options or ReadOptions()
    format_, place = recognized(source)
    look = format_.look(place, options, limits)
    name = shown_name(place)
    found = mappings.resolve(look, kind=kind, given=mapping, name=name)
    chosen = {field: guess.heading for field, guess in found.items()}
    return Inspection(
        name=name,
        kind=kind,
        format=format_.name,
        size=place.stat().st_size if isinstance(place, Path) else 0,
        encoding=look.encoding,
        delimiter=look.delimiter,
        sheets=look.sheets,
        chosen_sheets=look.chosen_sheets,
        columns=tuple(_column(look, i, found) for i in range(len(look.headings))),
        mapping=chosen,
        date_order=options.date_order or date_order(look, chosen, kind),
        decimal=options.decimal or decimals(look, chosen, kind),
        heading_hash=mappings.heading_hash(look.headings),
    )


def date_order(
    look: Look, mapping: Mapping[str, str], kind: Kind
) -> DateOrder | Ask | None:
    """What the sample says about the order of day and month."""
    return styles.date_order(_votes(look, mapping, kind, styles.DATE_PATTERNS))


def decimals(
    look: Look, mapping: Mapping[str, str], kind: Kind
) -> Decimals | Ask | None:
    """What the sample says about the sign before the decimals."""
    return styles.decimals(_votes(look, mapping, kind, styles.NUMBER_PATTERNS))


def styled_columns(
    look: Look, mapping: Mapping[str, str], kind: Kind, patterns: styles.Patterns
) -> list[int]:
    """Places of the text columns whose values have the style in question."""
    types = {"date"} if patterns == styles.DATE_PATTERNS else {"number", "rate"}
    return [
        look.headings.index(heading)
        for field, heading in mapping.items()
        if field_named(kind, field).type in types
        and look.types[look.headings.index(heading)] == TEXT
    ]


def _votes(
    look: Look, mapping: Mapping[str, str], kind: Kind, patterns: styles.Patterns
) -> styles.Votes:
    found = styles.Votes()
    for place in styled_columns(look, mapping, kind, patterns):
        found += styles.votes((row[place] for row in look.sample), patterns)
    return found


def _column(look: Look, place: int, found: Mapping[str, mappings.Guess]) -> ColumnGuess:
    heading = look.headings[place]
    fields = {f: g.confidence for f, g in found.items() if g.heading == heading}
    values = (row[place].removeprefix(NUMBER_MARK).strip() for row in look.sample)
    samples = list(dict.fromkeys(value for value in values if value))
    return ColumnGuess(
        heading=heading,
        fields=tuple(fields),
        confidence=max(fields.values(), default=0.0),
        samples=tuple(samples[:_SAMPLES]),
    )
