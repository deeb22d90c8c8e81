"""From raw tables to typed lines, in one engine that spills to disk.

parsed_0, parsed_1, … (one a raw table) → lines (all, with their row numbers).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from vitalfew.files import mapping as mappings
from vitalfew.files import styles
from vitalfew.files.cleaning import Rules
from vitalfew.files.conforming import conformed
from vitalfew.files.fields import DAY, OUTPUT, required_of
from vitalfew.files.formats import recognized, shown_name
from vitalfew.files.formats.table import Look, Opened, RawTable, Workspace
from vitalfew.files.inspection import styled_columns
from vitalfew.files.limits import Limits
from vitalfew.files.options import DateOrder, Decimals, Kind, ReadOptions
from vitalfew.files.problems import FileProblem
from vitalfew.files.values import Values


@dataclass(frozen=True)
class Source:
    """One file of a run, opened."""

    name: str
    format: str
    look: Look
    mapping: Mapping[str, str]
    opened: Opened


@dataclass(frozen=True)
class Request:
    """What is to be read, and how."""

    kind: Kind
    options: ReadOptions
    limits: Limits
    name: str


@dataclass(frozen=True)
class Table:
    """A raw table with the source it belongs to."""

    raw: RawTable
    source: Source
    label: str


def opened(
    place: Path | str,
    given: Mapping[str, str] | None,
    request: Request,
    work: Path,
) -> Source:
    """Look at a source, settle its mapping and open its tables."""
    format_, place = recognized(place)
    look = format_.look(place, request.options, request.limits)
    name = shown_name(place)
    if given is None:
        found = mappings.guess(look, kind=request.kind)
        given = {f: guess.heading for f, guess in found.items()}
    chosen = mappings.check(given, look, kind=request.kind, name=name)
    tables = format_.open(place, look, request.options, Workspace(work, request.limits))
    return Source(name, format_.name, look, chosen, tables)


SHARES = ("discount_rate", "ownership_share")


class Pipeline:
    """The steps; each leaves tables in the engine for the next."""

    def __init__(
        self,
        engine: duckdb.DuckDBPyConnection,
        sources: Sequence[Source],
        request: Request,
    ) -> None:
        self.engine = engine
        self.request = request
        self.sources = list(sources)
        self.tables = [
            Table(raw, source, raw.part or source.name)
            for source in sources
            for raw in source.opened.tables
        ]
        self.mapping = dict(sources[0].mapping)
        self.rules = Rules(self.mapping, request.options)
        self.order: DateOrder | None = None
        self.decimals: Decimals | None = None

    def run(self) -> None:
        """Read everything into the view `lines`."""
        if self.rules.needs_tax_rate:
            raise FileProblem("gross_without_rate", name=self.request.name)
        self._settle_styles()
        for place in range(len(self.tables)):
            self._parse(place)
        self._collect()

    @property
    def columns(self) -> list[str]:
        """Columns of the conformed file."""
        known = set(self.mapping)
        if self.request.kind == "orders":
            known.add("ordered_on")
            known |= {"net_amount"} if self.rules.has_amount else set()
            known |= {"cost"} if self.rules.cost() else set()
            if self.rules.has_amount and self.request.options.foreign:
                known.add("currency")
            if not self.rules.has_amount:
                known.discard("net_amount")
        elif self.request.kind == "contacts":
            known.add("name")
        elif "hours" in known:
            known.add("minutes")
        return [name for name in OUTPUT[self.request.kind] if name in known]

    @property
    def required(self) -> frozenset[str]:
        """Fields without which a line is refused."""
        if self.request.kind == "orders":
            return self.rules.required
        return required_of(self.request.kind, self.mapping)

    def one(self, query: str) -> tuple[Any, ...]:
        """The only row of a query."""
        row = self.engine.execute(query).fetchone()
        assert row is not None  # noqa: S101  aggregates always give one
        return row

    # Reading

    def _settle_styles(self) -> None:
        options = self.request.options
        self.order = options.date_order
        if self.order is None:
            found = self._votes(styles.DATE_PATTERNS, styles.date_order)
            order = styles.date_order(found)
            if order == styles.ASK:
                raise self._question(styles.DATE_PATTERNS, "ask_date_order")
            self.order = order
        self.decimals = options.decimal
        if self.decimals is None:
            found = self._votes(styles.NUMBER_PATTERNS, styles.decimals)
            decimals = styles.decimals(found)
            if decimals == styles.ASK:
                raise self._question(styles.NUMBER_PATTERNS, "ask_decimal")
            self.decimals = decimals

    def _votes(
        self, patterns: styles.Patterns, reading: Callable[[styles.Votes], str | None]
    ) -> styles.Votes:
        """Of the sample; where that leaves it open, of the whole columns."""
        found = styles.Votes()
        for source in self.sources:
            for place in self._styled(source, patterns):
                cells = (row[place] for row in source.look.sample)
                found += styles.votes(cells, patterns)
        if reading(found) != styles.ASK:
            return found
        found = styles.Votes()
        for table in self.tables:
            for place in self._styled(table.source, patterns):
                counted = styles.votes_sql(f"c{place}", patterns)
                query = f"SELECT {counted} FROM {table.raw.relation}"
                found += styles.Votes(*self.one(query))
        return found

    def _question(self, patterns: styles.Patterns, problem: str) -> FileProblem:
        for source in self.sources:
            for place in self._styled(source, patterns):
                cells = [row[place] for row in source.look.sample if row[place]]
                if styles.votes(cells, patterns).either:
                    return FileProblem(
                        problem,
                        column=source.look.headings[place],
                        samples=", ".join(list(dict.fromkeys(cells))[:3]),
                    )
        heading = self.mapping.get(DAY.get(self.request.kind, ""), "")
        return FileProblem(problem, column=heading, samples="…")

    def _styled(self, source: Source, patterns: styles.Patterns) -> list[int]:
        return styled_columns(source.look, source.mapping, self.request.kind, patterns)

    def _parse(self, place: int) -> None:
        table = self.tables[place]
        try:
            self._create(place, table)
        except duckdb.OutOfMemoryException:
            raise
        except duckdb.Error as error:
            if table.raw.retry is None:
                detail = str(error).splitlines()[0][:200]
                name = table.source.name
                raise FileProblem("damaged", name=name, detail=detail) from None
            raw = table.raw.retry()
            self.tables[place] = Table(raw, table.source, table.label)
            self._create(place, self.tables[place])

    def _create(self, place: int, table: Table) -> None:
        for heading in table.source.mapping.values():
            if heading not in table.raw.headings:
                raise FileProblem(
                    "unknown_heading",
                    name=table.label,
                    heading=heading,
                    headings=mappings.listed(table.raw.headings),
                )
        values = Values(
            decimals=self.decimals or ".",
            order=self.order or "ymd",
            marked=table.raw.marked,
        )
        select = conformed(
            table.raw,
            kind=self.request.kind,
            mapping=table.source.mapping,
            required=self.required,
            values=values,
        )
        self.engine.execute(f"CREATE OR REPLACE TEMP TABLE parsed_{place} AS {select}")

    def _collect(self) -> None:
        """One view over all tables, with the row numbers of their files."""
        several = len(self.tables) > 1
        signs = [f"{n}_signed" for n in SHARES if n in self.mapping]
        names = ", ".join([*self.mapping, *signs])
        selects = []
        for place, table in enumerate(self.tables):
            first = table.raw.first_row
            row = "row_number" if first is None else f"rowid + {first}"
            part = "" if "part" in self.mapping else ", NULL AS part"
            if several and "part" not in self.mapping:
                part = f", '{place}' AS part"
            selects.append(
                f"SELECT {row} AS row_number, {place} AS source_no, {names}{part}, bad "
                f"FROM parsed_{place}"
            )
        union = " UNION ALL ".join(selects)
        self.engine.execute(f"CREATE TEMP VIEW lines AS {union}")
