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
TOP = 46.0


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


def draw(data: Outcomes, width: int) -> SafeString:
    amounts = [amount for _probability, amount in data.points]
    marks = [data.expected, data.worst, *data.marks]
    finite([*amounts, *(mark.value for mark in marks)], "an amount of the year")
    shown = [amounts[0], amounts[-1], *(mark.value for mark in data.marks)]
    low, high = min(shown), max(shown)
    height, base = HEIGHTS[width], HEIGHTS[width] - 22.0
    room = (high - low or abs(high) or 1.0) * 0.02
    x = Linear(low - room, high + room, 4, width - 4.0)
    parts = [line((0, base), (width, base), "var(--line-2)")]
    parts += _columns(data, x, base, COLUMNS[width])
    parts += _marks(data, x, base, width)
    parts += _axis(x, data.form, height - 6.0, width)
    return picture(
        parts, width=width, height=height, label=data.label, class_=class_at(width)
    )


def _columns(data: Outcomes, x: Linear, base: float, count: int) -> list[str]:
    """Columns as high as the amounts in them are likely; bad years in red."""
    edges = [x.low + (x.high - x.low) * place / count for place in range(count + 1)]
    chances = [
        _chance(data.points, high) - _chance(data.points, low)
        for low, high in pairwise(edges)
    ]
    tall = Linear(0, max(chances) or 1.0, 0, base - TOP)
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


def _marks(data: Outcomes, x: Linear, base: float, width: int) -> list[str]:
    """A line and a name for each; names that would touch stand in rows of their own."""
    named: list[tuple[Mark, Style, str]] = [
        (data.expected, FEW, "var(--few)"),
        (data.worst, BAD, "var(--bad-mark)"),
        *((mark, LABEL, "var(--ink)") for mark in data.marks),
    ]
    parts: list[str] = []
    rows: list[list[tuple[float, float]]] = []
    for mark, style, stroke in named:
        at = x(mark.value)
        text = f"{mark.text} {data.form(mark.value)}"
        half = text_width(text, bold=style is not LABEL) / 2
        middle = min(max(at, half + 2), width - half - 2)
        row = _free_row(rows, middle - half - 8, middle + half + 8)
        y = 10.0 + LEAST_GAP * row
        parts.append(line((at, y + 4), (at, base), stroke))
        parts.append(words(middle, y, text, style, anchor="middle"))
    return parts


def _free_row(rows: list[list[tuple[float, float]]], low: float, high: float) -> int:
    for place, taken in enumerate(rows):
        if all(high < start or low > end for start, end in taken):
            taken.append((low, high))
            return place
    rows.append([(low, high)])
    return len(rows) - 1


def _axis(x: Linear, form: Form, y: float, width: int) -> list[str]:
    marks = scale.ticks_inside(x.low, x.high, 3 if width < NARROW else 6)
    parts = []
    for value in marks:
        half = text_width(form(value), 11) / 2
        at = min(max(x(value), half), width - half)
        parts.append(words(at, y, form(value), AXIS, anchor="middle"))
    return parts
