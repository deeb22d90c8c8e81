"""Where everybody stands on a relationship map: what both of its forms share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vitalfew.web.charts.crossings import Edge, pinned
from vitalfew.web.charts.labels import Box
from vitalfew.web.charts.svg import Point

if TYPE_CHECKING:
    from vitalfew.web.charts.relationship import Line, Map, Person

LANE, MOST_LANES = 9.0, 5
"""Room an informal line takes beside the boxes."""


@dataclass(frozen=True)
class Layout:
    """Boxes by key. `upright` when ties run up and down, not from side to side."""

    boxes: Mapping[str, Box]
    lines: int
    our_lines: int
    height: float
    headings: Sequence[tuple[float, float, str]]
    lanes: Mapping[Line, int]
    rules: Sequence[tuple[Point, Point]] = ()
    upright: bool = False


def pairs(data: Map) -> list[Edge]:
    """Every tie once, from them to us."""
    return list(dict.fromkeys((tie.theirs, tie.ours) for tie in data.ties))


def placed(people: Iterable[Person]) -> list[str]:
    """The keys in the given order, those put by hand where they were put."""
    listed = list(people)
    places = {p.key: p.place[0] for p in listed if p.place is not None}
    return pinned([p.key for p in listed], places)


def put_by_hand(data: Map) -> frozenset[str]:
    return frozenset(p.key for p in (*data.theirs, *data.ours) if p.place is not None)


def towards(
    keys: Sequence[str],
    ends: Mapping[str, float],
    edges: Iterable[Edge],
    otherwise: Callable[[int], float],
) -> list[float]:
    """Where each would stand best: at the middle of those it has ties with."""
    near: dict[str, list[float]] = {}
    for one, other in edges:
        for key, end in ((one, other), (other, one)):
            if end in ends:
                near.setdefault(key, []).append(ends[end])
    return [
        sum(near[key]) / len(near[key]) if key in near else otherwise(i)
        for i, key in enumerate(keys)
    ]


def lanes(lines: Iterable[Line], row: Iterable[str]) -> dict[Line, int]:
    """A lane for each line between two people of one row, so that few lie on another.

    Short ones nearest to the boxes; when all lanes are taken the outermost is shared.
    """
    places = {key: i for i, key in enumerate(row)}
    spans = {
        line: tuple(sorted((places[line.one], places[line.other])))
        for line in lines
        if line.one in places and line.other in places and line.one != line.other
    }
    found: dict[Line, int] = {}
    for line in sorted(spans, key=lambda each: spans[each][1] - spans[each][0]):
        start, end = spans[line]
        taken = {
            lane
            for other, lane in found.items()
            if spans[other][0] < end and start < spans[other][1]
        }
        free = (lane for lane in range(MOST_LANES) if lane not in taken)
        found[line] = next(free, MOST_LANES - 1)
    return found


def lane_room(found: Mapping[Line, int]) -> float:
    return LANE * (max(found.values()) + 1) + 3 if found else 0.0
