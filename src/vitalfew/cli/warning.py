"""`vitalfew warnings`: who is silent, buys less, narrows or buys elsewhere."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

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
from vitalfew.cli.terminal import notes, say
from vitalfew.web.reports.languages import Language


def warnings(
    files: FilesArgument = None,
    *,
    form: Annotated[
        Form, typer.Option("--format", help="How to write it.")
    ] = Form.TABLE,
    language: LanguageOption = Language.ENGLISH,
    output: OutputOption = None,
    as_of: AsOfOption = None,
    map_: MapOption = None,
    date_order: DateOrderOption = None,
    decimal: DecimalOption = None,
    account: Annotated[
        list[str] | None, typer.Option(help="Watch this account only; repeatable.")
    ] = None,
    country: Annotated[
        str | None,
        typer.Option(help="Country whose public holidays are closed days, as in DE."),
    ] = None,
    criteria: Annotated[
        Path | None, typer.Option(help="Criteria as a JSON file.")
    ] = None,
    engine: EngineOption = None,
) -> None:
    """Say which accounts give cause for worry, and how often that is wrong."""
    source = Source(
        files,
        engine,
        parse_map(map_ or []),
        date_order=date_order,
        decimal=decimal,
    )
    with notes.status("Reading the orders …") as status:
        from vitalfew.analysis.assessment import warning

        orders = source.orders(as_of=as_of.date() if as_of else None)
        status.update("Looking for warnings …")
        years = range(orders.window.start.year, orders.window.end.year + 1)
        found = warning.warnings(
            orders,
            criteria=read_criteria(criteria).warning,
            accounts=account or None,
            closed=_holidays(country, list(years)),
        )
    from vitalfew.web.reports import warnings as reports

    if form is Form.JSON:
        text = reports.to_json(found)
    elif form is Form.CSV:
        text = reports.to_csv(found)
    else:
        text = reports.to_text(found, language)
    put(text, output)
    if form is Form.TABLE and output is None:
        say(reports.record(found, language))


def _holidays(country: str | None, years: list[int]) -> list[date]:
    if country is None:
        return []
    import holidays

    try:
        return sorted(holidays.country_holidays(country.upper(), years=years))
    except NotImplementedError as error:
        message = f"--country {country!r}: write a code of two letters, as in DE or CN."
        raise typer.BadParameter(message) from error
