"""What a customer buys over time, by category: stacked columns, named at their end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from django.utils.safestring import SafeString

from vitalfew.files.bidi import isolated
from vitalfew.web.charts import scale
from vitalfew.web.charts.axis import Form, month_axis, room_for, value_axis
from vitalfew.web.charts.scale import Linear
from vitalfew.web.charts.stacking import spread
from vitalfew.web.charts.svg import LABEL, clean, finite, picture, tag, words
from vitalfew.web.charts.text import shortened, text_width
from vitalfew.web.charts.widths import class_at

HEIGHTS = {358: 220, 760: 220, 1160: 250}
MOST = 5
"""More categories than this cannot be told apart: the rest is "other"."""
LINE = 16.0
LONGEST = {358: 96.0, 760: 150.0, 1160: 220.0}


@dataclass(frozen=True)
class Series:
    """One category: a value a period, oldest first."""

    name: str
    values: Sequence[float]


@dataclass(frozen=True)
class Categories:
    """Periods and the categories bought in them; `other` names the rest."""

    periods: Sequence[str]
    series: Sequence[Series]
    form: Form
    label: str
    other: str


@dataclass(frozen=True)
class _Part:
    """A piece of a column: from `start` to `end`, both as values."""

    start: float
    end: float


def draw(data: Categories, width: int) -> SafeString:
    for one in data.series:
        finite(one.values, f"a value of {one.name}")
    shown = largest(data)
    stacks = [_stack([s.values[i] for s in shown]) for i in range(len(data.periods))]
    ends = [part.end for stack in stacks for part in stack]
    low, high = scale.with_zero(ends)
    marks = scale.ticks_inside(low, high)
    longest = max((text_width(s.name) for s in shown), default=0.0)
    room = min(longest, LONGEST[width])
    left, right = room_for(marks, data.form), width - room - 24
    height = HEIGHTS[width]
    y = Linear(low, high, height - 24.0, 10.0)
    slot = (right - left) / max(1, len(data.periods))
    middles = [left + slot * (i + 0.5) for i in range(len(data.periods))]
    parts = value_axis(y, marks, data.form, left=left, right=right)
    for index, one in enumerate(shown):
        pieces = [stack[index] for stack in stacks]
        parts += _columns(data, one, index, pieces, middles, y, slot)
    if stacks:
        parts += _names(shown, stacks[-1], y, right, room)
    places = [*zip(middles, data.periods, strict=True)]
    parts += month_axis(places, height - 6.0, right=right)
    return picture(
        parts, width=width, height=height, label=data.label, class_=class_at(width)
    )


def largest(data: Categories) -> list[Series]:
    """The five largest categories, largest first, and one for all the others."""
    ranked = sorted(data.series, key=lambda s: (-sum(s.values), s.name))
    if len(ranked) <= MOST:
        return ranked
    rest = zip(*(s.values for s in ranked[MOST:]), strict=True)
    return [*ranked[:MOST], Series(data.other, [sum(values) for values in rest])]


def color(index: int) -> str:
    return f"var(--cat-{index + 1})" if index < MOST else "var(--many)"


def _stack(values: Sequence[float]) -> list[_Part]:
    """Pieces above zero grow upwards, pieces below it downwards."""
    ups = [0.0, *accumulate(max(0.0, value) for value in values)]
    downs = [0.0, *accumulate(min(0.0, value) for value in values)]
    return [
        _Part(ups[i], ups[i + 1]) if value >= 0 else _Part(downs[i], downs[i + 1])
        for i, value in enumerate(values)
    ]


def _columns(
    data: Categories,
    one: Series,
    index: int,
    pieces: Sequence[_Part],
    middles: Sequence[float],
    y: Linear,
    slot: float,
) -> list[str]:
    wide = min(44.0, slot * 0.7)
    bars = []
    for i, piece in enumerate(pieces):
        if piece.start == piece.end:
            continue
        over, under = sorted((y(piece.start), y(piece.end)))
        said = f"{isolated(one.name)}, {data.periods[i]}: {data.form(one.values[i])}"
        box = {"x": middles[i] - wide / 2, "y": over, "width": wide}
        deep = max(0.3, under - over - 0.5)
        bars.append(tag("rect", tag("title", clean(said)), **box, height=deep))
    return [tag("g", *bars, fill=color(index))] if bars else []


def _names(
    shown: Sequence[Series], last: Sequence[_Part], y: Linear, right: float, room: float
) -> list[str]:
    """Each name beside its piece of the last column, moved apart where they touch."""
    wanted = [y((piece.start + piece.end) / 2) for piece in last]
    parts = []
    for index, at in enumerate(spread(wanted, LINE, 8.0, y(y.low))):
        square = {"x": right + 8, "y": at - 4, "width": 8.0, "height": 8.0, "rx": 2.0}
        parts.append(tag("rect", **square, fill=color(index)))
        text = shortened(shown[index].name, room)
        parts.append(words(right + 21, at + 4, text, LABEL))
    return parts
