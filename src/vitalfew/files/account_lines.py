"""The order lines of a few accounts, by a query that is written once.

Writing a query over the order store takes several times as long as running it for one
account. It is therefore written for a placeholder, kept for as long as the same batches
count, and each time the accounts that are asked for are put in its place.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from vitalfew.files import sql
from vitalfew.files.store_lines import counted_lines

if TYPE_CHECKING:
    from ibis.backends.duckdb import Backend

    from vitalfew.files.store import BatchFiles, OrderStore

PLACEHOLDER = " accounts "
"""No id: those have no blanks around them."""


@dataclass(frozen=True)
class _Prepared:
    """A query written for the connection of one thread."""

    backend: Backend
    batches: tuple[BatchFiles, ...]
    columns: tuple[str, ...]
    sql: str


_of_thread = threading.local()


def account_lines(
    store: OrderStore,
    batches: Sequence[BatchFiles],
    account_ids: Collection[str],
    columns: Sequence[str],
) -> pa.Table:
    """The lines that count of these accounts, in no order.

    Parameters
    ----------
    batches
        The committed batches in the order of their commits; all kinds.
    columns
        Columns of the contract; those no batch has are left out.

    Raises
    ------
    StoreError
        A file of a committed batch is missing.
    """
    prepared = _prepared(store, tuple(batches), tuple(columns))
    ids = ", ".join(sql.text(each) for each in sorted(account_ids)) or "NULL"
    query = prepared.sql.replace(sql.text(PLACEHOLDER), ids)
    return prepared.backend.con.execute(query).to_arrow_table()


def _prepared(
    store: OrderStore, batches: tuple[BatchFiles, ...], columns: tuple[str, ...]
) -> _Prepared:
    backend = store.engine.backend
    kept: _Prepared | None = getattr(_of_thread, "prepared", None)
    if (
        kept is not None
        and kept.backend is backend
        and kept.batches == batches
        and kept.columns == columns
    ):
        for batch in batches:
            batch.path(store.root)  # still there?
        return kept
    lines = counted_lines(store.engine, batches, account_ids=[PLACEHOLDER])
    present = [name for name in columns if name in lines.columns]
    # A file never changes: its footer need not be read for every account.
    backend.con.execute("SET parquet_metadata_cache = true")
    kept = _Prepared(backend, batches, columns, backend.compile(lines.select(present)))
    _of_thread.prepared = kept
    return kept
