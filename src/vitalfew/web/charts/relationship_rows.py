"""A relationship map of few people: theirs in a row, ours in a row below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from vitalfew.web.charts import cards
from vitalfew.web.charts.crossings import Rows, pinned, untangled
from vitalfew.web.charts.labels import Box
from vitalfew.web.charts.relationship_layout import (
    OURS,
    Layout,
    Row,
    across,
    by_hand,
    lane_room,
    lanes,
    pairs,
    put_by_hand,
    towards,
)
from vitalfew.web.charts.stacking import in_order
from vitalfew.web.charts.text import shortened, text_width

if TYPE_CHECKING:
    from vitalfew.web.charts.relationship import Map, Person

GAP = 9.0
LEAST, WIDEST = 118.0, 200.0
"""Of a box."""
LONGEST_NAME = 84.0
BETWEEN = 81.0
"""The height ties have."""


def fits(data: Map, width: int) -> bool:
    count = max(len(data.theirs), len(data.ours))
    return count * (LEAST + GAP) - GAP <= width - _left(data) - 1


def in_rows(data: Map, width: int) -> Layout:
    edges = pairs(data)
    start = Rows([[_placed(data.theirs)]], _placed(data.ours), put_by_hand(data))
    rows = untangled(start, edges)
    theirs, ours = rows.columns[0][0], rows.ours
    left, count = _left(data), max(len(theirs), len(ours), 1)
    wide = min(WIDEST, (width - 1 - left - GAP * (count - 1)) / count)
    slots = [left + (wide + GAP) * i for i in range(count)]
    above, below = _beside(theirs, ours, (slots, wide), data)
    lines = 3 if any(p.role or p.gap for p in data.theirs) else _lines(data.theirs)
    our_lines = _lines(data.ours)
    beside = lanes(data.lines, theirs)
    top = 0.5 + lane_room(beside)
    high, low = cards.height(lines), cards.height(our_lines)
    foot = top + high + BETWEEN
    boxes = {k: Box(x, top, wide, high) for k, x in zip(theirs, above, strict=True)}
    boxes |= {k: Box(x, foot, wide, low) for k, x in zip(ours, below, strict=True)}
    headings = [
        (0.0, top + 17.0, shortened(data.theirs_name, LONGEST_NAME, 11)),
        (0.0, foot + 17.0, shortened(data.ours_name, LONGEST_NAME, 11)),
    ]
    if not theirs and data.empty:
        said = shortened(data.empty, width - left, 11)
        headings.append((left, top + 17.0, said))
    right = slots[-1] + wide
    return Layout(
        boxes=boxes,
        lines=lines,
        our_lines=our_lines,
        height=foot + low + 0.5,
        headings=headings,
        lanes=beside,
        rows=[Row(theirs, left, right, 0), Row(ours, left, right, OURS)],
        gap=GAP,
        upright=True,
    )


def _placed(people: Sequence[Person]) -> list[str]:
    return pinned([person.key for person in people], across(people))


def _left(data: Map) -> float:
    names = (data.theirs_name, data.ours_name)
    return min(LONGEST_NAME, max(text_width(name, 11) for name in names)) + 12.5


def _beside(
    theirs: Sequence[str],
    ours: Sequence[str],
    room: tuple[Sequence[float], float],
    data: Map,
) -> tuple[Sequence[float], Sequence[float]]:
    """The longer row takes the slots; the shorter stands where its ties run to.

    Whoever of the shorter was put by hand stands exactly there.
    """
    slots, wide = room
    longer, shorter = (theirs, ours) if len(theirs) >= len(ours) else (ours, theirs)
    if len(shorter) == len(longer):
        return slots[: len(theirs)], slots[: len(ours)]
    ends = dict(zip(longer, slots, strict=True))
    wanted = towards(shorter, ends, pairs(data), lambda i: slots[i])
    places = across(data.theirs) | across(data.ours)
    ends_at = slots[-1] + wide
    wanted = by_hand(shorter, wanted, places, (slots[0], ends_at, wide))
    step = slots[1] - slots[0] if len(slots) > 1 else 0.0
    found = in_order(wanted, step, slots[0], slots[-1])
    return (slots, found) if longer is theirs else (found, slots)


def _lines(people: Sequence[Person]) -> int:
    return 2 if any(p.post or p.role or p.gap for p in people) else 1
