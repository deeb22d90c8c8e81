"""Payback: what an account has brought so far, month by month, after what it cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from vitalfew.web.charts import scale
from vitalfew.web.charts.axis import Form, month_axis, room_for, value_axis
from vitalfew.web.charts.scale import Linear
from vitalfew.web.charts.stacking import spread
from vitalfew.web.charts.svg import (
    FEW,
    Style,
    dot,
    finite,
    line,
    picture,
    polyline,
    words,
)
from vitalfew.web.charts.text import shortened, text_width
from vitalfew.web.charts.widths import class_at

HEIGHTS = {358: 220, 760: 220, 1160: 250}
LONGEST = {358: 104.0, 760: 170.0, 1160: 220.0}
MANY = Style(fill="var(--ink-3)", halo=True)


@dataclass(frozen=True)
class Path:
    """Cumulative cash at the start and at the end of each month."""

    name: str
    cash: Sequence[float]


@dataclass(frozen=True)
class Cash:
    """The account as a continued pattern (cobalt) against a single order (grey)."""

    continued: Path
    single: Path
    form: Form
    month_form: Form
    label: str
    payback_month: int | None = None
    payback_text: str = ""


def draw(data: Cash, width: int) -> SafeString:
    values = [*data.continued.cash, *data.single.cash]
    finite(values, "an amount of cash")
    low, high = scale.with_zero(values)
    marks = scale.ticks_inside(low, high)
    names = (data.continued.name, data.single.name)
    room = min(max(text_width(name, bold=True) for name in names), LONGEST[width])
    left, right = room_for(marks, data.form), width - room - 14
    height = HEIGHTS[width]
    months = max(len(data.continued.cash), len(data.single.cash), 2) - 1
    x = Linear(0, months, left + 2, right)
    y = Linear(low, high, height - 26.0, 22.0)
    parts = value_axis(y, marks, data.form, left=left, right=right)
    for path, stroke in ((data.single, "many"), (data.continued, "few")):
        points = [(x(i), y(value)) for i, value in enumerate(path.cash)]
        parts.append(polyline(points, f"var(--{stroke})") if points else "")
    parts += _payback(data, x, y, right)
    parts += _names(data, y, right + 8, room)
    step = 12 if months >= 12 else 1
    places = [(x(i), data.month_form(i)) for i in range(0, months + 1, step)]
    parts += month_axis(places, height - 8.0, right=width)
    return picture(
        parts, width=width, height=height, label=data.label, class_=class_at(width)
    )


def _payback(data: Cash, x: Linear, y: Linear, right: float) -> list[str]:
    month = data.payback_month
    if month is None or month >= len(data.continued.cash):
        return []
    at = (x(month), y(data.continued.cash[month]))
    wide = text_width(data.payback_text, bold=True)
    start = min(max(at[0] - wide / 2, x.start), right - wide)
    return [
        line((at[0], 18), (at[0], y(y.low)), "var(--few)", stroke_dasharray="2 3"),
        dot(at, "var(--few)"),
        words(start, 12, data.payback_text, FEW),
    ]


def _names(data: Cash, y: Linear, left: float, room: float) -> list[str]:
    """Each line is named at its end."""
    paths = [(p, s) for p, s in ((data.continued, FEW), (data.single, MANY)) if p.cash]
    wanted = [y(path.cash[-1]) for path, _style in paths]
    places = spread(wanted, 16.0, 8.0, y(y.low))
    return [
        words(left, at + 4, shortened(path.name, room, bold=style is FEW), style)
        for (path, style), at in zip(paths, places, strict=True)
    ]
