"""Whether an account buys continuously or once, judged on its own rhythm."""

from __future__ import annotations

from typing import Final

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from vitalfew.analysis.criteria import ContinuityCriteria
from vitalfew.analysis.engines import Once
from vitalfew.analysis.orders import MONEY, Orders
from vitalfew.analysis.reasons import declare

NEVER: Final = declare(
    "continuity.never",
    "It has credits, but no purchase in the window.",
)
ONE_OFF: Final = declare(
    "continuity.one_off",
    "Bought on %(purchase_days)s days only, the last %(days_since_last)s days ago.",
    purchase_days="count",
    days_since_last="days",
)
BURST: Final = declare(
    "continuity.burst",
    "Bought on %(purchase_days)s days within one month and not in the"
    " %(days_since_last)s days since.",
    purchase_days="count",
    days_since_last="days",
)
NEW: Final = declare(
    "continuity.new",
    "Bought on %(purchase_days)s days, but first too lately to judge its rhythm.",
    purchase_days="count",
)
LAPSED: Final = declare(
    "continuity.lapsed",
    "Silent for %(days_since_last)s days: %(overdue_ratio)s times its usual gap of"
    " %(usual_gap_days)s days, and longer than any pause before.",
    days_since_last="days",
    overdue_ratio="score",
    usual_gap_days="days",
)
LUMPY: Final = declare(
    "continuity.lumpy",
    "Comes back, usually after %(usual_gap_days)s days, but for very different"
    " amounts.",
    usual_gap_days="days",
)
REGULAR: Final = declare(
    "continuity.regular",
    "Buys regularly, every %(usual_gap_days)s days.",
    usual_gap_days="days",
)
CONTINUOUS: Final = declare(
    "continuity.continuous",
    "Buys continuously, usually after %(usual_gap_days)s days, without long pauses.",
    usual_gap_days="days",
)
INTERMITTENT: Final = declare(
    "continuity.intermittent",
    "Comes back, usually after %(usual_gap_days)s days, but with long pauses between.",
    usual_gap_days="days",
)

MONTH = 30
"""Days of the shortest step: purchases closer together belong to one step."""

EXACT = 10**18
"""Squares of shares are added as whole multiples of 1/EXACT: a sum of whole numbers
does not depend on the order in which an engine adds, and never passes 64 bits."""


def continuity(
    orders: Orders,
    *,
    criteria: ContinuityCriteria | None = None,
    once: Once | None = None,
) -> ir.Table:
    """Whether each account buys continuously or once, on its own rhythm.

    Parameters
    ----------
    orders
        Order lines in their window, groups rolled up. A purchase day is a day with a
        line above zero; without amounts, a day with a line.
    criteria
        The boundaries between the labels.
    once
        Computes a step that is used several times and gives its rows back: the query
        is written much faster in parts. When absent it is one.

    Returns
    -------
    ir.Table
        One row an account: `account_id`; `label` (one_off, new, lapsed, lumpy, regular,
        continuous or intermittent; the first that holds); `purchase_days` (count);
        `usual_gap_days` (median days between purchase days; from two of them);
        `gap_cv` (variation of the gaps, 0 = like a clock), `interval` (steps of its own
        rhythm for one with a purchase, 1 = no step without), `size_cv2` (squared
        variation of what it buys in a step), `trend` (second half of its steps against
        the first, 0 = alike, −1 = nothing left), all from three purchase days;
        `days_since_last`; `overdue_ratio` (days since last ÷ usual gap); `reason` (the
        code of a sentence whose values are columns of this row); `longest_gap_days`.
        Without amounts `size_cv2` is null, nothing is called lumpy, and `trend` counts
        orders.

    Notes
    -----
    Formula, boundaries, worked table and source: ``docs/methods/continuity.md``.
    """
    criteria = criteria or ContinuityCriteria()
    once = once or _as_it_is
    gaps = _gaps(_purchase_days(orders))
    rhythm = once(_rhythm(gaps))
    measured = rhythm.left_join(_steps(gaps, rhythm, orders), "number")
    everyone = orders.by_day.select("account_id").distinct()
    rows = everyone.left_join(measured, "account_id").drop("account_id_right")
    as_of = ibis.literal(orders.as_of)
    rows = rows.mutate(
        purchase_days=rows.purchase_days.fill_null(0),
        days_since_last=as_of.delta(rows.last_day, unit="day"),
        days_since_first=as_of.delta(rows.first_day, unit="day"),
    )
    rows = rows.mutate(
        overdue_ratio=rows.days_since_last.cast(dt.float64) / rows.usual_gap_days
    )
    return _labeled(once(rows), criteria)


def _as_it_is(step: ir.Table) -> ir.Table:
    return step


def _purchase_days(orders: Orders) -> ir.Table:
    """Account, day and what was bought: an amount, or a number of orders.

    A row an order: those of one day have no gap between them.
    """
    days = orders.by_order
    if not orders.has("net_amount"):
        return days.select("account_id", "ordered_on", size=days.orders)
    bought = days.filter(days.gross_sales > 0)
    return bought.select("account_id", "ordered_on", size=bought.gross_sales)


def _gaps(days: ir.Table) -> ir.Table:
    """The days since each account's purchase before."""
    by_date = ibis.window(group_by="account_id", order_by="ordered_on")
    gap = days.ordered_on.delta(days.ordered_on.lag().over(by_date), unit="day")
    gaps = days.mutate(gap=gap.cast(dt.int64))
    # A filter is named once and computed once, where a selection is written out twice;
    # this one keeps every row. Sorted by account, they also group much faster.
    return gaps.filter(gaps.ordered_on.notnull())


