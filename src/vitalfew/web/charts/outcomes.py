"""What a year may bring in all: how likely each amount is, and what a bad year is."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.safestring import SafeString

from vitalfew.web.charts import scale
from vitalfew.web.charts.axis import LEAST_GAP, Form
from vitalfew.web.charts.scale import Linear
from vitalfew.web.charts.svg import (
    AXIS,
    BAD,
    FEW,
    LABEL,
    Style,
    finite,
    line,
    picture,
    tag,
    words,
)
from vitalfew.web.charts.text import text_width
from vitalfew.web.charts.widths import NARROW, class_at

HEIGHTS = {358: 150, 760: 150, 1160: 160}
COLUMNS = {358: 24, 760: 36, 1160: 48}
BESIDE = 4.0
"""From a line to the name beside it."""


@dataclass(frozen=True)
class Mark:
    """An amount with its name, such as the fixed costs or the last 12 months."""

    value: float
    text: str


@dataclass(frozen=True)
class Outcomes:
    """`points` are (probability, amount not passed with it), rising in both."""

    points: Sequence[tuple[float, float]]
    expected: Mark
    worst: Mark
    marks: Sequence[Mark]
    form: Form
    label: str


@dataclass(frozen=True)
class _Name:
    """The name of a mark, from `low` to `high` across, and where its line is."""

    text: str
    style: Style
    stroke: str
    at: float
    row: int
    low: float
    high: float

    def drawn(self, base: float) -> list[str]:
        y = 10.0 + LEAST_GAP * self.row
        top = y + 4 if self.low < self.at < self.high else y - 9
        middle = (self.low + self.high) / 2
        return [
            line((self.at, top), (self.at, base), self.stroke),
            words(middle, y, self.text, self.style, anchor="middle"),
        ]


def draw(data: Outcomes, width: int) -> SafeString:
    amounts = [amount for _probability, amount in data.points]
    marks = [data.expected, data.worst, *data.marks]
    finite([*amounts, *(mark.value for mark in marks)], "an amount of the year")
    shown = [amounts[0], amounts[-1], *(mark.value for mark in data.marks)]
    low, high = min(shown), max(shown)
    height, base = HEIGHTS[width], HEIGHTS[width] - 22.0
    room = (high - low or abs(high) or 1.0) * 0.02
    x = Linear(low - room, high + room, 4, width - 4.0)
    named = _named(data, x, width)
    top = 10.0 + LEAST_GAP * len({name.row for name in named})
    parts = [line((0, base), (width, base), "var(--line-2)")]
    parts += _columns(data, x, top, base, COLUMNS[width])
    parts += [part for name in named for part in name.drawn(base)]
    parts += _axis(x, data.form, height - 6.0, width)
    return picture(
        parts, width=width, height=height, label=data.label, class_=class_at(width)
    )


def _columns(
    data: Outcomes, x: Linear, top: float, base: float, count: int
) -> list[str]:
    """Columns as high as the amounts in them are likely; bad years in red."""
    edges = [x.low + (x.high - x.low) * place / count for place in range(count + 1)]
    chances = [
        _chance(data.points, high) - _chance(data.points, low)
        for low, high in pairwise(edges)
    ]
    tall = Linear(0, max(chances) or 1.0, 0, base - top)
    return [
        tag(
            "rect",
            x=x(low) + 0.5,
            y=base - tall(chance),
            width=max(0.5, x(high) - x(low) - 1),
            height=tall(chance),
            fill="var(--bad-mark)" if high <= data.worst.value else "var(--band)",
        )
        for (low, high), chance in zip(pairwise(edges), chances, strict=True)
        if tall(chance) >= 0.1
    ]


def _chance(points: Sequence[tuple[float, float]], amount: float) -> float:
    """How likely at most this amount is, between the known points in a line."""
    amounts = [known for _probability, known in points]
    place = bisect_left(amounts, amount)
    if place in {0, len(points)}:  # beyond the known ones nothing is drawn
        return points[0 if place == 0 else -1][0]
    (low, below), (high, above) = points[place - 1], points[place]
    return low + (high - low) * (amount - below) / (above - below)


def _named(data: Outcomes, x: Linear, width: int) -> list[_Name]:
    """Each mark with the place of its name: no two touch, no line runs through one."""
    marks: list[tuple[Mark, Style, str]] = [
        (data.expected, FEW, "var(--few)"),
        (data.worst, BAD, "var(--bad-mark)"),
        *((mark, LABEL, "var(--ink)") for mark in data.marks),
    ]
    placed: list[_Name] = []
    for mark, style, stroke in sorted(marks, key=lambda each: each[0].value):
        text = f"{mark.text} {data.form(mark.value)}"
        wide = text_width(text, bold=style is not LABEL)
        at = x(mark.value)
        row, low = _place(at, wide, placed, width)
        placed.append(_Name(text, style, stroke, at, row, low, low + wide))
    return placed


def _place(
    at: float, wide: float, placed: Sequence[_Name], width: int
) -> tuple[int, float]:
    """The highest row that is free: above the line, to its right or to its left."""
    above = min(max(at - wide / 2, 2.0), width - wide - 2)
    for row in range(len(placed) + 1):
        for low in (above, at + BESIDE, at - BESIDE - wide):
            inside = low >= 2.0 and low + wide <= width - 2
            if inside and all(_apart(row, low, wide, at, other) for other in placed):
                return row, low
    return len(placed), above


def _apart(row: int, low: float, wide: float, at: float, other: _Name) -> bool:
    if row == other.row:
        return low > other.high + 8 or low + wide < other.low - 8
    if row > other.row:  # the other's line comes down through this row
        return not low - 3 < other.at < low + wide + 3
    return not other.low - 3 < at < other.high + 3


def _axis(x: Linear, form: Form, y: float, width: int) -> list[str]:
    marks = scale.ticks_inside(x.low, x.high, 3 if width < NARROW else 6)
    parts = []
    for value in marks:
        half = text_width(form(value), 11) / 2
        at = min(max(x(value), half), width - half)
        parts.append(words(at, y, form(value), AXIS, anchor="middle"))
    return parts
