"""Opens a workbook in a process of its own and writes its sheets as CSV.

Run as a script, not imported: a workbook is loaded whole and may be made to burst, so
this process has little memory, little time and no part of the program in it. It reads
one JSON object from its input and answers with one on its output.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import resource
import sys
import zipfile
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

MOST_RATIO = 500
"""Honest sheets shrink to a twentieth; bombs to a thousandth."""
RATIO_FROM = 64 * 1024 * 1024


class Refused(Exception):  # noqa: N818  it is an answer, not an error
    """The workbook is not opened; says why as a code and values."""

    def __init__(self, code: str, **values: object) -> None:
        self.answer = {"problem": code, **values}
        super().__init__(code)


def main() -> None:
    """Answer one request."""
    request = json.load(sys.stdin)
    _confine(request)
    try:
        answer = _read(request)
    except Refused as refused:
        answer = refused.answer
    except MemoryError:
        answer = {"problem": "too_large", "detail": "it needs too much memory"}
    json.dump(answer, sys.stdout)


def _confine(request: dict[str, Any]) -> None:
    for limit, most in (
        (resource.RLIMIT_AS, request["memory"]),
        (resource.RLIMIT_CPU, request["seconds"]),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))


def _read(request: dict[str, Any]) -> dict[str, Any]:
    import python_calamine as calamine

    if zipfile.is_zipfile(request["path"]):
        _check_zip(request)
    try:
        book = calamine.CalamineWorkbook.from_path(request["path"])
        shown = [s.name for s in book.sheets_metadata if "Visible" in str(s.visible)]
        chosen = request["sheets"]
        names = list(book.sheet_names)
        missing = [name for name in chosen or () if name not in names]
        if missing:
            raise Refused("no_sheet", sheet=missing[0], sheets=", ".join(names))
        written = _written(book, chosen, shown or names, request)
    except calamine.PasswordError:
        raise Refused("password") from None
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise Refused("damaged", detail=str(error).splitlines()[0][:200]) from None
    return {"sheets": names, "written": written}


def _written(
    book: CalamineWorkbook,
    chosen: list[str] | None,
    shown: list[str],
    request: dict[str, Any],
) -> list[dict[str, Any]]:
    """The chosen sheets, or the first one that holds a table."""
    written: list[dict[str, Any]] = []
    for number, name in enumerate(chosen or shown):
        sheet = book.get_sheet_by_name(name)
        if chosen is None and sheet.height < 2:
            continue
        _check_size(sheet, request)
        target = f"{request['out']}.{number}.csv"
        rows, columns = _write(sheet, target, request["head"], request["mark"])
        written.append(
            {"sheet": name, "file": target, "rows": rows, "columns": columns}
        )
        if chosen is None:
            break
    return written


def _check_zip(request: dict[str, Any]) -> None:
    try:
        with zipfile.ZipFile(request["path"]) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError) as error:
        raise Refused("damaged", detail=str(error)) from None
    if len(entries) > request["entries"]:
        raise Refused("too_large", detail=f"it has {len(entries):,} parts")
    names = {entry.filename for entry in entries}
    if not any(n.startswith("xl/") or n in {"content.xml", "mimetype"} for n in names):
        raise Refused("unknown_format", found="a zip archive")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("password")
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > request["expanded"] or (
        unpacked > RATIO_FROM and unpacked > packed * MOST_RATIO
    ):
        raise Refused("too_large", detail=f"unpacked it would be {unpacked:,} bytes")
    _check_overlap(entries)


def _check_overlap(entries: list[zipfile.ZipInfo]) -> None:
    end = 0
    for entry in sorted(entries, key=lambda e: e.header_offset):
        if entry.header_offset < end:
            raise Refused("damaged", detail="its parts overlap")
        end = entry.header_offset + 30 + entry.compress_size


def _check_size(sheet: CalamineSheet, request: dict[str, Any]) -> None:
    rows, columns = (place + 1 for place in sheet.end or (0, 0))
    if rows > request["rows"]:
        raise Refused("too_large", detail=f"it has {rows:,} rows")
    if columns > request["columns"]:
        raise Refused("too_many_columns", columns=columns, limit=request["columns"])


def _write(
    sheet: CalamineSheet, target: str, head: int | None, mark: str
) -> tuple[int, int]:
    start = sheet.start or (0, 0)
    width = sheet.width
    rows = 0
    with open(target, "w", encoding="utf-8", newline="") as file:  # noqa: PTH123  nothing but the needed is imported here
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        for place, row in enumerate(sheet.to_python(nrows=head)):
            cells = [_text(cell, mark) for cell in row]
            if not any(cells):
                continue
            writer.writerow([start[0] + place + 1, *cells])
            rows += 1
    return rows, width


def _text(cell: object, mark: str) -> str:
    """A cell as text; numbers keep their exact digits and a mark that they are."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return mark + (str(int(cell)) if cell.is_integer() else repr(cell))
    if isinstance(cell, int):
        return mark + str(cell)
    if isinstance(cell, dt.datetime):
        midnight = cell.time() == dt.time()
        return cell.date().isoformat() if midnight else cell.isoformat(" ")
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return str(cell).replace("\0", "")


if __name__ == "__main__":
    main()
