"""In which order two rows stand, so that few of the lines between them cross.

Sweeps (each row sorted by the mean place of those it is tied to), then single ones
walk along their row as long as that undoes crossings; the best order ever seen is kept,
so the result never has more crossings than the given one. Sugiyama, Tagawa and Toda
(1981) for the sweeps, Matuszewski, Schönfeld and Molitor (1999) for the walks.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import floor

from vitalfew.web.charts.stacking import in_order

SWEEPS, WALKS = 6, 6
FEW = 24
"""Up to so many people there is time to walk the whole row, from several beginnings."""
STARTS = 8
REACH = 6
"""How far somebody walks where there are more."""

Edge = tuple[str, str]
"""From one of the other side's to one of ours."""
Order = list[str]


@dataclass(frozen=True)
class Rows:
    """Who may change places with whom.

    A column's groups follow each other and keep to themselves; the lines of different
    columns never meet. Whoever is `fixed` keeps the place it has in its group.
    """

    columns: Sequence[Sequence[Order]]
    ours: Order
    fixed: frozenset[str] = frozenset()


def pinned(keys: Sequence[str], places: Mapping[str, float]) -> Order:
    """The same keys, those with a place (0 first, 1 last) near it and in its order.

    >>> pinned(["a", "b", "c", "d"], {"a": 1.0})
    ['b', 'c', 'd', 'a']
    """
    slots: list[str | None] = [None] * len(keys)
    held = sorted((places[key], i) for i, key in enumerate(keys) if key in places)
    wanted = [place * len(keys) - 0.5 for place, _i in held]
    found = in_order(wanted, 1, 0, len(keys) - 1)
    for (_place, i), at in zip(held, found, strict=True):
        slots[floor(at + 0.5)] = keys[i]
    others = iter([key for key in keys if key not in places])
    return [next(others) if key is None else key for key in slots]


def crossings(rows: Rows, edges: Iterable[Edge]) -> int:
    """How many pairs of lines cross."""
    ours = _places(rows.ours)
    total = 0
    for column in rows.columns:
        theirs = _places([key for group in column for key in group])
        ends = sorted(
            (theirs[one], ours[other])
            for one, other in edges
            if one in theirs and other in ours
        )
        total += _inversions([end for _start, end in ends])
    return total


def untangled(rows: Rows, edges: Sequence[Edge]) -> Rows:
    """The rows in an order with few crossings; the same rows give the same order."""
    columns = tuple(tuple(map(tuple, column)) for column in rows.columns)
    return _untangled(columns, tuple(rows.ours), rows.fixed, tuple(edges))


# Two widths ask for the same, and so does everybody who opens the page.
@lru_cache(maxsize=256)
def _untangled(
    columns: tuple[tuple[tuple[str, ...], ...], ...],
    ours: tuple[str, ...],
    fixed: frozenset[str],
    edges: tuple[Edge, ...],
) -> Rows:
    groups = [[list(group) for group in column] for column in columns]
    best = rows = Rows(groups, list(ours), fixed)
    fewest = crossings(rows, edges)
    for start in _starts(rows):
        if not fewest:
            break
        found = _walked(_swept(start, edges), edges)
        count = crossings(found, edges)
        if count < fewest:
            best, fewest = found, count
    return best


def _starts(rows: Rows) -> Iterator[Rows]:
    """The given order; of few people also those that begin with another of ours."""
    yield rows
    free = [i for i, key in enumerate(rows.ours) if key not in rows.fixed]
    for turn in range(1, min(STARTS, len(free)) if _is_few(rows) else 0):
        ours = list(rows.ours)
        for i, at in enumerate(free):
            ours[at] = rows.ours[free[(i + turn) % len(free)]]
        yield Rows(rows.columns, ours, rows.fixed)


def _is_few(rows: Rows) -> bool:
    theirs = sum(len(group) for column in rows.columns for group in column)
    return theirs + len(rows.ours) <= FEW


def _swept(rows: Rows, edges: Sequence[Edge]) -> Rows:
    best, fewest = rows, crossings(rows, edges)
    for _sweep in range(SWEEPS):
        columns = _theirs_sorted(rows, edges)
        between = Rows(columns, rows.ours, rows.fixed)
        rows = Rows(columns, _ours_sorted(between, edges), rows.fixed)
        count = crossings(rows, edges)
        if count >= fewest:
            break
        best, fewest = rows, count
    return best


def _theirs_sorted(rows: Rows, edges: Sequence[Edge]) -> list[list[Order]]:
    ours = _places(rows.ours)
    near = _neighbors((one, ours[other]) for one, other in edges if other in ours)
    return [
        [_by_mean(group, near, rows.fixed) for group in column]
        for column in rows.columns
    ]