def _rhythm(gaps: ir.Table) -> ir.Table:
    """What the gaps between each account's purchases tell."""
    rows = gaps.group_by("account_id").agg(
        purchase_days=gaps.count(where=gaps.gap.isnull() | (gaps.gap > 0)),
        first_day=gaps.ordered_on.min(),
        last_day=gaps.ordered_on.max(),
        usual_gap_days=gaps.gap.nullif(0).median().cast(dt.float64),
        longest_gap_days=gaps.gap.max(),
        span=gaps.gap.sum().cast(dt.int64),
        squares=(gaps.gap * gaps.gap).sum().cast(dt.int64),
        total=gaps["size"].sum(),
    )
    known = rows.purchase_days >= 3
    # n Σg² − (Σg)² in whole days: exact, and zero for a clock.
    spread = (rows.purchase_days - 1) * rows.squares - rows.span * rows.span
    cv = spread.cast(dt.float64).sqrt() / rows.span.cast(dt.float64)
    step_days = ibis.greatest(rows.usual_gap_days, MONTH)
    return rows.mutate(
        # A whole number groups faster than a name.
        number=ibis.row_number().over(order_by="account_id").cast(dt.int32),
        gap_cv=known.ifelse(cv, ibis.null(dt.float64)),
        step_days=step_days,
        steps=_step(rows.span, step_days) + 1,
        known=known,
    )


def _step(days: ir.Value, step_days: ir.Value) -> ir.Value:
    """The step nearest to this many days after the first purchase, from 0."""
    return (days.cast(dt.float64) / step_days + 0.5).floor().cast(dt.int64)


def _steps(gaps: ir.Table, rhythm: ir.Table, orders: Orders) -> ir.Table:
    """What falls into the steps of each account's own rhythm."""
    rhythm = rhythm.filter(rhythm.known)
    whole = rhythm.total.cast(dt.float64)
    joined = gaps.inner_join(rhythm.mutate(whole=whole), "account_id").select(
        gaps["size"],
        "number",
        steps=rhythm.steps.cast(dt.int32),
        whole=whole,
        step=_step(
            gaps.ordered_on.delta(rhythm.first_day, unit="day"), rhythm.step_days
        ).cast(dt.int32),
    )
    filled = joined.group_by("number", "step").agg(
        size=joined["size"].sum().cast(MONEY),
        steps=joined.steps.max(),
        whole=joined.whole.max(),
    )
    share = filled["size"].cast(dt.float64) / filled.whole
    # Twice the part of a step in the second half: 1 is the middle step.
    late = 2 * filled.step + 2 - filled.steps
    sums = filled.group_by("number").agg(
        filled=filled.count(),
        steps=filled.steps.max(),
        squares=(share * share * EXACT + 0.5).floor().cast(dt.int64).sum(),
        all=filled["size"].sum().cast(dt.float64),
        late=filled["size"].sum(where=late > 1).cast(dt.float64).fill_null(0.0),
        middle=filled["size"].sum(where=late == 1).cast(dt.float64).fill_null(0.0),
    )
    squares = sums.squares.cast(dt.float64) / EXACT
    cv2 = sums.filled.cast(dt.float64) * squares - 1
    late_half = sums.late + sums.middle / 2
    early_half = sums["all"] - late_half
    return sums.select(
        "number",
        interval=sums.steps.cast(dt.float64) / sums.filled.cast(dt.float64),
        size_cv2=ibis.greatest(cv2, 0.0)
        if orders.has("net_amount")
        else ibis.null(dt.float64),
        trend=(sums.steps > 1).ifelse(
            late_half / early_half - 1, ibis.null(dt.float64)
        ),
    )


def _labeled(rows: ir.Table, criteria: ContinuityCriteria) -> ir.Table:
    young = rows.days_since_first < criteria.new_days
    few = rows.purchase_days <= criteria.one_off_orders
    cases = [
        (rows.purchase_days == 0, "one_off", NEVER),
        (few, "one_off", ONE_OFF),
        (young, "new", NEW),
        (rows.span < MONTH, "one_off", BURST),
        (_lapsed(rows, criteria), "lapsed", LAPSED),
        (rows.size_cv2.fill_null(0.0) >= criteria.lumpy_size_cv2, "lumpy", LUMPY),
        (rows.gap_cv < criteria.regular_gap_cv, "regular", REGULAR),
        (rows.interval <= criteria.intermittent_interval, "continuous", CONTINUOUS),
    ]
    return rows.select(
        "account_id",
        "purchase_days",
        "usual_gap_days",
        "gap_cv",
        "interval",
        "size_cv2",
        "days_since_last",
        "overdue_ratio",
        "trend",
        "longest_gap_days",
        label=ibis.cases(
            *((holds, label) for holds, label, _ in cases), else_="intermittent"
        ),
        reason=ibis.cases(
            *((holds, code) for holds, _, code in cases), else_=INTERMITTENT
        ),
    )


def _lapsed(rows: ir.Table, criteria: ContinuityCriteria) -> ir.Value:
    """Silent for long on its own rhythm, and longer than it ever paused before."""
    silence = rows.days_since_last.cast(dt.float64)
    pause = rows.longest_gap_days.cast(dt.float64) * criteria.lapsed_pauses
    return (rows.overdue_ratio >= criteria.lapsed_gaps) & (silence > pause)
