"""What speaks for an account, what against it, and what is not known: in words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from vitalfew.analysis.criteria import Criteria
from vitalfew.analysis.reasons import TEMPLATES, Reason, Side, declare

RANKED = declare(
    "selection.ranked",
    "Ranked %(rank)s, %(share)s of contribution",
    rank="count",
    share="percent",
)
RANKED_BY_REVENUE = declare(
    "selection.ranked_by_revenue",
    "Ranked %(rank)s, %(share)s of revenue",
    rank="count",
    share="percent",
)
RANK_ONLY = declare("selection.rank_only", "Ranked %(rank)s", rank="count")
SMALL = declare("selection.small", "Only %(share)s of the total", share="percent")
LOSING = declare(
    "selection.losing", "Brings less than it costs: %(amount)s", amount="money"
)
CREDITS_EXCEED = declare(
    "selection.credits_exceed", "Credits exceed sales: %(amount)s", amount="money"
)
PSEUDO = declare("selection.pseudo", "Not a single customer, by its name")
NO_ROOM = declare(
    "selection.no_room",
    "No room: the %(places)s places go to stronger accounts",
    places="count",
)
WEAK = declare(
    "selection.weak",
    "Our strength %(score)s, below %(limit)s",
    score="score",
    limit="score",
)
UNATTRACTIVE = declare(
    "selection.unattractive",
    "Attractiveness %(score)s, below %(limit)s",
    score="score",
    limit="score",
)
NO_AMOUNTS = declare(
    "selection.no_amounts", "What it brings: the orders have no amounts"
)
NO_ORDERS = declare("selection.no_orders", "What it would bring: no orders yet")
NO_COST = declare("selection.no_cost", "What it leaves: the orders have no cost")
NO_YEAR_BEFORE = declare(
    "growth.unknown", "Growth: no two full years of orders above zero"
)
ORDERS_A_YEAR = declare(
    "continuity.orders_a_year", "%(orders)s orders a year", orders="count"
)
BOUGHT_CENTRALLY = declare(
    "centralization.bought_centrally",
    "%(share)s bought centrally",
    share="percent",
)
FEW_UNITS = declare(
    "centralization.few_units",
    "Mostly few of its %(units)s buying sites",
    units="count",
)
BUYING_SITES = declare(
    "centralization.buying_sites", "%(units)s buying sites", units="count"
)
GREW = declare("growth.grew", "Grew %(rate)s", rate="percent")
FELL = declare("growth.fell", "Fell %(rate)s", rate="percent")
EXPECTED = declare(
    "forecast.expected",
    "Expected to bring %(amount)s within a year, with four chances in five %(low)s to"
    " %(high)s",
    amount="money",
    low="money",
    high="money",
)
EXPECTED_LOSS = declare(
    "forecast.loss", "Expected to lose %(amount)s within a year", amount="money"
)
UNSURE = declare(
    "forecast.unsure",
    "Buys again within a year with a chance of only %(chance)s",
    chance="percent",
)
GOOD_FIT = declare("fit.good", "Fit %(score)s", score="score")
POOR_FIT = declare("fit.poor", "Fit only %(score)s", score="score")
RETURNS = declare("fit.returns", "Returns %(rate)s of its purchases", rate="percent")
PAID_BACK = declare("payback.months", "Payback %(months)s months", months="months")
PAID_LATE = declare(
    "payback.late",
    "Payback only after %(months)s months, limit %(limit)s",
    months="months",
    limit="months",
)
NOT_PAID_BACK = declare(
    "payback.never", "Not paid back within %(years)s years", years="count"
)
ORDER_LOSES = declare(
    "payback.order_loses", "As a single order it loses %(loss)s", loss="money"
)
HIGH_MARGIN = declare("margin.high", "Margin %(margin)s", margin="percent")
LOW_MARGIN = declare("margin.low", "Margin only %(margin)s", margin="percent")
BROAD = declare("breadth.broad", "Buys in %(categories)s lines", categories="count")
NARROW = declare(
    "breadth.narrow", "Buys in only %(categories)s lines", categories="count"
)
ROOM_TO_GROW = declare(
    "potential.open", "Could buy %(amount)s more a year", amount="money"
)
NEED_RECORDED = declare(
    "potential.recorded", "Needs %(amount)s a year, as recorded", amount="money"
)
EQUALS = declare("parity.equal", "A counterpart of our size")
LARGER = declare("parity.larger", "%(ratio)s times our size", ratio="score")
SMALLER = declare("parity.smaller", "Much smaller than we are")
DEAR = declare(
    "cost_to_serve.dear",
    "Serving it costs %(share)s of its sales, %(average)s on average",
    share="percent",
    average="percent",
)
CHEAP = declare(
    "cost_to_serve.cheap",
    "Serving it costs only %(share)s of its sales, %(average)s on average",
    share="percent",
    average="percent",
)
JUDGED = {
    topic: declare(
        f"{topic}.judged",
        f"{word} judged %(score)s by %(by)s",
        score="score",
        by="text",
    )
    for topic, word in (
        ("fit", "Fit"),
        ("parity", "Parity"),
        ("potential", "Potential"),
        ("continuity", "Purchasing pattern"),
        ("centralization", "Purchasing organization"),
    )
}

GROWTH_WORTH_SAYING = 0.05
RETURNS_WORTH_SAYING = 0.10
UNLIKELY = 0.5
HIGH, LOW = 4.0, 2.0
"""Factor scores from which, and up to which, a factor is named as a reason."""

Row = Mapping[str, Any]
"""One account as `screen` gathers it: plain values, and one mapping a measure."""


def reasons(row: Row, criteria: Criteria) -> tuple[Reason, ...]:
    """All reasons of one account, the weightiest first on each side."""
    found = [
        *_contribution(row, criteria),
        *_thresholds(row, criteria),
        *_continuity(row),
        *_centralization(row),
        *_growth(row),
        *_expected(row),
        *_payback(row, criteria),
        *_serving(row, criteria),
        *_fit(row),
        *_margin(row),
        *_breadth(row),
        *_potential(row),
        *_parity(row),
        *_judged(row),
    ]
    return tuple(found)


def below(score: float) -> float:
    """A score that misses a limit, rounded down: 3.49 must not read as 3.5.

    >>> below(3.49)
    3.4
    """
    return math.floor(score * 10) / 10


def of_measure(side: Side, values: Row) -> Reason:
    """The sentence a measure itself gives, with the values of its row."""
    code = values["reason"]
    kinds = TEMPLATES[code].kinds
    return Reason(side, code, {name: values.get(name) for name in kinds})


def _contribution(row: Row, criteria: Criteria) -> Iterator[Reason]:
    worth = row["worth"]
    if row["pseudo"]:
        yield Reason("against", PSEUDO)
    if worth is None:
        yield Reason("unknown", NO_AMOUNTS if row["orders"] else NO_ORDERS)
    elif worth <= 0:
        code = LOSING if row["basis"] == "contribution" else CREDITS_EXCEED
        yield Reason("against", code, {"amount": worth})
    elif row["share"] is None:
        yield Reason("for", RANK_ONLY, {"rank": row["rank"]})
    else:
        yield from _rank(row, criteria)
    if worth is not None and row["basis"] == "revenue":
        yield Reason("unknown", NO_COST)


def _rank(row: Row, criteria: Criteria) -> Iterator[Reason]:
    share = row["share"]
    if share < criteria.selection.least_share:
        yield Reason("against", SMALL, {"share": share})
    elif _scores(row, "contribution") >= HIGH:
        by = RANKED if row["basis"] == "contribution" else RANKED_BY_REVENUE
        yield Reason("for", by, {"rank": row["rank"], "share": share})


def _thresholds(row: Row, criteria: Criteria) -> Iterator[Reason]:
    if row["ruled_out"]:
        return
    if row["clears"] and row["verdict"] != "propose":
        yield Reason("against", NO_ROOM, {"places": row["places"]})
    for axis, code in (("attractiveness", UNATTRACTIVE), ("strength", WEAK)):
        limit = getattr(criteria.selection, axis)
        if row[axis] is not None and row[axis] < limit:
            yield Reason("against", code, {"score": below(row[axis]), "limit": limit})


def _continuity(row: Row) -> Iterator[Reason]:
    values = row["continuity"]
    if values["label"] in {"regular", "continuous"}:
        yield Reason("for", ORDERS_A_YEAR, {"orders": row["orders_a_year"]})
    elif values["label"] in {"one_off", "lapsed", "lumpy", "intermittent"}:
        yield of_measure("against", values)
    elif values.get("reason"):
        yield of_measure("unknown", values)


def _centralization(row: Row) -> Iterator[Reason]:
    values = row["centralization"]
    if values["label"] == "central":
        yield Reason("for", BOUGHT_CENTRALLY, {"share": values["central_share"]})
    elif values["label"] == "concentrated":
        yield Reason("for", FEW_UNITS, {"units": values["units"]})
    elif values["label"] == "dispersed":
        yield Reason("against", BUYING_SITES, {"units": values["units"]})
    elif values.get("reason"):
        yield of_measure("unknown", values)


def _growth(row: Row) -> Iterator[Reason]:
    rate = row["margin"].get("growth")
    if rate is None:
        if row["worth"] is not None:
            yield Reason("unknown", NO_YEAR_BEFORE)
    elif rate >= GROWTH_WORTH_SAYING:
        yield Reason("for", GREW, {"rate": rate})
    elif rate <= -GROWTH_WORTH_SAYING:
        yield Reason("against", FELL, {"rate": -rate})


def _expected(row: Row) -> Iterator[Reason]:
    values = row["forecast"]
    amount, chance = values["expected"], values["p_active"]
    if amount is not None:
        if amount <= 0:
            yield Reason("against", EXPECTED_LOSS, {"amount": -amount})
        elif _scores(row, "expected") >= HIGH:
            ends = {"low": values["low80"], "high": values["high80"]}
            yield Reason("for", EXPECTED, {"amount": amount, **ends})
    elif row["worth"] is not None:
        yield Reason("unknown", values["reason"], values["values"])
    if chance is not None and chance < UNLIKELY:
        yield Reason("against", UNSURE, {"chance": chance})


def _payback(row: Row, criteria: Criteria) -> Iterator[Reason]:
    values = row["payback"]
    label, months = values["label"], values["months"]
    if label == "unknown":
        yield Reason("unknown", values["reason"])
    elif label == "paid_back":
        yield Reason("for", PAID_BACK, {"months": months})
    elif label == "late":
        limit = criteria.payback.limit_months
        yield Reason("against", PAID_LATE, {"months": months, "limit": limit})
    elif label == "never":
        years = criteria.payback.horizon_years
        yield Reason("against", NOT_PAID_BACK, {"years": years})
    elif values["single_order"] < 0:
        yield Reason("against", ORDER_LOSES, {"loss": -values["single_order"]})


def _fit(row: Row) -> Iterator[Reason]:
    values = row["fit"]
    if values["label"] == "unknown":
        yield Reason("unknown", values["reason"])
    elif values["label"] == "good":
        yield Reason("for", GOOD_FIT, {"score": values["score"]})
    elif values["label"] == "poor":
        yield Reason("against", POOR_FIT, {"score": values["score"]})
    rate = row["margin"].get("credit_rate")
    if rate is not None and rate >= RETURNS_WORTH_SAYING:
        yield Reason("against", RETURNS, {"rate": rate})


def _margin(row: Row) -> Iterator[Reason]:
    if _scores(row, "margin") >= HIGH:
        yield Reason("for", HIGH_MARGIN, {"margin": row["margin"]["margin"]})
    elif _scores(row, "margin") <= LOW:
        yield Reason("against", LOW_MARGIN, {"margin": row["margin"]["margin"]})


def _breadth(row: Row) -> Iterator[Reason]:
    values = {"categories": row["breadth"].get("categories")}
    if _scores(row, "breadth") >= HIGH:
        yield Reason("for", BROAD, values)
    elif _scores(row, "breadth") <= LOW:
        yield Reason("against", NARROW, values)


def _serving(row: Row, criteria: Criteria) -> Iterator[Reason]:
    values = row["cost_to_serve"]
    if not values:
        return
    if values["label"] == "unknown" and row["orders"]:
        yield Reason("unknown", values["reason"])
    share, average = values["share_12m"], values["average_12m"]
    if share is None or not average:
        return
    said = {"share": share, "average": average}
    if share >= average * criteria.serving.dear:
        yield Reason("against", DEAR, said)
    elif share * criteria.serving.dear <= average:
        yield Reason("for", CHEAP, said)


def _potential(row: Row) -> Iterator[Reason]:
    values = row["potential"]
    if values.get("recorded") is not None:
        yield Reason("for", NEED_RECORDED, {"amount": values["recorded"]})
    elif values["label"] == "unknown":
        if "potential" not in row["judged"]:
            yield Reason("unknown", values["reason"])
    elif _scores(row, "potential") >= HIGH:
        yield Reason("for", ROOM_TO_GROW, {"amount": values["open"]})


def _parity(row: Row) -> Iterator[Reason]:
    values = row["parity"]
    if values["label"] == "unknown":
        if "parity" not in row["judged"]:
            yield Reason("unknown", values["reason"])
    elif values["score"] >= HIGH:
        yield Reason("for", EQUALS)
    elif values["label"] == "larger" and values["ratio"] is not None:
        yield Reason("against", LARGER, {"ratio": values["ratio"]})
    elif values["label"] == "smaller":
        yield Reason("against", SMALLER)


def _judged(row: Row) -> Iterator[Reason]:
    for topic, judgement in sorted(row["judged"].items()):
        if judgement.score is not None and topic in JUDGED:
            side: Side = "for" if judgement.score >= 3 else "against"
            values = {"score": judgement.score, "by": judgement.by}
            yield Reason(side, JUDGED[topic], values)


def _scores(row: Row, factor: str) -> float:
    """The factor's score; unknown is in the middle, where nothing is said of it."""
    score = row["factors"][factor]
    return (HIGH + LOW) / 2 if score is None else float(score)
