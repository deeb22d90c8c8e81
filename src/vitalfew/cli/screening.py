"""`vitalfew screen`: orders in, ranked key accounts out. Needs no set-up."""

from __future__ import annotations

import gc
import json
import sys
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Annotated

import typer

from vitalfew.cli.terminal import CommandError, notes, say

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


class DateOrder(StrEnum):
    """How an ambiguous date like 03/04/2025 is read."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"
    YEAR_FIRST = "ymd"


class Decimal(StrEnum):
    """Which sign stands before the cents, where the file does not decide."""

    POINT = "."
    COMMA = ","


FILES = {Form.XLSX, Form.PDF}
"""Forms that are not text: written to a file, never to a terminal."""


EngineOption = Annotated[
    str | None,
    typer.Option(
        help="URL of the engine that does the work: a table that stays there "
        "(…?table=name), or spark://host:port, which reads Parquet files.",
        show_default=False,
    ),
]

SOLVER = "ortools.sat.python.cp_model"


@dataclass(frozen=True)
class Source:
    """Where the orders are and how to read them."""

    files: str | list[str]
    engine: str | None
    map: dict[str, str]
    sheet: str | None
    encoding: str | None
    date_order: str | None
    decimal: str | None
    currency: str | None
    exclude: list[str]
    activities: list[str]


def screen(
    files: Annotated[
        list[str] | None,
        typer.Argument(help="Order files, or the URL of a database table."),
    ] = None,
    *,
    form: Annotated[
        Form, typer.Option("--format", help="How to write it.")
    ] = Form.TABLE,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to this file.")
    ] = None,
    top: Annotated[
        int | None, typer.Option(min=1, help="Only the first N accounts.")
    ] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(
            "--as-of",
            formats=["%Y-%m-%d"],
            help="The first day not looked at; the day after the last order.",
            show_default=False,
        ),
    ] = None,
    window: Annotated[
        str | None,
        typer.Option(help="FROM:TO, days like 2024-01-01; TO is the as-of day."),
    ] = None,
    map_: Annotated[
        list[str] | None,
        typer.Option("--map", help='FIELD="Heading"; repeatable; overrules the guess.'),
    ] = None,
    sheet: Annotated[str | None, typer.Option(help="Sheet of a workbook.")] = None,
    encoding: Annotated[str | None, typer.Option(help="Text encoding.")] = None,
    date_order: Annotated[
        DateOrder | None, typer.Option(help="How ambiguous dates are read.")
    ] = None,
    decimal: Annotated[
        Decimal | None, typer.Option(help="How ambiguous amounts are read.")
    ] = None,
    currency: Annotated[
        str | None, typer.Option(help="ISO code of the amounts, if the file has none.")
    ] = None,
    exclude: Annotated[
        list[str] | None, typer.Option(help="Account id to leave out; repeatable.")
    ] = None,
    criteria: Annotated[
        Path | None, typer.Option(help="Criteria as a JSON file.")
    ] = None,
    engine: EngineOption = None,
    activities: Annotated[
        list[str] | None,
        typer.Option(
            help="File of what was done for whom; with the rates of the criteria it "
            "tells what serving costs. Repeatable."
        ),
    ] = None,
) -> None:
    """Rank the accounts of an order file and propose key accounts, with reasons."""
    if form in FILES and output is None:
        message = f"--format {form} writes a file: name it with --output."
        raise typer.BadParameter(message)
    source = Source(
        files=named(files, engine),
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
        write(result, form, top=top, output=output)
    finally:
        gc.enable()


def named(files: list[str] | None, engine: str | None) -> str | list[str]:
    """Where the orders are; nowhere only if the engine itself has them."""
    if not files and not engine:
        message = "Name an order file, or with --engine a table."
        raise typer.BadParameter(message)
    return files[0] if files and len(files) == 1 else files or []


def parse_map(pairs: list[str]) -> dict[str, str]:
    """`FIELD=Heading` pairs as a mapping."""
    mapping = {}
    for pair in pairs:
        name, equals, heading = pair.partition("=")
        if not equals or not name or not heading:
            message = (
                f'--map {pair!r}: write FIELD="Heading", as in account_id="Customer".'
            )
            raise typer.BadParameter(message)
        mapping[name.strip()] = heading
    return mapping


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
        # Needed after the queries; loaded while the engine is busy with them.
        Thread(target=import_module, args=[SOLVER], daemon=True).start()
        from vitalfew.analysis.screen import screen as analyze
        from vitalfew.files.reading import read_orders

        orders = read_orders(
            source.files,
            map=source.map or None,
            sheet=source.sheet,
            encoding=source.encoding,
            date_order=source.date_order,  # type: ignore[arg-type]
            decimal=source.decimal,  # type: ignore[arg-type]
            as_of=as_of,
            window=window,
            currency=source.currency,
            exclude_accounts=source.exclude,
            engine=source.engine,
        )
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
    result: Screening, form: Form, *, top: int | None, output: Path | None
) -> None:
    """Write the result in the form asked for."""
    if form is Form.JSON:
        put(result.to_json(top=top), output)
        return
    from vitalfew.web.reports import board, listing, page

    if form is Form.TABLE and output is None:
        listing.print_table(result, top=top)
    elif form is Form.XLSX and output is not None:
        board.write_xlsx(result, output, top=top)
    elif form is Form.PDF and output is not None:
        board.write_pdf(result, output, top=top)
    elif form is Form.CSV:
        put(listing.to_csv(result, top=top), output)
    elif form is Form.HTML:
        put(page.to_html(result, top=top), output)
    else:
        put(listing.to_text(result, top=top), output)


def put(text: str, output: Path | None) -> None:
    """To the file, or to standard output."""
    if output is None:
        sys.stdout.write(text)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        message = f"{output} cannot be written: {error.strerror}. Nothing was changed."
        raise CommandError(message) from error
