"""A deck as a PDF to hand round."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vitalfew.files.bidi import isolated
from vitalfew.web.decks.deck import LONGEST_PLACE, short
from vitalfew.web.reports.languages import Language
from vitalfew.web.reports.typesetting import LANGUAGES, fonts, set_pdf

if TYPE_CHECKING:
    from vitalfew.web.decks.deck import Chart, Deck, Slide

PAGE = Path(__file__).with_name("deck.typ")


def write_pdf(deck: Deck) -> bytes:
    """A4, landscape, a page a slide.

    Raises
    ------
    ReportError
        A word needs a font this machine does not have.
    """
    language = Language(deck.language)
    data = _data(deck) | LANGUAGES[language]
    data["fonts"] = fonts(json.dumps(data, ensure_ascii=False), language)
    files = {"data.json": json.dumps(data, ensure_ascii=False)}
    return set_pdf(PAGE.read_text(encoding="utf-8"), files)


def _data(deck: Deck) -> dict[str, Any]:
    return {
        "title": isolated(deck.title),
        "facts": [isolated(fact) for fact in deck.facts],
        "footer": deck.footer,
        "slides": [_slide(page) for slide in deck.slides for page in slide.pages()],
    }


def _slide(slide: Slide) -> dict[str, Any]:
    table, chart = slide.table, slide.chart
    return {
        "title": isolated(slide.title),
        "note": slide.note,
        "columns": [] if table is None else _columns(slide),
        "rows": []
        if table is None
        else [[isolated(cell.text) for cell in row] for row in table.rows],
        "chart": None if chart is None else _chart(chart),
    }


def _columns(slide: Slide) -> list[dict[str, Any]]:
    columns = slide.table.columns if slide.table else []
    return [
        {"heading": each.heading, "share": each.share, "figures": each.figures}
        for each in columns
    ]


def _chart(chart: Chart) -> dict[str, Any]:
    """Heights as shares of the highest; what lies below zero has a place of its own."""
    values = [
        [None if value is None else float(value) for value in series.values]
        for series in chart.series
    ]
    known = [abs(value) for each in values for value in each if value is not None]
    highest = max(known, default=0) or 1
    return {
        "names": [series.name for series in chart.series],
        "categories": [
            isolated(short(name, LONGEST_PLACE)) for name in chart.categories
        ],
        "bars": [
            [None if value is None else value / highest for value in of_one]
            for of_one in zip(*values, strict=True)
        ],
    }
