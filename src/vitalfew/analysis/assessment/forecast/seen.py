"""One origin of the back-test: what was known then, what was forecast, what came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vitalfew.analysis.assessment.forecast import purchases
from vitalfew.analysis.assessment.forecast.features import Calendar, outcomes
from vitalfew.analysis.assessment.forecast.past import Past, past
from vitalfew.analysis.assessment.forecast.rules import rules
from vitalfew.analysis.engines import fetched

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import numpy.typing as npt

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


def seen(
    days: ir.Table,
    *,
    start: date,
    origin: date,
    horizon: int,
    calendar: Calendar,
    fits: purchases.Fits,
) -> Seen:
    """Forecast from an earlier day and look what came. Runs three queries.

    Parameters
    ----------
    days
        As `features.daily` gives them, of the accounts of the back-test.
    start, origin
        The first day of the window, and the first day not looked at.
    horizon
        Days ahead.
    calendar
        Into which periods the past is cut.
    fits
        The purchase models of these accounts.
    """
    before = past(days, start=start, origin=origin, calendar=calendar)
    told = known(before, horizon, fits.at(before, days, start))
    end = origin + timedelta(days=horizon)
    came = fetched(outcomes(days, origin, end))
    places = pc.index_in(
        before.account_id, value_set=came["account_id"].combine_chunks()
    )
    columns = {
        name: np.asarray(
            pc.fill_null(pc.cast(came[name], pa.float64()).take(places), 0.0)
        )
        for name in ("sales", "worth", "days")
    }
    return Seen(
        before,
        horizon,
        told.candidates,
        told.active,
        sales=columns["sales"],
        worth=columns["worth"],
        bought=columns["days"] > 0,
    )
