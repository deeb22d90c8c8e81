"""What each account bought month by month, the last month ending on the as-of day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import ibis
import numpy as np
import pyarrow as pa

from vitalfew.analysis.engines import fetched
from vitalfew.analysis.lists import Unlisted, listed

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import numpy.typing as npt

    from vitalfew.analysis.assessment.warning.clock import Clock
    from vitalfew.analysis.orders import Orders

    Numbers = npt.NDArray[np.float64]

USUAL_MONTH = 365 / 12
"""Days of a month on the firm's clock that is as long as the average."""


@dataclass(frozen=True)
class Months:
    """The months of the window, oldest first, and the accounts by `account_id`.

    Attributes
    ----------
    account_id
        In ascending order.
    starts
        First day of each month, and the as-of day at the end.
    exposure
        Length of each month on the firm's clock; 1 is usual.
    first
        The month in which each account bought first.
    bought
        Days with a purchase, accounts by months.
    amounts
        Revenue, and contribution where it is known, in the currency of the orders:
        accounts by months.
    """

    account_id: list[str]
    starts: list[date]
    exposure: Numbers
    first: npt.NDArray[np.int64]
    bought: Numbers
    amounts: dict[str, Numbers]

    def until(self, month: int) -> Months:
        """Only what came before this month, of the accounts known by then."""
        return replace(
            self,
            starts=self.starts[: month + 1],
            exposure=self.exposure[:month],
            bought=self.bought[:, :month],
            amounts={name: each[:, :month] for name, each in self.amounts.items()},
        )

    def of(self, rows: npt.NDArray[np.int64]) -> Months:
        """Only these accounts."""
        return replace(
            self,
            account_id=[self.account_id[row] for row in rows.tolist()],
            first=self.first[rows],
            bought=self.bought[rows],
            amounts={name: each[rows] for name, each in self.amounts.items()},
        )


def months(
    orders: Orders, time: Clock, *, starts: Sequence[date] | None = None
) -> Months:
    """Add up the orders by account and month. Runs one query.

    Parameters
    ----------
    orders
        Order lines in their window.
    time
        The firm's clock.
    starts
        First days of the months, and the day after the last; the months before the
        as-of day when absent.
    """
    starts = month_starts(orders) if starts is None else list(starts)
    table = Unlisted.of(fetched(listed(_by_month(orders, starts)))).in_order()
    rows, month = table.rows, table.rows["month"].to_numpy()
    shape = len(table.accounts), len(starts) - 1

    def spread(name: str) -> Numbers:
        found = np.zeros(shape)
        found[table.place, month] = rows[name].to_numpy()
        return found

    bought = spread("bought")
    at = time.time(starts)
    return Months(
        account_id=table.accounts["account_id"].to_pylist(),
        starts=starts,
        exposure=np.diff(at) / USUAL_MONTH,
        first=(bought > 0).argmax(axis=1),
        bought=bought,
        amounts={
            name: spread(name)
            for name in ("revenue", "contribution")
            if name in rows.column_names
        },
    )


def month_starts(orders: Orders) -> list[date]:
    """The as-of day and the same day of earlier months, as far as the window goes."""
    starts = [orders.as_of]
    while (start := orders.months_back(len(starts))) >= orders.window.start:
        starts.append(start)
    return starts[::-1]


def _by_month(orders: Orders, starts: list[date]) -> ir.Table:
    """One row an account and month: days with a purchase, and amounts."""
    days, table = orders.by_day, calendar(starts)
    rows = days.inner_join(table, days.ordered_on == table.day)
    sums = {"bought": rows.count()}
    if orders.has("net_amount"):
        sums["bought"] = (rows.gross_sales > 0).sum()
        sums["revenue"] = rows.revenue.sum().cast("float64")
        if orders.basis == "contribution":
            sums["contribution"] = rows.contribution.sum().cast("float64")
    return rows.group_by("account_id", "month").agg(**sums)


def calendar(starts: Sequence[date]) -> ir.Table:
    """Each `day` of these months, with the number of its `month`."""
    rows = [
        {"day": start + timedelta(days=day), "month": place}
        for place, (start, end) in enumerate(pairwise(starts))
        for day in range((end - start).days)
    ]
    return ibis.memtable(pa.Table.from_pylist(rows))
