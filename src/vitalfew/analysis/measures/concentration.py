"""How much of the firm hangs on how few accounts."""

from __future__ import annotations

from typing import Final

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from vitalfew.analysis.orders import Orders
from vitalfew.analysis.reasons import declare

NO_AMOUNTS: Final = declare(
    "concentration.no_amounts",
    "The orders have no amounts: how concentrated they are is not known.",
)
NO_TOTAL: Final = declare(
    "concentration.no_total",
    "All accounts together bring %(total)s: no share of that can be formed.",
    total="money",
)

MONEY_SUM = dt.Decimal(38, 4)
EXACT = dt.Decimal(38, 18)
"""Squares of shares are rounded to this before they are added, so that the sum does
not depend on the order in which an engine adds."""


def ranking(orders: Orders) -> ir.Table:
    """What `concentration` and `contribution_curve` are made of; needs amounts."""
    accounts = _accounts(orders)
    return _ranked(accounts).cross_join(_totals(accounts))


def concentration(orders: Orders, *, ranked: ir.Table | None = None) -> ir.Table:
    """On how few accounts contribution and revenue rest.

    Parameters
    ----------
    orders
        Order lines in their window, groups rolled up, so that companies under common
        control are one account.
    ranked
        The rows of `ranking`, where somebody computed them already.

    Returns
    -------
    ir.Table
        One row in all. `accounts` (count). On the orders' basis: `total` (money),
        `accounts_for_80pct` (the fewest that make 80 % of the total),
        `share_of_accounts_for_80pct`, `top_20pct_share` (what the best ⌊0.2 n⌋
        accounts make, as a share of the total), `peak` (highest point of the
        contribution curve ÷ total; 1 when nobody loses money), `peak_at` (how many
        accounts lead to it), `tail_loss` (what the accounts behind it destroy, money),
        `losing_accounts` (count). On revenue above zero: `gini` (0 all equal, towards
        1 one has all), `hhi` (1/n all equal, 1 one has all), `effective_number`
        (1 ÷ hhi). On revenue: `accounts_over_10pct` (count). `reason`: a code when
        something is null, otherwise null.

        With a total of zero or less no share of it is formed: `accounts_for_80pct`,
        its share, `top_20pct_share` and `peak` are null.

    Notes
    -----
    Formula, worked tables and sources: ``docs/methods/concentration.md``.
    """
    if not orders.has("net_amount"):
        return _unknown(orders)
    if ranked is None:
        ranked = ranking(orders)
    rows = ranked.mutate(
        revenue_share=(ranked.revenue > 0).ifelse(
            _float(ranked.revenue) / _float(ranked.positive_revenue),
            ibis.null(dt.float64),
        )
    )
    return _shaped(rows.agg(**_summary(rows)))


def contribution_curve(orders: Orders, *, ranked: ir.Table | None = None) -> ir.Table:
    """The accounts in order of contribution, with what they add up to.

    Parameters
    ----------
    orders, ranked
        As for `concentration`.

    Returns
    -------
    ir.Table
        One row an account: `account_id`, `contribution` (money, on the orders' basis),
        `rank` (1 brings most; ties by account_id), `share` of the total, `cumulative`
        (money, this account and all before it) and `cumulative_share`. Shares are null
        when the total is zero or less. Without amounts all but `account_id` are null.

    Notes
    -----
    Formula, worked tables and sources: ``docs/methods/concentration.md``.
    """
    if not orders.has("net_amount"):
        return (
            orders.by_day.select("account_id")
            .distinct()
            .mutate(
                contribution=ibis.null(MONEY_SUM),
                rank=ibis.null(dt.int64),
                share=ibis.null(dt.float64),
                cumulative=ibis.null(MONEY_SUM),
                cumulative_share=ibis.null(dt.float64),
            )
        )
    rows = ranking(orders) if ranked is None else ranked
    return rows.select(
        "account_id",
        "contribution",
        "rank",
        share=_share(rows.contribution, rows.total),
        cumulative=rows.cumulative,
        cumulative_share=_share(rows.cumulative, rows.total),
    )


def _accounts(orders: Orders) -> ir.Table:
    days = orders.by_day
    return days.group_by("account_id").agg(
        contribution=days.contribution.sum().cast(MONEY_SUM),
        revenue=days.revenue.sum().cast(MONEY_SUM),
    )


