"""What `make bench` measures, in the order of the report. One file a topic."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks import (
    engines,
    imports,
    models,
    overlaps,
    pages,
    quality,
    ranges,
    screens,
)
from benchmarks.measure import Session
from benchmarks.report import Table


@dataclass(frozen=True)
class Topic:
    """A file of this folder.

    Attributes
    ----------
    tables
        Measures, and gives each table as soon as it is done.
    minutes
        After so many it is stopped: three times what it takes on a quiet machine.
    """

    tables: Callable[[Session], Iterator[Table]]
    minutes: int


TOPICS: dict[str, Topic] = {
    "screens": Topic(screens.tables, minutes=20),
    "imports": Topic(imports.tables, minutes=5),
    "overlaps": Topic(overlaps.tables, minutes=30),
    "pages": Topic(pages.tables, minutes=30),
    "models": Topic(models.tables, minutes=20),
    "quality": Topic(quality.tables, minutes=30),
    "ranges": Topic(ranges.tables, minutes=5),
    "engines": Topic(engines.tables, minutes=30),
}
