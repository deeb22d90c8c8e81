"""Whether probabilities hold: what was told across, what came up, one dot a tenth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from vitalfew.web.charts.axis import Form, value_axis
from vitalfew.web.charts.scale import Linear
from vitalfew.web.charts.svg import AXIS, dot, finite, line, picture, polyline, words
from vitalfew.web.charts.widths import class_at

HEIGHTS = {358: 240, 760: 300, 1160: 340}
MARKS = (0.0, 0.25, 0.5, 0.75, 1.0)
LEFT, TOP, BELOW = 48.0, 24.0, 40.0


@dataclass(frozen=True)
class Reliability:
    """Pairs of what was told and what came, shares of 0 to 1, lowest first.

    On the grey diagonal both are the same.
    """

    points: Sequence[tuple[float, float]]
    form: Form
    label: str
    told_text: str
    came_text: str


def draw(data: Reliability, width: int) -> SafeString:
    finite([each for point in data.points for each in point], "a probability")
    height = HEIGHTS[width]
    x = Linear(0.0, 1.0, LEFT, width - 24.0)
    y = Linear(0.0, 1.0, height - BELOW, TOP)
    parts = value_axis(y, MARKS, data.form, left=LEFT, right=x.end)
    for mark in MARKS:
        at = (x(mark), height - BELOW + 16)
        parts.append(words(*at, data.form(mark), AXIS, anchor="middle"))
    parts.append(
        line((x(0), y(0)), (x(1), y(1)), "var(--many)", stroke_dasharray="3 3")
    )
    places = [(x(told), y(came)) for told, came in data.points]
    if places:
        parts.append(polyline(places, "var(--few)"))
    parts += [dot(place, "var(--few)") for place in places]
    parts.append(words(LEFT, 12, data.came_text, AXIS))
    parts.append(words(x.end, height - 6, data.told_text, AXIS, anchor="end"))
    return picture(
        parts, width=width, height=height, label=data.label, class_=class_at(width)
    )