def _ours_sorted(rows: Rows, edges: Sequence[Edge]) -> Order:
    theirs = _depths(rows)
    near = _neighbors((other, theirs[one]) for one, other in edges if one in theirs)
    return _by_mean(rows.ours, near, rows.fixed)


def _depths(rows: Rows) -> dict[str, float]:
    """Where each of theirs stands in its column, from 0 to 1."""
    found: dict[str, float] = {}
    for column in rows.columns:
        keys = [key for group in column for key in group]
        found |= {key: (i + 0.5) / len(keys) for i, key in enumerate(keys)}
    return found


def _by_mean(
    keys: Order, near: Mapping[str, Sequence[float]], fixed: frozenset[str]
) -> Order:
    """Those with lines sorted among the places that they have; others stay."""
    moving = [i for i, key in enumerate(keys) if key not in fixed and near.get(key)]
    means = {keys[i]: sum(near[keys[i]]) / len(near[keys[i]]) for i in moving}
    found = list(keys)
    ranked = sorted((keys[i] for i in moving), key=means.__getitem__)
    for i, key in zip(moving, ranked, strict=True):
        found[i] = key
    return found


def _walked(rows: Rows, edges: Sequence[Edge]) -> Rows:
    columns = [[list(group) for group in column] for column in rows.columns]
    ours = list(rows.ours)
    reach = len(edges) if _is_few(rows) else REACH
    for _round in range(WALKS if _is_few(rows) else 1):
        places = _places(ours)
        near = _Near([_neighbors((a, places[b]) for a, b in edges if b in places)])
        groups = [group for column in columns for group in column]
        won = sum(_walk(group, near, rows.fixed, reach) for group in groups)
        mirrored = _Near([_seen_from_ours(column, edges) for column in columns])
        won += _walk(ours, mirrored, rows.fixed, reach)
        if not won:
            break
    return Rows(columns, ours, rows.fixed)


def _seen_from_ours(
    column: Sequence[Order], edges: Sequence[Edge]
) -> dict[str, list[float]]:
    theirs = _places(key for group in column for key in group)
    return _neighbors((b, theirs[a]) for a, b in edges if a in theirs)


class _Near:
    """Where on the other side everybody's lines end, and which lines cross for it."""

    def __init__(self, sides: Sequence[Mapping[str, list[float]]]) -> None:
        self._sides = sides
        self._gains: dict[tuple[str, str], int] = {}

    def gain(self, first: str, last: str) -> int:
        """The crossings undone when the last of the two stands first."""
        found = self._gains.get((first, last))
        if found is None:
            found = self._gains[first, last] = sum(
                _before(side.get(first, ()), side.get(last, ()))
                - _before(side.get(last, ()), side.get(first, ()))
                for side in self._sides
            )
        return found


def _before(places: Sequence[float], others: Sequence[float]) -> int:
    return sum(bisect_left(others, place) for place in places)


def _walk(order: Order, near: _Near, fixed: frozenset[str], reach: int) -> int:
    """Move each to the best place it can walk to; how many crossings that undid."""
    free = [i for i, key in enumerate(order) if key not in fixed]
    won = 0
    for key in [order[i] for i in free]:
        start = next(slot for slot, i in enumerate(free) if order[i] == key)
        best, target = 0, start
        for way in (-1, 1):
            trial, gain, slot = list(order), 0, start
            while 0 <= slot + way < len(free) and abs(slot + way - start) <= reach:
                gain += _exchange(trial, free[slot], free[slot + way], near)
                slot += way
                if gain > best:
                    best, target = gain, slot
        way = 1 if target > start else -1
        for slot in range(start, target, way):
            _exchange(order, free[slot], free[slot + way], near)
        won += best
    return won


def _exchange(order: Order, one: int, other: int, near: _Near) -> int:
    """Two change places, those between stay: how many crossings that undoes."""
    start, end = min(one, other), max(one, other)
    first, last = order[start], order[end]
    gain = near.gain(first, last)
    for key in order[start + 1 : end]:
        gain += near.gain(first, key) + near.gain(key, last)
    order[start], order[end] = last, first
    return gain


def _places(keys: Iterable[str]) -> dict[str, int]:
    return {key: i for i, key in enumerate(keys)}


def _neighbors(ends: Iterable[tuple[str, float]]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for key, place in ends:
        found.setdefault(key, []).append(place)
    for places in found.values():
        places.sort()
    return found


def _inversions(values: Sequence[int]) -> int:
    """Pairs in which the greater comes first."""
    seen: list[int] = []
    count = 0
    for i, value in enumerate(values):
        at = bisect_left(seen, value + 1)
        count += i - at
        seen.insert(at, value)
    return count
