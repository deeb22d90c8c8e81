"""From where to where: how many stood in which state then, and where they are now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from vitalfew.web.charts.scale import Linear
from vitalfew.web.charts.svg import AXIS, LABEL, Point, number, picture, tag, words
from vitalfew.web.charts.text import text_width
from vitalfew.web.charts.widths import class_at

HEIGHT, TOP = 220.0, 24.0
GAP, LEAST = 14.0, 3.0
NODE = 8.0
STRAIGHT = 0.5
"""Where along its way a band turns."""


@dataclass(frozen=True)
class State:
    """A state: `fill` is its color on both sides."""

    name: str
    fill: str


@dataclass(frozen=True)
class Band:
    """So many went from one state (its place in the list) to another."""

    origin: int
    target: int
    count: int


@dataclass(frozen=True)
class Flow:
    """States from top to bottom, the same on both sides; only those that hold some."""

    states: Sequence[State]
    bands: Sequence[Band]
    then: str
    now: str
    label: str


Places = dict[int, tuple[float, float]]
"""By state: its upper and lower edge."""


def draw(data: Flow, width: int) -> SafeString:
    sides = [[band.origin for band in data.bands], [band.target for band in data.bands]]
    counts = [_counts(side, data.bands) for side in sides]
    unit = min(_unit(each) for each in counts)
    left, right = (_places(each, unit) for each in counts)
    names = max((text_width(state.name) for state in data.states), default=0.0) + 40
    edges = (names, width - names)
    parts = [
        words(edges[0], 12, data.then, AXIS, anchor="end"),
        words(edges[1], 12, data.now, AXIS),
        *_bands(data, left, right, unit, edges),
        *_nodes(data.states, left, counts[0], edges[0], anchor="end"),
        *_nodes(data.states, right, counts[1], edges[1], anchor="start"),
    ]
    return picture(
        parts, width=width, height=HEIGHT, label=data.label, class_=class_at(width)
    )


def _counts(side: Sequence[int], bands: Sequence[Band]) -> dict[int, int]:
    found: dict[int, int] = {}
    for state, band in zip(side, bands, strict=True):
        found[state] = found.get(state, 0) + band.count
    return dict(sorted(found.items()))


def _unit(counts: dict[int, int]) -> float:
    """Pixels one account takes, so that all of a side fit."""
    room = HEIGHT - TOP - GAP * max(0, len(counts) - 1)
    return room / max(1, sum(counts.values()))


def _places(counts: dict[int, int], unit: float) -> Places:
    found, at = {}, TOP
    for state, count in counts.items():
        found[state] = (at, at + max(LEAST, count * unit))
        at = found[state][1] + GAP
    return found


def _bands(
    data: Flow, left: Places, right: Places, unit: float, edges: tuple[float, float]
) -> list[str]:
    used_left = {state: top for state, (top, _bottom) in left.items()}
    used_right = {state: top for state, (top, _bottom) in right.items()}
    start, end = edges[0] + NODE, edges[1] - NODE
    parts = []
    for band in sorted(data.bands, key=lambda each: (each.origin, each.target)):
        high = band.count * unit
        y1, y2 = used_left[band.origin], used_right[band.target]
        used_left[band.origin] += high
        used_right[band.target] += high
        fill = data.states[band.target].fill
        shape = _band((start, y1), (end, y2), high)
        parts.append(tag("path", d=shape, fill=fill, fill_opacity=0.28))
    return parts


def _band(start: Point, end: Point, high: float) -> str:
    (x1, y1), (x2, y2) = start, end
    middle = number(Linear(0, 1, x1, x2)(STRAIGHT))
    a, b, c, d = (number(each) for each in (y1, y2, y2 + high, y1 + high))
    left, right = number(x1), number(x2)
    return (
        f"M{left} {a}C{middle} {a} {middle} {b} {right} {b}"
        f"V{c}C{middle} {c} {middle} {d} {left} {d}Z"
    )


def _nodes(
    states: Sequence[State],
    places: Places,
    counts: dict[int, int],
    edge: float,
    *,
    anchor: str,
) -> list[str]:
    ends = anchor == "end"
    parts = []
    for state, (top, bottom) in places.items():
        x = edge if ends else edge - NODE
        parts.append(
            tag(
                "rect",
                x=x,
                y=top,
                width=NODE,
                height=bottom - top,
                fill=states[state].fill,
            )
        )
        text = f"{states[state].name} {counts[state]}"
        at = edge - 8 if ends else edge + 8
        parts.append(words(at, (top + bottom) / 2 + 4, text, LABEL, anchor=anchor))
    return parts
