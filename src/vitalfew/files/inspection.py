"""A look at a file before anything is read: format, headings, guessed mapping."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from vitalfew.files.options import DateOrder, Decimals, Kind, ReadOptions


@dataclass(frozen=True)
class ColumnGuess:
    """One column of the file and what it seems to be."""

    heading: str
    field: str | None
    """The name of the field it was taken for; None: unmapped."""
    confidence: float
    """0 to 1; 1 is a heading that is known by name."""
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
    date_order: DateOrder | Literal["ask"] | None
    """None: no date column needs an order."""
    decimal: Decimals | Literal["ask"] | None
    heading_hash: str
    """The same for every file with the same set of headings."""

    @property
    def mapping(self) -> dict[str, str]:
        """Field → heading, as guessed; what `stage` takes."""
        return {c.field: c.heading for c in self.columns if c.field is not None}

    @property
    def unmapped(self) -> tuple[str, ...]:
        """Headings that were not recognized."""
        return tuple(c.heading for c in self.columns if c.field is None)


def inspect(
    source: Path | str,
    *,
    kind: Kind = "orders",
    options: ReadOptions | None = None,
    mapping: dict[str, str] | None = None,
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
        Field → heading, given by a person or remembered; overrules the guess.

    Raises
    ------
    FileProblem
        The file cannot be read at all.
    """
    raise NotImplementedError
