"""Time as the firm's customers live it: slow on weekends, holidays, out of season.

A pause over a holiday is not a silence. Days are counted by how much the firm's
customers usually buy on them: a year still has as many as the calendar.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import ibis
import ibis.expr.datatypes as dt
import numpy as np
import pyarrow as pa

from vitalfew.analysis.engines import fetched

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import numpy.typing as npt

    from vitalfew.analysis.orders import Orders

    Numbers = npt.NDArray[np.float64]

LEAST_YEARS = 2
"""Whole years from which a season can be told from a trend."""

OWN_DAYS = 30.0
"""A weekday or month is believed as far as it was seen on more days than this."""


@dataclass(frozen=True)
class Clock:
    """`at[i]` is the time at the start of day `first + i`, in usual days."""

    first: date
    at: Numbers

    def time(self, days: Sequence[date] | npt.NDArray[np.datetime64]) -> Numbers:
        """The time at the start of these days."""
        places = (
            np.asarray(days, dtype="datetime64[D]") - np.datetime64(self.first, "D")
        ).astype(np.int64)
        return self.at[places]

    def day(self, time: float) -> date:
        """The first day whose start is not before this time."""
        place = int(np.searchsorted(self.at, time - 1e-9))
        return self.first + timedelta(days=min(place, len(self.at) - 1))

    def continued(self, days: int) -> Clock:
        """The same for so many more days: they pass as those 52 weeks before did."""
        past = np.diff(self.at)
        weeks = max(min(len(past) // 7, 52), 1)
        ahead = np.resize(past[-7 * weeks :], days)
        return Clock(self.first, np.append(self.at, self.at[-1] + np.cumsum(ahead)))

    def table(self) -> ir.Table:
        """Columns `day` and `at`, for joining to days of orders."""
        days = [self.first + timedelta(days=place) for place in range(len(self.at))]
        rows = pa.table({"day": pa.array(days, pa.date32()), "at": self.at})
        return ibis.memtable(rows)


def clock(orders: Orders, *, closed: Collection[date] = ()) -> Clock:
    """How fast time passes, from the firm's own purchase days. Runs one query.

    Parameters
    ----------
    orders
        Order lines in their window.
    closed
        Days on which nobody buys, such as public holidays.

    Returns
    -------
    Clock
        From the first day of the window to the as-of day. Weekdays have the speed of
        their share of purchases; months too, when the window holds `LEAST_YEARS` years.
    """
    start, days = orders.window.start, orders.window.days
    bought = _purchases(orders, start, days)
    calendar = np.datetime64(start, "D") + np.arange(days)
    weekday = (calendar.astype(np.int64) + 3) % 7
    speed = _factors(bought, weekday, 7)[weekday]
    if days >= LEAST_YEARS * 365:
        month = calendar.astype("datetime64[M]").astype(np.int64) % 12
        whole = days - days % 365
        recent = slice(days - whole, days)
        speed = speed * _factors(bought[recent], month[recent], 12)[month]
    shut = np.isin(calendar, np.array(sorted(closed), dtype="datetime64[D]"))
    speed[shut] = 0.0
    total = speed.sum()
    speed = speed * (days / total) if total > 0 else np.ones(days)
    return Clock(start, np.concatenate([[0.0], np.cumsum(speed)]))


def _purchases(orders: Orders, start: date, days: int) -> Numbers:
    """How many accounts bought on each day of the window."""
    rows = purchase_days(orders)
    counts = fetched(rows.group_by("ordered_on").agg(accounts=rows.count()))
    found = np.zeros(days)
    when = counts["ordered_on"].to_numpy().astype("datetime64[D]")
    places = (when - np.datetime64(start, "D")).astype(np.int64)
    found[places] = counts["accounts"].to_numpy()
    return found


def purchase_days(orders: Orders) -> ir.Table:
    """One row an account and day it bought something: `account_id`, `ordered_on`."""
    days = orders.by_day
    if orders.has("net_amount"):
        days = days.filter(days.gross_sales > 0)
    return days.select("account_id", "ordered_on")


def timed(orders: Orders, found: Clock) -> ir.Table:
    """`purchase_days` with the time of each, `at`."""
    days, times = purchase_days(orders), found.table()
    joined = days.inner_join(times, days.ordered_on == times.day)
    return joined.select("account_id", "ordered_on", at=joined.at.cast(dt.float64))


def _factors(bought: Numbers, group: npt.NDArray[np.int64], groups: int) -> Numbers:
    """Purchases a day in each group against all days, drawn towards 1 by few days."""
    seen = np.bincount(group, minlength=groups)
    sums = np.bincount(group, weights=bought, minlength=groups)
    mean = bought.mean()
    if mean == 0:
        return np.ones(groups)
    found: Numbers = (sums / mean + OWN_DAYS) / (seen + OWN_DAYS)
    return found
