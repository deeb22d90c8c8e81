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
ROUNDS = 6


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
    cost: float
    leader: tuple[float, float, float, float] | None = None
    inside: bool = False


def place(
    marks: Sequence[Mark], bounds: Box, taken: Sequence[Box] = ()
) -> list[Label | None]:
    """A label for each mark, None where there is no text or no room.

    No label overlaps another, leaves `bounds` or lies on a `taken` box; lying on a
    mark costs, and costs more than a line that leads away from it.
    """
    order = sorted(
        (i for i, mark in enumerate(marks) if mark.text),
        key=lambda i: (-marks[i].priority, i),
    )
    options = {i: _options(marks, i, bounds, taken) for i in order}
    chosen: dict[int, Label] = {}
    for _round in range(ROUNDS):
        moved = False
        for i in order:
            best = _cheapest(
                options[i], [chosen[j] for j in order if j in chosen and j != i]
            )
            if best is not None and best != chosen.get(i):
                chosen[i] = best
                moved = True
        if not moved:
            break
    return [chosen.get(i) for i in range(len(marks))]


def _cheapest(options: Sequence[Label], others: Sequence[Label]) -> Label | None:
    for option in options:  # cheapest first
        if not any(_clash(option, other) for other in others):
            return option
    return None


def _clash(one: Label, other: Label) -> bool:
    return (
        one.box.overlaps(other.box)
        or _crosses(one.leader, other.box)
        or _crosses(other.leader, one.box)
    )


def _options(
    marks: Sequence[Mark], index: int, bounds: Box, taken: Sequence[Box]
) -> list[Label]:
    mark = marks[index]
    width = text_width(mark.text, bold=mark.bold)
    found = []
    if mark.inside and width + 2 <= 2 * mark.radius:
        found.append(_inside(mark, width))
    for ring, away in enumerate((6.0, 16.0, 32.0, 52.0)):
        for turn, (dx, dy) in enumerate(_NEAR if ring == 0 else _NEAR + _BETWEEN):
            box = _box_at(mark, width, mark.radius + away, dx, dy)
            leader = _leader(mark, box) if ring else None
            found.append(Label(box, ring * 20 + turn * 1.5, leader))
    free = [
        label
        for label in found
        if bounds.holds(label.box) and not any(label.box.overlaps(box) for box in taken)
    ]
    priced = [
        Label(
            label.box,
            label.cost + (0 if label.inside else _covering(marks, index, label.box)),
            label.leader,
            label.inside,
        )
        for label in free
    ]
    return sorted(priced, key=lambda label: label.cost)


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
_BETWEEN = ((1.0, 0.4), (1.0, -0.4), (-1.0, 0.4), (-1.0, -0.4))


def _inside(mark: Mark, width: float) -> Label:
    box = Box(mark.x - width / 2, mark.y - LINE / 2, width, LINE)
    return Label(box, 0, inside=True)


def _box_at(mark: Mark, width: float, away: float, dx: float, dy: float) -> Box:
    x, y = mark.x + dx * away, mark.y + dy * away
    left = x if dx > 0 else x - width if dx < 0 else x - width / 2
    top = y - LINE / 2 if dy == 0 else y if dy > 0 else y - LINE
    return Box(left, top, width, LINE)


def _leader(mark: Mark, box: Box) -> tuple[float, float, float, float]:
    end_x = min(max(mark.x, box.x), box.x + box.width)
    end_y = min(max(mark.y, box.y + 3), box.y + box.height - 3)
    length = math.hypot(end_x - mark.x, end_y - mark.y) or 1.0
    share = mark.radius / length
    start_x = mark.x + (end_x - mark.x) * share
    start_y = mark.y + (end_y - mark.y) * share
    return start_x, start_y, end_x, end_y


def _covering(marks: Sequence[Mark], index: int, box: Box) -> float:
    """What lying on other marks costs: a marked one more than one of the many."""
    cost = 0.0
    for other, mark in enumerate(marks):
        if other != index and box.distance(mark.x, mark.y) < mark.radius + 1:
            cost += 40 if mark.text else min(6.0, mark.radius)
    return cost


def _crosses(leader: tuple[float, float, float, float] | None, box: Box) -> bool:
    """Whether a line runs through a box (sampled finely enough for text)."""
    if leader is None:
        return False
    x1, y1, x2, y2 = leader
    steps = max(2, round(math.hypot(x2 - x1, y2 - y1) / 4))
    return any(
        box.distance(x1 + (x2 - x1) * i / steps, y1 + (y2 - y1) * i / steps) == 0
        for i in range(steps + 1)
    )
