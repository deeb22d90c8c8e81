"""A figure that is not certain: the range it lies in, its middle, and what was."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from vitalfew.web.charts.scale import Linear
from vitalfew.web.charts.svg import finite, line, picture, tag


@dataclass(frozen=True)
class Interval:
    """`low` to `high` is the band, `middle` the dot, `before` the dark tick.

    `span` is what the whole width shows, so that rows of a table can be compared.
    """

    low: float
    middle: float
    high: float
    span: tuple[float, float]
    label: str
    before: float | None = None


def draw(data: Interval, width: int = 84, height: int = 14) -> SafeString:
    values = (data.low, data.middle, data.high, data.before, *data.span)
    finite(values, "an end of an interval")
    x = Linear(*data.span, 4, width - 4)
    middle = height / 2
    parts = [
        line((0, middle), (width, middle), "var(--grid)"),
        tag(
            "rect",
            x=x(data.low),
            y=middle - 4,
            width=max(0.0, x(data.high) - x(data.low)),
            height=8,
            rx=2,
            fill="var(--band)",
        ),
    ]
    if data.before is not None:
        at = x(data.before)
        parts.append(line((at, 0), (at, height), "var(--ink)", stroke_width=1.5))
    parts.append(
        tag(
            "circle",
            cx=x(data.middle),
            cy=middle,
            r=3.5,
            fill="var(--few)",
            stroke="var(--sheet)",
            stroke_width=1.5,
        )
    )
    return picture(
        parts, width=width, height=height, label=data.label, class_="interval"
    )
