"""The relationship map on a sheet of its own, to hand round: all it needs is on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vitalfew.web.charts import cards, relationship
from vitalfew.web.charts.svg import Style, clean, tag, words
from vitalfew.web.charts.text import text_width
from vitalfew.web.charts.widths import WIDTHS
from vitalfew.web.reports.board import CHINESE_FONTS, LATIN_FONTS
from vitalfew.web.reports.pictures import in_print_colors

if TYPE_CHECKING:
    from vitalfew.web.charts.relationship import Map

WIDTH, MARGIN = WIDTHS[-1], 24.0
TITLE, STEP = 20.0, 26.0
REMARK_ROOM = 26.0
LEGEND_ROOM = 34.0
BETWEEN = 22.0

HEADING = Style(fill="var(--ink)", size=TITLE, weight=600)
REMARK = Style(fill="var(--ink-3)", size=12)
FONTS = ", ".join(
    [*(f"'{name}'" for name in (*LATIN_FONTS, *CHINESE_FONTS)), "sans-serif"]
)

PIECES = re.compile(r"[\u2e80-\uffef]|[^\s\u2e80-\uffef]+|\s+")
"""Where a line may break: at blanks, and between any two Chinese signs."""


@dataclass(frozen=True)
class Sheet:
    """What stands around the map, in the reader's language."""

    title: str
    remark: str
    legend: str
    """What the lines mean; the shapes say themselves from the map."""


def sheet_svg(data: Map, said: Sheet) -> str:
    """A picture that needs no style sheet, no address and no other file."""
    # An address of this installation leads nowhere from a file.
    theirs = tuple(replace(person, href="") for person in data.theirs)
    drawn = relationship.draw(replace(data, theirs=theirs), WIDTH)
    y = MARGIN + TITLE
    parts = [tag("title", clean(said.title))]
    for text in _lines(said.title, WIDTH):
        parts.append(words(MARGIN, y, text, HEADING))
        y += STEP
    parts.append(words(MARGIN, y, said.remark, REMARK))
    y += REMARK_ROOM
    parts.append(tag("g", drawn, transform=f"translate({MARGIN:.0f} {y:.0f})"))
    y += _height(drawn) + LEGEND_ROOM
    parts += _legend(data, said.legend, y)
    width, height = WIDTH + 2 * MARGIN, y + MARGIN
    paper = tag("rect", width=width, height=height, fill="var(--sheet)")
    svg = tag(
        "svg",
        paper,
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width:.0f} {height:.0f}",
        width=width,
        height=height,
        font_family=FONTS,
    )
    return in_print_colors(svg)


def _height(svg: str) -> float:
    found = re.search(r'viewBox="0 0 \S+ (\S+)"', svg)
    return float(found[1]) if found else 0.0


def _lines(text: str, room: float) -> Iterator[str]:
    line = ""
    for piece in PIECES.findall(text):
        if line and text_width(line + piece, TITLE, bold=True) > room:
            yield line.rstrip()
            line = piece.lstrip()
        else:
            line += piece
    if line.strip():
        yield line.rstrip()


def _legend(data: Map, lines: str, y: float) -> Iterator[str]:
    """The shapes with their words, then what the lines mean."""
    x = MARGIN
    for support, text in data.support.items():
        yield cards.shape(support, x + 4.0, y - 4.0)
        yield words(x + 14.0, y, text, REMARK)
        x += 14.0 + text_width(text) + BETWEEN
    yield words(x, y, lines, REMARK)
