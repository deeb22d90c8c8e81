"""What each account may bring: nothing, or an amount that scatters around its mean.

The scale is logarithmic for large amounts and straight for small ones.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

STRAIGHT: Final = 0.1
"""Part of an account's mean sales below which the scale is straight."""


@dataclass(frozen=True)
class Distributions:
    """What accounts may bring: arrays with one entry each.

    Attributes
    ----------
    points
        Quantiles of the scatter, evenly spaced probabilities.
    positive
        Whether no amount may be below zero.
    active
        Probability of a purchase.
    below
        Probability of an amount below zero.
    middle, spread
        Where an amount lies if there is a purchase, and how wide it scatters, on the
        scale of the scatter.
    size
        What that scale is relative to, money.
    reach
        The ends on that scale: two by accounts.
    """

    points: Floats
    positive: bool
    active: Floats
    below: Floats
    middle: Floats
    spread: Floats
    size: Floats
    reach: Floats

    def only(self, rows: Flags) -> Distributions:
        """The same of some accounts."""
        return replace(
            self,
            active=self.active[rows],
            below=self.below[rows],
            middle=self.middle[rows],
            spread=self.spread[rows],
            size=self.size[rows],
            reach=self.reach[:, rows],
        )

    def interval(self, width: Floats | float) -> tuple[Floats, Floats]:
        """The middle `width` of each distribution; from a lump at zero, upwards."""
        tail = (1 - width) / 2
        lump = (tail > self.below) & (tail <= self.below + 1 - self.active)
        low = np.where(lump, 0.0, self._quantile(tail))
        start = np.where(lump, self.below, tail)
        if self.positive:
            start = np.where(low <= 0, 0.0, start)
        return low, self._quantile(np.minimum(start + width, 0.9999))

    def _quantile(self, share: Floats | float) -> Floats:
        below, idle = self.below, 1 - self.active
        within = np.where(share <= below, share, share - idle) / self.active
        grid = np.linspace(0, 1, len(self.points))
        scatter = np.interp(within, grid, self.points) * self.spread
        reached = np.clip(self.middle + scatter, *self.reach)
        found = amount(reached, self.size)
        found = np.where((share > below) & (share <= below + idle), 0.0, found)
        return np.maximum(found, 0.0) if self.positive else found


def scaled(amount: Floats, size: Floats) -> Floats:
    """Amounts on the scale of the scatter."""
    return np.asarray(np.arcsinh(amount / (STRAIGHT * size)))


def amount(scaled: Floats, size: Floats) -> Floats:
    """The amounts of places on that scale."""
    return np.asarray(STRAIGHT * size * np.sinh(np.clip(scaled, -50, 50)))