def _ranked(accounts: ir.Table) -> ir.Table:
    best_first = [ibis.desc("contribution"), ibis.asc("account_id")]
    smallest_first = [ibis.asc("revenue"), ibis.asc("account_id")]
    positive = (accounts.revenue > 0).ifelse(1, 0)
    return accounts.mutate(
        rank=ibis.row_number().over(order_by=best_first) + 1,
        cumulative=accounts.contribution.sum()
        .over(order_by=best_first, rows=(None, 0))
        .cast(MONEY_SUM),
        # Accounts with positive revenue, smallest first: 1, 2, …
        revenue_rank=positive.sum().over(order_by=smallest_first, rows=(None, 0)),
    )


def _totals(accounts: ir.Table) -> ir.Table:
    revenue = accounts.revenue
    return accounts.agg(
        accounts=accounts.count(),
        total=accounts.contribution.sum().cast(MONEY_SUM),
        total_revenue=revenue.sum().cast(MONEY_SUM),
        positive_revenue=revenue.sum(where=revenue > 0).cast(MONEY_SUM),
    )


def _summary(rows: ir.Table) -> dict[str, ir.Value]:
    worth, share = rows.contribution, rows.revenue_share
    zero = ibis.literal(0, MONEY_SUM)
    makes_80pct = rows.cumulative * 5 >= rows.total * 4
    in_top = rows["rank"] * 5 <= rows.accounts
    over_10pct = (rows.revenue > 0) & (rows.revenue * 10 >= rows.total_revenue)
    return {
        "accounts": rows.count(),
        "total": rows.total.max(),
        "reaches_80pct": rows["rank"].min(where=makes_80pct),
        "top": worth.sum(where=in_top).cast(MONEY_SUM).fill_null(zero),
        "gains": worth.sum(where=worth > 0).cast(MONEY_SUM).fill_null(zero),
        "peak_at": rows.count(where=worth > 0),
        "losing_accounts": rows.count(where=worth < 0),
        "total_revenue": rows.total_revenue.max(),
        "over_10pct": rows.count(where=over_10pct),
        "buyers": rows.count(where=rows.revenue > 0),
        "squares": (share * share).cast(EXACT).sum(),
        "ranked_shares": (share * rows.revenue_rank).cast(EXACT).sum(),
    }


def _shaped(row: ir.Table) -> ir.Table:
    known = row.total > 0
    hhi = _float(row.squares)
    buyers = _float(row.buyers)
    gini = 2 * _float(row.ranked_shares) / buyers - (buyers + 1) / buyers
    at_80pct = known.ifelse(row.reaches_80pct, ibis.null(dt.int64))
    return row.select(
        "accounts",
        "total",
        accounts_for_80pct=at_80pct,
        share_of_accounts_for_80pct=_float(at_80pct) / _float(row.accounts),
        top_20pct_share=_share(row.top, row.total),
        gini=(row.buyers > 0).ifelse(ibis.greatest(gini, 0.0), ibis.null(dt.float64)),
        hhi=hhi,
        effective_number=1 / hhi,
        peak=_share(row.gains, row.total),
        peak_at=row.peak_at,
        tail_loss=row.gains - row.total,
        losing_accounts=row.losing_accounts,
        accounts_over_10pct=(row.total_revenue > 0).ifelse(
            row.over_10pct, ibis.null(dt.int64)
        ),
        reason=known.ifelse(ibis.null(dt.string), NO_TOTAL),
    )


def _unknown(orders: Orders) -> ir.Table:
    counted = orders.by_day.agg(accounts=orders.by_day.account_id.nunique())
    types: dict[str, dt.DataType] = {
        "total": MONEY_SUM,
        "accounts_for_80pct": dt.int64,
        "share_of_accounts_for_80pct": dt.float64,
        "top_20pct_share": dt.float64,
        "gini": dt.float64,
        "hhi": dt.float64,
        "effective_number": dt.float64,
        "peak": dt.float64,
        "peak_at": dt.int64,
        "tail_loss": MONEY_SUM,
        "losing_accounts": dt.int64,
        "accounts_over_10pct": dt.int64,
    }
    nulls = {name: ibis.null(kind) for name, kind in types.items()}
    return counted.mutate(**nulls, reason=ibis.literal(NO_AMOUNTS))


def _float(value: ir.Value) -> ir.Value:
    return value.cast(dt.float64)


def _share(part: ir.Value, total: ir.Value) -> ir.Value:
    return (total > 0).ifelse(_float(part) / _float(total), ibis.null(dt.float64))
