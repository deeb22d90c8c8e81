"""Tables that conform already: checked with one query, then used where they lie."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb
import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
from ibis.backends.duckdb import Backend

from vitalfew.analysis.orders import COLUMNS, RowCount
from vitalfew.files import mapping as mappings
from vitalfew.files import sql
from vitalfew.files.fields import ORDERS
from vitalfew.files.formats import recognized
from vitalfew.files.formats.parquet import Parquet, engine_type
from vitalfew.files.formats.table import Look
from vitalfew.files.limits import LIMITS
from vitalfew.files.options import ReadOptions

Found = tuple[ir.Table, RowCount, str | None]
_CONTRACT = {column.name: column.type for column in COLUMNS}
_EXTRA = frozenset(field.name for field in ORDERS) - set(_CONTRACT)
_HARMLESS = frozenset({"unit_price", "unit_cost"})
"""Extra fields that change nothing when the file has amounts and costs."""


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
        return _checked(_renamed(table, chosen), options)
    except duckdb.Error:
        # Damaged, or beyond what an amount can hold: reading it says which.
        return None


def from_table(
    table: ir.Table, given: Mapping[str, str] | None, options: ReadOptions
) -> Found | None:
    """A table of any engine, or None when it needs reading first."""
    look = Look(
        headings=tuple(table.columns),
        types=tuple(_type_of(table[name].type()) for name in table.columns),
        sample=(),
    )
    found = mappings.resolve(look, kind="orders", given=given, name="the table")
    chosen = {field: guess.heading for field, guess in found.items()}
    mappings.check(chosen, look, kind="orders", name="the table")
    if not _may_be_clean(look, chosen, options):
        return None
    return _checked(_renamed(table, chosen), options)


def engine(folder: Path | None) -> Backend:
    """An engine for reading; measures run in it."""
    config = {"memory_limit": "3GB"}
    if folder is not None:
        config["temp_directory"] = str(folder / "spill")
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
    return all(_fits(field, type_) for field, type_ in types.items())


def _fits(field: str, type_: str) -> bool:
    wanted = _CONTRACT.get(field)
    if wanted is None:
        return True
    if wanted == dt.date:
        return type_ in {"DATE", "TIMESTAMP"}
    if wanted == dt.string:
        return type_ in {"VARCHAR", "BIGINT"}
    return type_ in {"DECIMAL", "BIGINT", "DOUBLE"}


def _renamed(table: ir.Table, mapping: Mapping[str, str]) -> ir.Table:
    columns = {f: table[h] for f, h in mapping.items() if f in _CONTRACT}
    return table.select(**{f: _typed(c, _CONTRACT[f]) for f, c in columns.items()})


def _typed(column: ir.Value, type_: dt.DataType) -> ir.Value:
    if column.type() == type_:
        return column
    if column.type().is_floating():
        column = column.isnan().ifelse(ibis.null(column.type()), column)
    return column.cast(type_)


def _checked(table: ir.Table, options: ReadOptions) -> Found | None:
    """One query tells whether every line is usable as it stands."""
    account = table.account_id
    facts = {
        "lines": table.count(),
        "unusable": (
            account.isnull() | (account != account.strip()) | (account == "")
        ).sum() + table.ordered_on.isnull().sum(),
    }  # fmt: skip
    if "net_amount" in table.columns:
        facts["unknown"] = table.net_amount.isnull().sum()
    if "currency" in table.columns:
        facts["currencies"] = table.currency.nunique()
        facts["currency"] = table.currency.min()
        facts["no_currency"] = table.currency.isnull().sum()
    row = table.aggregate(**facts).to_pyarrow().to_pylist()[0]
    if not row["lines"] or row["unusable"] or row.get("unknown"):
        return None
    currency = row.get("currency") or options.currency
    one = row.get("currencies", 0) <= 1 and not row.get("no_currency")
    if not one or (options.currency and currency != options.currency):
        return None
    if not _numbered_once(table):
        return None
    lines = int(row["lines"])
    return table, RowCount(read=lines, used=lines), currency


def _numbered_once(table: ir.Table) -> bool:
    """Whether no order and line number occurs twice."""
    if not {"order_id", "line_id"} <= set(table.columns):
        return True
    numbered = table.filter(table.order_id.notnull(), table.line_id.notnull())
    repeated = numbered.group_by("order_id", "line_id").having(ibis._.count() > 1)
    first = repeated.agg(n=ibis._.count()).limit(1)
    return len(first.to_pyarrow()) == 0


def _type_of(type_: dt.DataType) -> str:
    return engine_type(type_.to_pyarrow()) if not type_.is_unknown() else "OTHER"
