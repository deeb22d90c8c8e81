"""An organigram of any number: one under another, each a step further in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import TYPE_CHECKING

from vitalfew.web.charts import cards
from vitalfew.web.charts.labels import Box
from vitalfew.web.charts.organigram_tree import ALONE, Forest, Layout, step_line
from vitalfew.web.charts.text import shortened
from vitalfew.web.charts.widths import NARROW

if TYPE_CHECKING:
    from vitalfew.web.charts.organigram import Tree

COLUMNS = {358: 1, 760: 2, 1160: 3}
ROOMY = 12
"""More than this in a column on a wide page get one line of words each."""
STEP, NARROWEST = 14.0, 118.0
"""How far in the next level stands, unless a box would be narrower than this."""
BETWEEN = 24.0
"""From one column to the next."""
BAND = 20.0


@dataclass(frozen=True)
class _Row:
    """Somebody; or with a text the words that stand among them."""

    key: str
    depth: int
    text: str = ""


@dataclass
class _Sheet:
    """What is placed so far."""

    boxes: dict[str, Box] = field(default_factory=dict)
    lines: dict[str, str] = field(default_factory=dict)
    headings: list[tuple[float, float, str]] = field(default_factory=list)


def in_steps(data: Tree, woods: Forest, width: int) -> Layout:
    rows = list(_rows(data, woods))
    count = min(COLUMNS[width], ceil(len(rows) / ROOMY)) or 1
    each = ceil(len(rows) / count)
    lines = 1 if width >= NARROW and each > ROOMY else 2
    wide = (width - 1 - BETWEEN * (count - 1)) / count
    if count == 1:
        wide = min(wide, 420.0)
    deepest = max((row.depth for row in rows), default=0)
    step = min(STEP, (wide - NARROWEST) / max(deepest, 1))
    sheet, height = _Sheet(), BAND
    for i in range(count):
        column = Box(0.5 + (wide + BETWEEN) * i, 0.5, wide, cards.height(lines))
        part = rows[each * i : each * (i + 1)]
        height = max(height, _fill(data, woods, sheet, (part, column, step)))
    if not rows:
        sheet.headings.append((0.5, 14.0, shortened(data.empty, wide, 11)))
    return Layout(sheet.boxes, sheet.lines, height + 0.5, lines, sheet.headings)


def _rows(data: Tree, woods: Forest) -> Iterator[_Row]:
    """Everybody after who is above them; how many more there are after the last."""
    open_: list[_Row] = []
    for key, depth in woods.walk():
        while open_ and open_[-1].depth > depth:
            yield open_.pop()
        yield _Row(key, depth)
        if key in woods.hidden:
            open_.append(_Row(key, depth + 1, data.more(woods.hidden[key])))
    yield from reversed(open_)
    apart, more = woods.below[ALONE], woods.hidden.get(ALONE)
    if apart or more:
        yield _Row(ALONE, 0, data.alone)
    yield from (_Row(key, 0) for key in apart)
    if more:
        yield _Row(ALONE, 0, data.more(more))


def _fill(
    data: Tree,
    woods: Forest,
    sheet: _Sheet,
    column: tuple[Sequence[_Row], Box, float],
) -> float:
    """Fill a column from the top; where it ends."""
    rows, first, step = column
    gap = 4.0 if first.height < cards.height(2) else 8.0
    y = first.y
    above = _goes_on(data, woods, rows)
    if above:
        sheet.headings.append((first.x, y + 11.0, shortened(above, first.width, 11)))
        y += BAND
    top, here = y, {row.key for row in rows}
    for row in rows:
        x, wide = first.x + step * row.depth, first.width - step * row.depth
        if row.text:
            sheet.headings.append((x, y + 12.0, shortened(row.text, wide, 11)))
            y += BAND
            continue
        box = sheet.boxes[row.key] = Box(x, y, wide, first.height)
        y += first.height + gap
        up = woods.above.get(row.key)
        if up is not None:
            start = sheet.boxes[up].y + first.height if up in here else top - 4.0
            sheet.lines[row.key] = step_line(x - step / 2, start, box)
    return y - gap


def _goes_on(data: Tree, woods: Forest, rows: Sequence[_Row]) -> str:
    """Whose people a column goes on with; empty where it begins anew."""
    if not rows or rows[0].text:
        return ""
    up = woods.above.get(rows[0].key)
    if up is not None:
        return data.under(next(p.name for p in data.people if p.key == up))
    return data.alone if rows[0].key in woods.below[ALONE] else ""
