"""Tables that conform already: checked with one query, then used where they lie."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
from ibis.backends.duckdb import Backend

from vitalfew.analysis.engines import EngineError, fetched, in_byte_order
from vitalfew.analysis.orders import COLUMNS, RowCount
from vitalfew.files import mapping as mappings
from vitalfew.files import sql
from vitalfew.files.fields import ORDERS
from vitalfew.files.formats import recognized
from vitalfew.files.formats.parquet import Parquet, engine_type
from vitalfew.files.formats.table import Look
from vitalfew.files.limits import LIMITS
from vitalfew.files.options import ReadOptions

CONTRACT = {column.name: column.type for column in COLUMNS}
"""Field → type."""
_EXTRA = frozenset(field.name for field in ORDERS) - set(CONTRACT)
_HARMLESS = frozenset({"unit_price", "unit_cost"})
"""Extra fields that change nothing when the file has amounts and costs."""


@dataclass(frozen=True)
class Found:
    """A table used where it lies, and what the check learned."""

    table: ir.Table
    rows: RowCount
    currency: str | None
    first: date
    last: date
    complete_cost: bool


def from_parquet(
    path: Path, given: Mapping[str, str] | None, options: ReadOptions
) -> Found | None:
    """A Parquet file as a lazy table, or None when it needs reading first."""
    format_, place = recognized(path)
    if not isinstance(format_, Parquet):
        return None
    look = format_.look(place, options, LIMITS)
    found = mappings.resolve(look, kind="orders", given=given, name=path.name)
    chosen = {field: guess.heading for field, guess in found.items()}
    mappings.check(chosen, look, kind="orders", name=path.name)
    if not _may_be_clean(look, chosen, options):
        return None
    table = engine(None).read_parquet(sql.pattern(path))
    try:
        return _checked(renamed(table, chosen), options)
    except EngineError:
        # Damaged, or beyond what an amount can hold: reading it says which.
        return None


def from_table(
    table: ir.Table, given: Mapping[str, str] | None, options: ReadOptions
) -> Found | None:
    """A table of any engine, or None when it needs reading first."""
    look = Look(
        headings=tuple(table.columns),
        types=tuple(type_of(table[name].type()) for name in table.columns),
        sample=(),
    )
    found = mappings.resolve(look, kind="orders", given=given, name="the table")
    chosen = {field: guess.heading for field, guess in found.items()}
    mappings.check(chosen, look, kind="orders", name="the table")
    if not _may_be_clean(look, chosen, options):
        return None
    return _checked(in_byte_order(renamed(table, chosen)), options)


def engine(folder: Path | None) -> Backend:
    """An engine for reading; measures run in it."""
    # Engines must not share a folder; one that spills makes its own and removes it.
    home = folder or Path(tempfile.gettempdir())
    spill = home / f"vitalfew-spill-{uuid4().hex}"
    config = {"memory_limit": "3GB", "temp_directory": str(spill)}
    backend = ibis.duckdb.connect(**config)
    backend.raw_sql("SET autoinstall_known_extensions = false")
    backend.raw_sql("SET enable_progress_bar = false")
    return backend


def _may_be_clean(look: Look, mapping: Mapping[str, str], options: ReadOptions) -> bool:
    """Whether types and settings leave nothing to read, convert or leave out."""
    settings = (
        options.rates,
        options.exclude_accounts,
        options.intercompany,
        options.today,
        options.tax == "gross",
        options.date_basis != "order",
    )
    extra = set(mapping) & _EXTRA - _HARMLESS
    if any(settings) or extra or ("net_amount" not in mapping and len(mapping) > 2):
        return False
    types = {f: look.types[look.headings.index(h)] for f, h in mapping.items()}
    return all(fits(field, type_) for field, type_ in types.items())


def fits(field: str, type_: str) -> bool:
    """Whether a column of this type needs no reading to be this field."""
    return field not in CONTRACT or type_ in suitable(field)


def suitable(field: str) -> tuple[str, ...]:
    """The types a field of the contract may have, the best first."""
    wanted = CONTRACT[field]
    if wanted == dt.date:
        return ("DATE", "TIMESTAMP")
    if wanted == dt.string:
        return ("VARCHAR", "BIGINT")
    return ("DECIMAL", "BIGINT", "DOUBLE")


def renamed(table: ir.Table, mapping: Mapping[str, str]) -> ir.Table:
    """The contract's columns, each in its type."""
    columns = {f: table[h] for f, h in mapping.items() if f in CONTRACT}
    return table.select(**{f: _typed(c, CONTRACT[f]) for f, c in columns.items()})


