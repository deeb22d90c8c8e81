"""Where words go beside their marks, so that none lies on another.

Greedy by priority, then coordinate descent: each label in turn takes the cheapest free
place while the others stay, until nothing moves. A label that finds no place is left
out; it is in the list and the table behind the picture.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from vitalfew.web.charts.text import text_width

LINE = 16.0
"""Height of a line of 12 px text with the air it needs."""
RINGS = (6.0, 16.0, 32.0, 52.0, 78.0, 110.0)
"""Distances from the mark; from the second on a line leads to the label."""
ROUNDS = 6

# Right, left, above, below, then the diagonals: in the order people like to read.
_NEAR = (
    (1.0, 0.0),
    (-1.0, 0.0),
    (0.0, -1.0),
    (0.0, 1.0),
    (0.8, -0.6),
    (0.8, 0.6),
    (-0.8, -0.6),
    (-0.8, 0.6),
)
# Further away there are more: every 15 degrees, the nearest to level first.
_FAR = _NEAR[:4] + tuple(
    (side * math.cos(math.radians(turn)), way * math.sin(math.radians(turn)))
    for turn in range(15, 90, 15)
    for side in (1, -1)
    for way in (-1, 1)
)


@dataclass(frozen=True)
class Box:
    """A rectangle: left, top, width, height."""

    x: float
    y: float
    width: float
    height: float

    def overlaps(self, other: Box) -> bool:
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )

    def holds(self, other: Box) -> bool:
        return (
            self.x <= other.x
            and self.y <= other.y
            and other.x + other.width <= self.x + self.width
            and other.y + other.height <= self.y + self.height
        )

    def distance(self, x: float, y: float) -> float:
        """From a point to the nearest point of the box."""
        dx = max(self.x - x, 0, x - self.x - self.width)
        dy = max(self.y - y, 0, y - self.y - self.height)
        return math.hypot(dx, dy)


@dataclass(frozen=True)
class Mark:
    """A round mark that wants a label (or, without text, only its own place)."""

    x: float
    y: float
    radius: float
    text: str = ""
    priority: float = 0.0
    bold: bool = False
    inside: bool = False
    """The text may stand inside the mark when it fits there."""


@dataclass(frozen=True)
class Label:
    """A place for the text of a mark."""

    box: Box
    leader: tuple[float, float, float, float] | None = None
    inside: bool = False


def place(
    marks: Sequence[Mark], bounds: Box, taken: Sequence[Box] = ()
) -> list[Label | None]:
    """A label for each mark, None where there is no text or no room.

    No label overlaps another or a mark (inside its own one it may stand), leaves
    `bounds` or lies on a `taken` box.
    """
    order = sorted(
        (i for i, mark in enumerate(marks) if mark.text),
        key=lambda i: (-marks[i].priority, i),
    )
    places = {i: _Places(marks, i, bounds, taken) for i in order}
    chosen: dict[int, Label] = {}
    for _round in range(ROUNDS):
        moved = False
        for i in order:
            others = [chosen[j] for j in order if j in chosen and j != i]
            best = places[i].cheapest(others)
            if best is not None and best != chosen.get(i):
                chosen[i] = best
                moved = True
        if not moved:
            break
    return [chosen.get(i) for i in range(len(marks))]


class _Places:
    """Where one mark's label may stand, looked at from the best place on."""

    def __init__(
        self, marks: Sequence[Mark], index: int, bounds: Box, taken: Sequence[Box]
    ) -> None:
        mark = marks[index]
        width = text_width(mark.text, bold=mark.bold)
        reach = mark.radius + RINGS[-1] + LINE
        self._near = [
            other
            for i, other in enumerate(marks)
            if i != index
            and abs(other.y - mark.y) < other.radius + reach
            and abs(other.x - mark.x) < other.radius + reach + width
        ]
        self._options = [
            label
            for label in _options(mark, width)
            if bounds.holds(label.box)
            and not any(label.box.overlaps(box) for box in taken)
        ]
        self._free: dict[int, bool] = {}

    def cheapest(self, others: Sequence[Label]) -> Label | None:
        """The first that is free: places only get dearer from there."""
        for i, option in enumerate(self._options):
            if self._is_free(i, option) and not any(
                _clash(option, other) for other in others
            ):
                return option
        return None

    def _is_free(self, i: int, option: Label) -> bool:
        if i not in self._free:
            self._free[i] = not any(
                option.box.distance(mark.x, mark.y) < mark.radius + 1
                for mark in self._near
            )
        return self._free[i]


def _options(mark: Mark, width: float) -> list[Label]:
    """Every place, the cheapest first: inside, beside, then further away."""
    found = []
    if mark.inside and width + 2 <= 2 * mark.radius:
        found.append(_inside(mark, width))
    for ring, away in enumerate(RINGS):
        for dx, dy in _FAR if ring else _NEAR:
            box = _box_at(mark, width, mark.radius + away, dx, dy)
            leader = _leader(mark, box) if ring else None
            found.append(Label(box, leader))
    return found


def _inside(mark: Mark, width: float) -> Label:
    box = Box(mark.x - width / 2, mark.y - LINE / 2, width, LINE)
    return Label(box, inside=True)


def _box_at(mark: Mark, width: float, away: float, dx: float, dy: float) -> Box:
    x, y = mark.x + dx * away, mark.y + dy * away
    left = x if dx > 0 else x - width if dx < 0 else x - width / 2
    top = y - LINE / 2 if dy == 0 else y if dy > 0 else y - LINE
    return Box(left, top, width, LINE)


def _leader(mark: Mark, box: Box) -> tuple[float, float, float, float]:
    """From the edge of the mark to the nearest point of the text's box."""
    end_x = min(max(mark.x, box.x), box.x + box.width)
    end_y = min(max(mark.y, box.y + 3), box.y + box.height - 3)
    length = math.hypot(end_x - mark.x, end_y - mark.y) or 1.0
    share = mark.radius / length
    start_x = mark.x + (end_x - mark.x) * share
    start_y = mark.y + (end_y - mark.y) * share
    return start_x, start_y, end_x, end_y


def _clash(one: Label, other: Label) -> bool:
    return (
        one.box.overlaps(other.box)
        or _crosses(one.leader, other.box)
        or _crosses(other.leader, one.box)
    )


def _crosses(leader: tuple[float, float, float, float] | None, box: Box) -> bool:
    """Whether a line runs through a box: what is left of it inside all four sides."""
    if leader is None:
        return False
    x1, y1, x2, y2 = leader
    start, end = 0.0, 1.0
    for at, way, low, size in (
        (x1, x2 - x1, box.x, box.width),
        (y1, y2 - y1, box.y, box.height),
    ):
        if way == 0:
            if not low <= at <= low + size:
                return False
            continue
        one, two = (low - at) / way, (low + size - at) / way
        start, end = max(start, min(one, two)), min(end, max(one, two))
        if start > end:
            return False
    return True
