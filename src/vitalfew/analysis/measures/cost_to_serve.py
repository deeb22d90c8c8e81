"""What serving each account costs, by time-driven activity-based costing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from vitalfew.analysis.orders import MONEY, Orders
from vitalfew.analysis.reasons import declare
from vitalfew.analysis.serving import ServingRates, plain

NO_EVENTS: Final = declare(
    "cost_to_serve.no_events",
    "No event of serving it is recorded: what it costs to serve is not known.",
)

MONEY_SUM = dt.Decimal(38, 4)
MINUTES = dt.Decimal(38, 4)
QUARTERS: tuple[int, ...] = tuple(range(24, 0, -3))
"""How many months back the quarters of the last two years begin, oldest first."""


class ActivityError(ValueError):
    """Activities and events do not fit together; the message says how."""


@dataclass(frozen=True)
class Activity:
    """One way of serving a customer, with its time equation.

    An event takes ``minutes`` and, for each driver, its value times the minutes one
    unit of it adds: order entry = 5 + 1 × lines + 15 × rush.

    Attributes
    ----------
    name
        As the events table names it; capitals do not matter.
    rate
        Capacity cost rate of the department that does it (money a minute).
    minutes
        Minutes of every event; None when not known: then only events whose time was
        measured have a cost.
    drivers
        Minutes for one unit of each driver; its name is a column of the events table.
    """

    name: str
    rate: float
    minutes: float | None
    drivers: Mapping[str, float] = field(default_factory=dict)


def rated(rates: ServingRates) -> list[Activity]:
    """The activities of a company's rates whose rate is known."""
    found = []
    for each in rates.activities:
        rate = rates.rate_of(each)
        if rate is not None:
            found.append(Activity(each.name, rate, each.minutes, each.drivers))
    return found


def cost_to_serve(
    orders: Orders, *, activities: Sequence[Activity], events: ir.Table
) -> ir.Table:
    """What serving each account costs, and what it leaves after that.

    Parameters
    ----------
    orders
        Order lines in their window, groups rolled up.
    activities
        The activities that cost, each with its rate and time equation.
    events
        What was done for whom in the same window: `account_id`, `activity`, and the
        drivers as columns (null counts as 0). A column `events` says how many events
        a row stands for, the drivers then being their sums; without it a row is one.
        A column `minutes` holds measured times, which count instead of the equation.

    Returns
    -------
    ir.Table
        One row an account: `account_id`; `events` (count); `minutes`;
        `cost_to_serve`, `contribution` (on the orders' basis) and
        `contribution_after` (contribution − cost to serve; all money); `reason` (a
        code when the account has no event, otherwise null). An account without events
        has null, not zero.

    Raises
    ------
    ActivityError
        No activity is given, two have one name, or a driver or key is no column.

    Notes
    -----
    Formula, worked table and source: ``docs/methods/cost_to_serve.md``.
    """
    if not activities:
        raise ActivityError("No activity is given: nothing costs anything.")
    lines = timed(activities, events)
    known = lines.filter(lines.cost.notnull())
    served = known.group_by("account_id").agg(
        events=_count(known), minutes=_minutes(known), cost_to_serve=_cost(known)
    )
    days = orders.by_day
    worth = ibis.null(MONEY_SUM)
    if orders.has("net_amount"):
        worth = days.contribution.sum().cast(MONEY_SUM)
    accounts = days.group_by("account_id").agg(lines=days.count(), contribution=worth)
    rows = accounts.left_join(served, "account_id")
    return rows.select(
        "account_id",
        "events",
        "minutes",
        "cost_to_serve",
        "contribution",
        contribution_after=(rows.contribution - rows.cost_to_serve).cast(MONEY_SUM),
        reason=rows.events.isnull().ifelse(NO_EVENTS, ibis.null(dt.string)),
    )


def timed(activities: Sequence[Activity], events: ir.Table) -> ir.Table:
    """Each line of the record with the time it took and what that costs.

    Returns
    -------
    ir.Table
        The events' rows: `account_id`; `occurred_on`, where the events have it;
        `activity`, as the activities spell it; `count` (events the row stands for);
        `minutes` and `cost` (money, four decimals a row), null where not known: the
        activity is not among those given, or neither measured nor given a time.

    Raises
    ------
    ActivityError
        Two activities have one name, or a driver or key is no column.
    """
    _check(activities, events)
    key = events.activity.strip().lower()
    count = ibis.literal(1)
    if "events" in events.columns:
        count = events["events"].fill_null(1)
    rows = events.mutate(key=key, count=count.cast(dt.int64))
    minutes = _time(activities, rows)
    if "minutes" in events.columns:
        minutes = ibis.coalesce(rows.minutes.cast(MINUTES), minutes)
    rows = rows.mutate(minutes=minutes)
    rate = _by_activity(rows, [(a, ibis.literal(a.rate)) for a in activities])
    cost = (rows.minutes.cast(dt.float64) * rate.cast(dt.float64)).cast(MONEY)
    name = _by_activity(rows, [(a, ibis.literal(a.name)) for a in activities])
    return rows.select(
        *(["occurred_on"] if "occurred_on" in events.columns else []),
        "account_id",
        "count",
        activity=ibis.coalesce(name.cast(dt.string), rows.activity),
        minutes=cost.notnull().ifelse(rows.minutes, ibis.null(MINUTES)),
        cost=cost,
    )


