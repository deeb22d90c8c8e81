"""Forecasts by purchase models: how often an account buys, times what it spends."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vitalfew.analysis.engines import fetched
from vitalfew.analysis.measures.rfm import EXACT, repeated
from vitalfew.analysis.models.fitting import FitError
from vitalfew.analysis.models.gamma_gamma import GammaGamma
from vitalfew.analysis.models.regular import MBGCNBDk

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import numpy.typing as npt

    from vitalfew.analysis.assessment.forecast.past import Past

    Floats = npt.NDArray[np.float64]

WEEK = 7.0
FITTED = 4_000
"""A few parameters are known well enough from so many accounts."""
SANE = 10.0
"""A forecast this many times off what was bought lately is no forecast."""


@dataclass(frozen=True)
class Purchasing:
    """MBG/CNBD-k for the purchases, Gamma-Gamma for what each is worth.

    Attributes
    ----------
    buying
        How accounts buy and stop.
    spending
        What they spend; None where all spend alike, so that their own mean is it.
    """

    buying: MBGCNBDk
    spending: GammaGamma | None

    def sales(self, past: Past, horizon: float) -> Floats:
        """Expected sales of each account within so many days."""
        count = self.buying.expected_purchases(horizon / WEEK, *_histories(past))
        return np.asarray(count * self._spend(past))

    def active(self, past: Past, horizon: float) -> Floats:
        """Probability of at least one purchase within so many days."""
        return self.buying.probability_active(horizon / WEEK, *_histories(past))

    def _spend(self, past: Past) -> Floats:
        mean = past.sold / past.purchases
        if self.spending is None:
            return mean
        found = self.spending.expected_spend(past.purchases, mean)
        # Nothing but free orders so far: nothing known to be spent.
        return np.where(mean > 0, found.data, 0.0)


class Fits:
    """The models and the gaps they need, by origin.

    They rest on purchases alone, so they serve every basis.
    """

    def __init__(self) -> None:
        self._found: dict[date, Purchasing | None] = {}
        self._gaps: dict[date, Floats] = {}

    def log_gaps(self, days: ir.Table, past: Past, start: date) -> Floats:
        """As `log_gaps`, asked once."""
        if past.origin not in self._gaps:
            self._gaps[past.origin] = log_gaps(days, past, start)
        return self._gaps[past.origin]

    def at(self, past: Past, log_gaps: Floats) -> Purchasing | None:
        """Both models of these accounts, `fitted` once."""
        if past.origin not in self._found:
            self._found[past.origin] = fitted(past, log_gaps)
        return self._found[past.origin]


def fitted(past: Past, log_gaps: Floats) -> Purchasing | None:
    """Both models fitted on these accounts; None where no usable fit exists.

    Parameters
    ----------
    past
        The accounts before the origin.
    log_gaps
        Sum of the logarithms of the gaps between purchase days of each, in weeks.
    """
    if len(past) > FITTED:
        chosen = np.arange(FITTED) * len(past) // FITTED
        past, log_gaps = past.only(chosen), log_gaps[chosen]
    try:
        buying = MBGCNBDk().fit(*_histories(past), log_gaps)
    except FitError:
        return None
    if not _sane(buying, past):
        return None
    try:
        spending = GammaGamma().fit(past.purchases, past.sold / past.purchases)
    except FitError:
        return Purchasing(buying, None)
    return Purchasing(buying, spending)


def _sane(buying: MBGCNBDk, past: Past) -> bool:
    """Whether the model expects about as much as was bought in as long a time."""
    days = past.span / 2
    bought = float(past.between("days", 0, days).sum())
    expected = float(buying.expected_purchases(days / WEEK, *_histories(past)).sum())
    return bought / SANE <= expected <= bought * SANE


def log_gaps(days: ir.Table, past: Past, start: date) -> Floats:
    """Sum of the logarithms of the gaps, in weeks, aligned with `past`. One query."""
    bought = days.filter(
        days.bought, days.ordered_on >= start, days.ordered_on < past.origin
    )
    sums = repeated(bought.select("account_id", "ordered_on", amount=bought.sales))
    table = fetched(sums.select("account_id", "logarithms"))
    places = pc.index_in(
        past.account_id, value_set=table["account_id"].combine_chunks()
    )
    logarithms = pc.fill_null(table["logarithms"].take(places), 0)
    in_days = np.asarray(pc.cast(logarithms, pa.float64()).to_numpy()) / EXACT
    return np.asarray(in_days - (past.purchases - 1) * math.log(WEEK))


def _histories(past: Past) -> tuple[Floats, Floats, Floats]:
    recency = (past.age - past.silence) / WEEK
    return past.purchases - 1, recency, past.age / WEEK
