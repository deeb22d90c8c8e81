"""From values to pixels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Linear:
    """Values from `low` to `high` onto pixels from `start` to `end`."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        if self.high == self.low:
            return (self.start + self.end) / 2
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def ticks(low: float, high: float, most: int = 5) -> tuple[float, ...]:
    """Round values from at or below `low` to at or above `high`, in steps of 1, 2 or 5.

    >>> ticks(0, 540, 4)
    (0.0, 200.0, 400.0, 600.0)
    >>> ticks(7, 7)
    (7.0,)
    """
    if high <= low:
        return (float(low),)
    rough = (high - low) / max(1, most - 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(s * power for s in (1, 2, 5, 10) if s * power >= rough * 0.999999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    found = (round(i * step, 12 - _digits(step)) for i in range(first, last + 1))
    return tuple(dict.fromkeys(found))  # finer than numbers are, steps fall together


def ticks_inside(low: float, high: float, most: int = 5) -> tuple[float, ...]:
    """The round values that lie between `low` and `high`.

    >>> ticks_inside(0, 610)
    (0.0, 200.0, 400.0, 600.0)
    """
    slack = (high - low) * 1e-9
    found = ticks(low, high, most)
    return tuple(tick for tick in found if low - slack <= tick <= high + slack)


def with_zero(values: Sequence[float]) -> tuple[float, float]:
    """The span of values that a bar chart has to show: it always holds zero."""
    return min([0.0, *values]), max([0.0, *values])


def radius(value: float, most: float, biggest: float, least: float = 1.5) -> float:
    """A bubble's radius: its *area* shows the value."""
    if most <= 0 or value <= 0:
        return least
    return max(least, biggest * math.sqrt(min(value, most) / most))


def _digits(step: float) -> int:
    return max(0, math.floor(math.log10(abs(step)))) if step else 0
