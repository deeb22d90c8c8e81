"""Lists as CSV files that a spreadsheet opens without running anything in them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_response(
    name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> HttpResponse:
    """A CSV file called `name`, in UTF-8 with a mark that spreadsheets look for."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([[cell(value) for value in row] for row in rows])
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv")
    response.charset = "utf-8"
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def cell(value: object) -> object:
    """A value as it may stand in a cell: unknown is empty, text never a formula.

    >>> cell("=HYPERLINK(0)"), cell(-5), cell(None), cell("-5")
    ("'=HYPERLINK(0)", -5, '', "'-5")
    """
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith(STARTS_FORMULA):
        return f"'{value}"
    return value
