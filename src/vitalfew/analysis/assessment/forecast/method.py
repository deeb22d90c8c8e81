"""A method of forecasting: learned on a back-test, then told of any accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vitalfew.analysis.assessment.forecast import intervals as spread
from vitalfew.analysis.assessment.forecast.activity import Activity, activity
from vitalfew.analysis.assessment.forecast.choice import choose
from vitalfew.analysis.assessment.forecast.intervals import Intervals, Told
from vitalfew.analysis.assessment.forecast.margins import Rate, rate

if TYPE_CHECKING:
    import numpy.typing as npt

    from vitalfew.analysis.assessment.forecast.combination import Mix
    from vitalfew.analysis.assessment.forecast.seen import Known, Seen

    Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Method:
    """What a back-test has taught.

    Attributes
    ----------
    name
        The candidate chosen, or `combination`.
    mix
        Sales from the candidates.
    margin
        What sales leave.
    buying
        The probability of a purchase.
    range_
        The intervals.
    """

    name: str
    mix: Mix
    margin: Rate
    buying: Activity
    range_: Intervals

    def expected(self, known: Known) -> Floats:
        """Mean amount of each account within the horizon, on the orders' basis."""
        return self.mix.sales(known) * self.margin.of(known.past)

    def tell(self, known: Known) -> dict[str, Floats]:
        """Columns `expected`, the ends of the intervals, and `p_active`."""
        told = self._told(known)
        return {
            "expected": told.expected,
            **self.range_.of(told),
            "p_active": told.active,
        }

    def _told(self, known: Known) -> Told:
        return _told(self.mix, self.margin, self.buying, known)


def learn(origins: Sequence[Seen], *, whole: bool, credited: bool) -> Method:
    """Choose the method on these origins and learn all it needs from them.

    Parameters
    ----------
    origins
        The back-test; at least one origin with an account.
    whole
        Whether outcomes were as long as the horizon.
    credited
        Whether amounts may differ from sales: there are credits or cost.
    """
    name, mix = choose(origins, whole=whole)
    margin = rate(origins, mix.sales, credited=credited)
    buying = activity(origins)
    told = spread.together([_told(mix, margin, buying, seen) for seen in origins])
    came = np.concatenate([seen.worth for seen in origins])
    bought = np.concatenate([seen.bought for seen in origins])
    positive = not credited
    range_ = spread.intervals(told, came, bought, positive=positive)
    return Method(name, mix, margin, buying, range_)


def _told(mix: Mix, margin: Rate, buying: Activity, known: Known) -> Told:
    sales, active = mix.sales(known), buying.probability(known)
    return Told(
        expected=sales * margin.of(known.past),
        sales=sales,
        active=active,
        traits=spread.traits(known.past, sales, active, known.horizon),
        fifth=spread.fifths(known.past),
    )
