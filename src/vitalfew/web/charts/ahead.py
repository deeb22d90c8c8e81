"""The last 12 months at each month's end, and where that sum may stand in a year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from django.utils.safestring import SafeString

from vitalfew.web.charts import scale
from vitalfew.web.charts.axis import Form, MonthForm, month_axis, room_for, value_axis
from vitalfew.web.charts.scale import Linear
from vitalfew.web.charts.svg import (
    AXIS,
    FEW,
    LABEL,
    Point,
    dot,
    finite,
    line,
    picture,
    polygon,
    polyline,
    words,
)
from vitalfew.web.charts.text import text_width
from vitalfew.web.charts.widths import NARROW, class_at

HEIGHTS = {358: 200, 760: 210, 1160: 240}
YEAR = 12


@dataclass(frozen=True)
class Ahead:
    """Sums of 12 months, oldest first, then the forecast of the 12 months to come.

    `half` and `most` are the ranges that hold 50 % and 80 % of outcomes.
    """

    months: Sequence[dt.date]
    sums: Sequence[float]
    expected: float
    half: tuple[float, float]
    most: tuple[float, float]
    form: Form
    month_form: MonthForm
    today: str
    most_text: str
    label: str


def draw(data: Ahead, width: int) -> SafeString:
    shown = (*data.sums, data.expected, *data.half, *data.most)
    finite(shown, "a sum of 12 months")
    low, high = scale.with_zero(shown)
    marks = scale.ticks_inside(low, high)
    height = HEIGHTS[width]
    left = room_for(marks, data.form)
    right = width - _room_right(data, width)
    y = Linear(low, high, height - 24.0, 20.0)
    x = Linear(0, len(data.sums) - 1 + YEAR, left, right)
    now = x(len(data.sums) - 1)
    parts = value_axis(y, marks, data.form, left=left, right=right)
    for ends, fill in ((data.most, "var(--band-outer)"), (data.half, "var(--band)")):
        parts.append(polygon(_fan(data, ends, x, y), fill))
    parts.append(line((now, 14), (now, height - 24.0), "var(--line-2)"))
    parts.append(words(now, 10, data.today, AXIS, anchor="middle"))
    past = [(x(place), y(value)) for place, value in enumerate(data.sums)]
    parts.append(polyline(past, "var(--actual)"))
    end = (x(len(data.sums) - 1 + YEAR), y(data.expected))
    parts.append(polyline([past[-1], end], "var(--few)", stroke_dasharray="4 3"))
    parts += [dot(past[-1], "var(--actual)", 3.5), dot(end, "var(--few)", 3.5)]
    parts += _named(data, end, y, width)
    places = [
        (x(place), data.month_form(month)) for place, month in enumerate(data.months)
    ]
    parts += month_axis(places, height - 6.0, right=right)
    return picture(
        parts, width=width, height=height, label=data.label, class_=class_at(width)
    )


def _fan(data: Ahead, ends: tuple[float, float], x: Linear, y: Linear) -> list[Point]:
    """From today's sum to the range a year ahead, wider with the root of time."""
    start, place = data.sums[-1], len(data.sums) - 1
    lower, upper = [], []
    for month in range(YEAR + 1):
        middle = start + (data.expected - start) * month / YEAR
        part = sqrt(month / YEAR)
        at = x(place + month)
        lower.append((at, y(middle + (ends[0] - data.expected) * part)))
        upper.append((at, y(middle + (ends[1] - data.expected) * part)))
    return [*lower, *reversed(upper)]


def _room_right(data: Ahead, width: int) -> float:
    if width < NARROW:
        return 8.0
    texts = (data.form(data.expected), *map(data.form, data.most), data.most_text)
    return max(text_width(text, bold=True) for text in texts) + 14


def _named(data: Ahead, end: Point, y: Linear, width: int) -> list[str]:
    """The figures at the end of the fan; on a phone the text above has them."""
    if width < NARROW:
        return []
    at = end[0] + 8
    middle = end[1] + 4
    top = min(y(data.most[1]) + 4, middle - 16)
    bottom = max(y(data.most[0]) + 4, middle + 16)
    return [
        words(at, top, data.form(data.most[1]), LABEL),
        words(at, middle, data.form(data.expected), FEW),
        words(at, bottom, data.form(data.most[0]), LABEL),
        words(at, bottom + 14, data.most_text, AXIS),
    ]
