"""How often, how lately, for how long and for how much: what purchase models need."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Final, Literal

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from vitalfew.analysis.orders import Orders
from vitalfew.analysis.reasons import declare

Unit = Literal["day", "week"]

DAYS: Final[dict[Unit, int]] = {"day": 1, "week": 7}
"""Days in a unit of time."""

NO_PURCHASE: Final = declare("rfm.no_purchase", "Credits only: it has bought nothing.")

SUM = dt.Decimal(38, 4)
EXACT = 10**12
"""Logarithms are rounded to this part before they are added, so that the sum does not
depend on the order in which an engine adds."""


def rfm(orders: Orders, *, unit: Unit = "week") -> ir.Table:
    """Recency, frequency and monetary value of each account.

    Parameters
    ----------
    orders
        Order lines in their window, groups rolled up.
    unit
        What `recency`, `T` and the gaps in `litt` are counted in.

    Returns
    -------
    ir.Table
        One row an account: `account_id`; `frequency` (purchase days after the first);
        `recency` (first to last purchase day), `T` (first purchase day to the last day
        looked at, the day before the as-of day), both in units; `monetary_value` (mean
        amount of a repeat purchase day, money as a fraction); `litt` (sum of the
        natural logarithms of the gaps between purchase days, in units; 0 without a
        repeat); `purchase_days` (count); `purchase_value` (amount of all of them,
        money); `reason` (a code when nothing was bought, otherwise null).

        Without a repeat purchase, or without amounts, `monetary_value` is null. An
        account with credits only has 0 purchase days, and null everywhere else.

    Notes
    -----
    Formula, worked table and sources: ``docs/methods/rfm.md``.
    """
    sums = repeated(_purchase_days(orders))
    everyone = orders.by_day.select("account_id").distinct()
    rows = everyone.left_join(sums, "account_id").drop("account_id_right")
    return _shaped(rows, orders, DAYS[unit])


def repeated(days: ir.Table) -> ir.Table:
    """What the purchase days of each account tell of its next ones.

    Parameters
    ----------
    days
        One row an account and purchase day: `account_id`, `ordered_on`, `amount`.

    Returns
    -------
    ir.Table
        One row an account: `account_id`, `purchase_days`, `first_day`, `last_day`,
        `purchase_value`, `repeat_value` (money; without the first day), `logarithms`
        (sum of the natural logarithms of the gaps in days, in parts of `EXACT`; null
        without a gap).
    """
    by_date = ibis.window(group_by="account_id", order_by="ordered_on")
    gap = days.ordered_on.delta(days.ordered_on.lag().over(by_date), unit="day")
    days = days.mutate(gap=gap.cast(dt.int64))
    logarithm = days.gap.cast(dt.float64).ln() * EXACT + 0.5
    return days.group_by("account_id").agg(
        purchase_days=days.count(),
        first_day=days.ordered_on.min(),
        last_day=days.ordered_on.max(),
        purchase_value=days.amount.sum().cast(SUM),
        repeat_value=days.amount.sum(where=days.gap.notnull()).cast(SUM),
        logarithms=logarithm.floor().cast(dt.int64).sum(),
    )


def _purchase_days(orders: Orders) -> ir.Table:
    """Account, day and amount bought; a day of credits is none, a free order is one."""
    days = orders.by_day
    if not orders.has("net_amount"):
        return days.select("account_id", "ordered_on", amount=ibis.null(SUM))
    bought = days.filter((days.gross_sales > 0) | (days.credits == 0))
    return bought.select("account_id", "ordered_on", amount=bought.gross_sales)


def _shaped(rows: ir.Table, orders: Orders, unit: int) -> ir.Table:
    last_looked_at = ibis.literal(orders.as_of - timedelta(days=1))
    repeats = rows.purchase_days - 1
    # Of numbers alone the type would be narrow: n log 7 stays a fraction.
    in_units = repeats.cast(dt.float64) * math.log(unit)
    logarithms = rows.logarithms.fill_null(0).cast(dt.float64) / EXACT
    mean = rows.repeat_value.cast(dt.float64) / repeats.cast(dt.float64)
    bought = rows.purchase_days.notnull()
    return rows.select(
        "account_id",
        frequency=repeats,
        recency=rows.last_day.delta(rows.first_day, unit="day").cast(dt.float64) / unit,
        T=last_looked_at.delta(rows.first_day, unit="day").cast(dt.float64) / unit,
        monetary_value=(repeats > 0).ifelse(mean, ibis.null(dt.float64)),
        litt=bought.ifelse(logarithms - in_units, ibis.null(dt.float64)),
        purchase_days=rows.purchase_days.fill_null(0),
        purchase_value=rows.purchase_value,
        reason=bought.ifelse(ibis.null(dt.string), NO_PURCHASE),
    )
