"""What counts: the lines of several batches of a kind, each line once.

Imports overlap: January–March, then February–April; the same file twice; an export
again after a correction. Per identity *one batch wins whole*:

- a line with its number (an order line: account, order and line) is identified by it;
  the batch committed last wins;
- a line without a number is identified by its facts; the batch that has most lines of
  that identity wins, the later one at equal numbers. So a day with two equal lines
  keeps both, and an overlapping export adds none. `store_identity` says which they are.

Which lines of which batch lose against which other batch never changes, because files
never change. It is found once, when a batch is committed, and kept as row numbers
beside it. Reading is then a plain scan, less the listed rows; withdrawing a batch takes
its lists away with it, and what it had beaten counts again.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.types as ir

from vitalfew.files.options import Kind
from vitalfew.files.store_batches import ACCOUNTS, BatchFiles, Beaten
from vitalfew.files.store_engine import Engine, Files
from vitalfew.files.store_identity import IDENTITIES, Identity


@dataclass(frozen=True)
class Totals:
    """How many lines count, and what they come to."""

    lines: int
    net_amount: Decimal | None
    minutes: Decimal | None = None


def counted_lines(
    engine: Files,
    batches: Sequence[BatchFiles],
    *,
    kind: Kind = "orders",
    account_ids: Collection[str] | None = None,
) -> ir.Table:
    """The lines of a kind that count.

    Parameters
    ----------
    engine
        Reads the files: that of the store, or another one that sees them.
    batches
        The committed batches in the order of their commits; all kinds. Product files
        name the products and categories of lines that lack them.
    account_ids
        Only the lines of these accounts; reads little more than their part of the
        files.
    kind
        Order lines, or activity events.

    Returns
    -------
    ibis.Table
        The contract's columns that any batch has.

    Raises
    ------
    StoreError
        A file of a committed batch is missing.
    """
    mine = [batch for batch in batches if batch.kind == kind]
    if not mine:
        return _no_lines(IDENTITIES[kind])
    wanted = None if account_ids is None else sorted(account_ids)
    lines = _each_once(engine, mine, wanted)
    return _with_products(engine, lines, batches) if kind == "orders" else lines


def _no_lines(identity: Identity) -> ir.Table:
    schema = ibis.schema({column.name: column.type for column in identity.columns})
    return ibis.memtable(schema.to_pyarrow().empty_table())


def _each_once(
    engine: Files, batches: Sequence[BatchFiles], account_ids: list[str] | None
) -> ir.Table:
    names = {batch.directory for batch in batches}
    lists: dict[str, list[Beaten]] = {}
    for batch in batches:
        for item in batch.beaten:
            if item.loser in names and item.winner in names:
                lists.setdefault(item.loser, []).append(item)
    present = {name for batch in batches for name in batch.columns}
    contract = IDENTITIES[batches[0].kind].columns
    columns = [column for column in contract if column.name in present]
    parts = []
    whole = [batch for batch in batches if batch.directory not in lists]
    if whole:
        parts.append(engine.parquet([b.path(engine.root) for b in whole]))
    for batch in batches:
        beaten = lists.get(batch.directory, [])
        if not beaten or any(item.lines == batch.rows for item in beaten):
            continue
        parts.append(_less(engine, batch, beaten, account_ids))
    selected = [_chosen(part, columns, account_ids) for part in parts]
    return ibis.union(*selected) if len(selected) > 1 else selected[0]


def _less(
    engine: Files,
    batch: BatchFiles,
    beaten: Sequence[Beaten],
    account_ids: list[str] | None,
) -> ir.Table:
    lines = engine.parquet([batch.path(engine.root)], row_numbers=True)
    files = sorted({item.file for item in beaten})
    lost = engine.parquet([engine.root / file for file in files])
    winners = sorted({item.winner for item in beaten})
    lost = lost.filter(lost.loser == batch.directory, lost.winner.isin(winners))
    if account_ids is not None:
        lost = lost.filter(lost.account_id.isin(account_ids))
        lines = lines.filter(lines.account_id.isin(account_ids))
    return lines.anti_join(lost, lines.file_row_number == lost.row)


def _chosen(part: ir.Table, columns: Sequence[Any], ids: list[str] | None) -> ir.Table:
    if ids is not None:
        part = part.filter(part.account_id.isin(ids))
    return part.select(
        **{
            column.name: part[column.name].cast(column.type)
            if column.name in part.columns
            else ibis.null(column.type)
            for column in columns
        }
    )


def _with_products(
    engine: Files, lines: ir.Table, batches: Sequence[BatchFiles]
) -> ir.Table:
    masters = [batch for batch in batches if batch.kind == "products"]
    if not masters or "product_id" not in lines.columns:
        return lines
    names = newest_rows(engine, masters, "product_id").rename("known_{name}")
    known = [
        name
        for name in ("product_name", "category")
        if f"known_{name}" in names.columns
    ]
    joined = lines.left_join(names, lines.product_id == names.known_product_id)
    filled = {
        name: ibis.coalesce(joined[name], joined[f"known_{name}"])
        if name in lines.columns
        else joined[f"known_{name}"]
        for name in known
    }
    contract = IDENTITIES["orders"].columns
    order = [c.name for c in contract if c.name in {*lines.columns, *known}]
    return joined.mutate(**filled).select(*order)


def newest_rows(engine: Files, masters: Sequence[BatchFiles], key: str) -> ir.Table:
    """One row an id out of master files: of each column the newest filled value."""
    parts = []
    for number, batch in enumerate(masters):
        part = engine.parquet([batch.path(engine.root)])
        parts.append(part.mutate(batch_no=ibis.literal(number, "int32")))
    present = dict.fromkeys(name for part in parts for name in part.columns)
    every = {
        name: next(p[name].type() for p in parts if name in p.columns)
        for name in present
    }
    table = (
        ibis.union(
            *(
                part.select(
                    **{
                        name: part[name] if name in part.columns else ibis.null(kind)
                        for name, kind in every.items()
                    }
                )
                for part in parts
            )
        )
        if len(parts) > 1
        else parts[0]
    )
    values = [name for name in every if name not in {key, "batch_no"}]
    return table.group_by(key).agg(
        **{
            name: table[name].argmax(table.batch_no, where=table[name].notnull())
            for name in values
        }
    )


def newest_accounts(engine: Files, batches: Sequence[BatchFiles]) -> ir.Table | None:
    """One row an account of the order files: the newest filled name and parent."""
    parts = []
    for number, batch in enumerate(b for b in batches if b.kind == "orders"):
        path = engine.root / batch.directory / ACCOUNTS
        part = engine.parquet([path])
        parts.append(part.mutate(batch_no=ibis.literal(number, "int32")))
    if not parts:
        return None
    table = ibis.union(*parts) if len(parts) > 1 else parts[0]
    return table.group_by("account_id").agg(
        **{
            name: table[name].argmax(table.batch_no, where=table[name].notnull())
            for name in ("account_name", "parent_id")
        },
        first_day=table.first_day.min(),
        last_day=table.last_day.max(),
    )


def totals(
    engine: Engine, batches: Sequence[BatchFiles], *, kind: Kind = "orders"
) -> Totals:
    """Lines of a kind that count, and their sum. Runs one query."""
    lines = counted_lines(engine, batches, kind=kind)
    figures: dict[str, ir.Value] = {"lines": lines.count()}
    for name in ("net_amount", "minutes"):
        if name in lines.columns:
            figures[name] = lines[name].sum()
    row = lines.aggregate(**figures).to_pyarrow().to_pylist()[0]
    return Totals(row["lines"], row.get("net_amount"), row.get("minutes"))
