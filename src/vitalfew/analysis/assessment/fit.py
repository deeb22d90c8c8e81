"""Whether what we sell, and the way we sell it, suits an account."""

from __future__ import annotations

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from vitalfew.analysis.criteria import FitCriteria
from vitalfew.analysis.engines import Once
from vitalfew.analysis.grains import bit_or
from vitalfew.analysis.orders import Orders
from vitalfew.analysis.reasons import declare

NO_CATEGORIES = declare("fit.no_categories", "Fit: the orders name no product category")
SHORT_HISTORY = declare("fit.short_history", "Fit: fewer than 24 months of orders")
NO_COMPARISON = declare(
    "fit.no_comparison", "Fit: too few similar accounts buy what it buys"
)

LINES_WEIGHT, OTHER_WEIGHT = 3.0, 1.0
"""The lines count three times as much as returns and as channels."""

MAIN_CHANNELS = 0.8
"""The channels we sell through: the largest that together carry this share."""


def fit(
    orders: Orders,
    *,
    criteria: FitCriteria | None = None,
    judged: ir.Table | None = None,
    once: Once | None = None,
) -> ir.Table:
    """Judge from data how well our lines and our way of selling suit each account.

    Parameters
    ----------
    orders
        Order lines in their window, groups rolled up. Needs `category` and a window of
        24 months; without them every account is *unknown*.
    criteria
        Who counts as similar, and the thresholds.
    judged
        The accounts to judge (`account_id`), all when absent; of the others only their
        similar accounts and `main_share` are found.
    once
        Computes a step that is used several times and gives its rows back; when absent
        the steps are only marked, and an engine may compute them more than once.

    Returns
    -------
    ir.Table
        One row an account: `account_id`; `label` (good | partial | poor | unknown);
        `score` (1 to 5); `kept_lines_share` (share of its purchases of the last 12
        months, 0 to 1, in lines that similar accounts keep buying); `credit_rate` and
        `peers_credit_rate` (credits ÷ sales); `main_channels_share` (share of its
        purchases through the channels we sell through); `peers` (number of similar
        accounts); `peer_group` (a number: who was compared); `main_share` (main line ÷
        all purchases of the last 12 months); `reason` (a code when unknown).

    Notes
    -----
    Formula, worked table and source: ``docs/methods/fit.md``.
    """
    criteria = criteria or FitCriteria()
    if not orders.has("category"):
        return _unknown(orders, NO_CATEGORIES)
    if not orders.covers(24):
        return _unknown(orders, SHORT_HISTORY)
    once = once or _marked
    cells = once(_cells(orders))
    everyone = _credits(orders)
    accounts = _with_peers(_accounts(cells).join(everyone, "account_id"), criteria)
    accounts = once(accounts)
    holders = once(_holders(orders, accounts))
    kept = _keepers(_buyers(holders, orders.categories), criteria)
    table = _joined(everyone, accounts.drop("credited", "sold"))
    lines = once(_judged_lines(holders, kept))
    if judged is not None:
        lines = lines.semi_join(judged, "account_id")
    table = _joined(table, _kept(cells, lines))
    table = _joined(table, _groups(accounts), "peer_group")
    return _judged(_with_channels(table, orders), criteria)


def _unknown(orders: Orders, reason: str) -> ir.Table:
    number = ibis.null(dt.float64)
    return (
        orders.by_day.select("account_id")
        .distinct()
        .mutate(
            label=ibis.literal("unknown"),
            score=number,
            kept_lines_share=number,
            credit_rate=number,
            peers_credit_rate=number,
            main_channels_share=number,
            peers=ibis.null(dt.int64),
            peer_group=ibis.null(dt.int32),
            main_share=number,
            reason=ibis.literal(reason),
        )
    )


def _cells(orders: Orders) -> ir.Table:
    """One row an account and line: what it bought in the last 12 months.

    Lines are numbered by name: small whole numbers group and join much faster.
    """
    cells = orders.by_category.join(orders.categories, "category")
    return cells.select("account_id", "line", "block", "member", "bought")


def _accounts(cells: ir.Table) -> ir.Table:
    """One row an account: what it buys most, and how much in all."""
    # Of lines bought equally much the first by name is the main one: the nudge is far
    # below a cent, and makes the choice the same on every run and engine.
    nudge = cells.line.cast(dt.float64)
    order = cells.bought.cast(dt.float64) * (1 - nudge * 1e-12) - nudge * 1e-9
    return cells.group_by("account_id").agg(
        main=cells.line.argmax(order),
        main_bought=cells.bought.max(),
        bought=cells.bought.sum(),
    )


