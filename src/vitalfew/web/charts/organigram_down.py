"""An organigram of few people: a tree from the top down."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from vitalfew.web.charts import cards
from vitalfew.web.charts.labels import Box
from vitalfew.web.charts.organigram_tree import ALONE, Forest, Layout, step_line
from vitalfew.web.charts.svg import number
from vitalfew.web.charts.text import shortened
from vitalfew.web.charts.widths import NARROW

if TYPE_CHECKING:
    from vitalfew.web.charts.organigram import Tree

GAP = 9.0
LEAST, WIDEST = 118.0, 200.0
"""Of a box."""
DEEPEST, LONGEST = 6, 8
"""Levels, and people under one another; what has more is a list."""
BETWEEN = 28.0
"""The height lines have."""
INDENT, SPINE = 14.0, 6.5
HEAD = 22.0


def down(data: Tree, woods: Forest, width: int) -> Layout | None:
    """Reports beside one another or, where that is too wide, under one another."""
    depths = dict(woods.walk())
    if (
        width < NARROW
        or woods.hidden
        or max(depths.values(), default=DEEPEST) >= DEEPEST
    ):
        return None
    apart = {ALONE} if woods.below[ALONE] else set()
    for stacks in (apart, apart | _last(woods)):
        slots = _slots(woods, stacks)
        longest = max((len(woods.below[key]) for key in stacks), default=0)
        count = 1 + max(slots.values())
        if longest <= LONGEST and count * (LEAST + GAP) - GAP <= width - 1:
            wide = min(WIDEST, (width - 1 - GAP * (count - 1)) / count)
            return _placed(data, woods, stacks, slots, wide)
    return None


def _last(woods: Forest) -> set[str]:
    """Those whose reports have no reports."""
    below = woods.below
    return {
        key
        for key, _depth in woods.walk()
        if key in below and not any(each in below for each in below[key])
    }


def _slots(woods: Forest, stacks: Collection[str]) -> dict[str, float]:
    """How many boxes from the left: above the middle of those below."""
    keys = [key for key, _depth in woods.walk() if woods.above.get(key) not in stacks]
    ends = [key for key in keys if key in stacks or key not in woods.below]
    ends += [ALONE] if ALONE in stacks else []
    slots = {key: float(i) for i, key in enumerate(ends)}
    for key in reversed(keys):
        if key not in slots:
            below = woods.below[key]
            slots[key] = (slots[below[0]] + slots[below[-1]]) / 2
    return slots


def _placed(
    data: Tree,
    woods: Forest,
    stacks: Collection[str],
    slots: Mapping[str, float],
    wide: float,
) -> Layout:
    rows = 3 if any(p.role or p.gap for p in data.people) else 2
    high, head = cards.height(rows), HEAD if ALONE in stacks else 0.5
    boxes: dict[str, Box] = {}
    lines: dict[str, str] = {}
    for key, depth in woods.walk():
        up = woods.above.get(key, ALONE)
        if key in slots:
            x, y = 0.5 + (wide + GAP) * slots[key], head + (high + BETWEEN) * depth
            boxes[key] = Box(x, y, wide, high)
            lines |= {key: _fork(boxes[up], boxes[key])} if up != ALONE else {}
        if key in stacks:
            first = boxes[key]
            start = (first.x + INDENT, first.y + high + GAP)
            stack = dict(_stack(woods.below[key], start, wide - INDENT, high))
            boxes |= stack
            for each, box in stack.items():
                lines[each] = step_line(first.x + SPINE, first.y + high, box)
    headings = []
    if ALONE in stacks:
        x = 0.5 + (wide + GAP) * slots[ALONE]
        boxes |= dict(_stack(woods.below[ALONE], (x, head), wide, high))
        headings.append((x, 11.0, shortened(data.alone, wide, 11)))
    height = max(box.y + box.height for box in boxes.values()) + 0.5
    return Layout(boxes, lines, height, rows, headings)


def _stack(
    keys: Collection[str], start: tuple[float, float], wide: float, high: float
) -> Iterator[tuple[str, Box]]:
    x, y = start
    for i, key in enumerate(keys):
        yield key, Box(x, y + (high + GAP) * i, wide, high)


def _fork(above: Box, below: Box) -> str:
    """Down from the middle of one, across, and down to the middle of the other."""
    start, end = above.x + above.width / 2, below.x + below.width / 2
    foot = above.y + above.height
    way = f"M{number(start)} {number(foot)}V{number((foot + below.y) / 2)}"
    return f"{way}H{number(end)}V{number(below.y)}"
