"""XLSX, XLSM, XLSB, XLS and ODS: opened by a child process with little room."""

from __future__ import annotations

import csv
import hashlib
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vitalfew.files import sql
from vitalfew.files.formats.csv import distinct_headings
from vitalfew.files.formats.table import TEXT, Look, Opened, RawTable, Workspace
from vitalfew.files.limits import LIMITS, Limits
from vitalfew.files.options import ReadOptions
from vitalfew.files.problems import FileProblem
from vitalfew.files.values import NUMBER_MARK

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CHILD = Path(__file__).with_name("workbook_child.py")
_LOOKED_AT = 1_000
_HEADING_WITHIN = 30


@dataclass(frozen=True)
class Written:
    """One sheet as the child wrote it."""

    sheet: str
    file: Path
    rows: int
    columns: int


class Workbook:
    """The format of spreadsheets."""

    name = "workbook"

    def recognizes(self, source: Path | str, head: bytes) -> bool:
        """A zip archive or an OLE container; the child tells them from others."""
        return isinstance(source, Path) and head.startswith((*_ZIP, _OLE))

    def look(self, source: Path | str, options: ReadOptions, limits: Limits) -> Look:
        """The first rows of the chosen sheet."""
        path = Path(source)
        with tempfile.TemporaryDirectory(prefix="vitalfew-") as folder:
            names, written = _converted(
                path, options, limits, Path(folder), head=_LOOKED_AT
            )
            first = written[0]
            rows = _rows(first.file)
        heading_row, headings = _headings(rows, first, path.name)
        sample = [row for number, row in rows if number > heading_row]
        if not sample:
            raise FileProblem("header_only", name=path.name)
        return Look(
            headings=headings,
            types=(TEXT,) * len(headings),
            sample=tuple(tuple(row) for row in sample),
            sheets=tuple(names),
            chosen_sheets=tuple(w.sheet for w in written),
            heading_row=heading_row,
        )

    def open(
        self,
        source: Path | str,
        look: Look,  # noqa: ARG002
        options: ReadOptions,
        space: Workspace,
    ) -> Opened:
        """Every chosen sheet as a table."""
        path = Path(source)
        folder = Path(tempfile.mkdtemp(dir=space.folder))
        _, written = _converted(path, options, space.limits, folder, head=None)
        several = len(written) > 1
        tables = tuple(_table(w, path.name, several=several) for w in written)
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        return Opened(tables, sha256)


def _table(written: Written, name: str, *, several: bool) -> RawTable:
    rows = _rows(written.file, most=_HEADING_WITHIN)
    heading_row, headings = _headings(rows, written, name)
    cells = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(written.columns))
    return RawTable(
        relation=(
            f"(SELECT * FROM read_csv({sql.path(written.file)}, auto_detect = false, "
            "header = false, delim = ',', quote = '\"', escape = '\"', "
            f"max_line_size = {LIMITS.line_bytes * 8}, "
            f"columns = {{'row_number': 'BIGINT', {cells}}}) "
            f"WHERE row_number > {heading_row})"
        ),
        headings=headings,
        types=(TEXT,) * written.columns,
        first_row=None,
        part=written.sheet if several else None,
        marked=True,
    )


def _rows(file: Path, most: int | None = None) -> list[tuple[int, list[str]]]:
    rows: list[tuple[int, list[str]]] = []
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.reader(lines):
            rows.append((int(row[0]), row[1:]))
            if most is not None and len(rows) >= most:
                break
    return rows


def _headings(
    rows: list[tuple[int, list[str]]], written: Written, name: str
) -> tuple[int, tuple[str, ...]]:
    """The first row with two filled cells; titles above a table fill only one."""
    if not rows:
        raise FileProblem("empty_file", name=f"{name} ({written.sheet})")
    for number, row in rows[:_HEADING_WITHIN]:
        if sum(bool(cell.strip()) for cell in row) > 1 or written.columns == 1:
            plain = [cell.removeprefix(NUMBER_MARK) for cell in row]
            return number, distinct_headings(plain)
    number, row = rows[0]
    return number, distinct_headings(row)


def _converted(
    path: Path, options: ReadOptions, limits: Limits, folder: Path, *, head: int | None
) -> tuple[list[str], list[Written]]:
    """All names of sheets, and the chosen ones as files.

    Raises
    ------
    FileProblem
        The child refused it, or ran out of its room.
    """
    size = path.stat().st_size
    if size > limits.workbook_bytes:
        raise FileProblem("too_large", name=path.name, detail=f"it has {size:,} bytes")
    request = {
        "path": str(path.resolve()),
        "out": str(folder / "sheet"),
        "sheets": list(options.sheets) if options.sheets else None,
        "head": head,
        "mark": NUMBER_MARK,
        "memory": limits.workbook_memory,
        "seconds": limits.workbook_seconds,
        "rows": limits.workbook_rows,
        "columns": limits.columns,
        "entries": limits.workbook_entries,
        "expanded": limits.workbook_expanded_bytes,
    }
    answer = _asked(request, path.name, limits)
    if "problem" in answer:
        raise FileProblem(answer.pop("problem"), **{"name": path.name, **answer})
    written = [
        Written(w["sheet"], Path(w["file"]), w["rows"], w["columns"])
        for w in answer["written"]
    ]
    if not written:
        raise FileProblem("empty_file", name=path.name)
    return answer["sheets"], written


def _asked(request: dict[str, Any], name: str, limits: Limits) -> dict[str, Any]:
    try:
        child = subprocess.run(  # noqa: S603  our own script, our own interpreter
            [sys.executable, "-I", str(_CHILD)],
            input=json.dumps(request),
            capture_output=True,
            text=True,
            timeout=limits.workbook_seconds * 2,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise FileProblem("too_large", name=name, detail=_SLOW) from None
    if child.returncode != 0 or not child.stdout:
        # Aborted by the memory limit, or stopped by the time limit.
        detail = _SLOW if child.returncode in {-24, -9} else _BIG
        raise FileProblem("too_large", name=name, detail=detail)
    answer: dict[str, Any] = json.loads(child.stdout)
    return answer


_SLOW = "it takes too long to open"
_BIG = "it needs too much memory to open"
