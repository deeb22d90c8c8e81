"""Parquet: scanned where it lies, with the types it has."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from vitalfew.files import sql
from vitalfew.files.formats.csv import distinct_headings
from vitalfew.files.formats.table import TEXT, Look, Opened, RawTable, Workspace
from vitalfew.files.limits import Limits
from vitalfew.files.options import ReadOptions
from vitalfew.files.problems import FileProblem

if TYPE_CHECKING:
    import pyarrow as pa

_MAGIC = b"PAR1"
_SAMPLE_ROWS = 1_000


class Parquet:
    """The format of column files."""

    name = "parquet"

    def recognizes(self, source: Path | str, head: bytes) -> bool:
        """By its first bytes."""
        return isinstance(source, Path) and head.startswith(_MAGIC)

    def look(self, source: Path | str, options: ReadOptions, limits: Limits) -> Look:  # noqa: ARG002
        """Headings and types from the footer, a sample from the first rows."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        path = Path(source)
        try:
            with pq.ParquetFile(path) as file:
                schema = file.schema_arrow
                if len(schema) > limits.columns:
                    raise FileProblem(
                        "too_many_columns",
                        name=path.name,
                        columns=len(schema),
                        limit=limits.columns,
                    )
                batch = next(file.iter_batches(batch_size=_SAMPLE_ROWS), None)
        except (pa.ArrowException, OSError) as error:
            detail = str(error).splitlines()[0]
            raise FileProblem("damaged", name=path.name, detail=detail) from None
        if batch is None or batch.num_rows == 0:
            raise FileProblem("header_only", name=path.name)
        rows = zip(*(column.to_pylist() for column in batch.columns), strict=True)
        return Look(
            headings=distinct_headings(schema.names),
            types=tuple(engine_type(field.type) for field in schema),
            sample=tuple(tuple(shown(value) for value in row) for row in rows),
        )

    def open(
        self,
        source: Path | str,
        look: Look,
        options: ReadOptions,  # noqa: ARG002
        space: Workspace,  # noqa: ARG002
    ) -> Opened:
        """The file itself."""
        path = Path(source)
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        return Opened((raw_table(path, look),), sha256)


def raw_table(path: Path, look: Look) -> RawTable:
    """A Parquet file as the engine scans it, its columns called c0, c1 and so on."""
    import pyarrow.parquet as pq

    names = pq.read_schema(path).names
    columns = ", ".join(f"{sql.name(name)} AS c{i}" for i, name in enumerate(names))
    return RawTable(
        relation=f"(SELECT {columns} FROM read_parquet({sql.path(path)}))",
        headings=look.headings,
        types=look.types,
        first_row=2,
    )


def engine_type(type_: pa.DataType) -> str:
    """The engine's name of a column type, as far as the reader tells them apart."""
    from pyarrow import types

    if types.is_dictionary(type_):
        type_ = type_.value_type
    tests = {
        TEXT: (types.is_string, types.is_large_string, types.is_string_view),
        "DATE": (types.is_date,),
        "TIMESTAMP": (types.is_timestamp,),
        "TIME": (types.is_time,),
        "BOOLEAN": (types.is_boolean,),
        "BLOB": (types.is_binary, types.is_large_binary),
        "BIGINT": (types.is_integer,),
        "DOUBLE": (types.is_floating,),
        "DECIMAL": (types.is_decimal,),
    }
    for name, checks in tests.items():
        if any(check(type_) for check in checks):
            return name
    return "OTHER"


def shown(value: object) -> str:
    """A value of a sample as text; a gap is empty."""
    return "" if value is None else str(value)
