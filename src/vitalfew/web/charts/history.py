"""One customer's months: columns, their three-month mean, and what happened when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from django.utils.safestring import SafeString

from vitalfew.web.charts import scale
from vitalfew.web.charts.axis import Form, MonthForm, month_axis, room_for, value_axis
from vitalfew.web.charts.scale import Linear
from vitalfew.web.charts.svg import (
    LABEL,
    Point,
    clean,
    finite,
    line,
    picture,
    polyline,
    tag,
    words,
)
from vitalfew.web.charts.text import shortened, text_width
from vitalfew.web.charts.widths import class_at

HEIGHTS = {358: 210, 760: 226, 1160: 260}
MEAN_OF = 3
EVENT_ROW = 15.0


@dataclass(frozen=True)
class Event:
    """Something that happened in a month, such as a decision."""

    month: dt.date
    text: str


@dataclass(frozen=True)
class History:
    """Months, oldest first, with a value each; None is unknown, and leaves a gap."""

    months: Sequence[dt.date]
    values: Sequence[float | None]
    form: Form
    month_form: MonthForm
    label: str
    events: Sequence[Event] = ()


def draw(data: History, width: int) -> SafeString:
    finite(data.values, "a month's value")
    known = [value for value in data.values if value is not None]
    low, high = scale.with_zero(known)
    marks = scale.ticks_inside(low, high)
    left, right = room_for(marks, data.form), width - 4.0
    top = 12.0 + EVENT_ROW * min(2, len(data.events))
    height = HEIGHTS[width]
    y = Linear(low, high, height - 24.0, top)
    slot = (right - left) / max(1, len(data.months))
    middles = [left + slot * (i + 0.5) for i in range(len(data.months))]
    parts = value_axis(y, marks, data.form, left=left, right=right)
    parts += _columns(data, middles, y, slot)
    parts += _events(data, middles, y, left, right)
    parts += [polyline(run, "var(--actual)") for run in _mean(data.values, middles, y)]
    shown = [data.month_form(month) for month in data.months]
    parts += month_axis([*zip(middles, shown, strict=True)], height - 6.0, right=right)
    return picture(
        parts, width=width, height=height, label=data.label, class_=class_at(width)
    )


def _columns(
    data: History, middles: Sequence[float], y: Linear, slot: float
) -> list[str]:
    wide = min(28.0, slot * 0.62)
    zero = y(0)
    bars = "".join(
        tag(
            "rect",
            x=x - wide / 2,
            y=min(zero, y(value)),
            width=wide,
            height=abs(zero - y(value)),
            rx=min(1.5, wide / 4),
        )
        for x, value in zip(middles, data.values, strict=True)
        if value is not None
    )
    return [tag("g", bars, fill="var(--many)", class_="dim")] if bars else []


def _mean(
    values: Sequence[float | None], middles: Sequence[float], y: Linear
) -> list[list[Point]]:
    """The mean of each month and the two before it, where all three are known."""
    runs: list[list[Point]] = [[]]
    for i in range(MEAN_OF - 1, len(values)):
        window = [v for v in values[i - MEAN_OF + 1 : i + 1] if v is not None]
        if len(window) == MEAN_OF:
            runs[-1].append((middles[i], y(fmean(window))))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if len(run) > 1]


def _events(
    data: History, middles: Sequence[float], y: Linear, left: float, right: float
) -> list[str]:
    """A diamond on a dashed line, words beside it; two rows, so that words fit."""
    at = {
        month.replace(day=1): x for month, x in zip(data.months, middles, strict=True)
    }
    ends = [left - 1.0, left - 1.0]
    parts = []
    for event in sorted(data.events, key=lambda event: (event.month, event.text)):
        x = at.get(event.month.replace(day=1))
        if x is None:
            continue
        text = shortened(event.text, (right - left) / 2)
        wide = text_width(text)
        start = min(max(x - wide / 2, left), right - wide)
        row = next((i for i, end in enumerate(ends) if start > end + 8), None)
        foot = 12.0 + EVENT_ROW * (len(ends) if row is None else row) + 4
        stem = ((x, foot + 3), (x, y(y.low)))
        parts.append(line(*stem, "var(--line-2)", stroke_dasharray="2 3"))
        if row is not None:
            ends[row] = start + wide
            parts.append(words(start, 10.0 + EVENT_ROW * row, text, LABEL))
        diamond = f"M{x:.1f} {foot - 4:.1f}l4 4-4 4-4-4z"
        shape = tag("path", tag("title", clean(event.text)), d=diamond)
        parts.append(tag("g", shape, fill="var(--ink-2)"))
    return parts
