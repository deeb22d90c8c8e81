"""A row's past as a line without axes: it shows the shape only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from vitalfew.web.charts.scale import Linear
from vitalfew.web.charts.svg import Point, finite, picture, polyline, tag


@dataclass(frozen=True)
class Sparkline:
    """Values, oldest first; None leaves a gap. `label` is the sentence spoken."""

    values: Sequence[float | None]
    label: str


def draw(data: Sparkline, width: int = 116, height: int = 24) -> SafeString:
    finite(data.values, "a value of a sparkline")
    known = [value for value in data.values if value is not None]
    parts = []
    if known:
        x = Linear(0, len(data.values) - 1, 2, width - 3)
        y = Linear(min(known), max(known), height - 2, 2)
        parts = [
            polyline(run, "var(--ink-3)", stroke_width=1.5)
            for run in _runs(data.values, x, y)
        ]
        last = max(i for i, value in enumerate(data.values) if value is not None)
        at = (x(last), y(known[-1]))
        parts.append(tag("circle", cx=at[0], cy=at[1], r=1.9, fill="var(--ink)"))
    return picture(parts, width=width, height=height, label=data.label, class_="spark")


def _runs(values: Sequence[float | None], x: Linear, y: Linear) -> list[list[Point]]:
    """The stretches between gaps that are long enough to be a line."""
    runs: list[list[Point]] = [[]]
    for i, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((x(i), y(value)))
    return [run for run in runs if len(run) > 1]
