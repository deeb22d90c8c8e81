"""Pages set as PDF, in fonts that have the signs of their words."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vitalfew.web.charts.text import is_wide
from vitalfew.web.reports.languages import Language

LANGUAGES: dict[Language, dict[str, Any]] = {
    Language.ENGLISH: {"language": "en", "region": None},
    Language.CHINESE: {"language": "zh", "region": "cn"},
}
"""Not the script: it would be taken for that of every name."""
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


def set_pdf(page: str, files: Mapping[str, str]) -> bytes:
    """A page in Typst's language, and the files it reads, as a PDF."""
    import typst

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, text in {"page.typ": page, **files}.items():
            (folder / file).write_text(text, encoding="utf-8")
        typst.compile(folder / "page.typ", output=folder / "page.pdf", root=folder)
        return (folder / "page.pdf").read_bytes()


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
