"""What a forecast is learned from: the accounts now, and what was seen of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from vitalfew.analysis.assessment.forecast import purchases
from vitalfew.analysis.assessment.forecast.gathered import LEAST_ACCOUNTS
from vitalfew.analysis.assessment.forecast.method import Method, learn
from vitalfew.analysis.assessment.forecast.plan import MONTH, Plan
from vitalfew.analysis.assessment.forecast.record import Record, record
from vitalfew.analysis.assessment.forecast.seen import Known, Seen, known, seen
from vitalfew.analysis.assessment.forecast.trial import LEAST_OUTCOMES, Trial, trials
from vitalfew.analysis.models.fitting import one_thread

if TYPE_CHECKING:
    from vitalfew.analysis.assessment.forecast.gathered import Gathered


@dataclass(frozen=True)
class Tried:
    """The accounts now, and the origins of the back-test.

    Attributes
    ----------
    now
        What is known at the as-of day of the accounts with a purchase.
    origins
        The back-test, the latest first; empty when there are too few accounts.
    credited
        Whether there are credits or cost, so that amounts differ from sales.
    buying
        The purchase model of the as-of day; None where it could not be fitted.
    """

    now: Known
    origins: tuple[Seen, ...]
    credited: bool
    buying: purchases.Purchasing | None

    @classmethod
    def of(cls, gathered: Gathered, laid: Plan, fits: purchases.Fits) -> Tried:
        """Forecast from the origins, with the purchase models of these accounts."""
        before = gathered.past
        credited = not np.array_equal(before.sales, before.worth)
        if not gathered.origins:
            now = known(before, laid.horizon, None)
            return cls(now, (), credited, None)
        found = [seen(each, laid.tried, fits) for each in gathered.origins]
        buying = fits.at(gathered.sample, gathered.log_gaps)
        now = known(before, laid.horizon, buying)
        return cls(now, _comparable(found, now), credited, buying)

    @one_thread()
    def learn(self, laid: Plan) -> Method:
        """The method of today, from all origins."""
        return learn(self.origins, whole=not laid.short, credited=self.credited)

    @one_thread()
    def trials(self, laid: Plan) -> list[Trial]:
        """Forecast every origin without its own outcome."""
        return trials(self.origins, whole=not laid.short, credited=self.credited)

    @one_thread()
    def record(
        self,
        method: Method,
        laid: Plan,
        found: Sequence[Trial],
        *,
        of_accounts: int | None = None,
    ) -> Record:
        """Judge these trials; the accounts are all there are, or of so many."""
        return record(
            method.name,
            found,
            months=laid.horizon / MONTH,
            tried_months=laid.tried / MONTH,
            of_accounts=of_accounts or len(self.now),
        )


def _comparable(found: list[Seen], now: Known) -> tuple[Seen, ...]:
    """Origins with enough accounts, on which all candidates of today are known.

    Where the purchase model could not be fitted today, or not on origins with most of
    the outcomes, it is left out rather than they.
    """
    found = [each for each in found if len(each) >= LEAST_ACCOUNTS]
    modeled = [each for each in found if "purchases" in each.candidates]
    most = 2 * sum(map(len, modeled)) > sum(map(len, found))
    if most and "purchases" in now.candidates:
        found = modeled
    if sum(map(len, found)) < LEAST_OUTCOMES:
        return ()
    names = [
        name
        for name in now.candidates
        if all(name in each.candidates for each in found)
    ]
    return tuple(_only(each, names) for each in found)


def _only(seen: Seen, names: list[str]) -> Seen:
    """These candidates alone; without the purchase model nor what it says of buying."""
    modeled = "purchases" in names
    return replace(
        seen,
        candidates={name: seen.candidates[name] for name in names},
        active=seen.active if modeled else np.full(len(seen), np.nan),
    )
