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

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from vitalfew.files.failpoints import reach
from vitalfew.files.options import Kind
from vitalfew.files.store_batches import ACCOUNTS, BatchFiles, Beaten, force_to_disk
from vitalfew.files.store_engine import Engine, quoted
from vitalfew.files.store_identity import IDENTITIES, Identity

AMOUNTS = ("net_amount", "cost", "quantity", "events", "minutes", "lines", "km")


@dataclass(frozen=True)
class Totals:
    """How many lines count, and what they come to."""

    lines: int
    net_amount: Decimal | None
    minutes: Decimal | None = None


def counted_lines(
    engine: Engine,
    batches: Sequence[BatchFiles],
    *,
    kind: Kind = "orders",
    account_ids: Collection[str] | None = None,
) -> ir.Table:
    """The lines of a kind that count.

    Parameters
    ----------
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


def _sql_type(name: str) -> str:
    types = {
        **dict.fromkeys(("ordered_on", "occurred_on"), "DATE"),
        **dict.fromkeys(AMOUNTS, "DECIMAL(18, 4)"),
        "rush": "BOOLEAN",
    }
    return types.get(name, "VARCHAR")


def _each_once(
    engine: Engine, batches: Sequence[BatchFiles], account_ids: list[str] | None
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
    engine: Engine,
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
    engine: Engine, lines: ir.Table, batches: Sequence[BatchFiles]
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


def newest_rows(engine: Engine, masters: Sequence[BatchFiles], key: str) -> ir.Table:
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


def newest_accounts(engine: Engine, batches: Sequence[BatchFiles]) -> ir.Table | None:
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


def compare(
    engine: Engine, new: BatchFiles, others: Sequence[BatchFiles]
) -> BatchFiles:
    """Find out which lines of a batch and of earlier batches exclude each other.

    Parameters
    ----------
    new
        The batch that is about to be committed, or only looked at.
    others
        Batches committed before it.

    Returns
    -------
    BatchFiles
        `new`, with what was found. The lists lie in its directory.
    """
    if new.kind not in IDENTITIES:
        return new
    fresh = [
        batch
        for batch in others
        if batch.kind == new.kind and batch.directory not in new.compared
    ]
    # The same file again is the commonest overlap, and needs no comparing of lines.
    copies = [batch for batch in fresh if _is_copy(new, batch)]
    beaten = [
        Beaten(batch.directory, new.directory, batch.rows, file="") for batch in copies
    ]
    near = [b for b in fresh if b not in copies and _may_share(new, b)]
    if near:
        name = f"{new.directory}/beaten-{uuid.uuid4().hex[:12]}.parquet"
        target = engine.root / name
        engine.query(_beaten_sql(engine, new, near, target))
        reach("overlaps written")
        rows: Any = engine.query(
            "SELECT loser, winner, count(*) "  # noqa: S608
            f"FROM read_parquet({quoted(target)}) GROUP BY ALL ORDER BY ALL"
        )
        beaten += [Beaten(loser, winner, lines, name) for loser, winner, lines in rows]
        _keep(target, wanted=bool(rows))
    return new.also([batch.directory for batch in fresh], beaten)


def _is_copy(one: BatchFiles, other: BatchFiles) -> bool:
    first, second = one.lines_file.sha256, other.lines_file.sha256
    return bool(first) and first == second


def _keep(target: Path, *, wanted: bool) -> None:
    if not wanted:
        target.unlink()
        return
    force_to_disk(target)
    force_to_disk(target.parent)


def _may_share(one: BatchFiles, other: BatchFiles) -> bool:
    """Whether two batches may have a line in common, by what is known of their files.

    A line with a number keeps its identity when its date is corrected, so only lines
    without a number are told apart by their days.
    """
    if one.last_account < other.first_account or other.last_account < one.first_account:
        return False
    numbered = set(IDENTITIES[one.kind].number)
    if numbered <= set(one.columns) and numbered <= set(other.columns):
        return True
    if not (one.first_day and one.last_day and other.first_day and other.last_day):
        return True
    return one.first_day <= other.last_day and other.first_day <= one.last_day


def _beaten_sql(
    engine: Engine, new: BatchFiles, others: Sequence[BatchFiles], target: Path
) -> str:
    identity = IDENTITIES[new.kind]
    columns = set(new.columns).union(*(batch.columns for batch in others))
    facts = {
        name: f"coalesce({', '.join(_tagged(c) for c in sources if c in columns)})"
        if len(sources) > 1
        else sources[0]
        for name, sources in identity.facts.items()
        if columns.intersection(sources)
    }
    numbered = "false"
    if both := set(identity.number) <= columns:
        filled = " AND ".join(f"{name} IS NOT NULL" for name in identity.number)
        numbered = f"({filled})"
    selected = ", ".join(f"{source} AS {name}" for name, source in facts.items())
    files = {str(batch.path(engine.root)): batch.directory for batch in [*others, new]}
    mine = str(new.path(engine.root))
    every = _scan(engine, others, selected, numbered, columns)
    own = _scan(engine, [new], selected, numbered, columns)
    same = " AND ".join(f"o.{name} IS NOT DISTINCT FROM n.{name}" for name in facts)
    keys = ", ".join(facts)
    number = (
        " AND ".join(f"o.{name} = n.{name}" for name in identity.number)
        if both
        else "false"
    )
    names = "MAP {" + ", ".join(f"{quoted(f)}: {quoted(d)}" for f, d in files.items())
    return f"""
        COPY (
          WITH own AS NOT MATERIALIZED ({own}), old AS NOT MATERIALIZED ({every}),
          near_old AS (
            SELECT * FROM old o WHERE NOT numbered AND EXISTS (
              FROM own n WHERE NOT n.numbered
              AND o.account_id = n.account_id AND o.day = n.day)),
          near_own AS (
            SELECT * FROM own n WHERE NOT numbered AND EXISTS (
              FROM near_old o
              WHERE o.account_id = n.account_id AND o.day = n.day)),
          old_many AS (
            SELECT file, {keys}, count(*) AS many FROM near_old GROUP BY ALL),
          own_many AS (
            SELECT {keys}, count(*) AS many FROM near_own GROUP BY ALL),
          duel AS (
            SELECT o.*, o.many > n.many AS old_wins
            FROM old_many o JOIN own_many n ON {same}),
          lost AS (
            SELECT file AS loser, {quoted(mine)} AS winner, row, account_id
            FROM old o WHERE numbered AND EXISTS (
              FROM own n WHERE n.numbered AND {number})
            UNION ALL
            SELECT o.file, {quoted(mine)}, o.row, o.account_id
            FROM near_old o JOIN duel n ON o.file = n.file AND {same}
            WHERE NOT n.old_wins
            UNION ALL
            SELECT {quoted(mine)}, n.file, o.row, o.account_id
            FROM near_own o JOIN duel n ON {same}
            WHERE n.old_wins)
          SELECT names[loser] AS loser, names[winner] AS winner, row, account_id
          FROM lost, (SELECT {names}}} AS names)
          ORDER BY loser, row, winner
        ) TO {quoted(target)} (FORMAT parquet, COMPRESSION zstd)"""  # noqa: S608


def _tagged(column: str) -> str:
    """A name must not be taken for an id that happens to be spelled the same."""
    return f"'{column} ' || {column}"


def _scan(
    engine: Engine,
    batches: Sequence[BatchFiles],
    selected: str,
    numbered: str,
    columns: Collection[str],
) -> str:
    present = set().union(*(batch.columns for batch in batches))
    missing = "".join(
        f", NULL::{_sql_type(name)} AS {name}"
        for name in sorted(set(columns) - present)
    )
    paths = ", ".join(quoted(batch.path(engine.root)) for batch in batches)
    return (
        f"SELECT {selected}, {numbered} AS numbered, filename AS file, "  # noqa: S608
        f"file_row_number AS row FROM (SELECT *{missing} FROM read_parquet([{paths}], "
        "union_by_name = true, filename = true, file_row_number = true))"
    )
