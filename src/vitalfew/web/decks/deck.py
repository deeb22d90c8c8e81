"""What a plan or a review says, slide by slide, before it is a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from vitalfew.web.charts.text import is_wide

if TYPE_CHECKING:
    from vitalfew.files.tables_out import Cell as Value


MOST_PLACES = 10
"""So many places of a chart can be told apart."""
LONGEST_PLACE = 40
"""Letters below a place; what it is called stands in a table as a whole."""


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

    def pages(self) -> Iterator[Chart]:
        """As many charts as it needs for its places to be told apart."""
        for first in range(0, len(self.categories), MOST_PLACES):
            shown = slice(first, first + MOST_PLACES)
            series = [replace(each, values=each.values[shown]) for each in self.series]
            yield replace(self, categories=self.categories[shown], series=series)


@dataclass(frozen=True)
class Slide:
    name: str
    title: str
    table: Table | None = None
    chart: Chart | None = None
    note: str = ""

    def pages(self) -> Iterator[Slide]:
        """Itself, or one for each part of a chart that shows many."""
        if self.chart is None or self.table is not None:
            yield self
            return
        for chart in self.chart.pages():
            yield replace(self, chart=chart)


LONGEST_NAME = 60
"""Letters of what a title names; the table below it has all of them."""


def cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def short(text: str, most: int) -> str:
    """So many letters of it; a Chinese sign takes the room of two.

    >>> short("abcdef", 6), short("abcdefg", 6), short("持续采购额", 8)
    ('abcdef', 'abcde…', '持续采…')
    """
    room, shown = most, 0
    for sign in text:
        room -= 2 if is_wide(sign) else 1
        if room < 0:
            break
        shown += 1
    return cut(text, shown)


@dataclass(frozen=True)
class Deck:
    """A title, the facts below it, and its slides, in one language."""

    name: str
    title: str
    language: str
    facts: Sequence[str]
    slides: Sequence[Slide]
    footer: str = ""
