"""The list for the board on paper: a PDF to hand round."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vitalfew.files.bidi import isolated
from vitalfew.web.charts import concentration
from vitalfew.web.reports import screen_words as say
from vitalfew.web.reports.languages import Language, speaking
from vitalfew.web.reports.pictures import cumulative_shares, curve, in_print_colors
from vitalfew.web.reports.typesetting import LANGUAGES, fonts, set_pdf

if TYPE_CHECKING:
    from vitalfew.analysis.screen import Screening
    from vitalfew.web.formats import Formats
    from vitalfew.web.reports.contract import Contract

PAGE = Path(__file__).with_name("board.typ")
WIDTH = 760
MOST_ROWS = 500
"""A board reads a list, not a database: longer ones go into the workbook."""


def write_pdf(
    result: Screening,
    target: Path,
    *,
    top: int | None,
    language: Language = Language.ENGLISH,
) -> None:
    """The same on A4, landscape; Chinese needs a Chinese font on this machine.

    Raises
    ------
    ReportError
        A word needs a font this machine does not have.
    """
    shares = cumulative_shares(result)
    with speaking(language) as formats:
        contract = say.told(result, formats, top=min(top or MOST_ROWS, MOST_ROWS))
        data = _data(contract, formats)
        picture = curve(contract, shares, formats)
    data["fonts"] = fonts(json.dumps(data, ensure_ascii=False), language)
    data |= LANGUAGES[language]
    data["has_curve"] = bool(shares)
    files = {"data.json": json.dumps(data, ensure_ascii=False)}
    if shares:
        files["curve.svg"] = in_print_colors(concentration.draw(picture, WIDTH))
    target.write_bytes(set_pdf(PAGE.read_text(encoding="utf-8"), files))


def _data(contract: Contract, formats: Formats) -> dict[str, Any]:
    return {
        "finding": say.finding(contract, formats),
        "remark": say.remark(contract, formats),
        "proposed_title": say.proposals(contract, formats),
        "proposed": [
            {
                "name": isolated(row["name"]),
                "figures": say.about(row, contract, formats),
                "reasons": [f"{mark} {text}" for _side, mark, text in say.reasons(row)],
            }
            for row in contract.proposed
        ],
        "list_title": say.listed(contract, formats),
        "headings": say.headings(contract),
        "rows": [say.cells(row, formats) for row in contract.accounts],
    }
