"""Orders that stay where they are: a table of another engine, read there every time.

Nothing is copied, converted or left out on the way: a table that would need that is
refused, with what to do about it. Each thread of each process has a connection of its
own; a connection that was lost is opened again when it is asked for the next time.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from vitalfew.analysis.engines import SPARK, fetched, in_byte_order
from vitalfew.analysis.orders import OrdersError, RowCount
from vitalfew.files import clean
from vitalfew.files import mapping as mappings
from vitalfew.files.formats import database
from vitalfew.files.formats.table import Look
from vitalfew.files.problems import FileProblem

if TYPE_CHECKING:
    import ibis
    import ibis.expr.types as ir

    from vitalfew.analysis.engines import EngineError
    from vitalfew.files.store_engine import Files

DECIDES = ("status", "document_type")
"""Fields that say which lines count at all: a reader must have applied them."""
AMOUNTS = ("gross_amount", "unit_price")
"""What an amount is computed from, where there is none."""
REQUIRED = ("account_id", "ordered_on", "net_amount")


class Warehouse:
    """A table of order lines, named by its URL; see `database.connected`.

    Parameters
    ----------
    url
        Of the engine, with ``?table=``; without it, of an engine that reads files.
    given
        Field → column, put over what is recognized by name.
    """

    def __init__(self, url: str, given: Mapping[str, str] | None = None) -> None:
        self.url = url
        self.name = database.shown_url(url)
        self.table_name = database.table_name(url)
        self._given = dict(given or {})
        self._local = threading.local()

    @property
    def holds_orders(self) -> bool:
        """Whether it names a table; otherwise it only computes."""
        return bool(self.table_name)

    @property
    def backend(self) -> ibis.BaseBackend:
        """The connection of this thread. Raises `FileProblem`."""
        if getattr(self._local, "process", None) != os.getpid():
            self._local.backend = database.connected(self.url)
            self._local.process = os.getpid()
        backend: ibis.BaseBackend = self._local.backend
        return backend

    def forget(self) -> None:
        """Open a new connection the next time."""
        self._local.process = None

    def table(self) -> ir.Table:
        """The table as it is there. Asks the engine, and so finds out if it answers.

        Raises
        ------
        FileProblem
            Nobody answers, or there is no such table.
        """
        known = getattr(self._local, "process", None) is not None
        try:
            return database.named_table(self.backend, self.url)
        except FileProblem as problem:
            self.forget()
            if problem.code != "no_connection" or not known:
                raise
        # The connection may only have been idle for too long.
        return database.named_table(self.backend, self.url)

    def columns(self) -> dict[str, str]:
        """Field → column it is taken from. Raises `FileProblem` as `lines` does."""
        return self._columns(self.table())

    def lines(self, *, account_ids: Collection[str] | None = None) -> ir.Table:
        """The order lines, in the contract's columns and types.

        Parameters
        ----------
        account_ids
            Only the lines of these accounts.

        Raises
        ------
        FileProblem
            As `table`; or a column is missing or has a type that would need reading.
        """
        table = self.table()
        columns = self._columns(table)
        if account_ids is not None:
            # Before anything is done to the column, so that an index is used.
            own = table[columns["account_id"]]
            own = own if own.type().is_string() else own.cast("string")
            table = table.filter(own.isin(sorted(account_ids)))
        return in_byte_order(clean.renamed(table, columns))

    def checked(self, paths: Sequence[Path] = ()) -> clean.Found:
        """As `lines`, of which every one is complete. Runs one query.

        Parameters
        ----------
        paths
            Parquet files to read instead of the table.

        Raises
        ------
        FileProblem
            Lines lack account, day or amount, or amounts are in several currencies.
        EngineError
            The engine did not answer.
        """
        if paths:
            table = self.files(Path()).parquet(paths)
            lines = clean.renamed(table, self._columns(table))
        else:
            lines = self.lines()
        wanted = [name for name in REQUIRED if name in lines.columns]
        row = fetched(lines.aggregate(**_facts(lines, wanted))).to_pylist()[0]
        for name in wanted:
            if row[name] < row["lines"]:
                missing = f"{row['lines'] - row[name]:,}"
                raise self._problem("incomplete", lines=missing, field=name)
        currency = row.get("least_currency")
        if currency != row.get("last_currency"):
            several = f"{currency}, {row['last_currency']}"
            raise self._problem("several_currencies", currencies=several)
        if not row["lines"]:
            raise OrdersError("No order line lies in the window: nothing to analyze.")
        return clean.Found(
            table=lines,
            rows=RowCount(read=row["lines"], used=row["lines"]),
            currency=currency,
            first=row["first"],
            last=row["last"],
            complete_cost=row.get("without_cost") == 0,
        )

    def files(self, root: Path) -> Files:
        """The Parquet files of an order store, as this engine reads them.

        Raises
        ------
        FileProblem
            It names no table, and is no engine that reads files.
        """
        from vitalfew.files.formats.spark import SparkFiles

        backend = self.backend
        if backend.name != SPARK:
            raise self._problem("reads_no_files")
        return SparkFiles(root, backend)

    def problem(self, error: EngineError) -> FileProblem:
        """What to tell of an engine that failed while it was read."""
        self.forget()
        detail = database.first_line(error.__cause__ or error, self.url)
        return self._problem("engine_failed", detail=detail)

    def _columns(self, table: ir.Table) -> dict[str, str]:
        look = Look(
            headings=tuple(table.columns),
            types=tuple(clean.type_of(table[name].type()) for name in table.columns),
            sample=(),
        )
        found = mappings.resolve(look, kind="orders", given=self._given, name=self.name)
        chosen = {field: guess.heading for field, guess in found.items()}
        try:
            mappings.check(chosen, look, kind="orders", name=self.name)
        except FileProblem as problem:
            if problem.code != "unmapped":
                raise
            raise FileProblem("lacks_column", **problem.values) from None
        amounts = () if "net_amount" in chosen else AMOUNTS
        for field in (*DECIDES, *amounts):
            if field in chosen:
                raise self._problem("needs_reading", column=chosen[field], field=field)
        for field, column in chosen.items():
            type_ = look.types[look.headings.index(column)]
            if not clean.fits(field, type_):
                wanted = " or ".join(clean.suitable(field))
                raise self._problem(
                    "wrong_type", column=column, type=type_, field=field, wanted=wanted
                )
        return {field: chosen[field] for field in clean.CONTRACT if field in chosen}

    def _problem(self, code: str, **values: object) -> FileProblem:
        return FileProblem(code, name=self.name, **values)


def _facts(lines: ir.Table, wanted: Collection[str]) -> dict[str, ir.Scalar]:
    """What tells whether lines can be used as they are, in one pass."""
    facts = {name: lines[name].count() for name in wanted}
    facts["account_id"] = lines.account_id.nullif("").count()
    facts["lines"] = lines.count()
    facts["first"], facts["last"] = lines.ordered_on.min(), lines.ordered_on.max()
    if "currency" in lines.columns:
        facts["least_currency"] = lines.currency.min()
        facts["last_currency"] = lines.currency.max()
    if {"net_amount", "cost"} <= set(lines.columns):
        gap = lines.cost.isnull() & (lines.net_amount != 0)
        facts["without_cost"] = lines.count(where=gap)
    return facts
