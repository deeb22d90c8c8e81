"""What every command that reads orders itself may be told about them."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vitalfew.cli.terminal import CommandError
from vitalfew.web.reports.languages import Language

if TYPE_CHECKING:
    from vitalfew.analysis.orders import Orders, Window


class DateOrder(StrEnum):
    """How an ambiguous date like 03/04/2025 is read."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"
    YEAR_FIRST = "ymd"


class Decimal(StrEnum):
    """Which sign stands before the cents, where the file does not decide."""

    POINT = "."
    COMMA = ","


class Form(StrEnum):
    """How a command writes rows of accounts."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


FilesArgument = Annotated[
    list[str] | None,
    typer.Argument(help="Order files, or the URL of a database table."),
]
EngineOption = Annotated[
    str | None,
    typer.Option(
        help="URL of the engine that does the work: a table that stays there "
        "(…?table=name), or spark://host:port, which reads Parquet files.",
        show_default=False,
    ),
]
LanguageOption = Annotated[
    Language, typer.Option(help="Of what people read; JSON and CSV are English.")
]
OutputOption = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write to this file.")
]
AsOfOption = Annotated[
    datetime | None,
    typer.Option(
        "--as-of",
        formats=["%Y-%m-%d"],
        help="The first day not looked at; the day after the last order.",
        show_default=False,
    ),
]
MapOption = Annotated[
    list[str] | None,
    typer.Option("--map", help='FIELD="Heading"; repeatable; overrules the guess.'),
]
SheetOption = Annotated[str | None, typer.Option(help="Sheet of a workbook.")]
EncodingOption = Annotated[str | None, typer.Option(help="Text encoding.")]
DateOrderOption = Annotated[
    DateOrder | None, typer.Option(help="How ambiguous dates are read.")
]
DecimalOption = Annotated[
    Decimal | None, typer.Option(help="How ambiguous amounts are read.")
]
CurrencyOption = Annotated[
    str | None, typer.Option(help="ISO code of the amounts, if the file has none.")
]
ExcludeOption = Annotated[
    list[str] | None, typer.Option(help="Account id to leave out; repeatable.")
]


@dataclass(frozen=True)
class Source:
    """Where the orders are and how to read them."""

    files: list[str] | None
    engine: str | None = None
    map: dict[str, str] = field(default_factory=dict)
    sheet: str | None = None
    encoding: str | None = None
    date_order: str | None = None
    decimal: str | None = None
    currency: str | None = None
    exclude: list[str] = field(default_factory=list)
    activities: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not self.files and not self.engine:
            message = "Name an order file, or with --engine a table."
            raise typer.BadParameter(message)

    def orders(self, *, as_of: date | None, window: Window | None = None) -> Orders:
        """Read them."""
        from vitalfew.files.reading import read_orders

        files = self.files or []
        return read_orders(
            files[0] if len(files) == 1 else files,
            map=self.map or None,
            sheet=self.sheet,
            encoding=self.encoding,
            date_order=self.date_order,  # type: ignore[arg-type]
            decimal=self.decimal,  # type: ignore[arg-type]
            as_of=as_of,
            window=window,
            currency=self.currency,
            exclude_accounts=self.exclude,
            engine=self.engine,
        )


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
