"""`vitalfew warnings`: who is silent, buys less, narrows or buys elsewhere."""

from __future__ import annotations

import json
from datetime import date
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
    MapOption,
    OutputOption,
    Source,
    parse_map,
    put,
)
from vitalfew.cli.screening import read_criteria
from vitalfew.cli.terminal import notes, say

if TYPE_CHECKING:
    from vitalfew.analysis.assessment.warning import Warned


def warnings(
    files: FilesArgument = None,
    *,
    form: Annotated[
        Form, typer.Option("--format", help="How to write it.")
    ] = Form.TABLE,
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
    put(_text(found, form), output)
    if form is Form.TABLE and output is None:
        say(_record(found))


def _holidays(country: str | None, years: list[int]) -> list[date]:
    if country is None:
        return []
    import holidays

    try:
        return sorted(holidays.country_holidays(country.upper(), years=years))
    except NotImplementedError as error:
        message = f"--country {country!r}: write a code of two letters, as in DE or CN."
        raise typer.BadParameter(message) from error


def _text(found: Warned, form: Form) -> str:
    from vitalfew.analysis.reasons import said

    rows = found.to_pyarrow().to_pylist()
    for row in rows:
        row["since"] = row["since"].isoformat()
        row["severity"] = round(row["severity"], 6)
    if form is Form.JSON:
        record = vars(found.record) | {
            "reason": said(found.record.reason),
            "level": found.level,
            "accounts": found.accounts,
        }
        whole = {"record": record, "warnings": rows}
        return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
    if form is Form.CSV:
        from vitalfew.files.tables_out import csv_text

        columns = found.to_pyarrow().column_names
        return csv_text(columns, [list(row.values()) for row in rows])
    lines = [
        f"{row['account_id']}  since {row['since']}  {row['evidence']}\n"
        f"    {row['clears']} {_wrong(row['false_alarms_a_year'])}"
        for row in rows
    ]
    return "\n".join(lines or ["No account gives a warning."]) + "\n"


def _wrong(rate: float | None) -> str:
    if rate is None:
        return "Too little history to measure how often this rule is wrong."
    return f"On this past it was wrong {rate:.3f} times an account and year."


def _record(found: Warned) -> str:
    record, rate = found.record, found.false_alarms_a_week
    if rate is None:
        return "Too little history to measure how often the rule of silence is wrong."
    said = (
        f"{found.accounts:,} accounts watched; at most {found.level:.2%} by chance,"
        f" which gives {rate:.1f} false alarms a week."
    )
    if record.recall is not None:
        said += (
            f" On the past it caught {record.caught} of {record.happened} lost accounts"
            f" and was wrong {record.false_alarms} times."
        )
    return said
