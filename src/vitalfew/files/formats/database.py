"""A table of any engine Ibis speaks to, named by its URL."""

from __future__ import annotations

import hashlib
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from vitalfew.files.formats.csv import distinct_headings
from vitalfew.files.formats.parquet import engine_type, raw_table, shown
from vitalfew.files.formats.table import Look, Opened, Workspace
from vitalfew.files.limits import Limits
from vitalfew.files.options import ReadOptions
from vitalfew.files.problems import FileProblem

if TYPE_CHECKING:
    import ibis
    import ibis.expr.types as ir

TABLE = "table"
"""Option of a URL that names the table."""
LONGEST = 200
"""Characters of an engine's own message."""
_SECRET = re.compile("pass|pwd|token|secret|key|credential", re.IGNORECASE)
_TELLING = 3
"""Shorter pieces of a password tell nothing, and stand in every message."""
_SAMPLE_ROWS = 1_000
_BATCH = 100_000


class Database:
    """The format of tables that live elsewhere.

    Its engine's library is loaded when a table is read: files need none of it.
    """

    name = "database"

    def recognizes(self, source: Path | str, head: bytes) -> bool:  # noqa: ARG002
        """A URL is a database."""
        return isinstance(source, str)

    def look(self, source: Path | str, options: ReadOptions, limits: Limits) -> Look:  # noqa: ARG002
        """Columns and types from the catalog, a sample from the first rows."""
        from vitalfew.analysis.engines import fetched

        found = table(str(source))
        if len(found.columns) > limits.columns:
            raise FileProblem(
                "too_many_columns",
                name=shown_url(str(source)),
                columns=len(found.columns),
                limit=limits.columns,
            )
        rows = fetched(found.limit(_SAMPLE_ROWS))
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

        from vitalfew.analysis.engines import streamed

        path = space.folder / "database.parquet"
        found = table(str(source))
        with pq.ParquetWriter(path, found.schema().to_pyarrow()) as writer:
            for batch in streamed(found, rows=_BATCH):
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
    return named_table(connected(url), url)


def connected(url: str) -> ibis.BaseBackend:
    """The engine at a URL: any that Ibis speaks to; ``spark://host:port`` as well.

    Raises
    ------
    FileProblem
        It cannot be reached, or the package that speaks to it is not installed.
    """
    name = shown_url(url)
    try:
        return _connected(url)
    except FileProblem:
        raise
    except ImportError as error:
        detail = first_line(error, url)
        raise FileProblem("no_driver", name=name, detail=detail) from None
    except Exception as error:  # noqa: BLE001  each backend has errors of its own
        detail = first_line(error, url)
        raise FileProblem("no_connection", name=name, detail=detail) from None


def _connected(url: str) -> ibis.BaseBackend:
    import ibis

    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    query.pop(TABLE, None)
    if parts.scheme in {"spark", "pyspark"}:
        from vitalfew.files.formats import spark

        at = f"spark://{parts.netloc}" if parts.scheme == "spark" else "local[*]"
        master = query.pop("spark.master", at)
        return spark.connected(master, query, name=shown_url(url))
    if parts.scheme == "duckdb" and parts.path:
        # Otherwise the first process that opens the file locks out all others.
        query.setdefault("read_only", "true")
    if parts.scheme in {"postgres", "postgresql"}:
        query.setdefault("connect_timeout", "10")
    return ibis.connect(urlunsplit(parts._replace(query=urlencode(query))))


def table_name(url: str) -> str:
    """The table a URL names; empty when it names an engine only."""
    return dict(parse_qsl(urlsplit(url).query)).get(TABLE, "")


def named_table(backend: ibis.BaseBackend, url: str) -> ir.Table:
    """The table a URL names, of an engine that was connected before."""
    wanted = table_name(url)
    schema, _, bare = wanted.rpartition(".")
    try:
        return backend.table(bare, database=schema or None)
    except Exception:  # noqa: BLE001  each backend has errors of its own
        raise FileProblem(
            "no_table",
            name=shown_url(url),
            table=wanted or "…",
            tables=_tables(backend, url),
        ) from None


def _tables(backend: ibis.BaseBackend, url: str) -> str:
    """The tables there are; also finds out whether anybody answers at all."""
    try:
        with _older_ibis():
            return ", ".join(sorted(backend.list_tables())[:20]) or "none"
    except Exception as error:  # noqa: BLE001  each backend has errors of its own
        detail = first_line(error, url)
        name = shown_url(url)
        raise FileProblem("no_connection", name=name, detail=detail) from None


@contextmanager
def _older_ibis() -> Iterator[None]:
    """Ibis asks DuckDB for lists in a way DuckDB is about to drop."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


def shown_url(url: str) -> str:
    """What to call a database in a message: never with its password.

    >>> shown_url("postgres://ann:p/w#1@host/shop?password=secret&table=orders")
    'postgres://host/shop'
    """
    scheme, _, rest = url.partition("?")[0].partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"


def first_line(error: BaseException, url: str) -> str:
    """The first line of an engine's own message, withheld if it names a secret."""
    lines = (line.strip() for line in str(error).splitlines())
    said = next(filter(None, lines), type(error).__name__)[:LONGEST]
    if any(secret in said for secret in _secrets(url)):
        return type(error).__name__
    return said.rstrip(".")


def _secrets(url: str) -> Iterator[str]:
    """The password of a URL, and of its options, as written and as meant."""
    before, _, query = url.partition("?")
    user = before.partition("://")[2].rpartition("@")[0]
    written = [user.partition(":")[2]]
    written += [value for name, value in parse_qsl(query) if _SECRET.search(name)]
    # A sign that should have been escaped cuts a password into pieces.
    pieces = [piece for text in written for piece in re.split("[/#:@]", text)]
    for text in (*written, *map(unquote, written), *pieces):
        if len(text) >= _TELLING:
            yield text
