"""`vitalfew forecast` and `vitalfew backtest`: what comes, and how often it did."""

from __future__ import annotations

import csv
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vitalfew.cli.reading import (
    AsOfOption,
    DateOrderOption,
    DecimalOption,
    EngineOption,
    FilesArgument,
    Form,
    LanguageOption,
    MapOption,
    OutputOption,
    Source,
    parse_map,
    put,
)
from vitalfew.cli.screening import read_criteria
from vitalfew.cli.terminal import CommandError, notes, say
from vitalfew.web.reports.languages import Language

if TYPE_CHECKING:
    from vitalfew.analysis.orders import Orders

MonthsOption = Annotated[
    int, typer.Option(min=1, max=60, help="How many months ahead.")
]


class RecordForm(StrEnum):
    """How the record is written."""

    TABLE = "table"
    JSON = "json"
    HTML = "html"


def forecast(
    files: FilesArgument = None,
    *,
    form: Annotated[
        Form, typer.Option("--format", help="How to write it.")
    ] = Form.TABLE,
    language: LanguageOption = Language.ENGLISH,
    months: MonthsOption = 12,
    output: OutputOption = None,
    top: Annotated[
        int | None, typer.Option(min=1, help="Only the first N accounts of a table.")
    ] = None,
    as_of: AsOfOption = None,
    map_: MapOption = None,
    date_order: DateOrderOption = None,
    decimal: DecimalOption = None,
    contract_ends: Annotated[
        Path | None,
        typer.Option(help="CSV file of contract_id and last_day (2027-03-31)."),
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option(help="Write any number of accounts to this Parquet file."),
    ] = None,
    engine: EngineOption = None,
) -> None:
    """Say what each account will bring, how sure that is, and the record of it."""
    ends = read_ends(contract_ends)
    source = Source(
        files,
        engine,
        parse_map(map_ or []),
        date_order=date_order,
        decimal=decimal,
    )
    with notes.status("Reading the orders …") as status:
        from vitalfew.analysis.assessment.forecast import forecast as analyze

        orders = source.orders(as_of=as_of.date() if as_of else None)
        status.update("Trying forecasts on the past …")
        if to is not None:
            _write(orders, to, months, ends)
            return
        found = analyze(orders, months=months, contract_ends=ends)
    from vitalfew.web.reports import forecasts

    if form is Form.JSON:
        text = forecasts.to_json(found, as_of=orders.as_of, currency=orders.currency)
    elif form is Form.CSV:
        text = forecasts.to_csv(found)
    else:
        text = forecasts.to_text(found, top=top, language=language)
    put(text, output)


def _write(orders: Orders, to: Path, months: int, ends: dict[str, date]) -> None:
    from vitalfew.analysis.assessment.forecast import in_batches
    from vitalfew.files.predictions import write_predictions

    batches = in_batches(orders, months=months, contract_ends=ends)
    written = write_predictions(batches, to)
    say(f"{written.accounts:,} accounts are in {to}.")
    if written.record is not None:
        say(written.record.reason.sentence())


def backtest(
    files: FilesArgument = None,
    *,
    form: Annotated[
        RecordForm, typer.Option("--format", help="How to write it.")
    ] = RecordForm.TABLE,
    language: LanguageOption = Language.ENGLISH,
    months: MonthsOption = 12,
    output: OutputOption = None,
    as_of: AsOfOption = None,
    map_: MapOption = None,
    date_order: DateOrderOption = None,
    decimal: DecimalOption = None,
    criteria: Annotated[
        Path | None, typer.Option(help="Criteria as a JSON file.")
    ] = None,
    engine: EngineOption = None,
) -> None:
    """Say how often forecasts and warnings of earlier days were right."""
    watching = read_criteria(criteria).warning
    source = Source(
        files,
        engine,
        parse_map(map_ or []),
        date_order=date_order,
        decimal=decimal,
    )
    with notes.status("Reading the orders …") as status:
        from vitalfew.analysis.assessment.forecast import backtest as analyze

        orders = source.orders(as_of=as_of.date() if as_of else None)
        status.update("Trying forecasts on the past …")
        found = analyze(orders, months=months, criteria=watching)
    from vitalfew.web.reports import backtests, record_page

    if form is RecordForm.JSON:
        text = backtests.to_json(found)
    elif form is RecordForm.HTML:
        text = record_page.to_html(found, language)
    else:
        text = backtests.to_text(found, language)
    put(text, output)


def read_ends(file: Path | None) -> dict[str, date]:
    """The last day of each contract."""
    if file is None:
        return {}
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return dict(_ending(row) for row in csv.DictReader(lines))
    except (OSError, ValueError) as error:
        message = (
            f"The contracts in {file} cannot be used: {error}. Give the columns"
            " contract_id and last_day, with days like 2027-03-31."
        )
        raise CommandError(message) from error


def _ending(row: dict[str, str | None]) -> tuple[str, date]:
    contract, day = row.get("contract_id"), row.get("last_day")
    if not contract or not day:
        message = "a line has no contract_id or no last_day"
        raise ValueError(message)
    return contract, date.fromisoformat(day)
