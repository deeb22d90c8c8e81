"""One origin of the back-test: what was known then, what was forecast, what came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from vitalfew.analysis.assessment.forecast import purchases
from vitalfew.analysis.assessment.forecast.rules import rules

if TYPE_CHECKING:
    import numpy.typing as npt

    from vitalfew.analysis.assessment.forecast.gathered import Looked
    from vitalfew.analysis.assessment.forecast.past import Past

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]
    Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Known:
    """What is known of accounts at an origin.

    Attributes
    ----------
    past
        Before the origin.
    horizon
        Days ahead.
    candidates
        Sales within the horizon by each candidate, money.
    active
        Probability of a purchase within the horizon by the purchase model; NaN where
        no model could be fitted.
    """

    past: Past
    horizon: float
    candidates: Mapping[str, Floats]
    active: Floats

    def __len__(self) -> int:
        return len(self.past)

    def only(self, places: Places) -> Known:
        """The same of some accounts."""
        return Known(
            self.past.only(places),
            self.horizon,
            {name: each[places] for name, each in self.candidates.items()},
            self.active[places],
        )


@dataclass(frozen=True)
class Seen(Known):
    """An origin whose outcome has been seen.

    Attributes
    ----------
    sales, worth
        What came within the horizon, money; `worth` on the orders' basis.
    bought
        Whether there was a purchase.
    """

    sales: Floats
    worth: Floats
    bought: Flags

    def only(self, places: Places) -> Seen:
        """The same of some accounts."""
        known = super().only(places)
        return replace(
            self,
            past=known.past,
            candidates=known.candidates,
            active=known.active,
            sales=self.sales[places],
            worth=self.worth[places],
            bought=self.bought[places],
        )


def known(past: Past, horizon: float, buying: purchases.Purchasing | None) -> Known:
    """All candidates' forecasts of these accounts."""
    candidates = rules(past, horizon)
    if buying is None:
        return Known(past, horizon, candidates, np.full(len(past), np.nan))
    candidates["purchases"] = buying.sales(past, horizon)
    return Known(past, horizon, candidates, buying.active(past, horizon))


def seen(looked: Looked, horizon: int, fits: purchases.Fits) -> Seen:
    """Forecast from an earlier day, beside what came.

    Parameters
    ----------
    looked
        The day and what came after.
    horizon
        Days ahead.
    fits
        The purchase models of these accounts.
    """
    buying = fits.at(looked.past, looked.log_gaps)
    told = known(looked.past, horizon, buying)
    return Seen(
        looked.past,
        horizon,
        told.candidates,
        told.active,
        sales=looked.sales,
        worth=looked.worth,
        bought=looked.bought,
    )
