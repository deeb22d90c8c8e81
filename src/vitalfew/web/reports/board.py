"""The list for the board on paper: a PDF to hand round."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vitalfew.files.bidi import isolated
from vitalfew.web.charts import concentration
from vitalfew.web.charts.text import is_wide
from vitalfew.web.reports import screen_words as say
from vitalfew.web.reports.languages import Language, speaking
from vitalfew.web.reports.pictures import cumulative_shares, curve, in_print_colors

if TYPE_CHECKING:
    from vitalfew.analysis.screen import Screening
    from vitalfew.web.formats import Formats
    from vitalfew.web.reports.contract import Contract

WIDTH = 760
LANGUAGES: dict[Language, dict[str, Any]] = {
    Language.ENGLISH: {"language": "en", "region": None},
    Language.CHINESE: {"language": "zh", "region": "cn"},
}
"""Not the script: it would be taken for that of every name."""
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
    import typst

    shares = cumulative_shares(result)
    with speaking(language) as formats:
        contract = say.told(result, formats, top=min(top or MOST_ROWS, MOST_ROWS))
        data = _data(contract, formats)
        picture = curve(contract, shares, formats)
    data["fonts"] = fonts(json.dumps(data, ensure_ascii=False), language)
    data |= LANGUAGES[language]
    data["has_curve"] = bool(shares)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(Path(__file__).with_name("board.typ"), folder / "board.typ")
        text = json.dumps(data, ensure_ascii=False)
        (folder / "data.json").write_text(text, encoding="utf-8")
        if shares:
            svg = in_print_colors(concentration.draw(picture, WIDTH))
            (folder / "curve.svg").write_text(svg, encoding="utf-8")
        typst.compile(folder / "board.typ", output=target, root=folder)


def fonts(text: str, language: Language) -> list[str]:
    """The fonts a text needs, those of its language first."""
    import typst

    present = set(typst.Fonts().families()) if hasattr(typst, "Fonts") else set()
    latin = [name for name in LATIN_FONTS if name in present]
    chinese = [name for name in CHINESE_FONTS if name in present]
    if not chinese and present and any(is_wide(character) for character in text):
        message = (
            "The PDF has Chinese words and this machine has no Chinese font, so it "
            "would show boxes. Install one (on Debian: apt-get install "
            "fonts-noto-cjk), or use --format html or xlsx. Nothing was written."
        )
        raise ReportError(message)
    fonts = chinese + latin if language is Language.CHINESE else latin + chinese
    return fonts or ["Libertinus Serif"]


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
