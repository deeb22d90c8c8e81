"""What a plan or a review says, slide by slide, before it is a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vitalfew.files.tables_out import Cell as Value


@dataclass(frozen=True)
class Cell:
    """A text for readers, and the value a workbook keeps instead where there is one."""

    text: str
    value: Value = None

    @property
    def kept(self) -> Value:
        return self.text if self.value is None else self.value


@dataclass(frozen=True)
class Column:
    heading: str
    share: int
    """How wide it is beside the others."""
    figures: bool = False


@dataclass(frozen=True)
class Table:
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Series:
    name: str
    values: Sequence[Decimal | float | None]


@dataclass(frozen=True)
class Chart:
    """Columns side by side, of each category as many as there are series."""

    categories: Sequence[str]
    series: Sequence[Series]
    number_format: str


@dataclass(frozen=True)
class Slide:
    name: str
    title: str
    table: Table | None = None
    chart: Chart | None = None
    note: str = ""


@dataclass(frozen=True)
class Deck:
    """A title, the facts below it, and its slides, in one language."""

    name: str
    title: str
    language: str
    facts: Sequence[str]
    slides: Sequence[Slide]
    footer: str = ""
