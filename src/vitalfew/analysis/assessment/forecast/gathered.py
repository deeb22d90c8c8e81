"""All that a forecast asks of the engine; the rest is reckoned without it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vitalfew.analysis.assessment.forecast.features import Calendar, daily, outcomes
from vitalfew.analysis.assessment.forecast.past import Past, accounts, past
from vitalfew.analysis.engines import fetched, kept
from vitalfew.analysis.lists import Unlisted, listed

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import numpy.typing as npt

    from vitalfew.analysis.assessment.forecast.plan import Plan
    from vitalfew.analysis.assessment.forecast.purchases import Fits
    from vitalfew.analysis.orders import Orders, Window

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

TRIED_ACCOUNTS: Final = 20_000
"""At most so many accounts are in the back-test, …"""
TRIED_DAYS: Final = 1_000_000
"""… and about so many of their purchase days."""
SEED: Final = 20
LEAST_ACCOUNTS: Final = 10
"""An origin with fewer accounts tells nothing."""


@dataclass(frozen=True)
class Looked:
    """An earlier day and what came after it.

    Attributes
    ----------
    past
        The accounts before that day.
    log_gaps
        As `purchases.log_gaps` gives them.
    sales, worth
        What came within the horizon, money; `worth` on the orders' basis.
    bought
        Whether there was a purchase.
    """

    past: Past
    log_gaps: Floats
    sales: Floats
    worth: Floats
    bought: Flags


@dataclass(frozen=True)
class Gathered:
    """The accounts at the as-of day, and of a sample of them earlier days.

    Attributes
    ----------
    everyone
        Every account, also without a purchase, ascending.
    past
        Before the as-of day, of those with a purchase.
    sample
        The same of the accounts of the back-test.
    log_gaps
        Theirs; empty where nothing is tried.
    origins
        The days forecast from, the latest first; empty where nothing is tried.
    """

    everyone: pa.StringArray
    past: Past
    sample: Past
    log_gaps: Floats
    origins: tuple[Looked, ...]

    @classmethod
    def of(cls, orders: Orders, laid: Plan, fits: Fits) -> Gathered:
        """Run the queries of a plan."""
        with kept(daily(orders)) as days:
            return cls.of_days(days, orders.window, laid, fits)

    @classmethod
    def of_days(
        cls, days: ir.Table, window: Window, laid: Plan, fits: Fits
    ) -> Gathered:
        """As `of`, from the days of some accounts (`features.daily`)."""
        calendar, start = Calendar.of(window.days), window.start
        with accounts(days) as all_:
            before = past(days, all_, start=start, origin=window.end, calendar=calendar)
        if len(before) < LEAST_ACCOUNTS or not laid.origins:
            return cls(all_.account_id, before, before, np.empty(0), ())
        sample = _sample(before)
        own = _of_accounts(days, sample.account_id, all_=len(sample) == len(before))
        return cls(
            everyone=all_.account_id,
            past=before,
            sample=sample,
            log_gaps=fits.log_gaps(own, sample, start),
            origins=tuple(_looked(own, start, laid, calendar, fits)),
        )


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
    table = Unlisted.of(fetched(listed(days)))
    names = table.accounts["account_id"].take(pa.array(table.place))
    rows = table.rows.append_column("account_id", names)
    return ibis.memtable(rows.select(days.columns))


def _looked(
    days: ir.Table, start: date, laid: Plan, calendar: Calendar, fits: Fits
) -> Iterator[Looked]:
    """Three queries an origin, or two where the gaps are known."""
    with accounts(days) as those:
        for origin in laid.origins:
            before = past(days, those, start=start, origin=origin, calendar=calendar)
            gaps = fits.log_gaps(days, before, start)
            came = outcomes(days, origin, origin + timedelta(days=laid.tried))
            yield _with_outcome(before, gaps, fetched(came))


def _with_outcome(before: Past, gaps: Floats, came: pa.Table) -> Looked:
    places = pc.index_in(
        before.account_id, value_set=came["account_id"].combine_chunks()
    )
    columns = {
        name: np.asarray(
            pc.fill_null(pc.cast(came[name], pa.float64()).take(places), 0.0)
        )
        for name in ("sales", "worth", "days")
    }
    return Looked(
        past=before,
        log_gaps=gaps,
        sales=columns["sales"],
        worth=columns["worth"],
        bought=columns["days"] > 0,
    )
