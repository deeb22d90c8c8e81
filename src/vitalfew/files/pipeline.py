"""The steps from raw tables to checked lines, in one engine that spills to disk.

parsed_0, parsed_1, … (one a raw table) → lines (all, with row numbers) → priced (net
amounts) → converted (in the firm's currency) → decided (each line with its fate).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from vitalfew.files import cleaning, sql, styles
from vitalfew.files import mapping as mappings
from vitalfew.files.cleaning import Rules
from vitalfew.files.conforming import SEPARATOR, conformed
from vitalfew.files.fields import FIELDS, OUTPUT
from vitalfew.files.formats import recognized, shown_name
from vitalfew.files.formats.table import Look, Opened, RawTable, Workspace
from vitalfew.files.inspection import styled_columns
from vitalfew.files.limits import Limits
from vitalfew.files.options import DateOrder, Decimals, Kind, ReadOptions
from vitalfew.files.problems import FileProblem
from vitalfew.files.values import MONEY, Values


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
        """Read everything and decide the fate of every line."""
        if self.rules.needs_tax_rate:
            raise FileProblem("gross_without_rate", name=self.request.name)
        self._settle_styles()
        for place in range(len(self.tables)):
            self._parse(place)
        self._collect()
        if self.request.kind == "orders":
            self._price()
            self._convert()
            self._decide_orders()
        else:
            self._decide_masters()

    @property
    def columns(self) -> list[str]:
        """Columns of the conformed file."""
        known = set(self.mapping)
        if self.request.kind == "orders":
            known.add("ordered_on")
            known |= {"net_amount"} if self.rules.has_amount else set()
            known |= {"cost"} if self.rules.cost() else set()
            if not self.rules.has_amount:
                known.discard("net_amount")
        return [name for name in OUTPUT[self.request.kind] if name in known]

    @property
    def required(self) -> frozenset[str]:
        """Fields without which a line is refused."""
        if self.request.kind == "orders":
            return self.rules.required
        return frozenset(f.name for f in FIELDS[self.request.kind] if f.required)

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
        heading = self.mapping.get("ordered_on", "")
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

    # Orders

    def _price(self) -> None:
        """Net amounts and costs in the line's own currency; returns below zero."""
        rules = self._settled_rules()
        self.rules = rules
        made = {"ordered_on": rules.date_field}
        if rules.has_amount:
            made["net_amount"] = _turned(rules.amount(), rules.is_return())
        cost = rules.cost()
        if cost:
            made["cost"] = _turned(cost, rules.is_return())
        if rules.has("quantity"):
            made["quantity"] = _turned("quantity", rules.is_return())
        if rules.has("currency"):
            own = cleaning.currency_code("currency")
            default = sql.text(rules.currency) if rules.currency else "NULL"
            made["currency"] = f"coalesce({own}, {default})"
        kept = [n for n in self.columns if n not in made]
        extra = [n for n in ("status", "unit_price") if rules.has(n)]
        made_sql = [f"{expression} AS {name}" for name, expression in made.items()]
        selected = ", ".join(
            [
                "row_number, source_no, part, bad",
                f"{rules.is_return()} AS is_return",
                *kept,
                *extra,
                *made_sql,
            ]
        )
        self.engine.execute(f"CREATE TEMP VIEW priced AS SELECT {selected} FROM lines")

    def _settled_rules(self) -> Rules:
        percent = self._in_percent("discount_rate")
        currency, convert = self._currency()
        return Rules(
            self.mapping,
            self.request.options,
            percent=percent,
            currency=currency,
            convert=convert,
        )

    def _in_percent(self, share: str) -> bool:
        """Whether the plain numbers of a column of shares are percentages."""
        if share not in self.mapping:
            return False
        plain = f"max(abs({share})) FILTER (NOT {share}_signed)"
        most = self.one(f"SELECT {plain} FROM lines")[0]
        return most is not None and most > 1

    def _currency(self) -> tuple[str | None, bool]:
        """What lines without a currency are in, and whether others are converted."""
        firm = self.request.options.currency
        if not self.rules.has("currency") or not self.rules.has_amount:
            return firm, False
        code = cleaning.currency_code("currency")
        rows = self.engine.execute(
            f"SELECT DISTINCT {code} AS code FROM lines WHERE bad IS NULL "
            "AND currency IS NOT NULL ORDER BY code"
        ).fetchall()
        found = [row[0] for row in rows]
        name = self.request.name
        if firm is None and len(found) > 1:
            raise FileProblem(
                "several_currencies", name=name, currencies=", ".join(found)
            )
        if firm is None:
            return (found[0] if found else None), False
        if found and firm not in found and not self.request.options.rates:
            raise FileProblem(
                "other_currency", name=name, found=", ".join(found), currency=firm
            )
        return firm, any(code != firm for code in found)

    def _convert(self) -> None:
        if not self.rules.convert:
            self.engine.execute("CREATE TEMP VIEW converted AS SELECT * FROM priced")
            return
        firm = self.rules.currency or ""
        self.engine.execute(
            "CREATE TEMP TABLE rates (code VARCHAR, valid_from DATE, "
            "rate DECIMAL(18,8))"
        )
        rates = [
            (rate.currency.upper(), rate.valid_from, rate.rate)
            for rate in self.request.options.rates
        ]
        own = (firm, "0001-01-01", 1)
        self.engine.executemany("INSERT INTO rates VALUES (?, ?, ?)", [own, *rates])
        money = [n for n in ("net_amount", "cost") if n in self.columns]
        changed = ", ".join(f"CAST({n} * rate AS {MONEY}) AS {n}" for n in money)
        self.engine.execute(
            f"CREATE TEMP TABLE converted AS SELECT priced.* REPLACE ({changed}, "
            f"CASE WHEN rate IS NULL THEN currency ELSE {sql.text(firm)} END AS "
            f"currency), rate, currency <> {sql.text(firm)} AS was_converted "
            "FROM priced ASOF LEFT JOIN rates "
            "ON priced.currency = rates.code AND priced.ordered_on >= rates.valid_from"
        )

    def _decide_orders(self) -> None:
        """Give every line its fate: null when it counts."""
        refusal = f"coalesce({BAD_REASON}, {self.rules.refused()})"
        self.engine.execute(
            f"CREATE TEMP VIEW judged AS SELECT *, {refusal} AS refusal FROM converted"
        )
        repeated = self._repeats()
        fate = f"coalesce(refusal, repeated, {self.rules.left_out()})"
        kind = "TABLE" if repeated != "NULL" else "VIEW"
        self.engine.execute(
            f"CREATE TEMP {kind} decided AS SELECT *, {fate} AS fate "
            f"FROM (SELECT *, {repeated} AS repeated FROM {self._copies(repeated)})"
        )

    def _repeats(self) -> str:
        """Why a line is the same as another: by its number, or in another part."""
        cases = []
        if self._has_repeated_numbers():
            cases.append(
                f"WHEN {_NUMBERED} AND row_number() OVER ("
                "PARTITION BY refusal IS NULL, order_id, line_id "
                "ORDER BY source_no DESC, row_number DESC) > 1 THEN 'superseded'"
            )
        if self._has_parts():
            cases.append(
                f"WHEN NOT {self._numbered()} AND row_number() OVER ("
                f"PARTITION BY refusal IS NULL, {', '.join(self.columns)}, copy "
                "ORDER BY source_no, row_number) > 1 THEN 'overlap'"
            )
        if not cases:
            return "NULL"
        return f"CASE WHEN refusal IS NOT NULL THEN NULL {' '.join(cases)} END"

    def _has_repeated_numbers(self) -> bool:
        """A quick look that spares most files the sorting by number."""
        if not self.rules.has("order_id", "line_id"):
            return False
        once = (
            f"SELECT 1 FROM lines WHERE {_NUMBERED} GROUP BY order_id, line_id "
            "HAVING count(*) > 1 LIMIT 1"
        )
        return self.engine.execute(once).fetchone() is not None

    def _copies(self, repeated: str) -> str:
        """Lines with the number of their copy within their part, where parts count."""
        if repeated == "NULL" or not self._has_parts():
            return "judged"
        return (
            "(SELECT *, row_number() OVER (PARTITION BY refusal IS NULL, part, "
            f"{', '.join(self.columns)} ORDER BY source_no, row_number) AS copy "
            "FROM judged)"
        )

    def _has_parts(self) -> bool:
        if "part" not in self.mapping:
            return len(self.tables) > 1
        return bool(self.one("SELECT count(DISTINCT part) > 1 FROM lines")[0])

    def _numbered(self) -> str:
        return _NUMBERED if self.rules.has("order_id", "line_id") else "false"

    # Companies and products

    def _decide_masters(self) -> None:
        """The last row of a company or product counts."""
        key = "account_id" if self.request.kind == "companies" else "product_id"
        share = ""
        if self._in_percent("ownership_share"):
            share = f"REPLACE ({cleaning.share('ownership_share')} AS ownership_share)"
        self.engine.execute(
            f"CREATE TEMP VIEW decided AS SELECT *, coalesce({BAD_REASON}, CASE WHEN "
            f"row_number() OVER (PARTITION BY bad IS NULL, {key} "
            "ORDER BY source_no DESC, row_number DESC) > 1 THEN 'superseded' END) "
            f"AS fate FROM (SELECT * {share} FROM lines)"
        )


BAD_FIELD, BAD_REASON, BAD_VALUE = (
    f"split_part(bad, '{SEPARATOR}', {place})" for place in (1, 2, 3)
)
SHARES = ("discount_rate", "ownership_share")
_NUMBERED = "(order_id IS NOT NULL AND line_id IS NOT NULL)"


def _turned(amount: str, is_return: str) -> str:
    """Below zero where the document says that it is a return."""
    if is_return == "false":
        return amount
    return f"CASE WHEN {is_return} THEN -abs({amount}) ELSE {amount} END"