def _credits(orders: Orders) -> ir.Table:
    """One row an account: what it was credited, and its sales before that."""
    days = orders.by_day
    if not orders.has("net_amount"):
        nothing = ibis.null(dt.int64)
        accounts = days.select("account_id").distinct()
        return accounts.mutate(credited=nothing, sold=nothing)
    return days.group_by("account_id").agg(
        credited=-days.credits.sum(), sold=(days.revenue - days.credits).sum()
    )


def _with_peers(accounts: ir.Table, criteria: FitCriteria) -> ir.Table:
    """Say of each account with which others it is compared.

    `cell` numbers main line and band of size; `peer_group` is the cell, or with too few
    accounts in it the main line of all sizes (a negative number), or 0 for everybody.
    """
    band = ibis.ntile(criteria.size_bands).over(
        group_by=accounts.main, order_by=[accounts.bought, accounts.account_id]
    )
    cell = (accounts.main + 1) * criteria.size_bands + band
    accounts = accounts.mutate(cell=cell.cast(dt.int32))
    accounts = accounts.mutate(
        same_size=ibis._.count().over(group_by="cell"),
        same_line=ibis._.count().over(group_by="main"),
    )
    enough = criteria.least_peers
    group = ibis.cases(
        (accounts.same_size > enough, accounts.cell),
        (accounts.same_line > enough, -1 - accounts.main),
        else_=0,
    )
    return accounts.select(
        "account_id",
        "main",
        "cell",
        "main_bought",
        "bought",
        "credited",
        "sold",
        peer_group=group.cast(dt.int32),
    )


def _groups(accounts: ir.Table) -> ir.Table:
    """One row a peer group: how many accounts, and what they bought and returned."""
    return accounts.group_by("peer_group").agg(
        members=accounts.count(),
        all_sold=accounts.sold.sum(),
        all_credited=accounts.credited.sum(),
    )


def _holders(orders: Orders, accounts: ir.Table) -> ir.Table:
    """One row an account and block of lines: those it tried, those it keeps buying."""
    sets = orders.category_sets
    return sets.join(accounts, "account_id").select(
        "account_id",
        "block",
        "main",
        "cell",
        "peer_group",
        tried=sets.bought_prior_12m,
        kept=sets.bought_prior_12m & sets.bought_12m,
    )


def _buyers(holders: ir.Table, categories: ir.Table) -> ir.Table:
    """How many accounts of each peer group tried and kept each line."""
    each = holders.join(categories, "block")
    each = each.filter((each.tried & each.member) > 0)
    finest = each.group_by("main", "cell", "line", "block", "member").agg(
        tried=each.count(), kept=each.count(where=(each.kept & each.member) > 0)
    )
    everybody = ibis.literal(0, dt.int32)
    groups = (finest.cell, (-1 - finest.main).cast(dt.int32), everybody)
    levels = [
        finest.mutate(peer_group=group)
        .group_by("peer_group", "line", "block", "member")
        .agg(all_tried=ibis._.tried.sum(), all_kept=ibis._.kept.sum())
        for group in groups
    ]
    return ibis.union(*levels)


def _keepers(buyers: ir.Table, criteria: FitCriteria) -> ir.Table:
    """One row a peer group and block: the lines that say something, and those kept.

    An account is no evidence for itself, so each set is there for accounts that did
    not try a line, that tried it, and that keep it.
    """

    def among(less_tried: int, less_kept: int) -> tuple[ir.Value, ir.Value]:
        tried, kept = buyers.all_tried - less_tried, buyers.all_kept - less_kept
        judged = tried >= criteria.least_buyers
        keep = judged & (kept >= criteria.kept_share * tried)
        return tuple(bit_or(each.ifelse(buyers.member, 0)) for each in (judged, keep))

    judged_untried, kept_untried = among(0, 0)
    judged_tried, kept_tried = among(1, 0)
    return buyers.group_by("peer_group", "block").agg(
        judged_untried=judged_untried,
        judged_tried=judged_tried,
        kept_untried=kept_untried,
        kept_tried=kept_tried,
        kept_kept=among(1, 1)[1],
    )


