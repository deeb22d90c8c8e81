"""What an account buys and what it leaves: revenue, contribution, credits, growth."""

from __future__ import annotations

from functools import reduce
from operator import add

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from vitalfew.analysis.orders import Orders

SUM = dt.Decimal(38, 4)
BEFORE = ("contribution_before", "contribution_before_12m")


def margin(
    orders: Orders, *, quarters: bool = True, served: ir.Table | None = None
) -> ir.Table:
    """What each account buys, what it leaves, and whether it grows.

    Parameters
    ----------
    orders
        Order lines in their window, groups rolled up.
    quarters
        False leaves the two arrays null: they take longer than all the rest.
    served
        What serving each account cost (columns of `cost_to_serve.serving`), to be
        taken off every contribution. An account that is not in it cost nothing.

    Returns
    -------
    ir.Table
        One row an account: `account_id`; `orders` (distinct), `lines`; `first_order`,
        `last_order` (days); `revenue`, `contribution`, `credits` (money; credits are
        negative); `margin` (contribution ÷ revenue); `credit_rate` (credits ÷ sales
        above zero, 0 to 1 and more); `revenue_12m`, `contribution_12m` (the 12 months
        before the as-of day, or what the window holds of them); `revenue_prior_12m`,
        `contribution_prior_12m` (the 12 months before those); `growth` (on the orders'
        basis); `quarters_revenue`, `quarters_contribution` (arrays of 8, oldest first).
        Amounts are null when the orders have none; a prior year or a quarter that the
        window does not cover is null. With `served` also `contribution_before` and
        `contribution_before_12m`: what they were before serving was taken off.

    Notes
    -----
    Formula, worked table and source: ``docs/methods/margin.md``.
    """
    days = orders.by_order
    accounts = days.group_by("account_id").agg(
        orders=days.orders.sum(),
        lines=days.lines.sum(),
        first_order=days.ordered_on.min(),
        last_order=days.ordered_on.max(),
        **_sums(orders, quarters=quarters),
    )
    before: tuple[str, ...] = ()
    if served is not None and orders.basis == "contribution":
        accounts, before = _less(accounts, served, quarters=quarters), BEFORE
    rows = accounts.mutate(**_periods(orders, accounts, quarters=quarters))
    return rows.select(
        "account_id",
        "orders",
        "lines",
        "first_order",
        "last_order",
        "revenue",
        "contribution",
        "credits",
        margin=_margin(orders, rows),
        credit_rate=_ratio(-rows.credits, rows.gross_sales),
        revenue_12m=rows.revenue_12m,
        revenue_prior_12m=rows.revenue_prior_12m,
        contribution_12m=rows.contribution_12m,
        contribution_prior_12m=rows.contribution_prior_12m,
        growth=_growth(orders, rows),
        quarters_revenue=rows.quarters_revenue,
        quarters_contribution=rows.quarters_contribution,
        **{name: rows[name] for name in before},
    )


def _less(accounts: ir.Table, served: ir.Table, *, quarters: bool) -> ir.Table:
    """The sums with what serving cost taken off the contributions."""
    rows = accounts.left_join(served, "account_id")
    zero = ibis.literal(0, SUM)
    steps = _steps(quarters=quarters)
    recent = reduce(add, (rows[f"contribution_{b}"] for b in steps if b <= 12))
    less = {"contribution": rows.cost.fill_null(zero)}
    for back in steps:
        parts = (rows[f"cost_{part}"] for part in range(back, back + steps.step, -3))
        less[f"contribution_{back}"] = reduce(add, parts).fill_null(zero)
    return rows.select(
        *(name for name in accounts.columns if name not in less),
        **{name: (rows[name] - cost).cast(SUM) for name, cost in less.items()},
        contribution_before=rows.contribution,
        contribution_before_12m=recent.cast(SUM),
    )


def _steps(*, quarters: bool) -> range:
    """How many months back the steps of the last two years begin, oldest first."""
    return range(24, 0, -3 if quarters else -12)


def _sums(orders: Orders, *, quarters: bool) -> dict[str, ir.Value]:
    """The sums over each account's orders, in one pass."""
    sums = {name: _total(orders, name) for name in ("credits", "gross_sales")}
    steps = _steps(quarters=quarters)
    for name in ("revenue", "contribution"):
        if name == "contribution" and orders.basis == "revenue":
            continue
        sums[name] = _total(orders, name)
        for back in steps:
            step = (back, back + steps.step)
            sums[f"{name}_{back}"] = _total(orders, name, months=step)
    return sums


def _total(
    orders: Orders, name: str, *, months: tuple[int, int] | None = None
) -> ir.Value:
    """The sum of an amount: of all days, or from so many months back to so many."""
    if not orders.has("net_amount"):
        return ibis.null(SUM)
    days = orders.by_order
    if months is None:
        return days[name].sum().cast(SUM)
    start, end = (orders.months_back(back) for back in months)
    within = (days.ordered_on >= start) & (days.ordered_on < end)
    return days[name].sum(where=within).cast(SUM).fill_null(ibis.literal(0, SUM))


def _periods(
    orders: Orders, accounts: ir.Table, *, quarters: bool
) -> dict[str, ir.Value]:
    """Years and quarters, from the sums over steps."""
    periods: dict[str, ir.Value] = {}
    for name in ("revenue", "contribution"):
        source = "revenue" if orders.basis == "revenue" else name
        steps = {
            back: accounts[f"{source}_{back}"] for back in _steps(quarters=quarters)
        }
        earlier = reduce(add, (step for back, step in steps.items() if back > 12))
        recent = reduce(add, (step for back, step in steps.items() if back <= 12))
        periods[name] = accounts[source]
        periods[f"{name}_12m"] = recent.cast(SUM)
        periods[f"{name}_prior_12m"] = _only(earlier.cast(SUM), when=orders.covers(24))
        array = [_only(step, when=orders.covers(back)) for back, step in steps.items()]
        periods[f"quarters_{name}"] = (
            ibis.array(array) if quarters else ibis.null(dt.Array(SUM))
        )
    return periods


def _only(value: ir.Value, *, when: bool) -> ir.Value:
    return value if when else ibis.null(SUM)


def _ratio(part: ir.Value, whole: ir.Value) -> ir.Value:
    """The share of a whole that is above zero; otherwise null."""
    share = part.cast(dt.float64) / whole.cast(dt.float64)
    return (whole > 0).ifelse(share, ibis.null(dt.float64))


def _margin(orders: Orders, accounts: ir.Table) -> ir.Value:
    if orders.basis == "revenue":
        return ibis.null(dt.float64)
    return _ratio(accounts.contribution, accounts.revenue)


def _growth(orders: Orders, accounts: ir.Table) -> ir.Value:
    now = accounts[f"{orders.basis}_12m"]
    before = accounts[f"{orders.basis}_prior_12m"]
    return _ratio(now - before, before)
