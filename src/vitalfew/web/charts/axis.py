"""Axes: as little ink as lets one read a value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from vitalfew.web.charts.scale import Linear
from vitalfew.web.charts.svg import AXIS, line, words
from vitalfew.web.charts.text import text_width

Form = Callable[[float], str]
MonthForm = Callable[[dt.date], str]

LEAST_GAP = 13.0
"""Labels closer than this would touch: the later one is left out."""


def room_for(values: Sequence[float], form: Form) -> float:
    """Width the labels of an axis need, with the gap to the plot."""
    return max((text_width(form(value), 11) for value in values), default=0) + 10


def value_axis(
    y: Linear, values: Sequence[float], form: Form, *, left: float, right: float
) -> list[str]:
    """A hairline and a label for each value; the line of zero is stronger."""
    parts: list[str] = []
    labelled: list[float] = []
    for value in values:
        at = y(value)
        stroke = "var(--line-2)" if value == 0 else "var(--grid)"
        parts.append(line((left, at), (right, at), stroke))
        if all(abs(at - other) >= LEAST_GAP for other in labelled):
            labelled.append(at)
            parts.append(words(left - 8, at + 4, form(value), AXIS, anchor="end"))
    return parts


def month_axis(
    places: Sequence[tuple[float, str]], y: float, *, right: float
) -> list[str]:
    """As many month labels as fit without touching, in even steps from the first."""
    if not places:
        return []
    widest = max(text_width(text, 11) for _x, text in places) + 12
    gap = places[1][0] - places[0][0] if len(places) > 1 else widest
    step = _step(widest / gap if gap > 0 else 1)
    parts = []
    for x, text in places[::step]:
        half = text_width(text, 11) / 2
        anchor = "end" if x + half > right else "middle"
        at = right if anchor == "end" else x
        parts.append(words(at, y, text, AXIS, anchor=anchor))
    return parts


def _step(least: float) -> int:
    """The smallest step of months that people count in."""
    return next((step for step in (1, 2, 3, 6, 12, 24, 48) if step >= least), 96)
