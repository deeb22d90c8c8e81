"""Who stands above and below whom, and who of too many has a box."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vitalfew.web.charts.crossings import pinned
from vitalfew.web.charts.labels import Box
from vitalfew.web.charts.relationship_layout import down
from vitalfew.web.charts.svg import number

if TYPE_CHECKING:
    from vitalfew.web.charts.organigram import Tree
    from vitalfew.web.charts.relationship import Person

ALONE = ""
"""Stands for the superior of those who have none and nobody below them."""


@dataclass(frozen=True)
class Forest:
    """The shown people; only those with somebody shown below them are in `below`.

    `hidden` counts those without a box, under the nearest above who has one.
    """

    tops: Sequence[str]
    above: Mapping[str, str]
    below: Mapping[str, Sequence[str]]
    hidden: Mapping[str, int]

    def walk(self) -> Iterator[tuple[str, int]]:
        """Everybody after who is above them, with the steps from the top."""
        waiting = [(key, 0) for key in reversed(self.tops)]
        while waiting:
            key, depth = waiting.pop()
            yield key, depth
            waiting += [(each, depth + 1) for each in reversed(self.below.get(key, ()))]


@dataclass(frozen=True)
class Layout:
    """Where all stands; a line by the key of who is below."""

    boxes: Mapping[str, Box]
    lines: Mapping[str, str]
    height: float
    rows: int
    """Lines of words in a box."""
    headings: Sequence[tuple[float, float, str]]


def forest(data: Tree, most: int) -> Forest:
    """Trees by whom each reports to; of too many, those nearest to the top.

    A ring, which no record should hold, is cut where it is first met.
    """
    keys = _in_order(data.people)
    known = set(keys)
    above = {
        key: data.above[key]
        for key in keys
        if data.above.get(key, key) in known - {key}
    }
    _cut(keys, above)
    below = _below(keys, above)
    tops = [key for key in keys if key not in above and key in below]
    alone = [key for key in keys if key not in above and key not in below]
    order = list(_nearest(tops, alone, below))
    shown = set(order[:most])
    hidden: dict[str, int] = {}
    owner = {key: key for key in shown}
    for key in order[most:]:
        up = above.get(key, ALONE)
        owner[key] = owner.get(up, ALONE)
        hidden[owner[key]] = hidden.get(owner[key], 0) + 1
    kept = {up: [key for key in found if key in shown] for up, found in below.items()}
    kept = {up: found for up, found in kept.items() if found}
    kept[ALONE] = [key for key in alone if key in shown]
    return Forest([key for key in tops if key in shown], above, kept, hidden)


def _in_order(people: Sequence[Person]) -> list[str]:
    """The highest level first; those of one level as they were put, or as given."""
    places = down(people)
    found = []
    for level in sorted({person.level for person in people}, reverse=True):
        found += pinned([p.key for p in people if p.level == level], places)
    return found


def _cut(keys: Iterable[str], above: dict[str, str]) -> None:
    safe: set[str] = set()
    for key in keys:
        way: dict[str, None] = {}
        at: str | None = key
        while at is not None and at not in safe and at not in way:
            way[at] = None
            at = above.get(at)
        if at in way:
            del above[at]
        safe.update(way)


def _below(keys: Iterable[str], above: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key in keys:
        if key in above:
            found.setdefault(above[key], []).append(key)
    return found


def _nearest(
    tops: Iterable[str], alone: Iterable[str], below: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    """Level by level from the top; who stands apart comes last."""
    waiting = deque(tops)
    while waiting:
        key = waiting.popleft()
        yield key
        waiting.extend(below.get(key, ()))
    yield from alone


def step_line(x: float, y: float, box: Box) -> str:
    """Down from somebody above, then in to the box."""
    middle = box.y + box.height / 2
    return f"M{number(x)} {number(y)}V{number(middle)}H{number(box.x)}"
