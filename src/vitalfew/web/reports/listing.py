"""The ranked list as a terminal table and as CSV."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table
from rich.text import Text

from vitalfew.files.bidi import isolated
from vitalfew.web.reports import screen_words as say
from vitalfew.web.reports.contract import contract_of
from vitalfew.web.reports.languages import Language, speaking

if TYPE_CHECKING:
    from rich.console import JustifyMethod

    from vitalfew.analysis.screen import Screening
    from vitalfew.files.tables_out import Cell
    from vitalfew.web.formats import Formats
    from vitalfew.web.reports.contract import Contract

SHOWN_ACCOUNTS = 25
PAPER_WIDTH = 160
LEAST_ROOM = 24
"""With less room than this, reasons are left out."""
WIDEST_NAME = 32
SHOWN = (0, 1, 2, 3, 6, 7, 8, 9)
NAME, PAYBACK = 1, 8
"""Columns of the report: a terminal has room for these."""
FORECAST = ("expected", "low80", "high80", "p_active")
COLUMNS = (
    "rank",
    "account_id",
    "name",
    "orders",
    "contribution",
    "share",
    "cumulative_share",
    "continuity",
    "centralization",
    "payback",
    "fit",
    *FORECAST,
    "verdict",
    "for",
    "against",
    "unknown",
)


def print_table(
    result: Screening, *, top: int | None, language: Language = Language.ENGLISH
) -> None:
    """Print the table to the terminal, as wide as it is."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = PAPER_WIDTH
    _print(console, result, top, language)


def to_text(
    result: Screening, *, top: int | None, language: Language = Language.ENGLISH
) -> str:
    """The same table as plain text."""
    out = io.StringIO()
    console = Console(file=out, width=PAPER_WIDTH, highlight=False, color_system=None)
    _print(console, result, top, language)
    return out.getvalue()


def _print(
    console: Console, result: Screening, top: int | None, language: Language
) -> None:
    with speaking(language) as formats:
        contract = say.told(result, formats, top=top or SHOWN_ACCOUNTS)
        finding = say.finding(contract, formats)
        console.print(finding, style="bold", markup=False)
        console.print(say.remark(contract, formats), style="dim", markup=False)
        console.print(_table(contract, formats, console.width))


def _table(contract: Contract, formats: Formats, width: int) -> Table:
    whole = say.headings(contract)
    headings = [whole[place] for place in SHOWN]
    lines = [_cells(row, formats) for row in contract.accounts]
    widths = [
        max(cell_len(line[number]) for line in [headings, *lines])
        for number in range(len(headings))
    ]
    table = Table(box=None, header_style="dim", pad_edge=False)
    for place, heading in zip(SHOWN, headings, strict=True):
        side: JustifyMethod = "right" if place in say.FIGURES else "left"
        table.add_column(heading, justify=side, no_wrap=True)
    # Only the reasons may be cut: a figure without its end is a wrong figure.
    room = width - sum(widths) - 2 * len(widths)
    if room >= LEAST_ROOM:
        table.add_column(_("Why"), no_wrap=True)
    for row, line in zip(contract.accounts, lines, strict=True):
        style = "bold" if row["verdict"] == "propose" else ""
        if room >= LEAST_ROOM:
            line.append(_cut(_why(row), room))
        table.add_row(*(Text(cell) for cell in line), style=style)
    return table


def _cut(text: str, room: int) -> str:
    return text if cell_len(text) <= room else set_cell_size(text, room - 1) + "…"


def _cells(row: dict[str, Any], formats: Formats) -> list[str]:
    whole = say.cells(row, formats)
    months = row["payback"].get("months")
    whole[NAME] = isolated(_cut(row["name"], WIDEST_NAME))
    if months is not None:
        whole[PAYBACK] = _("%(months)s months") % {"months": formats.months(months)}
    return [whole[place] for place in SHOWN]


def _why(row: dict[str, Any]) -> str:
    told = [(mark, text) for side, mark, text in say.reasons(row) if side != "unknown"]
    return "  ".join(f"{mark} {text}" for mark, text in told)


def rows_of(contract: Contract) -> list[list[Cell]]:
    """One row an account in the order of `COLUMNS`."""
    return [
        [_plain({**row, **row["forecast"]}[name]) for name in COLUMNS]
        for row in contract.accounts
    ]


def _plain(value: dict[str, str] | list[str] | Cell) -> Cell:
    if isinstance(value, dict):
        return _label(value["label"])
    if isinstance(value, list):
        return "; ".join(value)
    return value


def _label(value: str | None) -> str:
    if value is None:
        return "unknown"
    return "one-off" if value == "one_off" else value.replace("_", " ")


def to_csv(result: Screening, *, top: int | None) -> str:
    """The list as CSV, safe to open in a spreadsheet."""
    from vitalfew.files.tables_out import csv_text

    return csv_text(COLUMNS, rows_of(contract_of(result, top=top)))
