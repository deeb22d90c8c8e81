"""What every format gives the reader: a look from outside, and tables to scan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from vitalfew.files.limits import Limits
from vitalfew.files.options import ReadOptions

TEXT = "VARCHAR"


@dataclass(frozen=True)
class Look:
    """A file seen from outside: its headings and a sample of its rows."""

    headings: tuple[str, ...]
    types: tuple[str, ...]
    """The engine's type of each column; `VARCHAR` where the file knows only text."""
    sample: tuple[tuple[str, ...], ...]
    """Rows as text. The first ones first; large files add some from further down."""
    encoding: str | None = None
    delimiter: str | None = None
    sheets: tuple[str, ...] = ()
    chosen_sheets: tuple[str, ...] = ()
    heading_row: int = 1
    """Row of the headings, as a person counts."""


@dataclass(frozen=True)
class RawTable:
    """Rows of a file, still as they stand there, for the engine to scan."""

    relation: str
    """SQL after FROM; its columns are c0, c1, … in the order of the headings."""
    headings: tuple[str, ...]
    types: tuple[str, ...]
    first_row: int | None = 2
    """Row number of the first line where all rows follow each other; None: the
    relation has a column `row_number`."""
    part: str | None = None
    """The sheet, where several were chosen."""
    refused: Path | None = None
    """Parquet of rows that are no rows: row_number, value, reason."""
    marked: bool = False
    """Cells that were numbers carry `values.NUMBER_MARK` (workbooks)."""
    retry: Callable[[], RawTable] | None = None
    """A slower way that survives polluted lines, when the engine stumbles."""


@dataclass(frozen=True)
class Workspace:
    """Where a format may put what it has to rewrite; removed by the caller."""

    folder: Path
    limits: Limits


@dataclass(frozen=True)
class Opened:
    """All tables of a source, and what was learned on the way."""

    tables: tuple[RawTable, ...]
    sha256: str
    encoding: str | None = None


class Format(Protocol):
    """One kind of file. Adding one: a module with these, and a line in `FORMATS`."""

    name: str

    def recognizes(self, source: Path | str, head: bytes) -> bool:
        """Whether this is such a file, from its first bytes (a database: its URL)."""

    def look(self, source: Path | str, options: ReadOptions, limits: Limits) -> Look:
        """Headings and a sample, without reading all of it."""

    def open(
        self, source: Path | str, look: Look, options: ReadOptions, space: Workspace
    ) -> Opened:
        """The tables to scan."""