def _judged_lines(holders: ir.Table, keepers: ir.Table) -> ir.Table:
    """One row an account and block: the lines that say something to it, those kept."""
    rows = holders.join(keepers, ["peer_group", "block"])
    dropped = rows.tried ^ rows.kept
    judged = (rows.judged_untried & ~rows.tried) | (rows.judged_tried & rows.tried)
    return rows.select(
        "account_id",
        "block",
        judged=judged,
        keep=(rows.kept_untried & ~rows.tried)
        | (rows.kept_tried & dropped)
        | (rows.kept_kept & rows.kept),
    )


def _kept(cells: ir.Table, lines: ir.Table) -> ir.Table:
    """One row an account: its purchases in lines that the others keep buying."""
    cells = cells.join(lines, ["account_id", "block"])
    zero = ibis.literal(0).cast(cells.bought.type())

    def bought_in(found: ir.Value) -> ir.Value:
        return ((found & cells.member) > 0).ifelse(cells.bought, zero).sum()

    return cells.group_by("account_id").agg(
        judged_bought=bought_in(cells.judged), kept_bought=bought_in(cells.keep)
    )


def _marked(step: ir.Table) -> ir.Table:
    """The same rows, as a step of its own in the query.

    Selections and joins that are used twice are written out, and computed, twice; a
    filter is named once, and most engines compute it once. This one keeps every row.
    """
    return step.filter(step.account_id.notnull())


def _joined(table: ir.Table, facts: ir.Table, key: str = "account_id") -> ir.Table:
    return table.left_join(facts, key).drop(f"{key}_right")


def _with_channels(table: ir.Table, orders: Orders) -> ir.Table:
    if not orders.has("channel"):
        return table.mutate(main_channels_share=ibis.null(dt.float64))
    lines = orders.lines.filter(orders.lines.channel.notnull())
    if orders.has("net_amount"):
        lines = lines.filter(lines.net_amount > 0)
        weight = lines.net_amount.sum()
    else:
        weight = lines.count()
    cells = lines.group_by("account_id", "channel").agg(bought=weight)
    sold = cells.group_by("channel").agg(sold=cells.bought.sum())
    order = [ibis.desc("sold"), "channel"]
    before = sold.sold.sum().over(rows=(None, 0), order_by=order) - sold.sold
    share = _ratio(before, sold.sold.sum().over())
    sold = sold.mutate(main=share < MAIN_CHANNELS)
    cells = cells.join(sold.select("channel", "main"), "channel")
    zero = ibis.literal(0).cast(cells.bought.type())
    shares = cells.group_by("account_id").agg(
        main_channels_share=_ratio(
            cells.main.ifelse(cells.bought, zero).sum(), cells.bought.sum()
        )
    )
    return _joined(table, shares)


def _judged(table: ir.Table, criteria: FitCriteria) -> ir.Table:
    share = _ratio(table.kept_bought, table.judged_bought)
    credit_rate = _ratio(table.credited, table.sold)
    peers_rate = _ratio(
        table.all_credited - table.credited, table.all_sold - table.sold
    )
    stays = (1 - credit_rate) / (1 - peers_rate)
    credits_part = ibis.cases(
        (peers_rate < 1, ibis.greatest(ibis.least(stays, 1.0), 0.0)),
        (peers_rate >= 1, 1.0),
        else_=ibis.null(dt.float64),
    )
    parts = [
        (share, LINES_WEIGHT),
        (credits_part, OTHER_WEIGHT),
        (table.main_channels_share, OTHER_WEIGHT),
    ]
    total = sum(part.fill_null(0.0) * weight for part, weight in parts)
    weights = sum(part.notnull().ifelse(weight, 0.0) for part, weight in parts)
    score = share.notnull().ifelse(1 + 4 * total / weights, ibis.null(dt.float64))
    label = ibis.cases(
        (share.isnull(), "unknown"),
        (score >= criteria.good, "good"),
        (score >= criteria.partial, "partial"),
        else_="poor",
    )
    reason = share.isnull().ifelse(NO_COMPARISON, ibis.null(dt.string))
    return table.select(
        "account_id",
        label=label,
        score=score,
        kept_lines_share=share,
        credit_rate=credit_rate,
        peers_credit_rate=peers_rate,
        main_channels_share=table.main_channels_share,
        peers=table.members - 1,
        peer_group=table.peer_group,
        main_share=_ratio(table.main_bought, table.bought),
        reason=reason,
    )


def _ratio(part: ir.Value, whole: ir.Value) -> ir.Value:
    """Sums stay exact until here, so that the order of rows cannot show."""
    share = part.cast(dt.float64) / whole.cast(dt.float64)
    return (whole > 0).ifelse(share, ibis.null(dt.float64))
