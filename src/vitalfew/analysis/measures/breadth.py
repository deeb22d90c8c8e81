"""Over how much of what we sell an account buys, and whether that widens."""

from __future__ import annotations

from functools import partial

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from vitalfew.analysis.engines import bits_set
from vitalfew.analysis.grains import BLOCK, bit_or
from vitalfew.analysis.orders import Orders


def breadth(orders: Orders) -> ir.Table:
    """Over how many products and categories each account buys.

    Parameters
    ----------
    orders
        Order lines in their window, groups rolled up. Bought is a line above zero;
        without amounts, every line.

    Returns
    -------
    ir.Table
        One row an account: `account_id`; `products`, `categories` (distinct, bought in
        the window); `categories_12m` (in the 12 months before the as-of day, or what
        the window holds of them); `categories_prior_12m` (in the 12 months before
        those; null when the window does not cover them); `share_of_categories`
        (categories ÷ all categories anybody bought in the window, 0 to 1). Null where
        the orders, or all lines the account bought, do not name product or category.

    Notes
    -----
    Formula, worked table and source: ``docs/methods/breadth.md``.
    """
    rows = categories(orders).left_join(products(orders), "account_id")
    return rows.select(
        "account_id",
        "products",
        "categories",
        "categories_12m",
        "categories_prior_12m",
        "share_of_categories",
    )


def _categories(orders: Orders, everyone: ir.Table) -> ir.Table:
    if not orders.has("category"):
        counts = ["categories", "categories_12m", "categories_prior_12m"]
        return everyone.mutate(
            **{name: ibis.null(dt.int64) for name in counts},
            share_of_categories=ibis.null(dt.float64),
        )
    sets = orders.category_sets
    bits = min(BLOCK, orders.categories_sold or BLOCK)
    size = partial(bits_set, most=bits)
    prior = size(sets.bought_prior_12m).sum().cast(dt.int64)
    rows = sets.group_by("account_id").agg(
        categories=size(sets.bought).sum().cast(dt.int64),
        categories_12m=size(sets.bought_12m).sum().cast(dt.int64),
        categories_prior_12m=prior if orders.covers(24) else ibis.null(dt.int64),
    )
    blocks = sets.group_by("block").agg(bought=bit_or(sets.bought))
    sold = blocks.agg(sold=size(blocks.bought).sum().cast(dt.int64))
    rows = rows.cross_join(sold)
    share = rows.categories.cast(dt.float64) / rows.sold.cast(dt.float64)
    return rows.mutate(share_of_categories=share).drop("sold")


def products(orders: Orders) -> ir.Table:
    """How many distinct products each account bought: `account_id`, `products`.

    Accounts that bought none with a name are absent; null when no product is named.
    This alone takes a row for every account and product: of all measures of an account
    the costliest.
    """
    if not orders.has("product_id"):
        everyone = orders.by_day.select("account_id").distinct()
        return everyone.mutate(products=ibis.null(dt.int64))
    lines = orders.lines
    bought = lines.filter(lines.product_id.notnull())
    if orders.has("net_amount"):
        bought = bought.filter(bought.net_amount > 0)
    pairs = bought.select("account_id", "product_id").distinct()
    return pairs.group_by("account_id").agg(products=pairs.count())


def categories(orders: Orders) -> ir.Table:
    """The columns of `breadth` but for `products`, one row an account."""
    everyone = orders.by_day.select("account_id").distinct()
    rows = everyone.left_join(_categories(orders, everyone), "account_id")
    return rows.drop("account_id_right")
