"""`vitalfew screen`: orders in, ranked key accounts out. Needs no set-up."""

from __future__ import annotations

import gc
import json
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vitalfew.cli.reading import (
    AsOfOption,
    CurrencyOption,
    DateOrderOption,
    DecimalOption,
    EncodingOption,
    EngineOption,
    ExcludeOption,
    FilesArgument,
    LanguageOption,
    MapOption,
    OutputOption,
    SheetOption,
    Source,
    parse_map,
    put,
)
from vitalfew.cli.terminal import CommandError, notes, say
from vitalfew.web.reports.languages import Language

if TYPE_CHECKING:
    from vitalfew.analysis.criteria import Criteria
    from vitalfew.analysis.events import Events
    from vitalfew.analysis.orders import Window
    from vitalfew.analysis.screen import Screening


class Form(StrEnum):
    """How the result is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    HTML = "html"
    XLSX = "xlsx"
    PDF = "pdf"


FILES = {Form.XLSX, Form.PDF}
"""Forms that are not text: written to a file, never to a terminal."""


def screen(
    files: FilesArgument = None,
    *,
    form: Annotated[
        Form, typer.Option("--format", help="How to write it.")
    ] = Form.TABLE,
    language: LanguageOption = Language.ENGLISH,
    output: OutputOption = None,
    top: Annotated[
        int | None, typer.Option(min=1, help="Only the first N accounts.")
    ] = None,
    as_of: AsOfOption = None,
    window: Annotated[
        str | None,
        typer.Option(help="FROM:TO, days like 2024-01-01; TO is the as-of day."),
    ] = None,
    map_: MapOption = None,
    sheet: SheetOption = None,
    encoding: EncodingOption = None,
    date_order: DateOrderOption = None,
    decimal: DecimalOption = None,
    currency: CurrencyOption = None,
    exclude: ExcludeOption = None,
    criteria: Annotated[
        Path | None, typer.Option(help="Criteria as a JSON file.")
    ] = None,
    activities: Annotated[
        list[str] | None,
        typer.Option(
            help="File of what was done for whom; with the rates of the criteria it "
            "tells what serving costs. Repeatable."
        ),
    ] = None,
    engine: EngineOption = None,
) -> None:
    """Rank the accounts of an order file and propose key accounts, with reasons."""
    if form in FILES and output is None:
        message = f"--format {form} writes a file: name it with --output."
        raise typer.BadParameter(message)
    source = Source(
        files=files,
        engine=engine,
        map=parse_map(map_ or []),
        sheet=sheet,
        encoding=encoding,
        date_order=date_order,
        decimal=decimal,
        currency=currency,
        exclude=exclude or [],
        activities=activities or [],
    )
    period = parse_window(window) if window else None
    if period is not None and as_of is not None and as_of.date() != period.end:
        message = "--as-of and the end of --window name different days."
        raise typer.BadParameter(message)
    # One short run leaves no rings worth looking for, and looking takes its time.
    gc.disable()
    try:
        result = run_screen(
            source,
            as_of=as_of.date() if as_of else None,
            window=period,
            criteria=read_criteria(criteria),
            top=top if form is Form.JSON else None,
        )
        write(result, form, top=top, output=output, language=language)
    finally:
        gc.enable()


def parse_window(text: str) -> Window:
    """`FROM:TO` as a window."""
    from vitalfew.analysis.orders import OrdersError, Window

    start, _colon, end = text.partition(":")
    try:
        return Window(date.fromisoformat(start), date.fromisoformat(end))
    except (ValueError, OrdersError) as error:
        message = f"--window {text!r}: write FROM:TO, as in 2024-01-01:2025-01-01."
        raise typer.BadParameter(message) from error


def read_criteria(file: Path | None) -> Criteria:
    """Criteria from a JSON file, or the documented defaults."""
    from vitalfew.analysis.criteria import Criteria

    if file is None:
        return Criteria()
    try:
        return Criteria.from_dict(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, AttributeError) as error:
        message = f"The criteria in {file} cannot be used: {error}"
        raise CommandError(message) from error


def run_screen(
    source: Source,
    *,
    as_of: date | None,
    window: Window | None,
    criteria: Criteria,
    top: int | None = None,
) -> Screening:
    """Read and screen, showing that something is going on."""
    with notes.status("Reading the orders …") as status:
        from vitalfew.analysis.screen import screen as analyze

        orders = source.orders(as_of=as_of, window=window)
        events = read_events(source)
        status.update("Measuring the accounts …")
        result = analyze(orders, criteria=criteria, events=events, top=top)
    refused = result.rows.refused
    if refused:
        reasons = ", ".join(f"{n:,} {why}" for why, n in result.rows.reasons.items())
        say(f"{refused:,} of {result.rows.read:,} lines were not used ({reasons}).")
    return result


def read_events(source: Source) -> Events | None:
    """What was done for whom, where a file of it was named."""
    from vitalfew.files.reading import read_activities

    if not source.activities:
        return None
    events = read_activities(
        source.activities if len(source.activities) > 1 else source.activities[0],
        encoding=source.encoding,
        date_order=source.date_order,  # type: ignore[arg-type]
        decimal=source.decimal,  # type: ignore[arg-type]
        exclude_accounts=source.exclude,
    )
    lost = events.rows.read - events.rows.used
    if lost:
        reasons = ", ".join(f"{n:,} {why}" for why, n in events.rows.reasons.items())
        say(f"{lost:,} of {events.rows.read:,} activities were not used ({reasons}).")
    return events


def write(
    result: Screening,
    form: Form,
    *,
    top: int | None,
    output: Path | None,
    language: Language,
) -> None:
    """Write the result in the form asked for."""
    if form is Form.JSON:
        put(result.to_json(top=top), output)
        return
    from vitalfew.web.reports import board, listing, page, workbook

    if form is Form.TABLE and output is None:
        listing.print_table(result, top=top, language=language)
    elif form is Form.XLSX and output is not None:
        workbook.write_xlsx(result, output, top=top, language=language)
    elif form is Form.PDF and output is not None:
        board.write_pdf(result, output, top=top, language=language)
    elif form is Form.CSV:
        put(listing.to_csv(result, top=top), output)
    elif form is Form.HTML:
        put(page.to_html(result, top=top, language=language), output)
    else:
        put(listing.to_text(result, top=top, language=language), output)
