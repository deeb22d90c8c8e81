"""A picture of people on a sheet of its own, to hand round: all it needs is on it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from vitalfew.web.charts.cards import Support, shape
from vitalfew.web.charts.svg import Style, clean, tag, words
from vitalfew.web.charts.text import text_width
from vitalfew.web.charts.widths import WIDTHS
from vitalfew.web.reports.pictures import in_print_colors
from vitalfew.web.reports.typesetting import CHINESE_FONTS, LATIN_FONTS

WIDTH, MARGIN = WIDTHS[-1], 24.0
TITLE, STEP = 20.0, 26.0
REMARK_ROOM = 30.0
LEGEND_ROOM = 22.0
LINE = 18.0
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
    """What stands around the picture, in the reader's language."""

    title: str
    lines: str
    """What the lines mean."""
    support: Mapping[Support, str]
    """What the shapes mean."""
    remark: str


def sheet_svg(drawn: str, said: Sheet) -> str:
    """A picture that needs no style sheet, no address and no other file."""
    y = MARGIN + TITLE
    parts = [tag("title", clean(said.title))]
    for text in _lines(said.title, WIDTH):
        parts.append(words(MARGIN, y, text, HEADING))
        y += STEP
    legend, height = _legend(said, y)
    y += height
    parts += legend
    parts.append(tag("g", drawn, transform=f"translate({MARGIN:.0f} {y:.0f})"))
    y += _height(drawn) + REMARK_ROOM
    parts.append(words(MARGIN, y, said.remark, REMARK))
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


def _legend(said: Sheet, y: float) -> tuple[list[str], float]:
    """What the lines mean, the shapes at the right; and the height of both."""
    parts = [words(MARGIN, y, said.lines, REMARK)]
    sizes = {each: 14.0 + text_width(text) for each, text in said.support.items()}
    wide = sum(sizes.values()) + BETWEEN * (len(sizes) - 1)
    x, height = MARGIN + WIDTH - wide, LEGEND_ROOM
    if text_width(said.lines) + BETWEEN > WIDTH - wide:
        x, y, height = MARGIN, y + LINE, height + LINE
    for support, text in said.support.items():
        parts += [shape(support, x + 4.0, y - 4.0), words(x + 14.0, y, text, REMARK)]
        x += sizes[support] + BETWEEN
    return parts, height
