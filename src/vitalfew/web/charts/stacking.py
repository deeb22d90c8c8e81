"""Names below each other at the end of lines or columns, without touching."""

from __future__ import annotations

from collections.abc import Sequence


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places as near as possible to the wanted ones, at least `gap` apart.

    Pushed apart downwards first, then back up from the end; the order stays. When
    there is less room than the names need, they keep the gap and run past `high`.

    >>> spread([10, 12, 50], 16, 0, 100)
    [10, 26, 50]
    >>> spread([90, 95], 16, 0, 100)
    [84, 100]
    """
    order = sorted(range(len(wanted)), key=lambda i: (wanted[i], i))
    places = [max(low, wanted[i]) for i in order]
    for i in range(1, len(places)):
        places[i] = max(places[i], places[i - 1] + gap)
    ceiling = max(high, low + gap * (len(places) - 1))
    for i in range(len(places) - 1, -1, -1):
        places[i] = min(places[i], ceiling)
        ceiling = places[i] - gap
    result = [0.0] * len(places)
    for i, place in zip(order, places, strict=True):
        result[i] = place
    return result


def in_order(
    wanted: Sequence[float], gap: float, low: float, high: float
) -> list[float]:
    """Places in the given order and at least `gap` apart, nearest to the wanted ones.

    Nearest by squared distance: those in each other's way share the mean of what they
    want (isotonic regression by pooling adjacent violators; Ayer and others, 1955).
    Where there is too little room they keep the gap and run past `high`.

    >>> in_order([50, 10, 12], 10, 0, 100)
    [14.0, 24.0, 34.0]
    """
    pools: list[tuple[float, int]] = []
    for i, place in enumerate(wanted):
        mean, size = place - gap * i, 1
        while pools and pools[-1][0] >= mean:
            before, count = pools.pop()
            mean = (mean * size + before * count) / (size + count)
            size += count
        pools.append((mean, size))
    ceiling = max(low, high - gap * (len(wanted) - 1))
    flat = [min(max(mean, low), ceiling) for mean, size in pools for _ in range(size)]
    return [place + gap * i for i, place in enumerate(flat)]
