"""A long line has more points than a picture shows: keep those one can see."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

WITHIN = 0.1
"""Coordinates are written with one decimal: less than this cannot be told apart."""


def seen(values: Sequence[float], columns: int) -> list[int]:
    """Indices of the points that draw the same line in `columns` columns of pixels.

    Each column keeps its first, lowest, highest and last point: the line enters,
    spans and leaves every column exactly as the full line does. Short lines are kept
    whole.
    """
    count = len(values)
    if count <= 4 * columns:
        return list(range(count))
    array = np.asarray(values, dtype=np.float64)
    edges = np.linspace(0, count, columns + 1).astype(np.int64)
    kept: set[int] = set()
    for start, end in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        part = array[start:end]
        kept |= {start, end - 1, start + int(part.argmin()), start + int(part.argmax())}
    return sorted(kept)


def straightened(
    points: Sequence[tuple[float, float]], within: float = WITHIN
) -> list[tuple[float, float]]:
    """Leave out what lies on the way: no point is further than `within` from the line.

    The first and the last point are kept; each lies to the right of the one before.

    >>> straightened([(0, 0), (1, 1), (2, 2.05), (3, 3), (4, 9)])
    [(0, 0), (3, 3), (4, 9)]
    """
    kept = list(points[:1])
    low, high = -math.inf, math.inf
    for before, point in pairwise(points):
        slope = _slope(kept[-1], point)
        if not low <= slope <= high:
            # No line from the last kept point passes all since then so closely.
            kept.append(before)
            low, high = -math.inf, math.inf
            slope = _slope(before, point)
        slack = within / (point[0] - kept[-1][0])
        low, high = max(low, slope - slack), min(high, slope + slack)
    return [*kept, *points[-1:]] if len(points) > 1 else kept


def _slope(start: tuple[float, float], end: tuple[float, float]) -> float:
    return (end[1] - start[1]) / (end[0] - start[0])
