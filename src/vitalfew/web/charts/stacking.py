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
