"""The ranked list as a terminal table and as CSV."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table
from rich.text import Text

from vitalfew.files.bidi import isolated
from vitalfew.web.reports.contract import UNKNOWN, Contract, contract_of, label

if TYPE_CHECKING:
    from vitalfew.analysis.screen import Screening
    from vitalfew.files.tables_out import Cell

SHOWN_ACCOUNTS = 25
PAPER_WIDTH = 160
LEAST_ROOM = 24
"""With less room than this, reasons are left out."""
WIDEST_NAME = 32
RIGHT = {0, 2, 3}
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


def print_table(result: Screening, *, top: int | None) -> None:
    """Print the table to the terminal, as wide as it is."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = PAPER_WIDTH
    _print(console, contract_of(result, top=top or SHOWN_ACCOUNTS))


def to_text(result: Screening, *, top: int | None) -> str:
    """The same table as plain text."""
    out = io.StringIO()
    console = Console(file=out, width=PAPER_WIDTH, highlight=False, color_system=None)
    _print(console, contract_of(result, top=top or SHOWN_ACCOUNTS))
    return out.getvalue()


def _print(console: Console, contract: Contract) -> None:
    console.print(f"[bold]{contract.finding}[/bold]")
    console.print(remark(contract), style="dim", markup=False)
    headings = ["", "Account", contract.basis.capitalize(), "Share"]
    headings += ["Buys", "Decides", "Payback", "Verdict"]
    lines = [_cells(row) for row in contract.accounts]
    widths = [
        max(cell_len(line[number]) for line in [headings, *lines])
        for number in range(len(headings))
    ]
    table = Table(box=None, header_style="dim", pad_edge=False)
    for number, heading in enumerate(headings):
        table.add_column(
            heading, justify="right" if number in RIGHT else "left", no_wrap=True
        )
    # Only the reasons may be cut: a figure without its end is a wrong figure.
    room = console.width - sum(widths) - 2 * len(widths)
    if room >= LEAST_ROOM:
        table.add_column("Why", no_wrap=True)
    for row, line in zip(contract.accounts, lines, strict=True):
        style = "bold" if row["verdict"] == "propose" else ""
        if room >= LEAST_ROOM:
            line.append(_cut(_why(row), room))
        table.add_row(*(Text(cell) for cell in line), style=style)
    console.print(table)


def _cut(text: str, room: int) -> str:
    return text if cell_len(text) <= room else set_cell_size(text, room - 1) + "…"


def remark(contract: Contract) -> str:
    """What the figures rest on."""
    window, rows = contract.window, contract.rows
    words = [
        f"Orders from {window['from']} to before {window['to']}",
        f"amounts in {contract.currency}" if contract.currency else "currency unknown",
        f"{rows['used']:,} of {rows['read']:,} lines used",
    ]
    if contract.basis == "revenue":
        words.append("by revenue: not every line has a cost")
    serving = contract.cost_to_serve
    if serving and serving["included"]:
        words.append("contribution is less cost to serve")
    elif serving:
        words.append(f"before cost to serve: {serving['reason']}")
    record = contract.track_record
    return "; ".join(words) + f". {record.get('sentence') or record['reason']}"


def _cells(row: dict[str, Any]) -> list[str]:
    months = row["payback"].get("months")
    return [
        str(row["rank"] or UNKNOWN),
        isolated(_cut(row["name"], WIDEST_NAME)),
        UNKNOWN if row["contribution"] is None else f"{row['contribution']:,.0f}",
        UNKNOWN if row["share"] is None else f"{row['share']:.1%}",
        label(row["continuity"]["label"]),
        label(row["centralization"]["label"]),
        f"{months:,.0f} months"
        if months is not None
        else label(row["payback"]["label"]),
        row["verdict"],
    ]


def _why(row: dict[str, Any]) -> str:
    why = [f"+ {text}" for text in row["for"]]
    return "  ".join(why + [f"− {text}" for text in row["against"]])


def rows_of(contract: Contract) -> list[list[Cell]]:
    """One row an account in the order of `COLUMNS`."""
    return [
        [_plain({**row, **row["forecast"]}[name]) for name in COLUMNS]
        for row in contract.accounts
    ]


def _plain(value: dict[str, str] | list[str] | Cell) -> Cell:
    if isinstance(value, dict):
        return label(value["label"])
    if isinstance(value, list):
        return "; ".join(value)
    return value


def to_csv(result: Screening, *, top: int | None) -> str:
    """The list as CSV, safe to open in a spreadsheet."""
    from vitalfew.files.tables_out import csv_text

    return csv_text(COLUMNS, rows_of(contract_of(result, top=top)))
