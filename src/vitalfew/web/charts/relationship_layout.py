"""Where everybody stands on a relationship map: what both of its forms share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vitalfew.web.charts.crossings import Edge
from vitalfew.web.charts.labels import Box
from vitalfew.web.charts.svg import Point

if TYPE_CHECKING:
    from vitalfew.web.charts.relationship import Line, Map, Person

LANE, MOST_LANES = 9.0, 5
"""Room an informal line takes beside the boxes."""


@dataclass(frozen=True)
class Row:
    """Who may change places with whom: all of one `band`, which has a row a side.

    Boxes stand between `start` and `end`; `side` is 0 at the left of ours, 1 at the
    right, None where there is one side only.
    """

    keys: Sequence[str]
    start: float
    end: float
    band: int
    side: int | None = None


OURS = -1
"""The band of ours; those of theirs are their levels."""


@dataclass(frozen=True)
class Layout:
    """Boxes by key. `upright` when ties run up and down, not from side to side."""

    boxes: Mapping[str, Box]
    lines: int
    our_lines: int
    height: float
    headings: Sequence[tuple[float, float, str]]
    lanes: Mapping[Line, int]
    rows: Sequence[Row]
    gap: float
    """At least so far apart are two boxes of a row."""
    rules: Sequence[tuple[Point, Point]] = ()
    upright: bool = False


def shares_of(layout: Layout) -> dict[str, float]:
    """How far along their row all stand who have a box."""
    return {
        key: min(1.0, max(0.0, _share(layout.boxes[key], row, layout)))
        for row in layout.rows
        for key in row.keys
    }


def _share(box: Box, row: Row, layout: Layout) -> float:
    first, size = (box.x, box.width) if layout.upright else (box.y, box.height)
    return round((first + size / 2 - row.start) / (row.end - row.start), 4)


def pairs(data: Map) -> list[Edge]:
    """Every tie once, from them to us."""
    return list(dict.fromkeys((tie.theirs, tie.ours) for tie in data.ties))


def across(people: Sequence[Person]) -> dict[str, float]:
    """How far along a row that runs across those of one side stand who were put there.

    Whoever was only put in a column stands as from its top: the highest level first.
    """
    found: dict[str, float] = {}
    above = 0
    for level in sorted({person.level for person in people}, reverse=True):
        group = [person for person in people if person.level == level]
        for person in group:
            x, y = person.place or (None, None)
            if x is None and y is not None:
                x = (above + y * len(group)) / len(people)
            if x is not None:
                found[person.key] = x
        above += len(group)
    return found


def down(people: Iterable[Person]) -> dict[str, float]:
    """The same along a column that runs down."""
    found = ((p.key, p.place) for p in people if p.place is not None)
    either = {key: y if y is not None else x for key, (x, y) in found}
    return {key: at for key, at in either.items() if at is not None}


def put_by_hand(data: Map) -> frozenset[str]:
    return frozenset(down((*data.theirs, *data.ours)))


def by_hand(
    keys: Sequence[str],
    wanted: Sequence[float],
    places: Mapping[str, float],
    room: tuple[float, float, float],
) -> list[float]:
    """Where boxes begin: where they were put, or else as wanted.

    `room` is where the row starts and ends, and how long a box is.
    """
    start, end, size = room
    return [
        start + places[key] * (end - start) - size / 2 if key in places else at
        for key, at in zip(keys, wanted, strict=True)
    ]


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
