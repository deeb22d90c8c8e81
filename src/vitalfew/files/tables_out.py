"""Writing tables that a spreadsheet opens as data, never as formulas.

A text that a spreadsheet would take for a formula gets a single quotation mark in
front: it is what people type there for the same purpose. Numbers stay numbers.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TextIO

from vitalfew.files import bidi

Cell = str | int | float | Decimal | bool | date | datetime | None
Rows = Iterable[Sequence[Cell]]
Sheet = tuple[Sequence[str], Rows]

# Spreadsheets skip blanks and control signs, and read 全角 signs like the plain ones.
_FORMULA = re.compile(r"^[\s\x00-\x1f\u200b\ufeff]*[=+\-@＝＋－＠]|^[\t\r\n]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_LONGEST_CELL = 32_767
_LONGEST_SHEET_NAME = 31


def safe_text(text: str) -> str:
    """A text no spreadsheet runs and that reorders no line; others are as they were.

    >>> safe_text("=1+1"), safe_text("＝A1"), safe_text("A=1")
    ("'=1+1", "'＝A1", 'A=1')
    """
    quoted = f"'{text}" if _FORMULA.search(text) else text
    # A name of a script from right to left is data; signs that turn lines are not.
    return bidi.isolated(quoted) if bidi.has_signs(quoted) else quoted


def printable(text: str) -> str:
    r"""Without the signs that no office file may hold.

    >>> printable("a\x01b\x0bc\nd")
    'abc\nd'
    """
    return _CONTROL.sub("", text)


def csv_text(headings: Sequence[str], rows: Rows) -> str:
    """A table as CSV text."""
    out = io.StringIO(newline="")
    write_csv(out, headings, rows)
    return out.getvalue()


def write_csv(out: TextIO, headings: Sequence[str], rows: Rows) -> None:
    """Write a table row by row; `out` was opened with ``newline=""``."""
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe_text(heading) for heading in headings])
    writer.writerows([_plain(cell) for cell in row] for row in rows)


def write_xlsx(target: Path, sheets: Mapping[str, Sheet]) -> None:
    """Write a workbook; each sheet has its headings in the first row.

    Texts are typed as texts, so none becomes a formula, a link or a number.
    """
    import xlsxwriter

    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "constant_memory": True,
        "default_date_format": "yyyy-mm-dd",
    }
    with xlsxwriter.Workbook(str(target), options) as book:
        book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001  same bytes each time
        bold = book.add_format({"bold": True})
        for number, (name, (headings, rows)) in enumerate(sheets.items(), start=1):
            sheet = book.add_worksheet(_sheet_name(name, number))
            sheet.freeze_panes(1, 0)
            for column, heading in enumerate(headings):
                sheet.write_string(0, column, _cell_text(heading), bold)
            for place, row in enumerate(rows, start=1):
                for column, cell in enumerate(row):
                    _write_cell(sheet, place, column, cell)


def _write_cell(sheet: object, row: int, column: int, cell: Cell) -> None:
    if cell is None:
        return
    if isinstance(cell, str):
        sheet.write_string(row, column, _cell_text(cell))  # type: ignore[attr-defined]
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)  # type: ignore[attr-defined]
    elif isinstance(cell, (date, datetime)):
        sheet.write_datetime(row, column, cell)  # type: ignore[attr-defined]
    else:
        sheet.write_number(row, column, cell)  # type: ignore[attr-defined]


def _cell_text(text: str) -> str:
    return safe_text(printable(text))[:_LONGEST_CELL]


def _sheet_name(name: str, number: int) -> str:
    plain = _SHEET_NAME.sub(" ", printable(name)).strip("' ")
    return plain[:_LONGEST_SHEET_NAME] or f"Sheet{number}"


def _plain(cell: Cell) -> str | int | float | Decimal | None:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str):
        return safe_text(cell.replace("\0", ""))
    if isinstance(cell, (date, datetime)):
        return cell.isoformat()
    return cell
