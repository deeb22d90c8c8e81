"""What a forecast is learned from: the accounts now, and what was seen of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vitalfew.analysis.assessment.forecast import purchases
from vitalfew.analysis.assessment.forecast.features import Calendar, daily
from vitalfew.analysis.assessment.forecast.method import Method, learn
from vitalfew.analysis.assessment.forecast.past import Past, past
from vitalfew.analysis.assessment.forecast.plan import MONTH, Plan
from vitalfew.analysis.assessment.forecast.record import Record, record
from vitalfew.analysis.assessment.forecast.seen import Known, Seen, known, seen
from vitalfew.analysis.assessment.forecast.trial import LEAST_OUTCOMES, trials
from vitalfew.analysis.engines import fetched, kept

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from vitalfew.analysis.orders import Orders, Window

TRIED_ACCOUNTS: Final = 20_000
"""At most so many accounts are in the back-test, …"""
TRIED_DAYS: Final = 1_000_000
"""… and about so many of their purchase days."""
SEED: Final = 20
LEAST_ACCOUNTS: Final = 10
"""An origin with fewer accounts tells nothing."""


@dataclass(frozen=True)
class Tried:
    """The accounts now, and the origins of the back-test.

    Attributes
    ----------
    everyone
        Every account, also without a purchase, ascending.
    all_past, now
        What is known at the as-of day of those with a purchase.
    origins
        The back-test, the latest first; empty when there are too few accounts.
    credited
        Whether there are credits or cost, so that amounts differ from sales.
    buying
        The purchase model of the as-of day; None where it could not be fitted.
    """

    everyone: pa.StringArray
    all_past: Past
    now: Known
    origins: tuple[Seen, ...]
    credited: bool
    buying: purchases.Purchasing | None

    @classmethod
    def of(cls, orders: Orders, laid: Plan, fits: purchases.Fits) -> Tried:
        """Run the queries of a plan."""
        with kept(daily(orders)) as days:
            return cls.of_days(days, orders.window, laid, fits)

    @classmethod
    def of_days(
        cls, days: ir.Table, window: Window, laid: Plan, fits: purchases.Fits
    ) -> Tried:
        """As `of`, from the days of some accounts (`features.daily`)."""
        calendar, start = Calendar.of(window.days), window.start
        everyone = account_ids(days)
        before = past(days, start=start, origin=window.end, calendar=calendar)
        credited = not np.array_equal(before.sales, before.worth)
        if len(before) < LEAST_ACCOUNTS or not laid.origins:
            now = known(before, laid.horizon, None)
            return cls(everyone, before, now, (), credited, None)
        sample = _sample(before)
        local = _of_accounts(days, sample.account_id, all_=len(sample) == len(before))
        found = [
            seen(
                local,
                start=start,
                origin=origin,
                horizon=laid.tried,
                calendar=calendar,
                fits=fits,
            )
            for origin in laid.origins
        ]
        buying = fits.at(sample, local, start)
        now = known(before, laid.horizon, buying)
        return cls(everyone, before, now, _comparable(found, now), credited, buying)

    def learn(self, laid: Plan) -> Method:
        """The method of today, from all origins."""
        return learn(self.origins, whole=not laid.short, credited=self.credited)

    def record(
        self, method: Method, laid: Plan, *, of_accounts: int | None = None
    ) -> Record:
        """Judge forecasts of the origins; these are all accounts, or so many are."""
        return record(
            method.name,
            trials(self.origins, whole=not laid.short, credited=self.credited),
            months=laid.horizon / MONTH,
            tried_months=laid.tried / MONTH,
            of_accounts=of_accounts or len(self.now),
        )


def account_ids(days: ir.Table) -> pa.StringArray:
    """Every account with a day, ascending. One query."""
    table = fetched(days.select("account_id").distinct())
    ids = table["account_id"].combine_chunks()
    # Engines sort texts by their own language: bytes are the same everywhere.
    return ids.take(pc.sort_indices(ids))


def _sample(everybody: Past) -> Past:
    """Accounts for the back-test: all, or a seeded sample."""
    days = everybody.purchases.mean() if len(everybody) else 1.0
    most = min(TRIED_ACCOUNTS, int(TRIED_DAYS / days))
    if len(everybody) <= most:
        return everybody
    chosen = np.random.default_rng(SEED).choice(len(everybody), most, replace=False)
    return everybody.only(np.sort(chosen))


def _of_accounts(days: ir.Table, accounts: pa.StringArray, *, all_: bool) -> ir.Table:
    """The days of these accounts, held in memory."""
    if not all_:
        chosen = ibis.memtable(pa.table({"account_id": accounts}))
        days = days.semi_join(chosen, "account_id")
    return ibis.memtable(fetched(days))


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
