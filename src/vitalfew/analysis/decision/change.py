"""What would change a verdict: the threshold that lies nearest."""

from __future__ import annotations

from collections.abc import Iterator

from vitalfew.analysis.assessment.payback import needed_contribution
from vitalfew.analysis.criteria import Criteria
from vitalfew.analysis.decision.explanation import Row, below
from vitalfew.analysis.reasons import Reason, declare

AXIS_UP = {
    "attractiveness": declare(
        "change.attractiveness_up",
        "Attractiveness of %(limit)s instead of %(score)s",
        limit="score",
        score="score",
    ),
    "strength": declare(
        "change.strength_up",
        "Strength of %(limit)s instead of %(score)s",
        limit="score",
        score="score",
    ),
}
AXIS_DOWN = {
    "attractiveness": declare(
        "change.attractiveness_down",
        "Attractiveness falling from %(score)s below %(limit)s",
        limit="score",
        score="score",
    ),
    "strength": declare(
        "change.strength_down",
        "Strength falling from %(score)s below %(limit)s",
        limit="score",
        score="score",
    ),
}
FIND_OUT = declare(
    "change.find_out",
    "Finding out what is not known: attractiveness up to %(attractiveness)s,"
    " strength up to %(strength)s",
    attractiveness="score",
    strength="score",
)
FREE_PLACE = declare(
    "change.free_place",
    "A free place: the weakest chosen account counts %(cut)s, this one %(value)s",
    cut="money",
    value="money",
)
OUTRANKED = declare(
    "change.outranked",
    "A stronger account: %(places)s places are all taken",
    places="count",
)
PURCHASE_DAYS = declare(
    "change.purchase_days",
    "More purchases: from %(days)s purchase days on a pattern shows",
    days="count",
)
BUYS_AGAIN = declare("change.buys_again", "A new purchase")
EARNS = declare("change.earns", "A contribution above zero")
LARGER_SHARE = declare(
    "change.larger_share",
    "A share of %(limit)s instead of %(share)s",
    limit="percent",
    share="percent",
)
CONTRIBUTION = declare(
    "change.contribution",
    "A contribution of %(needed)s a year: paid back within %(months)s months",
    needed="money",
    months="months",
)


def would_change(row: Row, criteria: Criteria) -> tuple[Reason, ...]:
    """What would change the verdict on one account (a row of `explanation`).

    For a proposed account: what would end that. For any other: what it would take,
    every knock-out first, or else the thresholds it misses.
    """
    if row["verdict"] == "propose":
        return tuple(_end(row, criteria))
    if row["ruled_out"]:
        return tuple(_knock_outs(row, criteria))
    return tuple(_thresholds(row, criteria))


def _end(row: Row, criteria: Criteria) -> Iterator[Reason]:
    gaps = {axis: row[axis] - getattr(criteria.selection, axis) for axis in AXIS_DOWN}
    nearest = min(gaps, key=lambda axis: gaps[axis])
    limit = getattr(criteria.selection, nearest)
    values = {"limit": limit, "score": row[nearest]}
    yield Reason("against", AXIS_DOWN[nearest], values)
    if row["cut"] is not None:
        yield Reason("against", OUTRANKED, {"places": row["places"]})


def _knock_outs(row: Row, criteria: Criteria) -> Iterator[Reason]:
    label = row["continuity"]["label"]
    if label == "one_off":
        days = int(criteria.continuity.one_off_orders) + 1
        yield Reason("for", PURCHASE_DAYS, {"days": days})
    if label == "lapsed":
        yield Reason("for", BUYS_AGAIN)
    if row["worth"] is not None and row["worth"] <= 0:
        yield Reason("for", EARNS)
    elif row["share"] is not None and row["share"] < criteria.selection.least_share:
        limit = criteria.selection.least_share
        yield Reason("for", LARGER_SHARE, {"limit": limit, "share": row["share"]})
    if row["payback"]["label"] in {"late", "never"}:
        months = criteria.payback.limit_months
        needed = needed_contribution(months, criteria=criteria.payback)
        yield Reason("for", CONTRIBUTION, {"needed": needed, "months": months})


def _thresholds(row: Row, criteria: Criteria) -> Iterator[Reason]:
    if row["clears"]:
        yield Reason("for", FREE_PLACE, {"cut": row["cut"], "value": row["value"]})
        return
    for axis, code in AXIS_UP.items():
        limit, score = getattr(criteria.selection, axis), row[axis]
        if score is not None and score < limit:
            yield Reason("for", code, {"limit": limit, "score": below(score)})
    if row["verdict"] == "watch" and _could(row, criteria):
        high = {axis: row[f"{axis}_high"] for axis in AXIS_UP}
        yield Reason("for", FIND_OUT, high)


def _could(row: Row, criteria: Criteria) -> bool:
    """Whether what is not known could lift the account over both thresholds."""
    return all(
        row[f"{axis}_high"] >= getattr(criteria.selection, axis) for axis in AXIS_UP
    )
