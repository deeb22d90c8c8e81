"""The pages of `docs/methods`, one a measure, in the reader's language.

A wheel carries them beside this module; in a checkout they are read where they are
written. The Chinese page of the same name lies in `zh/`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from vitalfew.web.methods.markdown import Document, anchor, document, headings

PACKAGED = Path(__file__).parent / "pages"
WRITTEN = Path(__file__).resolve().parents[4] / "docs" / "methods"
FOLDER = PACKAGED if PACKAGED.is_dir() else WRITTEN
CONTENTS = "README"


@dataclass(frozen=True)
class Entry:
    """A page in the table of contents."""

    name: str
    title: str


@cache
def contents(language: str) -> tuple[Entry, ...]:
    """Every page, in the order of the table of contents."""
    listed = re.findall(r"\(([\w-]+)\.md\)", _text(CONTENTS))
    return tuple(Entry(name, headings(_text(name, language))[0]) for name in listed)


@cache
def page_read(name: str, language: str) -> Document | None:
    """A page as HTML; None when there is no page of this name.

    Headings have the same anchors in every language.
    """
    if name != CONTENTS and name not in {entry.name for entry in contents("en")}:
        return None
    anchors = [anchor(title) for title in headings(_text(name))]
    foreign = "en" if _folder(language) else ""
    return document(_text(name, language), anchors, foreign=foreign)


def _text(name: str, language: str = "en") -> str:
    return (FOLDER / _folder(language) / f"{name}.md").read_text(encoding="utf-8")


def _folder(language: str) -> str:
    return "zh" if language.startswith("zh") else ""
