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

NO_EVENTS: Final = declare(
    "cost_to_serve.no_events",
    "No event of serving it is recorded: what it costs to serve is not known.",
)

MONEY_SUM = dt.Decimal(38, 4)
MINUTES = dt.Decimal(38, 4)


class ActivityError(ValueError):
    """Activities and events do not fit together; the message says how."""


@dataclass(frozen=True)
class Department:
    """People whose time serving customers takes, in one period.

    Attributes
    ----------
    cost
        All they cost in the period (money).
    people, hours_a_day, days
        Their theoretical capacity.
    practical_share
        What is left of it after breaks, training, meetings; about 0.80 to 0.85.

    Examples
    --------
    >>> office = Department(cost=Decimal(168_000), people=6, hours_a_day=8, days=20)
    >>> office.practical_minutes, round(office.rate, 4)
    (48960.0, 3.4314)
    """

    cost: Decimal
    people: float
    hours_a_day: float
    days: float
    practical_share: float = 0.85

    @property
    def practical_minutes(self) -> float:
        """Minutes of the period that can be worked for customers."""
        hours = self.people * self.hours_a_day * self.days
        return hours * 60 * self.practical_share

    @property
    def rate(self) -> float:
        """The capacity cost rate: money a minute."""
        if self.practical_minutes <= 0:
            raise ActivityError("A department without practical capacity has no rate.")
        return float(self.cost) / self.practical_minutes


@dataclass(frozen=True)
class Activity:
    """One way of serving a customer, with its time equation.

    An event takes ``minutes`` and, for each driver, its value times the minutes one
    unit of it adds: order entry = 5 + 1 × lines + 15 × rush.

    Attributes
    ----------
    name
        As the events table names it.
    rate
        Capacity cost rate of the department that does it (money a minute).
    minutes
        Minutes of every event.
    drivers
        Minutes for one unit of each driver; its name is a column of the events table.
    """

    name: str
    rate: float
    minutes: float
    drivers: Mapping[str, float] = field(default_factory=dict)


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
    _check(activities, events)
    served = _served(activities, events)
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


def _check(activities: Sequence[Activity], events: ir.Table) -> None:
    names = [activity.name for activity in activities]
    if not names:
        raise ActivityError("No activity is given: nothing costs anything.")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ActivityError(f"Two activities have one name: {', '.join(twice)}.")
    wanted = {"account_id", "activity"}
    wanted.update(*(activity.drivers for activity in activities))
    missing = sorted(wanted - set(events.columns))
    if missing:
        raise ActivityError(f"The events have no column {', no '.join(missing)}.")


def _served(activities: Sequence[Activity], events: ir.Table) -> ir.Table:
    """Minutes and cost by account: time equations are linear, so sums are enough."""
    events = events.filter(events.activity.isin([a.name for a in activities]))
    count = events["events"] if "events" in events.columns else ibis.literal(1)
    rows = events.mutate(count=count.cast(dt.int64))
    rows = rows.mutate(minutes=_minutes(activities, rows))
    sums = rows.group_by("account_id", "activity").agg(
        count=rows["count"].sum().cast(dt.int64),
        minutes=rows.minutes.sum().cast(MINUTES),
    )
    rate = ibis.cases(
        *((sums.activity == a.name, ibis.literal(a.rate)) for a in activities)
    )
    sums = sums.mutate(cost=(sums.minutes.cast(dt.float64) * rate).cast(MONEY))
    return sums.group_by("account_id").agg(
        events=sums["count"].sum().cast(dt.int64),
        minutes=sums.minutes.sum().cast(MINUTES),
        cost_to_serve=sums.cost.sum().cast(MONEY_SUM),
    )


def _minutes(activities: Sequence[Activity], rows: ir.Table) -> ir.Value:
    def equation(activity: Activity) -> ir.Value:
        minutes = rows["count"] * _exact(activity.minutes)
        for name, each in sorted(activity.drivers.items()):
            driver = rows[name].cast(MONEY).fill_null(ibis.literal(Decimal(0), MONEY))
            minutes += driver * _exact(each)
        return minutes.cast(MINUTES)

    return ibis.cases(*((rows.activity == a.name, equation(a)) for a in activities))


def _exact(minutes: float) -> ir.Value:
    return ibis.literal(Decimal(str(minutes)), dt.Decimal(12, 4))
