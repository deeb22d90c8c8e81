"""Shares of 0 to 1, a row each: a dot a kind, and where it lies with certainty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from vitalfew.web.charts.axis import Form
from vitalfew.web.charts.scale import Linear
from vitalfew.web.charts.svg import (
    AXIS,
    LABEL,
    STRONG,
    Point,
    Style,
    dot,
    finite,
    line,
    picture,
    tag,
    words,
)
from vitalfew.web.charts.text import shortened, text_width
from vitalfew.web.charts.widths import class_at

ROW, LANE = 30.0, 5.5
LEGEND, BELOW = 22.0, 22.0
LONGEST = {358: 158.0, 760: 220.0, 1160: 300.0}
COLORS = ("var(--few)", "var(--cat-2)")
BANDS = ("var(--band)", "var(--line-2)")
NOTHING = Style(fill="var(--ink-3)")


@dataclass(frozen=True)
class Mark:
    """One share, and between which it lies; unknown is None."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Row:
    """The shares of one name, one a kind; `strong` is the row it is about."""

    name: str
    marks: Sequence[Mark]
    strong: bool = False


@dataclass(frozen=True)
class Shares:
    """Rows in the order given.

    `kinds` names the one or two shares of each row; `targets` is where they should
    lie, a dashed line each; `ticks` are the labels of the axis.
    """

    rows: Sequence[Row]
    kinds: Sequence[str]
    form: Form
    label: str
    unknown: str
    ticks: Sequence[float] = (0.0, 0.25, 0.5, 0.75, 1.0)
    targets: Sequence[float | None] = (None, None)


def draw(data: Shares, width: int) -> SafeString:
    for row in data.rows:
        for mark in row.marks:
            finite((mark.value, mark.low, mark.high), "a share")
    legend, top = _legend(data.kinds, width)
    names = min(
        max((text_width(row.name, bold=row.strong) for row in data.rows), default=0.0),
        LONGEST[width],
    )
    bottom = top + ROW * len(data.rows)
    x = Linear(0.0, 1.0, names + 20, width - 20.0)
    parts = [*legend, *_axis(data, x, top, bottom)]
    for place, row in enumerate(data.rows):
        middle = top + ROW * (place + 0.5)
        style = STRONG if row.strong else LABEL
        name = shortened(row.name, names, bold=row.strong)
        parts += [words(0, middle + 4, name, style), *_row(data, row, x, middle)]
    return picture(
        parts,
        width=width,
        height=bottom + BELOW,
        label=data.label,
        class_=class_at(width),
    )


def _legend(kinds: Sequence[str], width: int) -> tuple[list[str], float]:
    """The kinds beside each other, or below where there is no room; where it ends."""
    parts: list[str] = []
    x, y = 0.0, 12.0
    for place, name in enumerate(kinds):
        taken = 16 + text_width(name)
        if parts and x + taken > width:
            x, y = 0.0, y + LEGEND
        parts += [_dot((x + 5, y - 4), place), words(x + 16, y, name, LABEL)]
        x += taken + 20
    return parts, y + 12


def _axis(data: Shares, x: Linear, top: float, bottom: float) -> list[str]:
    parts = []
    for value in data.ticks:
        at = x(value)
        stroke = "var(--line-2)" if value == 0 else "var(--grid)"
        parts.append(line((at, top), (at, bottom), stroke))
        parts.append(words(at, bottom + 16, data.form(value), AXIS, anchor="middle"))
    for place, target in enumerate(data.targets):
        if target is not None:
            ends = (x(target), top), (x(target), bottom)
            parts.append(line(*ends, COLORS[place], stroke_dasharray="3 3"))
    return parts


def _row(data: Shares, row: Row, x: Linear, middle: float) -> list[str]:
    if all(mark.value is None for mark in row.marks):
        return [words(x(0) + 8, middle + 4, data.unknown, NOTHING)]
    parts = []
    lanes = (0.0,) if len(row.marks) == 1 else (-LANE, LANE)
    for place, (mark, lane) in enumerate(zip(row.marks, lanes, strict=True)):
        if mark.low is not None and mark.high is not None:
            parts.append(
                tag(
                    "rect",
                    x=x(mark.low),
                    y=middle + lane - 3,
                    width=max(1.0, x(mark.high) - x(mark.low)),
                    height=6,
                    rx=2,
                    fill=BANDS[place],
                )
            )
        if mark.value is not None:
            parts.append(_dot((x(mark.value), middle + lane), place))
    return parts


def _dot(at: Point, place: int) -> str:
    """Round for the first kind, square for the second: told apart without color."""
    if place == 0:
        return dot(at, COLORS[0])
    return tag(
        "rect",
        x=at[0] - 4,
        y=at[1] - 4,
        width=8,
        height=8,
        fill=COLORS[1],
        stroke="var(--sheet)",
        stroke_width=1.5,
    )
