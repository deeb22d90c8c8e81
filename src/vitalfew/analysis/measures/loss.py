"""What this year would have been without an account, or without several at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from vitalfew.analysis.orders import MONEY, Orders

MONEY_SUM = dt.Decimal(38, 4)
ZERO = Decimal(0)


@dataclass(frozen=True)
class YearTotal:
    """What one account brought in the year looked at."""

    sales: Decimal
    contribution: Decimal


@dataclass(frozen=True)
class Loss:
    """The year with and without the lost accounts.

    Amounts are money in the orders' currency; shares are null where the whole is zero
    or less; cover is null where no fixed costs above zero are given.
    """

    accounts: int
    sales: Decimal
    sales_lost: Decimal
    sales_after: Decimal
    sales_lost_share: float | None
    contribution: Decimal
    contribution_lost: Decimal
    contribution_after: Decimal
    contribution_lost_share: float | None
    cover: float | None
    cover_after: float | None
    rank: int


def year_start(orders: Orders) -> date:
    """The first day of the year looked at: 12 months back, or the window's start."""
    return max(orders.months_back(12), orders.window.start)


def year_totals(orders: Orders) -> ir.Table:
    """What each account brought in the 12 months before the as-of day.

    Parameters
    ----------
    orders
        Order lines in their window, groups rolled up. A window shorter than 12 months
        counts whole.

    Returns
    -------
    ir.Table
        One row an account: `account_id`, `sales` and `contribution` (money; on the
        revenue basis both are alike). Null without amounts.
    """
    days = orders.by_day
    if not orders.has("net_amount"):
        accounts = days.select("account_id").distinct()
        nothing = ibis.null(MONEY_SUM)
        return accounts.mutate(sales=nothing, contribution=nothing)
    this_year = days.ordered_on >= year_start(orders)
    zero = ibis.literal(0, MONEY_SUM)
    return days.group_by("account_id").agg(
        sales=days.revenue.sum(where=this_year).cast(MONEY_SUM).fill_null(zero),
        contribution=days.contribution.sum(where=this_year)
        .cast(MONEY_SUM)
        .fill_null(zero),
    )


def loss(
    orders: Orders, lost: Collection[str], *, fixed_costs: Decimal | None = None
) -> ir.Table:
    """The year without these accounts.

    Parameters
    ----------
    orders
        Order lines in their window, groups rolled up.
    lost
        The `account_id` of the accounts that are gone; unknown ones are passed over.
    fixed_costs
        What the firm's fixed costs are in the same year (money), where known.

    Returns
    -------
    ir.Table
        One row in all, with the fields of `Loss`. Null without amounts, except
        `accounts`.

    Notes
    -----
    Formula, worked table and source: ``docs/methods/loss.md``.
    """
    totals = year_totals(orders)
    gone = totals.account_id.isin(sorted(lost)) if lost else ibis.literal(value=False)
    zero = ibis.literal(0, MONEY_SUM)
    sums = totals.agg(
        accounts=totals.count(where=gone),
        sales=totals.sales.sum().cast(MONEY_SUM),
        sales_lost=totals.sales.sum(where=gone).cast(MONEY_SUM),
        contribution=totals.contribution.sum().cast(MONEY_SUM),
        contribution_lost=totals.contribution.sum(where=gone).cast(MONEY_SUM),
    )
    if orders.has("net_amount"):
        sums = sums.mutate(
            sales_lost=sums.sales_lost.fill_null(zero),
            contribution_lost=sums.contribution_lost.fill_null(zero),
        )
    beside = totals.cross_join(sums.select(harm=sums.contribution_lost))
    greater = beside.agg(greater=beside.count(where=beside.contribution > beside.harm))
    return _row(sums.cross_join(greater), fixed_costs)


def loss_of(
    totals: Mapping[str, YearTotal],
    lost: Collection[str],
    *,
    fixed_costs: Decimal | None = None,
) -> Loss:
    """As `loss`, from what each account brought: instant, without the orders.

    Parameters
    ----------
    totals
        Sales and contribution of the year by `account_id`, from `year_totals`.
    lost, fixed_costs
        As in `loss`.

    Examples
    --------
    >>> year = {
    ...     "a": YearTotal(Decimal(900), Decimal(300)),
    ...     "b": YearTotal(Decimal(500), Decimal(200)),
    ... }
    >>> without = loss_of(year, ["a"], fixed_costs=Decimal(250))
    >>> without.contribution_after, without.cover, without.cover_after, without.rank
    (Decimal('200'), 2.0, 0.8, 1)
    """
    gone = {account: totals[account] for account in set(lost) & set(totals)}
    sales = sum((total.sales for total in totals.values()), ZERO)
    worth = sum((total.contribution for total in totals.values()), ZERO)
    sales_lost = sum((total.sales for total in gone.values()), ZERO)
    harm = sum((total.contribution for total in gone.values()), ZERO)
    return Loss(
        accounts=len(gone),
        sales=sales,
        sales_lost=sales_lost,
        sales_after=sales - sales_lost,
        sales_lost_share=_part(sales_lost, sales),
        contribution=worth,
        contribution_lost=harm,
        contribution_after=worth - harm,
        contribution_lost_share=_part(harm, worth),
        cover=_part(worth, fixed_costs),
        cover_after=_part(worth - harm, fixed_costs),
        rank=1 + sum(total.contribution > harm for total in totals.values()),
    )


def _part(part: Decimal, whole: Decimal | None) -> float | None:
    return float(part) / float(whole) if whole is not None and whole > 0 else None


def _row(sums: ir.Table, fixed_costs: Decimal | None) -> ir.Table:
    fixed = ibis.null(MONEY)
    if fixed_costs is not None:
        fixed = ibis.literal(fixed_costs, MONEY)
    contribution_after = sums.contribution - sums.contribution_lost
    known = sums.contribution_lost.notnull()
    return sums.select(
        "accounts",
        "sales",
        "sales_lost",
        sales_after=sums.sales - sums.sales_lost,
        sales_lost_share=_share(sums.sales_lost, sums.sales),
        contribution=sums.contribution,
        contribution_lost=sums.contribution_lost,
        contribution_after=contribution_after,
        contribution_lost_share=_share(sums.contribution_lost, sums.contribution),
        cover=_share(sums.contribution, fixed),
        cover_after=_share(contribution_after, fixed),
        rank=known.ifelse(sums.greater + 1, ibis.null(dt.int64)),
    )


def _share(part: ir.Value, whole: ir.Value) -> ir.Value:
    share = part.cast(dt.float64) / whole.cast(dt.float64)
    return (whole > 0).ifelse(share, ibis.null(dt.float64))