def _typed(column: ir.Value, type_: dt.DataType) -> ir.Value:
    if column.type() == type_:
        return column
    if column.type().is_floating():
        column = column.isnan().ifelse(ibis.null(column.type()), column)
    return column.cast(type_)


def _checked(table: ir.Table, options: ReadOptions) -> Found | None:
    """Whether every line is usable as it stands, asked as cheaply as can be.

    The first question is answered from the statistics of a Parquet file, without
    reading it; the second reads the accounts.
    """
    facts = _row(table, _counted(table))
    lines = int(facts["lines"])
    counts = [facts[name] for name in ("accounts", "days", "amounts") if name in facts]
    if not lines or any(count != lines for count in counts):
        return None
    if not _are_plain(table) or not _numbered_once(table):
        return None
    known, currency = _currency(table, lines, options)
    if not known:
        return None
    complete = "costs" in facts and _cost_is_complete(table, facts["costs"], lines)
    return Found(
        table=table,
        rows=RowCount(read=lines, used=lines),
        currency=currency,
        first=facts["first"],
        last=facts["last"],
        complete_cost=complete,
    )


def _counted(table: ir.Table) -> dict[str, ir.Scalar]:
    day = table.ordered_on
    counted = {
        "lines": table.count(),
        "accounts": table.account_id.count(),
        "days": day.count(),
        "first": day.min(),
        "last": day.max(),
    }
    if "net_amount" in table.columns:
        counted["amounts"] = table.net_amount.count()
    if {"net_amount", "cost"} <= set(table.columns):
        counted["costs"] = table.cost.count()
    return counted


def _are_plain(table: ir.Table) -> bool:
    """Whether no account is blank or has blanks around it."""
    account = table.account_id
    if not account.type().is_string():
        return True
    found = _row(table, {"first": account.min(), "open": account.endswith(" ").any()})
    # Blanks and control signs sort before all others.
    return bool(found["first"] >= "!") and not found["open"]


def _currency(
    table: ir.Table, lines: int, options: ReadOptions
) -> tuple[bool, str | None]:
    """Whether there is one currency, the firm's, and which."""
    if "currency" not in table.columns:
        return options.foreign is None, options.currency
    column = table.currency
    found = _row(table, {"n": column.count(), "a": column.min(), "z": column.max()})
    if found["n"] != lines or found["a"] != found["z"]:
        return False, None
    return found["a"] == (options.currency or found["a"]), found["a"]


def _cost_is_complete(table: ir.Table, costs: int, lines: int) -> bool:
    """A line without worth needs no cost."""
    if costs == lines:
        return True
    gap = table.cost.isnull() & (table.net_amount != 0)
    return not _row(table, {"gap": gap.any()})["gap"]


def _row(table: ir.Table, values: dict[str, ir.Scalar]) -> dict[str, Any]:
    row: dict[str, Any] = fetched(table.aggregate(**values)).to_pylist()[0]
    return row


def _numbered_once(table: ir.Table) -> bool:
    """Whether no order and line number occurs twice."""
    if not {"order_id", "line_id"} <= set(table.columns):
        return True
    numbered = table.filter(table.order_id.notnull(), table.line_id.notnull())
    repeated = numbered.group_by("order_id", "line_id").having(ibis._.count() > 1)
    first = repeated.agg(n=ibis._.count()).limit(1)
    return len(fetched(first)) == 0


def type_of(type_: dt.DataType) -> str:
    """The reader's name of a column type of any engine."""
    return engine_type(type_.to_pyarrow()) if not type_.is_unknown() else "OTHER"
