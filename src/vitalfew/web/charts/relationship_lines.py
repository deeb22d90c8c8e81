"""The ties of a relationship map, and the informal lines between two of theirs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import hypot
from typing import TYPE_CHECKING

from vitalfew.web.charts.labels import Box
from vitalfew.web.charts.relationship_layout import LANE, Layout
from vitalfew.web.charts.svg import Point, clean, number, polygon, tag

if TYPE_CHECKING:
    from vitalfew.web.charts.relationship import Line, Tie

THIN, THICK = 1.4, 4.9
"""Of the weakest and of the closest tie; thinner where there are many."""
MANY = 60
PORT = 7.0
"""Between two ties at one box."""
CORNER = 8.0
ASIDE = 0.15
"""Where on a straight way a conflict is marked: the middle may lie behind a box."""

Ends = dict[tuple[str, str], Point]
"""By person and the one at the other end: where the tie leaves the box."""


def drawn_ties(
    ties: Sequence[Tie], layout: Layout, *, named: bool = False
) -> list[str]:
    """The weak ones first; what is missing lies above what is there.

    `named` says of each whose it is, for a script that moves people.
    """
    shown = [
        tie for tie in ties if tie.theirs in layout.boxes and tie.ours in layout.boxes
    ]
    ends = _ends(shown, layout)
    fine = min(1.0, max(0.4, MANY / max(1, len(shown))))
    order = sorted(shown, key=lambda t: (t.wanted, t.strength, t.theirs, t.ours))
    names = {tie: f"{tie.theirs} {tie.ours}" for tie in order} if named else {}
    return [
        _tie(tie, ends, fine, upright=layout.upright, name=names.get(tie))
        for tie in order
    ]


def _tie(tie: Tie, ends: Ends, fine: float, *, upright: bool, name: str | None) -> str:
    # Many hundreds of them at every width: written out, not by `tag`.
    start, end = ends[tie.theirs, tie.ours], ends[tie.ours, tie.theirs]
    strength = min(1.0, max(0.0, tie.strength))
    wide = 1.5 if tie.wanted else (THIN + (THICK - THIN) * strength) * fine
    color = "var(--bad-mark)" if tie.wanted else "var(--cobalt-line)"
    dash = ' stroke-dasharray="3 4"' if tie.wanted else ""
    named = "" if name is None else f' data-tie="{clean(name)}"'
    end_tag = f"><title>{clean(tie.words)}</title></path>" if tie.words else "/>"
    return (
        f'<path d="{_curve(start, end, upright=upright)}" fill="none" stroke="{color}"'
        f' stroke-width="{number(wide)}"{dash}{named}{end_tag}'
    )


def _curve(start: Point, end: Point, *, upright: bool) -> str:
    (x1, y1), (x2, y2) = start, end
    a, b, c, d = (number(each) for each in (x1, y1, x2, y2))
    if upright:
        middle = number((y1 + y2) / 2)
        return f"M{a} {b}C{a} {middle} {c} {middle} {c} {d}"
    middle = number((x1 + x2) / 2)
    return f"M{a} {b}C{middle} {b} {middle} {d} {c} {d}"


def _ends(ties: Iterable[Tie], layout: Layout) -> Ends:
    """Ties leave a box side by side, in the order in which they arrive."""
    near: dict[tuple[str, bool], list[str]] = {}
    for tie in ties:
        for key, other in ((tie.theirs, tie.ours), (tie.ours, tie.theirs)):
            after = _is_after(layout.boxes[key], layout.boxes[other], layout)
            others = near.setdefault((key, after), [])
            if other not in others:
                others.append(other)
    found: Ends = {}
    for (key, after), others in near.items():
        others.sort(key=lambda other: _along(layout.boxes[other], layout))
        box = layout.boxes[key]
        for other, at in zip(others, _ports(box, len(others), layout), strict=True):
            found[key, other] = _port(box, at, layout, after=after)
    return found


def _is_after(box: Box, other: Box, layout: Layout) -> bool:
    """Whether the other stands below, or to the right."""
    return other.y > box.y if layout.upright else other.x > box.x


def _along(box: Box, layout: Layout) -> float:
    return box.x if layout.upright else box.y


def _ports(box: Box, count: int, layout: Layout) -> list[float]:
    start, room = (box.x, box.width) if layout.upright else (box.y, box.height)
    step = min(PORT, (room - 2 * CORNER) / max(1, count - 1))
    first = start + room / 2 - step * (count - 1) / 2
    return [first + step * i for i in range(count)]


def _port(box: Box, at: float, layout: Layout, *, after: bool) -> Point:
    if layout.upright:
        return at, box.y + box.height if after else box.y
    return box.x + box.width if after else box.x, at


def drawn_lines(lines: Sequence[Line], layout: Layout) -> list[str]:
    """Outside the boxes: an arrow influences, a cross is a conflict, else dots."""
    parts = []
    for line in lines:
        if line.one == line.other or not {line.one, line.other} <= set(layout.boxes):
            continue
        lane = layout.lanes.get(line)
        way = _through(line, layout) if lane is None else _around(line, lane, layout)
        parts.append(_line(line, way))
    return parts


def _around(line: Line, lane: int, layout: Layout) -> list[Point]:
    """The corners of a way beside the row both stand in."""
    one, other = layout.boxes[line.one], layout.boxes[line.other]
    away = LANE * (lane + 1)
    if layout.upright:
        shift = (lane - 2) * 9.0
        start, end = (box.x + box.width / 2 + shift for box in (one, other))
        return [
            (start, one.y),
            (start, one.y - away),
            (end, one.y - away),
            (end, other.y),
        ]
    shift = (lane - 2) * (3.0 if one.height < 30 else 6.0)
    start, end = (box.y + box.height / 2 + shift for box in (one, other))
    at_left = one.x < min(box.x for box in layout.boxes.values()) + 1
    edge, out = (one.x, -away) if at_left else (one.x + one.width, away)
    return [(edge, start), (edge + out, start), (edge + out, end), (edge, end)]


def _through(line: Line, layout: Layout) -> list[Point]:
    """Straight across, between two columns of theirs and behind ours."""
    one, other = layout.boxes[line.one], layout.boxes[line.other]
    left, right = sorted((one, other), key=lambda box: box.x)
    ends = [
        (left.x + left.width, left.y + left.height / 2),
        (right.x, right.y + right.height / 2),
    ]
    return ends if left is one else ends[::-1]


def _line(line: Line, way: Sequence[Point]) -> str:
    parts = [tag("title", clean(line.words))] if line.words else []
    dots = None if line.kind in {"influence", "conflict"} else "1 3"
    parts.append(
        tag(
            "path",
            d=_rounded(way),
            fill="none",
            stroke="var(--ink-3)",
            stroke_width=1.2,
            stroke_dasharray=dots,
        )
    )
    if line.kind == "influence":
        parts.append(_head(way[-2], way[-1]))
    if line.kind == "conflict":
        (x1, y1), (x2, y2) = way[len(way) // 2 - 1], way[len(way) // 2]
        share = 0.5 if len(way) > 2 else ASIDE
        parts.append(_cross(x1 + (x2 - x1) * share, y1 + (y2 - y1) * share))
    return tag("g", *parts)


def _rounded(way: Sequence[Point]) -> str:
    """Straight pieces with round corners."""
    said = [f"M{_at(way[0])}"]
    for before, corner, after in zip(way, way[1:], way[2:], strict=False):
        near, far = _toward(corner, before), _toward(corner, after)
        said.append(f"L{_at(near)}")
        said.append(f"Q{_at(corner)} {_at(far)}")
    said.append(f"L{_at(way[-1])}")
    return "".join(said)


def _at(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"


def _toward(point: Point, other: Point, by: float = 4.0) -> Point:
    (x1, y1), (x2, y2) = point, other
    length = hypot(x2 - x1, y2 - y1) or 1.0
    share = min(by, length / 2) / length
    return x1 + (x2 - x1) * share, y1 + (y2 - y1) * share


def _head(before: Point, tip: Point) -> str:
    """An arrow's head that ends at the tip."""
    (x1, y1), (x2, y2) = before, tip
    length = hypot(x2 - x1, y2 - y1) or 1.0
    dx, dy = (x2 - x1) / length, (y2 - y1) / length
    foot = x2 - 6 * dx, y2 - 6 * dy
    sides = [(foot[0] - 3 * dy * way, foot[1] + 3 * dx * way) for way in (1, -1)]
    return polygon([tip, *sides], "var(--ink-3)")


def _cross(x: float, y: float) -> str:
    stroke = f"M{number(x - 3)} {number(y - 3)}l6 6m0 -6l-6 6"
    return tag("path", d=stroke, fill="none", stroke="var(--bad-mark)", stroke_width=2)
