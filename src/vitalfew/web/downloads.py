"""Lists as CSV files that a spreadsheet opens without running anything in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse

from vitalfew.files.tables_out import csv_text, safe_text


def csv_response(
    name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> HttpResponse:
    """A CSV file called `name`, in UTF-8 with the mark that spreadsheets look for."""
    text = "\ufeff" + csv_text(columns, rows).removeprefix("\ufeff")
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def cell(value: object) -> object:
    """A value as it may stand in a cell of a file written row by row.

    >>> cell("=HYPERLINK(0)"), cell(-5), cell(None)
    ("'=HYPERLINK(0)", -5, '')
    """
    if value is None:
        return ""
    return safe_text(value) if isinstance(value, str) else value
