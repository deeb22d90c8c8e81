"""What engines do differently, adapted in one place.

The expressions are the same for all of them. How a table is held, and how its rows
come into this process, is not.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cache, reduce
from itertools import islice
from operator import add
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
import ibis.expr.types as ir
import pyarrow as pa

DUCKDB, POSTGRES, SPARK = "duckdb", "postgres", "pyspark"
Once = Callable[[ir.Table], ir.Table]
"""Computes a step that is used several times and gives its rows, as `kept` does."""
LONGEST = 200
"""Characters of an engine's own message."""


class EngineError(RuntimeError):
    """An engine could not do what it was asked; the cause says what it said."""


def in_byte_order(table: ir.Table) -> ir.Table:
    """The same rows, their texts compared by their bytes, as DuckDB and Spark do it.

    PostgreSQL sorts by the language its database was made for, and so would rank
    accounts that are equal in everything else differently.
    """
    backend = ibis.get_backend(table)
    if backend.name != POSTGRES:
        return table
    columns = [
        f'"{name}" COLLATE "C" AS "{name}"' if type_.is_string() else f'"{name}"'
        for name, type_ in table.schema().items()
    ]
    rows = ibis.util.gen_name("rows")
    with _answers():
        return _by_bytes(table, rows, columns)


def _by_bytes(table: ir.Table, rows: str, columns: list[str]) -> ir.Table:
    query = f'SELECT {", ".join(columns)} FROM "{rows}"'  # noqa: S608  names of the contract
    return table.alias(rows).sql(query)


def neighbors(table: ir.Table, key: str) -> ir.Table:
    """The same rows, those of one key beside each other where lists of them are made.

    DuckDB fills a list of rows it meets scattered five times as long.
    """
    return table.order_by(key) if ibis.get_backend(table).name == DUCKDB else table


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def bit_count(number: int) -> int:  # type: ignore[empty-body]
    """How many bits are set: DuckDB and Spark know it by this name."""


def _engine_of(value: ir.Value) -> str:
    """The name of its engine; empty for rows that lie nowhere yet."""
    if value.op().find(ops.UnboundTable):
        return ""
    return str(ibis.get_backend(value).name)


def bits_set(number: ir.IntegerValue, *, most: int) -> ir.IntegerValue:
    """How many of the lowest `most` bits are set; no other may be."""
    if _engine_of(number) in {DUCKDB, SPARK}:
        found: ir.IntegerValue = bit_count(number).cast(dt.int64)
        return found
    one = ibis.literal(1, dt.int64)
    each = [(number >> ibis.literal(bit, dt.int32)) & one for bit in range(most)]
    return reduce(add, each)


@contextmanager
def kept(table: ir.Table) -> Iterator[ir.Table]:
    """The table computed once and held by its engine while the block runs.

    A temporary table; on Spark, which has none, rows that its executors keep.
    """
    with ExitStack() as forgotten:
        with _answers():
            held = _held(table, forgotten)
        yield held


def _held(table: ir.Table, forgotten: ExitStack) -> ir.Table:
    backend = ibis.get_backend(table)
    name = ibis.util.gen_name("vitalfew")
    if backend.name == SPARK:
        frame = _without_plan(_frame(backend, table)).persist()
        forgotten.callback(_tried, frame.unpersist)
        frame.createTempView(name)
        forgotten.callback(_tried, backend.drop_view, name)
        # Spark counts in smaller types than Ibis expects of it.
        return backend.table(name).cast(table.schema())
    if backend.name == DUCKDB:
        forgotten.callback(_tried, backend.raw_sql, f'DROP TABLE "{name}"')
        return _held_by_duckdb(backend, table, name)
    backend.create_table(name, table, schema=table.schema(), temp=True)
    forgotten.callback(_tried, backend.drop_table, name)
    return in_byte_order(backend.table(name))


def _held_by_duckdb(backend: ibis.BaseBackend, table: ir.Table, name: str) -> ir.Table:
    """A temporary table of just these types: nobody has to ask for them again."""
    schema = table.schema()
    types = backend.compiler.type_mapper
    columns = ", ".join(
        f'"{column}" {_type_name(types, type_)}' for column, type_ in schema.items()
    )
    query = _written(backend, table)
    backend.raw_sql(f'CREATE TEMPORARY TABLE "{name}" ({columns})')
    backend.raw_sql(f'INSERT INTO "{name}" {query}').fetchall()
    where = ops.Namespace(catalog="temp", database="main")
    held = ops.DatabaseTable(name, schema=schema, source=backend, namespace=where)
    return held.to_expr()


