"""What sales leave: each account's own rate, drawn towards that of all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vitalfew.analysis.assessment.forecast.features import YEAR

if TYPE_CHECKING:
    import numpy.typing as npt

    from vitalfew.analysis.assessment.forecast.past import Past
    from vitalfew.analysis.assessment.forecast.seen import Known, Seen

    Floats = npt.NDArray[np.float64]

DRAWN = (0.03, 0.1, 0.3, 1.0, 3.0)
"""How many mean accounts' sales the rate of all counts for: one is chosen."""


@dataclass(frozen=True)
class Rate:
    """Money on the orders' basis ÷ sales above zero.

    Attributes
    ----------
    drawn
        Weight of the rate of all, in sales of a mean account; None where nothing is
        credited and no cost is known, so that sales are what counts.
    """

    drawn: float | None

    def of(self, past: Past) -> Floats:
        """The rate expected of each account; it may be below zero."""
        if self.drawn is None:
            return np.ones(len(past))
        sales, worth = past.faded("sales", YEAR), past.faded("worth", YEAR)
        total = sales.sum()
        if total <= 0:
            return np.ones(len(past))
        weight = self.drawn * total / len(past)
        own: Floats = (worth + weight * worth.sum() / total) / (sales + weight)
        return own


def rate(
    origins: Sequence[Seen], sales: Callable[[Known], Floats], *, credited: bool
) -> Rate:
    """The rate that would have forecast best.

    Parameters
    ----------
    origins
        The back-test.
    sales
        The forecast of sales.
    credited
        Whether there are credits or cost at all.
    """
    if not credited:
        return Rate(None)
    if not origins:
        return Rate(1.0)
    errors = dict.fromkeys(DRAWN, 0.0)
    for seen in origins:
        told = sales(seen)
        size = told + told.mean()
        for drawn in DRAWN:
            missed = seen.worth - told * Rate(drawn).of(seen.past)
            errors[drawn] += float((np.abs(missed) / size).mean())
    return Rate(min(DRAWN, key=lambda drawn: (errors[drawn], -drawn)))