def serving(orders: Orders, lines: ir.Table) -> ir.Table:
    """What serving each account cost, in all and in the quarters of the last two years.

    Parameters
    ----------
    orders
        Order lines in their window.
    lines
        The rows of `timed` in the same window, with `occurred_on`.

    Returns
    -------
    ir.Table
        One row an account that has an event: `account_id`; `events` (count) and
        `minutes` of known cost; `cost`; `cost_12m` (of the last 12 months); `cost_24`,
        `cost_21` … `cost_3` (of the three months that begin so many months before the
        as-of day; all money); `unknown` (count of events whose cost is not known).
    """
    known = lines.cost.notnull()
    zero = ibis.literal(Decimal(0), MONEY_SUM)

    def cost_of(back: int, months: int) -> ir.Value:
        start, end = orders.months_back(back), orders.months_back(back - months)
        within = (lines.occurred_on >= start) & (lines.occurred_on < end)
        return lines.cost.sum(where=within).cast(MONEY_SUM).fill_null(zero)

    return lines.group_by("account_id").agg(
        events=lines["count"].sum(where=known).cast(dt.int64).fill_null(0),
        minutes=_minutes(lines).fill_null(zero),
        cost=_cost(lines).fill_null(zero),
        cost_12m=cost_of(12, 12),
        **{f"cost_{back}": cost_of(back, 3) for back in QUARTERS},
        unknown=lines["count"].sum(where=~known).cast(dt.int64).fill_null(0),
    )


def by_activity(orders: Orders, lines: ir.Table) -> ir.Table:
    """How much of each activity there was in all.

    Returns
    -------
    ir.Table
        One row an activity: `activity`; `events` (count), `minutes` and `cost` of
        those whose cost is known; `minutes_12m` (of the last 12 months); `unknown`
        (count of events whose cost is not known).
    """
    known = lines.cost.notnull()
    recent = lines.occurred_on >= orders.months_back(12)
    return lines.group_by("activity").agg(
        events=lines["count"].sum(where=known).cast(dt.int64).fill_null(0),
        minutes=_minutes(lines),
        cost=_cost(lines),
        minutes_12m=lines.minutes.sum(where=recent).cast(MINUTES),
        unknown=lines["count"].sum(where=~known).cast(dt.int64).fill_null(0),
    )


def by_account_and_activity(lines: ir.Table) -> ir.Table:
    """What was done for each account, by activity and calendar year; known costs alone.

    Returns
    -------
    ir.Table
        Columns: `account_id`, `activity`, `year`, `events`, `minutes`, `cost`.
    """
    known = lines.filter(lines.cost.notnull())
    known = known.mutate(year=known.occurred_on.year().cast(dt.int64))
    return known.group_by("account_id", "activity", "year").agg(
        events=_count(known), minutes=_minutes(known), cost=_cost(known)
    )


def _count(lines: ir.Table) -> ir.Value:
    return lines["count"].sum().cast(dt.int64)


def _minutes(lines: ir.Table) -> ir.Value:
    return lines.minutes.sum().cast(MINUTES)


def _cost(lines: ir.Table) -> ir.Value:
    return lines.cost.sum().cast(MONEY_SUM)


def _check(activities: Sequence[Activity], events: ir.Table) -> None:
    names = [plain(activity.name) for activity in activities]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ActivityError(f"Two activities have one name: {', '.join(twice)}.")
    wanted = {"account_id", "activity"}
    wanted.update(*(activity.drivers for activity in activities))
    missing = sorted(wanted - set(events.columns))
    if missing:
        raise ActivityError(f"The events have no column {', no '.join(missing)}.")


def _time(activities: Sequence[Activity], rows: ir.Table) -> ir.Value:
    """The minutes of each row by its time equation; null where there is none."""

    def equation(activity: Activity) -> ir.Value:
        if activity.minutes is None:
            return ibis.null(MINUTES)
        minutes = rows["count"] * _exact(activity.minutes)
        for name, each in sorted(activity.drivers.items()):
            driver = rows[name].cast(MONEY).fill_null(ibis.literal(Decimal(0), MONEY))
            minutes += driver * _exact(each)
        return minutes.cast(MINUTES)

    return _by_activity(rows, [(a, equation(a)) for a in activities]).cast(MINUTES)


def _by_activity(
    rows: ir.Table, values: Sequence[tuple[Activity, ir.Value]]
) -> ir.Value:
    if not values:
        return ibis.null()
    return ibis.cases(*((rows.key == plain(a.name), value) for a, value in values))


def _exact(minutes: float) -> ir.Value:
    return ibis.literal(Decimal(str(minutes)), dt.Decimal(12, 4))
