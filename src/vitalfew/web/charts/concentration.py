"""The whale curve: how much of all contribution the first customers bring together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from django.utils.safestring import SafeString

from vitalfew.web.charts.axis import Form, room_for, value_axis
from vitalfew.web.charts.labels import Box
from vitalfew.web.charts.scale import Linear
from vitalfew.web.charts.svg import (
    AXIS,
    BAD,
    FEW,
    LABEL,
    Point,
    Style,
    dot,
    finite,
    line,
    picture,
    polygon,
    polyline,
    tag,
    words,
)
from vitalfew.web.charts.text import text_width
from vitalfew.web.charts.thin import seen, straightened
from vitalfew.web.charts.widths import class_at

RUG = Style(fill="var(--cobalt)", size=11)
HEIGHTS = {358: 210, 760: 188, 1160: 208}


@dataclass(frozen=True)
class Curve:
    """What the picture shows.

    Attributes
    ----------
    cumulative
        Share of the total that the first 1, 2, … n customers bring, best first.
    few
        How many customers make the 80 %; None when there is no such number.
    key_ranks
        Ranks (from 1) of the decided key accounts: the ticks below the curve.
    form
        Formats a share.
    marks
        Shares that get a line and a label.
    label
        The sentence for screen readers; the other words stand in the picture.
    """

    cumulative: Sequence[float]
    few: int | None
    key_ranks: Sequence[int]
    form: Form
    label: str
    few_text: str = ""
    few_note: str = ""
    peak_text: str = ""
    loss_text: str = ""
    rug_text: str = ""
    axis_text: str = ""
    count_text: str = ""
    marks: tuple[float, ...] = (0.0, 0.5, 0.8, 1.0)


@dataclass(frozen=True)
class _Plot:
    curve: Curve
    left: float
    right: float
    top: float
    bottom: float
    x: Linear
    y: Linear

    @cached_property
    def peak(self) -> int:
        """Number of customers at the highest point of the curve."""
        values = self.curve.cumulative
        return max(range(len(values)), key=lambda i: (values[i], -i)) + 1

    def points(self, first: int, last: int) -> list[Point]:
        """The curve from `first` to `last` customers, as many points as show."""
        values = [0.0, *self.curve.cumulative][first : last + 1]
        columns = max(1, round(self.x(last) - self.x(first)) * 2)
        whole = [(self.x(first + i), self.y(values[i])) for i in seen(values, columns)]
        return straightened(whole)


def draw(curve: Curve, width: int) -> SafeString:
    finite(curve.cumulative, "a cumulative share")
    plot = _plot(curve, width)
    parts = _grid(plot)
    if curve.cumulative:
        parts += _curve(plot) + _texts(plot)
    parts += _rug(plot) + _feet(plot)
    height = HEIGHTS[width]
    return picture(
        parts, width=width, height=height, label=curve.label, class_=class_at(width)
    )


def _plot(curve: Curve, width: int) -> _Plot:
    left = room_for(curve.marks, curve.form)
    right, top, bottom = width - 4.0, 27.0, HEIGHTS[width] - 34.0
    values = [0.0, *curve.cumulative, *curve.marks]
    x = Linear(0, max(1, len(curve.cumulative)), left, right)
    y = Linear(min(values), max(values), bottom, top)
    return _Plot(curve, left, right, top, bottom, x, y)


def _grid(plot: _Plot) -> list[str]:
    curve = plot.curve
    return value_axis(plot.y, curve.marks, curve.form, left=plot.left, right=plot.right)


def _curve(plot: _Plot) -> list[str]:
    count, peak = len(plot.curve.cumulative), plot.peak
    few = min(plot.curve.few or 0, count)
    stops = sorted({0, few, max(few, peak), count})
    areas, strokes = [], []
    for first, last in pairwise(stops):
        points = plot.points(first, last)
        floor = [(points[-1][0], plot.y(0)), (points[0][0], plot.y(0))]
        of_few, losing = last <= few, first >= peak
        fill = "var(--band)" if of_few else "var(--sunken)"
        areas.append(
            polygon([*points, *floor], fill, opacity=None if of_few else "0.75")
        )
        stroke = "few" if of_few else "bad-mark" if losing else "many"
        strokes.append(polyline(points, f"var(--{stroke})"))
    parts = areas + strokes
    if few:
        at = (plot.x(few), plot.y(plot.curve.cumulative[few - 1]))
        foot = (at[0], plot.y(0))
        parts.append(line(at, foot, "var(--few)", stroke_dasharray="2 3"))
        parts.append(dot(at, "var(--few)"))
    if few < peak < count:
        at = (plot.x(peak), plot.y(plot.curve.cumulative[peak - 1]))
        parts.append(dot(at, "var(--control)", 3.5))
    return parts


def _texts(plot: _Plot) -> list[str]:
    parts, taken = _few_text(plot)
    return parts + _peak_text(plot) + _loss_text(plot, taken)


def _few_text(plot: _Plot) -> tuple[list[str], Box | None]:
    curve = plot.curve
    if not curve.few or not curve.few_text:
        return [], None
    few = min(curve.few, len(curve.cumulative))
    wide = max(text_width(curve.few_text, bold=True), text_width(curve.few_note))
    x = plot.x(few)
    y = min(plot.y(curve.cumulative[few - 1]) + 16, plot.bottom - 22)
    fits = x + 10 + wide <= plot.right
    at, anchor = (x + 10, "start") if fits else (x - 10, "end")
    if not fits and x - 10 - wide < plot.left:
        at, anchor = plot.right, "end"
    if anchor == "end":
        # The curve comes up from the left: below it at their beginning, the words are
        # below it everywhere.
        y = min(max(y, _curve_at(plot, at - wide) + 16), plot.bottom - 22)
    parts = [
        words(at, y, curve.few_text, FEW, anchor=anchor),
        words(at, y + 16, curve.few_note, LABEL, anchor=anchor),
    ]
    return parts, Box(at if anchor == "start" else at - wide, y - 12, wide, 32)


def _curve_at(plot: _Plot, x: float) -> float:
    """Where the curve is at a place across, in px from the top."""
    share = [0.0, *plot.curve.cumulative]
    start, step = plot.x(0), plot.x(1) - plot.x(0)
    at = min(max((x - start) / step, 0.0), len(share) - 1.0)
    before = int(at)
    after = min(before + 1, len(share) - 1)
    return plot.y(share[before] + (share[after] - share[before]) * (at - before))


def _peak_text(plot: _Plot) -> list[str]:
    curve, peak = plot.curve, plot.peak
    if not curve.peak_text or peak >= len(curve.cumulative):
        return []
    x, y = plot.x(peak), plot.y(curve.cumulative[peak - 1]) - 9
    start = min(max(x - text_width(curve.peak_text) + 4, plot.left), plot.right)
    return [words(start, y, curve.peak_text)]


def _loss_text(plot: _Plot, taken: Box | None) -> list[str]:
    curve = plot.curve
    if not curve.loss_text or plot.peak >= len(curve.cumulative):
        return []
    wide = text_width(curve.loss_text, bold=True)
    y = min(plot.y(curve.cumulative[-1]) + 20, plot.bottom - 6)
    box = Box(plot.right - wide, y - 12, wide, 16)
    if taken is not None and taken.overlaps(box):
        y = taken.y + taken.height + 12
    return [words(plot.right, y, curve.loss_text, BAD, anchor="end")]


def _rug(plot: _Plot) -> list[str]:
    """One tick a key account, below the line of zero."""
    ranks = sorted(set(plot.curve.key_ranks))
    if not ranks:
        return []
    top = plot.bottom + 2
    xs = [plot.x(rank - 0.5) for rank in ranks]
    path = "".join(f"M{x:.1f} {top:.1f}v7" for x in xs)
    parts = [tag("path", d=path, stroke="var(--few)", stroke_width=1.75, fill="none")]
    wide = text_width(plot.curve.rug_text) + 24
    gaps = [*pairwise([*xs, plot.right + 14])]
    x = next((start for start, end in gaps if end - start >= wide), None)
    if plot.curve.rug_text and x is not None:
        text = plot.curve.rug_text
        parts.append(words(x + 10, top + 10, text, RUG))
    return parts


def _feet(plot: _Plot) -> list[str]:
    y = plot.bottom + 29
    return [
        words(plot.left, y, plot.curve.axis_text, AXIS),
        words(plot.right, y, plot.curve.count_text, AXIS, anchor="end"),
    ]
