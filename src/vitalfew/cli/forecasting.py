"""`vitalfew forecast` and `vitalfew backtest`: what comes, and how often it did."""

from __future__ import annotations

import csv
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vitalfew.cli.screening import Form as ScreenForm
from vitalfew.cli.screening import put
from vitalfew.cli.terminal import CommandError, notes

if TYPE_CHECKING:
    from vitalfew.analysis.orders import Orders

Files = Annotated[
    list[str], typer.Argument(help="Order files, or the URL of a database table.")
]
Months = Annotated[int, typer.Option(min=1, max=60, help="How many months ahead.")]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write to this file.")
]
AsOf = Annotated[
    datetime | None,
    typer.Option(
        "--as-of",
        formats=["%Y-%m-%d"],
        help="The first day not looked at; the day after the last order.",
        show_default=False,
    ),
]


class Form(StrEnum):
    """How forecasts are written."""

    TABLE = ScreenForm.TABLE.value
    JSON = ScreenForm.JSON.value
    CSV = ScreenForm.CSV.value


class RecordForm(StrEnum):
    """How the record is written."""

    TABLE = ScreenForm.TABLE.value
    JSON = ScreenForm.JSON.value
    HTML = ScreenForm.HTML.value


def forecast(
    files: Files,
    *,
    form: Annotated[
        Form, typer.Option("--format", help="How to write it.")
    ] = Form.TABLE,
    months: Months = 12,
    output: Output = None,
    as_of: AsOf = None,
    contract_ends: Annotated[
        Path | None,
        typer.Option(help="CSV file of contract_id and last_day (2027-03-31)."),
    ] = None,
    top: Annotated[
        int | None, typer.Option(min=1, help="Only the first N accounts of a table.")
    ] = None,
) -> None:
    """Say what each account will bring, how sure that is, and the record of it."""
    ends = read_ends(contract_ends)
    with notes.status("Reading the orders …") as status:
        from vitalfew.analysis.assessment.forecast import forecast as analyze

        orders = _orders(files, as_of)
        status.update("Trying forecasts on the past …")
        found = analyze(orders, months=months, contract_ends=ends)
    from vitalfew.web.reports import forecasts

    if form is Form.JSON:
        text = forecasts.to_json(found, as_of=orders.as_of, currency=orders.currency)
    elif form is Form.CSV:
        text = forecasts.to_csv(found)
    else:
        text = forecasts.to_text(found, top=top)
    put(text, output)


def backtest(
    files: Files,
    *,
    form: Annotated[
        RecordForm, typer.Option("--format", help="How to write it.")
    ] = RecordForm.TABLE,
    months: Months = 12,
    output: Output = None,
    as_of: AsOf = None,
) -> None:
    """Say how often forecasts from earlier days of these orders were right."""
    with notes.status("Reading the orders …") as status:
        from vitalfew.analysis.assessment.forecast import backtest as analyze

        orders = _orders(files, as_of)
        status.update("Trying forecasts on the past …")
        found = analyze(orders, months=months)
    from vitalfew.web.reports import backtests

    write = {
        RecordForm.TABLE: backtests.to_text,
        RecordForm.JSON: backtests.to_json,
        RecordForm.HTML: backtests.to_html,
    }
    put(write[form](found), output)


def read_ends(file: Path | None) -> dict[str, date]:
    """The last day of each contract."""
    if file is None:
        return {}
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return {
                row["contract_id"]: date.fromisoformat(row["last_day"])
                for row in csv.DictReader(lines)
            }
    except (OSError, KeyError, ValueError, TypeError) as error:
        message = (
            f"The contracts in {file} cannot be used: {error}. Give the columns"
            " contract_id and last_day, with days like 2027-03-31."
        )
        raise CommandError(message) from error


def _orders(files: list[str], as_of: datetime | None) -> Orders:
    from vitalfew.files.reading import read_orders

    return read_orders(
        files[0] if len(files) == 1 else files, as_of=as_of.date() if as_of else None
    )
