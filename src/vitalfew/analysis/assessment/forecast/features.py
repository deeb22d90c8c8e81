"""What a forecast may know: sums by account and period before a day, and after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import ibis
import ibis.expr.datatypes as dt

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from vitalfew.analysis.orders import Orders

YEAR: Final = 365.25
LONG_YEAR: Final = 487
"""Days in 16 months of a twelfth of a year: whole numbers divide exactly."""
SUM = dt.Decimal(38, 4)


@dataclass(frozen=True)
class Calendar:
    """Into which periods the days before an origin are cut.

    Attributes
    ----------
    a_year
        Periods a year: 12 months, or 48 quarters of months where the window is short.
    """

    a_year: int = 12

    @property
    def days(self) -> float:
        """Length of a period."""
        return YEAR / self.a_year

    @property
    def oldest(self) -> int:
        """The period that everything older counts to: five years or two."""
        return 59 if self.a_year == 12 else 95

    @classmethod
    def of(cls, span: int) -> Calendar:
        """The calendar of a window of so many days."""
        return cls(12 if span >= 2 * YEAR - 31 else 48)


def daily(orders: Orders) -> ir.Table:
    """One row an account and day: what it bought, what that leaves, whether it bought.

    Columns: `account_id`, `ordered_on`, `sales` (lines above zero), `worth` (on the
    orders' basis, credits subtracted), `bought` (whether it is a purchase day, as in
    the measure `rfm`). Without amounts a purchase day is worth 1.
    """
    days = orders.by_day
    if not orders.has("net_amount"):
        one = ibis.literal(1).cast(SUM)
        bought = ibis.literal(value=True)
        return days.select(
            "account_id", "ordered_on", sales=one, worth=one, bought=bought
        )
    return days.select(
        "account_id",
        "ordered_on",
        sales=days.gross_sales.cast(SUM),
        worth=(days.contribution if orders.complete_cost else days.revenue).cast(SUM),
        bought=(days.gross_sales > 0) | (days.credits == 0),
    )


def numbered(days: ir.Table) -> ir.Table:
    """The accounts of these days: `account_id` and `number`, from 0."""
    accounts = days.select("account_id").distinct()
    number = ibis.row_number().over(order_by="account_id")
    return accounts.mutate(number=number.cast(dt.int32))


def periods(days: ir.Table, origin: date, calendar: Calendar) -> ir.Table:
    """What each account did in each period before the origin.

    Parameters
    ----------
    days
        As `daily` gives them.
    origin
        The first day not looked at.
    calendar
        Into which periods the days are cut, counted back from the origin.

    Returns
    -------
    ir.Table
        One row an account and period with a day in it: `account_id`, `period` (0 ends
        the day before the origin), `sales`, `worth` (money as fractions, summed
        exactly), `days` (purchase days), `newest`, `oldest` (the last and the first
        purchase day of the period, in days before the last day looked at).
    """
    before = days.filter(days.ordered_on < ibis.literal(origin))
    back = ibis.literal(origin).delta(before.ordered_on, unit="day").cast(dt.int64) - 1
    scale = calendar.a_year * 4 // 3
    period = ibis.least((back * scale) // LONG_YEAR, calendar.oldest).cast(dt.int32)
    cut = before.mutate(back=back, period=period)
    return cut.group_by("account_id", "period").agg(
        sales=cut.sales.sum().cast(dt.float64),
        worth=cut.worth.sum().cast(dt.float64),
        days=cut.count(where=cut.bought).cast(dt.int32),
        newest=cut.back.min(where=cut.bought).cast(dt.int32),
        oldest=cut.back.max(where=cut.bought).cast(dt.int32),
    )


def outcomes(days: ir.Table, start: date, end: date) -> ir.Table:
    """What each account did from `start` to the day before `end`.

    Columns: `account_id`, `sales`, `worth`, `days` (purchase days). Accounts without
    a day in it have no row.
    """
    within = days.filter(
        days.ordered_on >= ibis.literal(start), days.ordered_on < ibis.literal(end)
    )
    return within.group_by("account_id").agg(
        sales=within.sales.sum().cast(dt.float64),
        worth=within.worth.sum().cast(dt.float64),
        days=within.count(where=within.bought).cast(dt.int32),
    )