@cache
def _type_name(types: Any, type_: dt.DataType) -> str:  # noqa: ANN401  of the engine
    return str(types.to_string(type_))


def _without_plan(frame: Any) -> Any:  # noqa: ANN401  pyspark is an extra
    """The same rows, computed when they are asked for, and no plan to look through.

    Spark keeps the plan of a held table within that of every query on it: after a few
    such steps it spends more time on reading plans than on computing. Lost rows are
    still computed again.
    """
    session = frame.sparkSession
    if not hasattr(session, "_jsparkSession"):  # a client of Spark Connect
        return frame
    java = frame._jdf  # noqa: SLF001  Python has no name for it
    rows = java.queryExecution().toRdd()
    bare = session._jsparkSession.internalCreateDataFrame(rows, java.schema(), False)  # noqa: FBT003, SLF001
    return type(frame)(bare, session)


def _tried(forget: Callable[..., object], *names: str) -> None:
    """A lost engine has forgotten it already; what lost it is the news."""
    with suppress(Exception):
        forget(*names)


def fetched(table: ir.Table) -> pa.Table:
    """All rows, brought here: one compact row an account, or grouped statistics.

    Raises
    ------
    EngineError
        The engine did not answer, or could not compute it.
    """
    with _answers():
        return _brought(table)


def _brought(table: ir.Table) -> pa.Table:
    backend = ibis.get_backend(table)
    if backend.name == DUCKDB:
        # Ibis would load pandas, only to leave it alone.
        rows = backend.con.sql(_written(backend, table)).to_arrow_table()
        schema = table.schema().to_pyarrow()
        return rows if rows.schema == schema else rows.cast(schema)
    if backend.name != SPARK:
        return table.to_pyarrow()
    # Ibis takes Spark's rows through pandas, which needs several times the memory and
    # has no whole numbers beside nulls.
    return _frame(backend, table).toArrow().cast(table.schema().to_pyarrow())


def streamed(table: ir.Table, *, rows: int) -> Iterator[pa.RecordBatch]:
    """The rows, brought here so many at a time; never all of them at once.

    Raises
    ------
    EngineError
        As `fetched`, also between two batches.
    """
    schema = table.schema().to_pyarrow()
    backend = ibis.get_backend(table)
    batches = _from_spark if backend.name == SPARK else _from_cursor
    found = batches(table, schema, rows)
    while True:
        with _answers(), warnings.catch_warnings():
            # Ibis asks DuckDB for batches in a way DuckDB is about to drop.
            warnings.simplefilter("ignore", DeprecationWarning)
            batch = next(found, None)
        if batch is None:
            return
        yield batch


def _from_cursor(
    table: ir.Table, schema: pa.Schema, rows: int
) -> Iterator[pa.RecordBatch]:
    with table.to_pyarrow_batches(chunk_size=rows) as reader:
        for batch in reader:
            yield batch if batch.schema == schema else batch.cast(schema)


def _from_spark(
    table: ir.Table, schema: pa.Schema, rows: int
) -> Iterator[pa.RecordBatch]:
    found = _frame(ibis.get_backend(table), table).toLocalIterator()
    while part := list(islice(found, rows)):
        columns = zip(*part, strict=True)
        arrays = [
            pa.array(column, field.type)
            for column, field in zip(columns, schema, strict=True)
        ]
        yield pa.record_batch(arrays, schema=schema)


@contextmanager
def _answers() -> Iterator[None]:
    """What goes wrong in an engine as one error, whichever engine it is."""
    try:
        yield
    except Exception as error:
        lines = (line.strip() for line in str(error).splitlines())
        said = next(filter(None, lines), type(error).__name__)[:LONGEST].rstrip(".")
        message = (
            f"The engine of the orders did not answer as expected: {said}. Nothing was "
            "changed. Check that it runs and may be reached from here, then try again."
        )
        raise EngineError(message) from error


def _written(backend: ibis.BaseBackend, table: ir.Table) -> str:
    """The query of a table, after what it names was made known to the engine."""
    backend._run_pre_execute_hooks(table)  # noqa: SLF001  tables in memory, which SQL cannot name
    return str(backend.compile(table))


def _frame(backend: ibis.BaseBackend, table: ir.Table) -> Any:  # noqa: ANN401  pyspark is an extra
    """The table as a data frame of Spark."""
    return backend.raw_sql(_written(backend, table))
