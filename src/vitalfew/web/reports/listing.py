"""The ranked list as a terminal table and as CSV."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from vitalfew.web.reports.contract import Contract, contract_of, label

if TYPE_CHECKING:
    from vitalfew.analysis.screen import Screening

SHOWN_ACCOUNTS = 25
PAPER_WIDTH = 160
WIDE = 120
"""From this width on there is room for reasons."""
UNKNOWN = "–"
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
    reasons = console.width >= WIDE
    table = Table(box=None, header_style="dim", pad_edge=False)
    table.add_column("", justify="right", no_wrap=True)
    table.add_column("Account", overflow="ellipsis", no_wrap=True, max_width=26)
    for heading in (contract.basis.capitalize(), "Share"):
        table.add_column(heading, justify="right", no_wrap=True)
    for heading in ("Buys", "Decides", "Payback", "Verdict"):
        table.add_column(heading, no_wrap=True, min_width=len(heading))
    if reasons:
        table.add_column("Why", overflow="ellipsis", no_wrap=True)
    for row in contract.accounts:
        cells = _cells(row) if reasons else _cells(row)[:-1]
        style = "bold" if row["verdict"] == "propose" else ""
        table.add_row(*(Text(cell) for cell in cells), style=style)
    console.print(table)


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
    return "; ".join(words) + "."


def _cells(row: dict[str, Any]) -> list[str]:
    months = row["payback"].get("months")
    why = [f"+ {text}" for text in row["for"][:2]]
    why += [f"− {text}" for text in row["against"][:2]]
    return [
        str(row["rank"] or UNKNOWN),
        row["name"],
        UNKNOWN if row["contribution"] is None else f"{row['contribution']:,.0f}",
        UNKNOWN if row["share"] is None else f"{row['share']:.1%}",
        label(row["continuity"]["label"]),
        label(row["centralization"]["label"]),
        f"{months:,.0f} months"
        if months is not None
        else label(row["payback"]["label"]),
        row["verdict"],
        "  ".join(why),
    ]


def rows_of(contract: Contract) -> list[list[Any]]:
    """One row an account in the order of `COLUMNS`."""
    return [[_plain(row[name]) for name in COLUMNS] for row in contract.accounts]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return label(value["label"])
    if isinstance(value, list):
        return "; ".join(value)
    return value


def to_csv(result: Screening, *, top: int | None) -> str:
    """The list as CSV, safe to open in a spreadsheet."""
    from vitalfew.files.tables_out import csv_text

    return csv_text(COLUMNS, rows_of(contract_of(result, top=top)))
