"""Reading a broken CSV line by line: what can be used is used, the rest is named.

Numbers are those a spreadsheet shows: a record that runs over several lines is one
row, a blank line is one too.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from vitalfew.files import sql
from vitalfew.files.encoding import MARK
from vitalfew.files.formats.table import TEXT, Look, RawTable, Workspace
from vitalfew.files.problems import FileProblem

if TYPE_CHECKING:
    import pyarrow as pa

_BATCH = 50_000
_MOST_LINES = 200
"""A quoted value that runs over more lines than this was never closed."""
_SHOWN = 500


@dataclass(frozen=True)
class Row:
    """One record, or the reason why it is none."""

    number: int
    cells: list[str]
    refused: str | None = None
    text: str = ""


def read(path: Path, *, look: Look, space: Workspace, name: str) -> RawTable:
    """Read a UTF-8 text file into Parquet, with the refused rows beside it."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    width = len(look.headings)
    good = space.folder / f"{path.name[:80]}.rows.parquet"
    bad = space.folder / f"{path.name[:80]}.refused.parquet"
    schema = pa.schema(
        [("row_number", pa.int64()), *((f"c{i}", pa.string()) for i in range(width))]
    )
    refusals: list[Row] = []
    with pq.ParquetWriter(good, schema, compression="snappy") as writer:
        batch: list[Row] = []
        for row in rows(path, look, line_bytes=space.limits.line_bytes, name=name):
            (refusals if row.refused else batch).append(row)
            if len(batch) >= _BATCH:
                writer.write_table(_table(batch, schema))
                batch = []
        writer.write_table(_table(batch, schema))
    _write_refused(bad, refusals)
    return RawTable(
        relation=f"read_parquet({sql.path(good)})",
        headings=look.headings,
        types=(TEXT,) * width,
        first_row=None,
        refused=bad,
    )


def rows(path: Path, look: Look, *, line_bytes: int, name: str) -> Iterator[Row]:
    """All records under the headings, usable or not."""
    width = len(look.headings)
    delimiter = look.delimiter or ","
    number = 0
    with path.open("rb") as file:
        lines = _Lines(file, line_bytes, name)
        while (line := lines.next()) is not None:
            number += 1
            if not line.strip() and width > 1:
                continue
            row = _record(line, lines, delimiter, number, width)
            if number > look.heading_row:
                yield row


def _record(line: bytes, lines: _Lines, delimiter: str, number: int, width: int) -> Row:
    if b"\0" in line:
        return _refused("nul_byte", number, line)
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return _refused("bad_encoding", number, line)
    if MARK in text:
        return _refused("bad_encoding", number, line)
    cells = _parsed(text, delimiter)
    if cells is None:
        cells = _continued(text, lines, delimiter, width)
    if cells is None:
        return _refused("stray_quote", number, line)
    if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
        cells = cells[:width]
    if len(cells) != width:
        return _refused("ragged_row", number, line)
    return Row(number, cells)


def _continued(
    text: str, lines: _Lines, delimiter: str, width: int
) -> list[str] | None:
    """A quoted value goes on in the next lines; give them back when it does not."""
    taken: list[bytes] = []
    while len(taken) < _MOST_LINES and (line := lines.next()) is not None:
        taken.append(line)
        try:
            text += line.decode("utf-8")
        except UnicodeDecodeError:
            break
        cells = _parsed(text, delimiter)
        if cells is not None:
            if len(cells) == width:
                return cells
            break
    lines.put_back(taken)
    return None


def _parsed(text: str, delimiter: str) -> list[str] | None:
    """The cells of one record; None when a quote is open or stands where none may."""
    text = text.rstrip("\r\n")
    if '"' not in text:
        return text.split(delimiter)
    try:
        # Cut only at "\n": a lone carriage return in a quoted value is part of it.
        found = list(csv.reader([text], delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return found[0] if len(found) == 1 else None


def _refused(reason: str, number: int, line: bytes) -> Row:
    shown = (
        line.decode("utf-8", "replace")
        .replace("\0", "␀")
        .replace(MARK, "\ufffd")
        .rstrip("\r\n")
    )
    return Row(number, [], reason, shown[:_SHOWN])


class _Lines:
    """Physical lines with a place to put some back."""

    def __init__(self, file: BinaryIO, line_bytes: int, name: str) -> None:
        self._file = file
        self._back: list[bytes] = []
        self._limit = line_bytes
        self._name = name
        self._read = 0
        if self._file.read(3) != b"\xef\xbb\xbf":
            self._file.seek(0)

    def next(self) -> bytes | None:
        if self._back:
            return self._back.pop()
        line = self._file.readline(self._limit + 1)
        self._read += 1
        if len(line) > self._limit:
            raise FileProblem(
                "line_too_long", name=self._name, row=self._read, limit=self._limit
            )
        return line or None

    def put_back(self, lines: list[bytes]) -> None:
        self._back.extend(reversed(lines))


def _table(batch: list[Row], schema: pa.Schema) -> pa.Table:
    import pyarrow as pa

    numbers = pa.array([row.number for row in batch], pa.int64())
    width = len(schema) - 1
    columns = [
        pa.array([row.cells[i] for row in batch], pa.string()) for i in range(width)
    ]
    return pa.Table.from_arrays([numbers, *columns], schema=schema)


def _write_refused(path: Path, refusals: list[Row]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table(
        {
            "row_number": pa.array([row.number for row in refusals], pa.int64()),
            "value": pa.array([row.text for row in refusals], pa.string()),
            "reason": pa.array([row.refused for row in refusals], pa.string()),
        }
    )
    pq.write_table(table, path)
