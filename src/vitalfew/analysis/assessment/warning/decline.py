"""Decline: an account buys less often, or for less, than it used to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

import numpy as np

from vitalfew.analysis.assessment.warning.chart import (
    LOOKS_FOR,
    Rule,
    Seen,
    Sums,
    Usual,
    Watched,
    watch,
)
from vitalfew.analysis.assessment.warning.found import (
    LEAST_SHOWN,
    ONE_TIME,
    ByChart,
    Found,
    Money,
)
from vitalfew.analysis.assessment.warning.months import Months, months
from vitalfew.analysis.assessment.warning.rules import Amounts, Purchases, chance
from vitalfew.analysis.reasons import Reason, declare

if TYPE_CHECKING:
    import numpy.typing as npt

    from vitalfew.analysis.assessment.warning.clock import Clock
    from vitalfew.analysis.orders import Orders

    Numbers = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]
    Places = npt.NDArray[np.int64]

FEWER: Final = declare(
    "warning.decline.purchases",
    "Bought on %(seen)s days in the last %(months)s months; %(usual)s would be usual.",
    seen="count",
    months="months",
    usual="count",
)
LESS_REVENUE: Final = declare(
    "warning.decline.revenue",
    "Bought for %(seen)s in the last %(months)s months; %(usual)s would be usual.",
    seen="money",
    months="months",
    usual="money",
)
LESS_CONTRIBUTION: Final = declare(
    "warning.decline.contribution",
    "Contributed %(seen)s in the last %(months)s months; %(usual)s would be usual.",
    seen="money",
    months="months",
    usual="money",
)
BUYS_AGAIN: Final = declare(
    "warning.decline.purchases.clears",
    "Clears when it buys on %(needed)s or more days in a month.",
    needed="count",
)
BRINGS_AGAIN: Final = declare(
    "warning.decline.amount.clears",
    "Clears when it brings %(needed)s in %(months)s months.",
    needed="money",
    months="months",
)

DECLINES: Final = ("decline_purchases", "decline_revenue", "decline_contribution")
"""The kinds of figures, as the record names them."""
PERIODS = ((3.0, 1), (1.5, 2), (1.0, 3), (0.5, 6))
"""Amounts are watched by so many months that three purchase days fall into them:
purchase days a month, and months."""
RUNS = tuple(48.0 * 2**doubled for doubled in range(21))
"""Months between two false alarms that a chart may be set to, in theory."""


def declines(
    orders: Orders,
    time: Clock,
    *,
    watched: Collection[str] | None = None,
    explained: Collection[str] = (),
    false_alarms_a_year: float,
) -> tuple[list[Found], list[ByChart]]:
    """The accounts that buy on fewer days, for less, or at less margin.

    Also how sensitive each kind of figure is watched. Runs one query. An account is
    named once: who buys on fewer days will buy for less.

    Parameters
    ----------
    orders
        Order lines in their window. How often the rule is wrong is learned from all.
    time
        The firm's clock.
    watched
        Only these accounts are named; all when absent.
    explained
        Accounts of which it is known already why they buy less: the silent ones.
    false_alarms_a_year
        Borne per account and year, for each kind of figure.
    """
    if orders.months_back(1) < orders.window.start:
        return [], []
    known, allowed = months(orders, time), false_alarms_a_year
    days = [_days_chart(known, allowed)]
    revenue = _amounts_charts(known, "revenue", allowed)
    contribution = _amounts_charts(known, "contribution", allowed)
    kinds = (
        _fewer(known, days[0]),
        _lower(known, "revenue", LESS_REVENUE, revenue),
        _lower(known, "contribution", LESS_CONTRIBUTION, contribution),
    )
    found: dict[str, Found] = {}
    for each in chain.from_iterable(kinds):
        name = each.account_id
        if name not in explained and (watched is None or name in watched):
            found.setdefault(name, each)
    charts: tuple[Sequence[_Chart[Any]], ...] = (days, revenue, contribution)
    rules = zip(DECLINES, charts, strict=True)
    return list(found.values()), [_setting(*rule) for rule in rules if rule[1]]


R = TypeVar("R", bound=Rule)


@dataclass(frozen=True)
class _Chart(Generic[R]):
    """Accounts of alike rhythm, and where their chart stands."""

    rows: Places
    seen: Seen
    rule: R
    now: Watched


def _days_chart(known: Months, allowed: float) -> _Chart[Purchases]:
    """Of purchase days."""
    seen = days_seen(known)
    rule = Purchases.of(whole(seen))
    return _Chart(np.arange(len(seen.values)), seen, rule, chosen(seen, rule, allowed))


def _amounts_charts(
    known: Months, money: Money, allowed: float
) -> list[_Chart[Amounts]]:
    """Of amounts, one a rhythm."""
    found = []
    for rows, seen in rhythms(known, money):
        rule = Amounts.of(seen.months, whole(seen))
        found.append(_Chart(rows, seen, rule, chosen(seen, rule, allowed)))
    return found


def _setting(rule: str, charts: Sequence[_Chart[Any]]) -> ByChart:
    """What the charts of a rule were set to, and how often they were wrong."""
    return ByChart(
        rule,
        sum(chart.now.false_alarms for chart in charts),
        sum(chart.now.years for chart in charts),
        months=min(chart.now.run for chart in charts),
    )


def chosen(seen: Seen, rule: Rule, allowed: float) -> Watched:
    """The most sensitive chart that was wrong no more often than allowed.

    Where the past is too short to show that, in theory as well.
    """
    low, high = 0, len(RUNS) - 1
    best = watch(seen, rule, RUNS[high])
    if best.years * allowed < LEAST_SHOWN:
        low = min(int(np.searchsorted(RUNS, 12 / max(allowed, 1e-9))), high)
    # False alarms only get rarer along the runs.
    while low < high:
        middle = (low + high) // 2
        tried = watch(seen, rule, RUNS[middle])
        if tried.false_alarms <= allowed * tried.years:
            high, best = middle, tried
        else:
            low = middle + 1
    return best


def _fewer(known: Months, chart: _Chart[Purchases]) -> Iterator[Found]:
    """Those who buy on fewer days."""
    seen, now = chart.seen, chart.now
    rates = chart.rule.rate(now.usual)
    needed = np.ceil(rates * seen.exposure[-1] * (1 - LOOKS_FOR) / -np.log(LOOKS_FOR))
    for row in np.flatnonzero(now.alarm).tolist():
        fall = _Fall.of(seen, now, row, float(rates[row]))
        if not fall.seen:  # silent or lost: another rule tells
            continue
        yield Found(
            account_id=known.account_id[row],
            kind="decline",
            money="none",
            since=known.starts[int(now.since[row])],
            severity=fall.severity(),
            reason=fall.reason(FEWER, digits=0),
            clears=Reason("against", BUYS_AGAIN, {"needed": max(int(needed[row]), 1)}),
            set_to=Reason("against", ONE_TIME, {"months": now.run}),
            false_alarms_a_year=now.a_year,
        )


def _lower(
    known: Months, money: Money, code: str, charts: Sequence[_Chart[Amounts]]
) -> Iterator[Found]:
    """Those whose amounts are lower."""
    for chart in charts:
        rows, seen, now = chart.rows, chart.seen, chart.now
        starts = known.starts[(len(known.starts) - 1) % seen.months :: seen.months]
        means = now.usual.total / np.maximum(now.usual.exposure, 1e-9)
        shapes = chart.rule.shape(now.usual)
        for row in np.flatnonzero(now.alarm).tolist():
            fall = _Fall.of(seen, now, row, float(means[row]))
            if not fall.seen:
                continue
            needed = float(means[row] * seen.exposure[-1]) * -np.log(LOOKS_FOR)
            clears = {"needed": round(needed, 2), "months": seen.months}
            yield Found(
                account_id=known.account_id[rows[row]],
                kind="decline",
                money=money,
                since=starts[int(now.since[row])],
                severity=fall.severity(float(shapes[row])),
                reason=fall.reason(code, digits=2),
                clears=Reason("against", BRINGS_AGAIN, clears),
                set_to=Reason("against", ONE_TIME, {"months": now.run}),
                false_alarms_a_year=now.a_year,
            )


def rhythms(known: Months, money: Money) -> Iterator[tuple[Places, Seen]]:
    """Accounts of alike rhythm, with amounts of periods long enough for it."""
    if money not in known.amounts:
        return
    usual = whole(days_seen(known))
    rates = usual.total / np.maximum(usual.exposure, 1e-9)
    fastest = np.inf
    for slowest, length in PERIODS:
        rows = np.flatnonzero((rates >= slowest) & (rates < fastest))
        fastest = slowest
        if len(rows) and len(known.exposure) // length >= 2:
            yield rows, amounts_seen(known, money, rows, length)


def days_seen(known: Months) -> Seen:
    """Purchase days by month."""
    return Seen(known.bought, known.exposure, known.first)


def amounts_seen(known: Months, money: Money, rows: Places, length: int) -> Seen:
    """Amounts of these accounts by periods of so many months, the last one whole."""
    count = len(known.exposure) // length
    late = len(known.exposure) - count * length
    amounts = known.amounts[money][rows, late:]
    return Seen(
        amounts.reshape(len(rows), count, length).sum(axis=2),
        known.exposure[late:].reshape(count, length).sum(axis=1),
        np.maximum(known.first[rows] - late, 0) // length,
        length,
    )


def whole(seen: Seen) -> Usual:
    """Everything after the period of the first purchase."""
    last = np.full(len(seen.values), seen.values.shape[1])
    return Sums.of(seen).between(seen.first + 1, last)


@dataclass(frozen=True)
class _Fall:
    """What was bought since a fall began, and what would have been usual."""

    seen: float
    usual: float
    months: int
    periods: int

    @classmethod
    def of(cls, seen: Seen, now: Watched, row: int, rate: float) -> _Fall:
        since = int(now.since[row])
        periods = len(seen.exposure) - since
        return cls(
            float(seen.values[row, since:].sum()),
            rate * float(seen.exposure[since:].sum()),
            periods * seen.months,
            periods,
        )

    def reason(self, code: str, *, digits: int) -> Reason:
        values = {
            "seen": round(self.seen, digits),
            "months": self.months,
            "usual": round(self.usual, digits),
        }
        return Reason("against", code, values)

    def severity(self, shape: float | None = None) -> float:
        """Minus log10 of the probability that chance brings no more than this."""
        parts = None if shape is None else np.array(shape * self.periods)
        likely = chance(np.array(self.seen), np.array(self.usual), parts)
        return float(-np.log10(max(float(likely), 1e-12)))
