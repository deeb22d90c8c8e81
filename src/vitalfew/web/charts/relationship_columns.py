"""A relationship map of many people, or on a narrow page: one under another by level.

Theirs stand at the left of ours; on the widest picture, where they are many, on both
sides. Beyond `MOST` only those with a gap, a role or the closest ties have a box, and a
line of words at the end of each level says how many more there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from vitalfew.web.charts import cards
from vitalfew.web.charts.crossings import Order, Rows, pinned, untangled
from vitalfew.web.charts.labels import Box
from vitalfew.web.charts.relationship_layout import (
    OURS,
    Layout,
    Row,
    by_hand,
    down,
    lane_room,
    lanes,
    pairs,
    put_by_hand,
    towards,
)
from vitalfew.web.charts.stacking import in_order
from vitalfew.web.charts.svg import Point
from vitalfew.web.charts.text import shortened
from vitalfew.web.charts.widths import NARROW

if TYPE_CHECKING:
    from vitalfew.web.charts.relationship import Map, Person

MOST, MOST_OURS = 60, 24
"""How many have a box."""
ROOMY = 12
"""More than this in a column get one line of words each."""
TWO_SIDED = 1000
HEAD, BAND, MORE = 22.0, 20.0, 20.0
WIDTHS = {358: (176.0, 98.0), 760: (310.0, 200.0), 1160: (420.0, 260.0)}
"""Of the boxes of theirs and of ours …"""
OF_TWO = (340.0, 200.0)
"""… and with theirs on both sides."""


@dataclass
class _Column:
    """A column of theirs, filled from the top."""

    x: float
    width: float
    high: float
    gap: float
    y: float = HEAD
    boxes: dict[str, Box] = field(default_factory=dict)

    def add(self, keys: Sequence[str]) -> None:
        for key in keys:
            self.boxes[key] = Box(self.x, self.y, self.width, self.high)
            self.y += self.high + self.gap


@dataclass
class _Sheet:
    """What is on the sheet beside the boxes."""

    headings: list[tuple[float, float, str]] = field(default_factory=list)
    rules: list[tuple[Point, Point]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def band(self, column: _Column, y: float, text: str) -> None:
        self.headings.append((column.x, y + 12.0, shortened(text, column.width, 11)))
        end = column.x + column.width
        self.rules.append(((column.x, y + 16.5), (end, y + 16.5)))


def in_columns(data: Map, width: int) -> Layout:
    bands = _bands(data)
    count = sum(len(people) for _level, people, _more in bands)
    sides = 2 if width >= TWO_SIDED and count > ROOMY else 1
    rows = _ordered(data, bands, sides)
    lines = 1 if width >= NARROW and count > ROOMY * sides else 2
    theirs_wide, ours_wide = OF_TWO if sides == 2 else WIDTHS[width]
    high, gap = cards.height(lines), (4.0 if lines == 1 else 8.0)
    beside = [lanes(data.lines, chain(*column)) for column in rows.columns]
    margins = [lane_room(found) for found in beside]
    starts = (margins[0] + 0.5, width - theirs_wide - margins[-1] - 0.5)
    columns = [_Column(x, theirs_wide, high, gap) for x in starts[:sides]]
    sheet = _Sheet()
    for i, (level, _people, more) in enumerate(bands):
        groups = [column[i] for column in rows.columns]
        _fill(data, columns, sheet, (level, groups, more), alone=len(bands) == 1)
    boxes = {key: box for column in columns for key, box in column.boxes.items()}
    our_x = (width - ours_wide) / 2 if sides == 2 else width - ours_wide - 0.5
    ours = _Column(our_x, ours_wide, high, gap)
    bottom = max(column.y for column in columns)
    boxes |= _ours(data, rows.ours, ours, boxes, bottom)
    foot = max(bottom, HEAD + (high + gap) * len(rows.ours)) - gap
    sheet.rows.append(Row(rows.ours, HEAD, foot, OURS))
    hidden = len(data.ours) - len(rows.ours)
    _heads(data, [*columns, ours], sheet, hidden)
    end = max(bottom, ours.y + (MORE if hidden else 0.0)) - gap + 0.5
    found = {line: lane for part in beside for line, lane in part.items()}
    return Layout(
        boxes=boxes,
        lines=lines,
        our_lines=lines,
        height=end,
        headings=sheet.headings,
        lanes=found,
        rows=sheet.rows,
        gap=gap,
        rules=sheet.rules,
    )


Band = tuple[int, list["Person"], int]
"""A level, who of it has a box, and how many have none."""


def _bands(data: Map) -> list[Band]:
    shown = _shown(data)
    found = []
    for level in sorted({person.level for person in data.theirs}, reverse=True):
        people = [person for person in data.theirs if person.level == level]
        having = [person for person in people if person.key in shown]
        found.append((level, having, len(people) - len(having)))
    return found


def _shown(data: Map) -> set[str]:
    """All, or those that matter when they are too many."""
    if len(data.theirs) <= MOST:
        return {person.key for person in data.theirs}
    close = _closeness(data)
    must = {p.key for p in data.theirs if p.gap or p.role or p.place is not None}
    tied = [p.key for p in data.theirs if p.key in close and p.key not in must]
    tied.sort(key=lambda key: -close[key])
    return must | set(tied[: max(0, MOST - len(must))])


def _closeness(data: Map) -> dict[str, float]:
    """Strength of all ties of each, theirs and ours; a missing one counts as well."""
    found: dict[str, float] = {}
    for tie in data.ties:
        for key in (tie.theirs, tie.ours):
            found[key] = found.get(key, 0.0) + (1.0 if tie.wanted else tie.strength)
    return found


def _ordered(data: Map, bands: Sequence[Band], sides: int) -> Rows:
    close = _closeness(data)
    ours = list(data.ours)
    if len(ours) > MOST_OURS:
        ours.sort(key=lambda p: (p.place is None, -close.get(p.key, 0.0)))
        kept = {person.key for person in ours[:MOST_OURS]}
        ours = [person for person in data.ours if person.key in kept]
    dealt = [_dealt(people, sides) for _level, people, _more in bands]
    columns = [[groups[side] for groups in dealt] for side in range(sides)]
    return untangled(Rows(columns, _placed(ours), put_by_hand(data)), pairs(data))


def _dealt(people: Sequence[Person], sides: int) -> list[Order]:
    """A level on its sides: where somebody was put, or else where there are fewer."""
    groups: list[list[Person]] = [[] for _side in range(sides)]
    places = down(people)
    others: list[Person] = []
    for person in people:
        x = person.place[0] if person.place and sides > 1 else None
        (others if x is None else groups[x >= 0.5]).append(person)
    # In the order in which they stand in one column, so that both sides keep it.
    others.sort(key=lambda p: places.get(p.key, 2.0))
    for person in others:
        min(groups, key=len).append(person)
    return [_placed(group) for group in groups]


def _placed(people: Sequence[Person]) -> Order:
    return pinned([person.key for person in people], down(people))


def _fill(
    data: Map,
    columns: Sequence[_Column],
    sheet: _Sheet,
    band: tuple[int, Sequence[Sequence[str]], int],
    *,
    alone: bool,
) -> None:
    level, groups, more = band
    y = max(column.y for column in columns)
    named = data.levels.get(level, "")
    if alone and not level:
        named = ""
    for side, (column, keys) in enumerate(zip(columns, groups, strict=True)):
        column.y = y
        if named:
            sheet.band(column, y, named)
            column.y += BAND
        top = column.y
        column.add(keys)
        end = max(column.y - column.gap, top + column.high)
        one_sided = len(columns) == 1
        sheet.rows.append(Row(keys, top, end, level, None if one_sided else side))
    if more:
        first = columns[0]
        text = shortened(data.more(level, more), first.width, 11)
        sheet.headings.append((first.x, first.y + 11.0, text))
        first.y += MORE


def _ours(
    data: Map,
    keys: Sequence[str],
    column: _Column,
    theirs: Mapping[str, Box],
    bottom: float,
) -> dict[str, Box]:
    step = column.high + column.gap
    ends = {key: box.y for key, box in theirs.items()}
    wanted = towards(keys, ends, pairs(data), lambda i: HEAD + step * i)
    last = bottom - step
    end = max(last, HEAD + step * (len(keys) - 1)) + column.high
    wanted = by_hand(keys, wanted, down(data.ours), (HEAD, end, column.high))
    for key, y in zip(keys, in_order(wanted, step, HEAD, last), strict=True):
        column.y = y
        column.add([key])
    return column.boxes


def _heads(data: Map, columns: Sequence[_Column], sheet: _Sheet, hidden: int) -> None:
    *theirs, ours = columns
    for column, name in [
        *((column, data.theirs_name) for column in theirs),
        (ours, data.ours_name),
    ]:
        text = shortened(name, column.width, 11)
        sheet.headings.append((column.x, 11.0, text))
    if hidden:
        text = shortened(data.more_ours(hidden), ours.width, 11)
        sheet.headings.append((ours.x, ours.y + 11.0, text))
    if not data.theirs and data.empty:
        text = shortened(data.empty, theirs[0].width, 11)
        sheet.headings.append((theirs[0].x, HEAD + 16.0, text))
        theirs[0].y = HEAD + 24.0
