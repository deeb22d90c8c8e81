"""A customer's rank over time: first is on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from vitalfew.web.charts import scale
from vitalfew.web.charts.axis import Form, month_axis, room_for, value_axis
from vitalfew.web.charts.scale import Linear
from vitalfew.web.charts.svg import (
    FEW,
    Point,
    dot,
    finite,
    line,
    picture,
    polyline,
    words,
)
from vitalfew.web.charts.text import text_width
from vitalfew.web.charts.widths import class_at

HEIGHTS = {358: 150, 760: 150, 1160: 170}


@dataclass(frozen=True)
class Rank:
    """Ranks by period, oldest first; None: it was not ranked.

    `few`, how many customers make the 80 %, is a dashed line.
    """

    periods: Sequence[str]
    ranks: Sequence[int | None]
    form: Form
    label: str
    few: int | None = None


def draw(data: Rank, width: int) -> SafeString:
    finite(data.ranks, "a rank")
    known = [rank for rank in data.ranks if rank is not None]
    deepest = max([*known, data.few or 2, 2])
    marks = _marks(deepest)
    left = room_for(marks, data.form)
    last_text = data.form(known[-1]) if known else ""
    right = width - text_width(last_text, bold=True) - 18
    height = HEIGHTS[width]
    x = Linear(0, len(data.periods) - 1, left + 8, right)
    y = Linear(1, deepest, 14, height - 30.0)
    parts = value_axis(y, marks, data.form, left=left, right=right)
    if data.few is not None:
        ends = (left, y(data.few)), (right, y(data.few))
        parts.append(line(*ends, "var(--cobalt-line)", stroke_dasharray="3 3"))
    for run in _runs(data.ranks, x, y):
        parts.append(polyline(run, "var(--few)"))
    points = [(x(i), y(r)) for i, r in enumerate(data.ranks) if r is not None]
    parts += [dot(at, "var(--few)", 3.5) for at in points]
    if points:
        at = points[-1]
        parts.append(words(at[0] + 9, at[1] + 4, last_text, FEW))
    places = [(x(i), period) for i, period in enumerate(data.periods)]
    parts += month_axis(places, height - 6.0, right=width)
    return picture(
        parts, width=width, height=height, label=data.label, class_=class_at(width)
    )


def _marks(deepest: int) -> list[float]:
    """The first rank, then round ones down to the deepest."""
    inside = scale.ticks_inside(1, deepest, 4)
    return sorted({1.0, *(tick for tick in inside if tick > 1 + (deepest - 1) / 8)})


def _runs(ranks: Sequence[int | None], x: Linear, y: Linear) -> list[list[Point]]:
    runs: list[list[Point]] = [[]]
    for i, rank in enumerate(ranks):
        if rank is None:
            runs.append([])
        else:
            runs[-1].append((x(i), y(rank)))
    return [run for run in runs if len(run) > 1]
