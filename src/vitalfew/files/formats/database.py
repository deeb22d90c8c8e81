"""A table of any database Ibis speaks to, named by its URL."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from vitalfew.files.formats.csv import distinct_headings
from vitalfew.files.formats.parquet import engine_type, raw_table, shown
from vitalfew.files.formats.table import Look, Opened, Workspace
from vitalfew.files.limits import Limits
from vitalfew.files.options import ReadOptions
from vitalfew.files.problems import FileProblem

if TYPE_CHECKING:
    import ibis
    import ibis.expr.types as ir

_SAMPLE_ROWS = 1_000
_BATCH = 100_000


class Database:
    """The format of tables that live elsewhere."""

    name = "database"

    def recognizes(self, source: Path | str, head: bytes) -> bool:  # noqa: ARG002
        """A URL is a database."""
        return isinstance(source, str)

    def look(self, source: Path | str, options: ReadOptions, limits: Limits) -> Look:  # noqa: ARG002
        """Columns and types from the catalog, a sample from the first rows."""
        found = table(str(source))
        if len(found.columns) > limits.columns:
            raise FileProblem(
                "too_many_columns",
                name=shown_url(str(source)),
                columns=len(found.columns),
                limit=limits.columns,
            )
        rows = found.limit(_SAMPLE_ROWS).to_pyarrow()
        if rows.num_rows == 0:
            raise FileProblem("header_only", name=shown_url(str(source)))
        cells = zip(*(column.to_pylist() for column in rows.columns), strict=True)
        return Look(
            headings=distinct_headings(rows.schema.names),
            types=tuple(engine_type(field.type) for field in rows.schema),
            sample=tuple(tuple(shown(cell) for cell in row) for row in cells),
        )

    def open(
        self,
        source: Path | str,
        look: Look,
        options: ReadOptions,  # noqa: ARG002
        space: Workspace,
    ) -> Opened:
        """The rows, streamed into a file."""
        import pyarrow.parquet as pq

        path = space.folder / "database.parquet"
        with (
            _older_ibis(),
            table(str(source)).to_pyarrow_batches(chunk_size=_BATCH) as batches,
            pq.ParquetWriter(path, batches.schema) as writer,
        ):
            for batch in batches:
                writer.write_batch(batch)
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        return Opened((raw_table(path, look),), sha256)


def table(url: str) -> ir.Table:
    """The table a URL names with ``?table=name`` or ``?table=schema.name``.

    Raises
    ------
    FileProblem
        The database cannot be opened or has no such table.
    """
    import ibis

    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    wanted = query.pop("table", "")
    name = shown_url(url)
    try:
        backend = ibis.connect(urlunsplit(parts._replace(query=urlencode(query))))
    except Exception as error:  # noqa: BLE001  each backend has errors of its own
        first = next(iter(str(error).splitlines()), type(error).__name__)
        detail = first.replace(parts.netloc, parts.netloc.rpartition("@")[2])[:200]
        raise FileProblem("no_connection", name=name, detail=detail) from None
    schema, _, bare = wanted.rpartition(".")
    try:
        return backend.table(bare, database=schema or None)
    except Exception:  # noqa: BLE001  each backend has errors of its own
        raise FileProblem(
            "no_table", name=name, table=wanted or "…", tables=_tables(backend)
        ) from None


def _tables(backend: ibis.BaseBackend) -> str:
    with _older_ibis():
        return ", ".join(sorted(backend.list_tables())[:20]) or "none"


@contextmanager
def _older_ibis() -> Iterator[None]:
    """Ibis asks DuckDB for lists and batches in a way DuckDB is about to drop."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


def shown_url(url: str) -> str:
    """What to call a database in a message: never with its password."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
