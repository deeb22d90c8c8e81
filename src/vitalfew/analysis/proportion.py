"""How sure a share is that was counted."""

from __future__ import annotations

from math import sqrt

CERTAIN = 1.959964
"""Standard deviations within which 95 of 100 lie."""


def wilson(counted: float, of: float) -> tuple[float, float]:
    """Where a share lies with 95 % certainty, after Wilson (1927).

    >>> tuple(round(end, 3) for end in wilson(4, 5)), wilson(0, 0)
    ((0.376, 0.964), (0.0, 1.0))
    """
    if not of:
        return 0.0, 1.0
    share, z = counted / of, CERTAIN
    middle = share + z * z / (2 * of)
    half = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return (middle - half) / (1 + z * z / of), (middle + half) / (1 + z * z / of)
