"""DuckDB over the order store: one database a process, one cursor a thread.

A DuckDB *file* would lock out every other process, so each process queries the Parquet
files from a database in memory, with its share of the machine's memory and without
access to any file outside of the store.
"""

from __future__ import annotations

import hashlib
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import duckdb
import ibis
import ibis.expr.types as ir

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ibis.backends.duckdb import Backend

SPILL = "spill"
"""Folder inside the store that DuckDB may write to when memory runs short."""
AMOUNTS = ("net_amount", "cost", "quantity", "events", "minutes", "lines", "km")


class Files(Protocol):
    """What reads Parquet files below one folder: DuckDB here, or another engine."""

    root: Path

    def parquet(self, paths: Sequence[Path], *, row_numbers: bool = False) -> ir.Table:
        """Files of the same kind as one table; see `Engine.parquet`."""
        ...


class Engine:
    """Queries Parquet files below one folder, and nothing else."""

    def __init__(self, root: Path, *, memory: str, threads: int | None = None) -> None:
        self.root = root
        self._memory = memory
        self._threads = threads
        self._lock = threading.Lock()
        self._local = threading.local()
        self._database: tuple[int, duckdb.DuckDBPyConnection] | None = None

    @property
    def backend(self) -> Backend:
        """The Ibis backend of the calling thread."""
        if getattr(self._local, "process", None) != os.getpid():
            self._local.backend = ibis.duckdb.from_connection(self._open().cursor())
            self._local.tables = {}
            self._local.process = os.getpid()
        backend: Backend = self._local.backend
        return backend

    @property
    def memory_bytes(self) -> int:
        """What it may hold before it writes to disk."""
        limit = "parse_formatted_bytes(current_setting('memory_limit'))"
        return int(str(self.query(f"SELECT {limit}")[0][0]))

    def query(self, sql: str) -> list[tuple[object, ...]]:
        """Run SQL and return its rows."""
        rows: list[tuple[object, ...]] = self.backend.con.execute(sql).fetchall()
        return rows

    def parquet(self, paths: Sequence[Path], *, row_numbers: bool = False) -> ir.Table:
        """Files of the same kind as one table; absent columns are null.

        With `row_numbers` the column `file_row_number` counts each file's rows from 0.
        """
        backend = self.backend
        key = (tuple(paths), row_numbers)
        if key not in self._local.tables:
            text = "\n".join([*map(str, paths), str(row_numbers)])
            self._local.tables[key] = backend.read_parquet(
                [str(path) for path in paths],
                table_name="parquet_" + hashlib.sha256(text.encode()).hexdigest()[:24],
                union_by_name=True,
                **({"file_row_number": True} if row_numbers else {}),
            )
        table: ir.Table = self._local.tables[key]
        return table

    def _open(self) -> duckdb.DuckDBPyConnection:
        with self._lock:
            # A forked child must not use its parent's database.
            if self._database is None or self._database[0] != os.getpid():
                self._database = (os.getpid(), self._connect())
            return self._database[1]

    def _connect(self) -> duckdb.DuckDBPyConnection:
        spill = self.root / SPILL / str(os.getpid())
        spill.parent.mkdir(exist_ok=True, mode=0o700)
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": self._memory
        }
        if self._threads:
            config["threads"] = self._threads
        database = duckdb.connect(":memory:", config=config)
        database.execute(f"SET temp_directory = {quoted(spill)}")
        database.execute("SET preserve_insertion_order = false")
        database.execute("SET autoinstall_known_extensions = false")
        database.execute("SET autoload_known_extensions = false")
        database.execute(f"SET allowed_directories = [{quoted(self.root)}]")
        # Cannot be switched on again while the database is open.
        database.execute("SET enable_external_access = false")
        return database


def quoted(text: object) -> str:
    """A value as an SQL text literal."""
    return "'" + str(text).replace("'", "''") + "'"


def sql_type(name: str) -> str:
    """The engine's type of a column of the store."""
    types = {
        **dict.fromkeys(("ordered_on", "occurred_on"), "DATE"),
        **dict.fromkeys(AMOUNTS, "DECIMAL(18, 4)"),
        "rush": "BOOLEAN",
    }
    return types.get(name, "VARCHAR")
