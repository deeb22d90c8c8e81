"""The list for the board: a PDF to hand round and a workbook to work with."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vitalfew.files.bidi import isolated
from vitalfew.web.charts.text import is_wide
from vitalfew.web.reports.contract import (
    EXPECTED,
    UNKNOWN,
    Contract,
    contract_of,
    expected,
    label,
)
from vitalfew.web.reports.listing import COLUMNS, remark, rows_of
from vitalfew.web.reports.pictures import cumulative_shares, curve, in_print_colors

if TYPE_CHECKING:
    from vitalfew.analysis.screen import Screening

HEADINGS = (
    "",
    "Account",
    "Share",
    "Together",
    EXPECTED,
    "Buys",
    "Decides",
    "Payback",
    "Verdict",
)
MOST_ROWS = 500
"""A board reads a list, not a database: longer ones go into the workbook."""
LATIN_FONTS = ("Inter", "Helvetica Neue", "Arial", "Liberation Sans", "DejaVu Sans")
CHINESE_FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
)


class ReportError(Exception):
    """The report cannot be written as asked; the message says what to do."""


def write_xlsx(result: Screening, target: Path, *, top: int | None) -> None:
    """One sheet with the list, one with what it rests on."""
    from vitalfew.files.tables_out import write_xlsx as write

    contract = contract_of(result, top=top)
    facts = [
        ("Finding", contract.finding),
        ("Remark", remark(contract)),
        *((name, value) for name, value in contract.concentration.items()),
    ]
    write(
        target,
        {
            "Accounts": (COLUMNS, rows_of(contract)),
            "About": (("what", "value"), [list(fact) for fact in facts]),
        },
    )


def write_pdf(result: Screening, target: Path, *, top: int | None) -> None:
    """The same on A4, landscape; Chinese names need a Chinese font on this machine.

    Raises
    ------
    ReportError
        A name needs a font this machine does not have.
    """
    import typst

    contract = contract_of(result, top=min(top or MOST_ROWS, MOST_ROWS))
    data = _data(contract)
    shares = cumulative_shares(result)
    data["fonts"] = _fonts(json.dumps(data, ensure_ascii=False))
    data["has_curve"] = bool(shares)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(Path(__file__).with_name("board.typ"), folder / "board.typ")
        text = json.dumps(data, ensure_ascii=False)
        (folder / "data.json").write_text(text, encoding="utf-8")
        if shares:
            svg = in_print_colors(curve(contract, shares))
            (folder / "curve.svg").write_text(svg, encoding="utf-8")
        typst.compile(folder / "board.typ", output=target, root=folder)


def _fonts(text: str) -> list[str]:
    import typst

    present = set(typst.Fonts().families()) if hasattr(typst, "Fonts") else set()
    latin = [name for name in LATIN_FONTS if name in present]
    chinese = [name for name in CHINESE_FONTS if name in present]
    if not chinese and present and any(is_wide(character) for character in text):
        message = (
            "Some names are Chinese and this machine has no Chinese font, so the PDF "
            "would show boxes. Install one (on Debian: apt-get install "
            "fonts-noto-cjk), or use --format html or xlsx. Nothing was written."
        )
        raise ReportError(message)
    return [*latin, *chinese] or ["Libertinus Serif"]


def _data(contract: Contract) -> dict[str, Any]:
    proposed = contract.proposed
    return {
        "finding": contract.finding,
        "remark": remark(contract),
        "proposed_title": f"{len(proposed)} accounts are proposed as key accounts",
        "proposed": [
            {
                "name": isolated(row["name"]),
                "figures": f"{_money(row['contribution'])} {contract.basis}, "
                f"{_share(row['share'])} of all; {EXPECTED.lower()}: {expected(row)}",
                "reasons": [f"+ {text}" for text in row["for"]]
                + [f"− {text}" for text in row["against"]]
                + [f"? {text}" for text in row["unknown"]],
            }
            for row in proposed
        ],
        "list_title": f"The first {len(contract.accounts):,} of "
        f"{contract.concentration['accounts']:,} accounts",
        "headings": [*HEADINGS[:2], contract.basis.capitalize(), *HEADINGS[2:]],
        "rows": [_row(row) for row in contract.accounts],
    }


def _row(row: dict[str, Any]) -> list[str]:
    return [
        str(row["rank"] or UNKNOWN),
        isolated(row["name"]),
        _money(row["contribution"]),
        _share(row["share"]),
        _share(row["cumulative_share"]),
        expected(row),
        label(row["continuity"]["label"]),
        label(row["centralization"]["label"]),
        label(row["payback"]["label"]),
        row["verdict"],
    ]


def _money(value: float | None) -> str:
    return UNKNOWN if value is None else f"{value:,.0f}"


def _share(value: float | None) -> str:
    return UNKNOWN if value is None else f"{value:.1%}"
