"""Attractiveness against our strength: customers as bubbles, the few of them named."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from django.utils.safestring import SafeString

from vitalfew.web.charts import scale
from vitalfew.web.charts.axis import Form
from vitalfew.web.charts.labels import LINE, Box, Label, Mark, place
from vitalfew.web.charts.scale import Linear
from vitalfew.web.charts.svg import (
    AXIS,
    FEW,
    LABEL,
    WARN,
    Style,
    clean,
    finite,
    line,
    number,
    picture,
    tag,
    words,
)
from vitalfew.web.charts.text import shortened, text_width
from vitalfew.web.charts.widths import NARROW, class_at

Kind = Literal["proposed", "key", "below", "seen"]

HEIGHTS = {358: 340, 760: 330, 1160: 420}
BIGGEST = {358: 15.0, 760: 21.0, 1160: 26.0}
LONGEST = 190.0
CELL = 3.0
"""The many that fall into one square of this many px are drawn once …"""
MOST_DOTS = 800
"""… and the squares grow until no more than this many are left."""
MOST_NAMED = 60
"""A picture has no room for the names of more; others are better among the many."""
DOT = 4.0
"""Of the many, what is smaller than this is no bubble: names may stand on it."""
ORDER: tuple[Kind, ...] = ("seen", "key", "below", "proposed")
PRIORITY = {"proposed": 4.0, "below": 3.0, "key": 2.0, "seen": 1.0}
ZONE = Style(fill="var(--cobalt)", size=11, weight=500)
CODE = Style(fill="var(--ink-3)", size=11, weight=500)
STYLES = {"proposed": FEW, "below": WARN, "key": LABEL, "seen": LABEL}


class Dot(NamedTuple):
    """One of the many: where it stands and its contribution."""

    strength: float
    attractiveness: float
    size: float


@dataclass(frozen=True)
class Bubble:
    """One of the few: `code` is its short name, `size` its contribution."""

    name: str
    code: str
    strength: float
    attractiveness: float
    size: float
    kind: Kind
    selected: bool = False
    url: str = ""


@dataclass(frozen=True)
class Matrix:
    """What the picture shows; thresholds are the two dashed lines."""

    bubbles: Sequence[Bubble]
    many: Sequence[Dot]
    strength: float
    attractiveness: float
    form: Form
    label: str
    strength_text: str = ""
    attractiveness_text: str = ""
    zone_text: str = ""
    qualify_text: str = ""
    standard_text: str = ""
    serve_text: str = ""


@dataclass(frozen=True)
class _Plot:
    matrix: Matrix
    width: int
    left: float
    right: float
    top: float
    bottom: float
    x: Linear
    y: Linear
    most: float

    def mark(self, bubble: Bubble) -> Mark:
        size = scale.radius(bubble.size, self.most, BIGGEST[self.width])
        return Mark(
            self.x(bubble.strength),
            self.y(bubble.attractiveness),
            max(size, 5.0) + _ring(bubble),
            self.text(bubble),
            priority=PRIORITY[bubble.kind] + (8 if bubble.selected else 0),
            bold=bubble.kind in {"proposed", "below"},
            inside=bubble.kind == "key",
        )

    def text(self, bubble: Bubble) -> str:
        if bubble.kind == "key" or self.width < NARROW:
            return bubble.code
        return shortened(bubble.name, LONGEST, bold=True)


def draw(matrix: Matrix, width: int) -> SafeString:
    return _drawn(matrix, width)[0]


def draw_listed(matrix: Matrix, width: int) -> SafeString:
    """The picture, and below it who stands on it without a name.

    On a narrow one that is everybody, by their codes; on a wide one the key accounts,
    whose codes are all there is room for, and whoever found no place.
    """
    svg, named = _drawn(matrix, width)
    few = sorted(
        (b for b in matrix.bubbles if b.name not in named),
        key=lambda b: (-b.size, b.name),
    )
    rows = "".join(
        tag("li", tag("b", clean(b.code)), tag("span", clean(b.name))) for b in few
    )
    listed = tag("ul", rows, class_=f"codes at-{width}") if rows else ""
    return SafeString(svg + listed)


def _drawn(matrix: Matrix, width: int) -> tuple[SafeString, set[str]]:
    """The picture, and whose full name is on it."""
    for bubble in matrix.bubbles:
        at = (bubble.strength, bubble.attractiveness, bubble.size)
        finite(at, f"a value of {bubble.name}")
    for dot in matrix.many:
        if not math.isfinite(sum(dot)):
            finite(dot, "a value of one of the many")
    plot = _plot(matrix, width)
    parts = _frame(plot)
    few = sorted(matrix.bubbles, key=lambda b: (ORDER.index(b.kind), -b.size, b.name))
    marks = [plot.mark(bubble) for bubble in few]
    many = _spots(plot)
    parts += _many(many)
    parts += [_circle(b, mark) for b, mark in zip(few, marks, strict=True)]
    quadrants, taken = _quadrants(plot, marks)
    parts += quadrants
    bounds = Box(plot.left + 2, plot.top, width - plot.left - 2, plot.bottom - plot.top)
    solid = [spot for spot in many if spot.radius >= DOT]
    labels = place([*marks, *solid], bounds, taken)[: len(few)]
    placed = [
        (b, mark, at) for b, mark, at in zip(few, marks, labels, strict=True) if at
    ]
    parts += [_label(b, mark, at) for b, mark, at in placed]
    svg = picture(
        parts,
        width=width,
        height=HEIGHTS[width],
        label=matrix.label,
        class_=class_at(width),
        links=any(bubble.url for bubble in few),
    )
    return svg, {b.name for b, mark, _at in placed if mark.text == b.name}


def _plot(matrix: Matrix, width: int) -> _Plot:
    left, right, top, bottom = 34.0, width - 14.0, 14.0, HEIGHTS[width] - 36.0
    everyone: list[Bubble | Dot] = [*matrix.bubbles, *matrix.many]
    most = max((one.size for one in everyone), default=0.0)
    xs = [*(one.strength for one in everyone), matrix.strength]
    ys = [*(one.attractiveness for one in everyone), matrix.attractiveness]
    room = BIGGEST[width] + 6
    return _Plot(
        matrix,
        width,
        left,
        right,
        top,
        bottom,
        _padded(xs, left, right, room),
        _padded(ys, bottom, top, room),
        most,
    )


def _padded(values: Sequence[float], start: float, end: float, room: float) -> Linear:
    """A scale with room for a bubble at both ends, and never less than a point wide."""
    low, high = min(values), max(values)
    if high - low < 1:
        middle = (low + high) / 2
        low, high = middle - 0.5, middle + 0.5
    step = room * (high - low) / (abs(end - start) - 2 * room)
    return Linear(low - step, high + step, start, end)


def _frame(plot: _Plot) -> list[str]:
    matrix = plot.matrix
    at_x, at_y = plot.x(matrix.strength), plot.y(matrix.attractiveness)
    parts = [
        tag(
            "rect",
            x=at_x,
            y=plot.top,
            width=max(0.0, plot.right - at_x),
            height=max(0.0, at_y - plot.top),
            rx=4,
            fill="var(--cobalt-tint)",
        )
    ]
    for start, end in (
        ((plot.left, at_y), (plot.right, at_y)),
        ((at_x, plot.top), (at_x, plot.bottom)),
    ):
        parts.append(line(start, end, "var(--cobalt-line)", stroke_dasharray="3 3"))
    corner = (plot.left, plot.bottom)
    parts.append(line(corner, (plot.right, plot.bottom), "var(--line-2)"))
    parts.append(line(corner, (plot.left, plot.top), "var(--line-2)"))
    for value in scale.ticks_inside(plot.x.low, plot.x.high, 7):
        text = matrix.form(value)
        parts.append(
            words(plot.x(value), plot.bottom + 16, text, AXIS, anchor="middle")
        )
    for value in scale.ticks_inside(plot.y.low, plot.y.high):
        text = matrix.form(value)
        parts.append(words(plot.left - 8, plot.y(value) + 4, text, AXIS, anchor="end"))
    return parts


def _quadrants(plot: _Plot, marks: Sequence[Mark]) -> tuple[list[str], list[Box]]:
    """What each quarter of the plane means, where no bubble is in the way."""
    matrix = plot.matrix
    at_x, at_y = plot.x(matrix.strength), plot.y(matrix.attractiveness)
    left, right, bottom = plot.left + 8, plot.right - 8, plot.bottom
    said = [
        (left, plot.top + 12, f"↑ {matrix.attractiveness_text}", AXIS),
        (at_x + 10, plot.top + 16, matrix.zone_text, ZONE),
        (left, at_y - 9, matrix.qualify_text, AXIS),
        (left, bottom - 9, matrix.standard_text, AXIS),
        (right, bottom - 9, matrix.serve_text, AXIS),
    ]
    parts: list[str] = []
    taken: list[Box] = []
    for x, y, text, style in said:
        wide = text_width(text, 11)
        start = x - wide if x == right else x
        box = Box(start, y - 11, wide, LINE)
        free = not any(box.overlaps(other) for other in taken)
        if free and _has_room(box, plot, at_x, marks):
            parts.append(words(start, y, text, style))
            taken.append(box)
    strength = f"{matrix.strength_text} →"
    parts.append(words(plot.right, bottom + 31, strength, AXIS, anchor="end"))
    return parts, taken


def _has_room(box: Box, plot: _Plot, middle: float, marks: Sequence[Mark]) -> bool:
    """Words stay in their own quarter of the plane, and off the bubbles."""
    left, right = (plot.left, middle) if box.x < middle else (middle, plot.right)
    inside = box.width > 0 and left <= box.x and box.x + box.width <= right
    return inside and all(box.distance(m.x, m.y) > m.radius + 1 for m in marks)


def _spots(plot: _Plot) -> list[Mark]:
    """Everyone else: the biggest stands for all that fall on one spot."""
    biggest = BIGGEST[plot.width]
    spots = [
        (
            -scale.radius(dot.size, plot.most, biggest),
            plot.x(dot.strength),
            plot.y(dot.attractiveness),
        )
        for dot in plot.matrix.many
    ]
    spots.sort()
    cell = CELL
    spots = _apart(spots, cell)
    while len(spots) > MOST_DOTS:
        cell *= 1.25
        spots = _apart(spots, cell)
    return [Mark(x, y, -r) for r, x, y in spots]


def _many(spots: Sequence[Mark]) -> list[str]:
    dots = "".join(
        f'<circle cx="{number(s.x)}" cy="{number(s.y)}" r="{number(s.radius)}"/>'
        for s in spots
    )
    return [tag("g", dots, fill="var(--many)", fill_opacity="0.5")] if dots else []


def _apart(
    spots: Sequence[tuple[float, float, float]], cell: float
) -> list[tuple[float, float, float]]:
    """The first of each square of `cell` px."""
    found: dict[tuple[int, int], tuple[float, float, float]] = {}
    for spot in spots:
        found.setdefault((round(spot[1] / cell), round(spot[2] / cell)), spot)
    return list(found.values())


def _circle(bubble: Bubble, mark: Mark) -> str:
    looks: dict[str, dict[str, str | float | None]] = {
        "proposed": {"fill": "var(--few)", "stroke": "var(--sheet)"},
        "key": {"fill": "var(--sheet)", "fill_opacity": "0", "stroke": "var(--ink-3)"},
        "below": {"fill": "var(--sheet)", "stroke": "var(--warn-mark)"},
        "seen": {"fill": "var(--many)", "stroke": "var(--sheet)"},
    }
    wide = 2.0 if bubble.kind == "below" else 1.5
    shape = tag("title", clean(bubble.name))
    drawn = tag(
        "circle",
        shape,
        class_="hit",
        cx=mark.x,
        cy=mark.y,
        r=mark.radius - _ring(bubble),
        stroke_width=wide,
        **looks[bubble.kind],
    )
    if bubble.selected:
        drawn += tag(
            "circle",
            cx=mark.x,
            cy=mark.y,
            r=mark.radius,
            fill="none",
            stroke="var(--few)",
            stroke_width=1.5,
        )
    if not bubble.url:
        return drawn
    return tag("a", drawn, href=bubble.url, aria_label=bubble.name)


def _ring(bubble: Bubble) -> float:
    """The selected bubble wears a ring, this far outside."""
    return 4.0 if bubble.selected else 0.0


def _label(bubble: Bubble, mark: Mark, at: Label) -> str:
    """The label's text, with a thin line where it stands away from its mark."""
    middle = at.box.y + at.box.height / 2 + 4
    style = CODE if at.inside else STYLES[bubble.kind]
    if at.inside:
        return words(mark.x, middle, mark.text, style, anchor="middle")
    text = words(at.box.x, middle, mark.text, style)
    if at.leader is None:
        return text
    x1, y1, x2, y2 = at.leader
    return line((x1, y1), (x2, y2), "var(--control)", stroke_width=0.75) + text
