"""`read_orders`, `read_activities`: any file, table or database, without set-up.

A Parquet file that is clean already is scanned where it lies. Everything else is read
once into a temporary file that lives as long as its engine.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from vitalfew.analysis.engines import fetched
from vitalfew.analysis.events import Events, conform_events
from vitalfew.analysis.orders import (
    Orders,
    OrdersError,
    RowCount,
    Window,
    conform,
    group_tops,
    orders_from_table,
    rolled_up,
)
from vitalfew.files import clean, sql
from vitalfew.files.formats import database, is_url
from vitalfew.files.options import DateOrder, Decimals, Kind, Rate, ReadOptions
from vitalfew.files.staging import stage

Places = Path | str | Sequence[Path | str]


@dataclass(frozen=True)
class Lines:
    """Conforming lines and what is known about them."""

    table: ir.Table
    rows: RowCount
    currency: str | None
    found: clean.Found | None = None
    """What is known already where the table was clean."""


def read_orders(  # noqa: PLR0913  the names are the public options of the reader
    source: Places | object = None,
    *,
    map: Mapping[str, str] | None = None,  # noqa: A002  the public name
    sheet: str | Sequence[str] | None = None,
    encoding: str | None = None,
    date_order: DateOrder | None = None,
    decimal: Decimals | None = None,
    as_of: date | None = None,
    window: Window | None = None,
    currency: str | None = None,
    rates: Iterable[Rate] = (),
    exclude_accounts: Iterable[str] = (),
    parents: Mapping[str, str] | None = None,
    engine: str | None = None,
    options: ReadOptions | None = None,
) -> Orders:
    """Read order lines from a file, a table or a database.

    Parameters
    ----------
    source
        A path (CSV, XLSX, XLS, ODS, Parquet, gzip), several paths, the URL of a
        database with ``?table=``, or a table of Ibis, pandas, Polars or PyArrow.
        None where `engine` names a table.
    map
        Field → heading, put over the guess.
    sheet, encoding, date_order, decimal
        What the contents of a file do not say.
    as_of
        The first day not looked at; the day after the last order when absent.
    window
        Days to look at; everything before `as_of` when absent.
    currency, rates
        The firm's currency (ISO 4217) and what others are worth in it.
    exclude_accounts
        Ids of test and pseudo-accounts to leave out.
    parents
        Company id → id of the company that owns it; groups count as one account. The
        column `parent_id` of the file does the same.
    engine
        URL of the engine that does the work: of a table that stays where it is, with
        ``?table=``; or of a Spark cluster that reads the Parquet files of `source`.
    options
        All other settings of the reader.

    Returns
    -------
    Orders
        With `rows` telling what was read, used, refused and why.

    Raises
    ------
    FileProblem
        The file cannot be read; the message says what to do.
    OrdersError
        No order line lies in the window, or the owners form a ring.
    """
    chosen = _chosen(
        options,
        sheet=sheet,
        encoding=encoding,
        date_order=date_order,
        decimal=decimal,
        currency=currency,
        rates=tuple(rates),
        exclude_accounts=frozenset(exclude_accounts),
    )
    if engine is not None:
        lines = _in_engine(engine, source, map, chosen)
    elif source is not None:
        lines = _lines(source, map, chosen)
    else:
        raise OrdersError("Name the orders, or the engine that has them.")
    groups = _groups(lines.table, parents)
    table = rolled_up(lines.table, groups)
    found = lines.found
    if found is not None and window is None and (as_of is None or as_of > found.last):
        return Orders(
            lines=conform(table),
            window=Window(found.first, as_of or found.last + timedelta(days=1)),
            currency=found.currency,
            complete_cost=found.complete_cost,
            rows=found.rows,
            groups=groups,
        )
    orders = orders_from_table(
        table, as_of=as_of, window=window, currency=lines.currency, rows=lines.rows
    )
    return replace(orders, groups=groups)


def read_activities(  # noqa: PLR0913  the names are the public options of the reader
    source: Places | object,
    *,
    map: Mapping[str, str] | None = None,  # noqa: A002  the public name
    sheet: str | Sequence[str] | None = None,
    encoding: str | None = None,
    date_order: DateOrder | None = None,
    decimal: Decimals | None = None,
    exclude_accounts: Iterable[str] = (),
    parents: Mapping[str, str] | None = None,
    options: ReadOptions | None = None,
) -> Events:
    """Read what was done for whom from a file, a table or a database.

    Parameters
    ----------
    source, map, sheet, encoding, date_order, decimal, exclude_accounts, options
        As for `read_orders`.
    parents
        Company id → id of the company that owns it; groups count as one account.

    Returns
    -------
    Events
        With `rows` telling what was read, used, refused and why.

    Raises
    ------
    FileProblem
        The file cannot be read; the message says what to do.
    OrdersError
        The owners form a ring.
    """
    chosen = _chosen(
        options,
        sheet=sheet,
        encoding=encoding,
        date_order=date_order,
        decimal=decimal,
        exclude_accounts=frozenset(exclude_accounts),
    )
    read = _from_stage if _is_place(source) else _from_written
    lines = read(source, map, chosen, "activities")  # type: ignore[arg-type]
    events = Events(lines=conform_events(lines.table), rows=lines.rows)
    return events.rolled_up(group_tops(parents or {}))


def _chosen(
    options: ReadOptions | None,
    *,
    sheet: str | Sequence[str] | None,
    **given: object,
) -> ReadOptions:
    """The options with what was given by name put over them."""
    base = options or ReadOptions()
    sheets = (sheet,) if isinstance(sheet, str) else tuple(sheet or ())
    named = {name: value for name, value in given.items() if value}
    return replace(base, **({"sheets": sheets} if sheets else {}), **named)  # type: ignore[arg-type]


def _lines(
    source: object, given: Mapping[str, str] | None, options: ReadOptions
) -> Lines:
    if not _is_place(source):
        table = _as_table(source)
        found = clean.from_table(table, given, options)
        if found is not None:
            return _used(found)
        return _from_written(table, given, options)
    if isinstance(source, str) and is_url(source):
        found = clean.from_table(database.table(source), given, options)
        if found is not None:
            return _used(found)
    elif isinstance(source, (str, Path)):
        found = clean.from_parquet(Path(source), given, options)
        if found is not None:
            return _used(found)
    return _from_stage(source, given, options)  # type: ignore[arg-type]


def _in_engine(
    url: str, source: object, given: Mapping[str, str] | None, options: ReadOptions
) -> Lines:
    """Lines that are used as they are, by an engine that is not in this process."""
    from vitalfew.files.warehouse import Warehouse

    places = [source] if isinstance(source, (str, Path)) else list(source or ())  # type: ignore[call-overload]
    found = Warehouse(url, given).checked([Path(place) for place in places])
    if options.exclude_accounts:
        excluded = sorted(options.exclude_accounts)
        kept = found.table.filter(found.table.account_id.notin(excluded))
        used = fetched(kept.aggregate(lines=kept.count()))["lines"][0].as_py()
        rows = RowCount(read=found.rows.read, used=used)
        return Lines(kept, rows, found.currency or options.currency)
    return _used(found)


def _used(found: clean.Found) -> Lines:
    return Lines(found.table, found.rows, found.currency, found)


def _is_place(source: object) -> bool:
    if isinstance(source, (str, Path)):
        return True
    return isinstance(source, (list, tuple)) and all(
        isinstance(place, (str, Path)) for place in source
    )


def _as_table(source: object) -> ir.Table:
    if isinstance(source, ir.Table):
        return source
    # Pandas, Polars and PyArrow all speak this; Ibis' own way warns with pandas 3.
    if hasattr(source, "__arrow_c_stream__"):
        source = pa.table(source)
    return ibis.memtable(source)


def _from_stage(
    source: Places,
    given: Mapping[str, str] | None,
    options: ReadOptions,
    kind: Kind = "orders",
) -> Lines:
    """Read into a temporary file that is removed with its engine."""
    folder = Path(tempfile.mkdtemp(prefix="vitalfew-"))
    try:
        mapping = _full_mapping(source, given, options, kind) if given else None
        staged = stage(
            source,
            kind=kind,
            mapping=mapping,
            options=options,
            target_dir=folder,
            in_order=False,
        )
        engine = clean.engine(folder)
        table = engine.read_parquet(sql.pattern(staged.path))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    weakref.finalize(engine, shutil.rmtree, folder, ignore_errors=True)
    report = staged.report
    return Lines(table, report.row_count, report.currency or options.currency)


def _full_mapping(
    source: Places, given: Mapping[str, str], options: ReadOptions, kind: Kind
) -> Mapping[str, str]:
    from vitalfew.files.inspection import inspect

    first = source if isinstance(source, (str, Path)) else source[0]
    return inspect(first, kind=kind, options=options, mapping=given).mapping


def _from_written(
    source: object,
    given: Mapping[str, str] | None,
    options: ReadOptions,
    kind: Kind = "orders",
) -> Lines:
    """A table whose columns need reading goes through a file like any other."""
    with tempfile.TemporaryDirectory(prefix="vitalfew-") as folder:
        path = Path(folder) / "table.parquet"
        _as_table(source).to_parquet(path)
        return _from_stage(path, given, options, kind)


def _groups(table: ir.Table, parents: Mapping[str, str] | None) -> dict[str, str]:
    """The top of the group of every company of which the file or a person says one."""
    owners = dict(parents or {})
    if "parent_id" in table.columns:
        named = table.filter(table.parent_id.notnull())
        owned = fetched(named.select("account_id", "parent_id").distinct())
        sorting = [("account_id", "ascending"), ("parent_id", "ascending")]
        pairs = owned.sort_by(sorting).to_pylist()
        owners = {pair["account_id"]: pair["parent_id"] for pair in pairs} | owners
    return group_tops(owners)
