"""What serving the accounts costs, and whether it can be taken off what they bring."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from vitalfew.analysis.engines import fetched
from vitalfew.analysis.measures.cost_to_serve import (
    NO_EVENTS,
    Activity,
    by_account_and_activity,
    by_activity,
    rated,
    serving,
    timed,
)
from vitalfew.analysis.reasons import Reason, declare
from vitalfew.analysis.serving import plain

if TYPE_CHECKING:
    from vitalfew.analysis.events import Events
    from vitalfew.analysis.orders import Orders
    from vitalfew.analysis.serving import ServingRates

NO_COST: Final = declare(
    "serving.no_cost",
    "The orders have no cost: there is no contribution to take it off",
)
NOTHING: Final = declare(
    "serving.nothing", "No activity is recorded in the days looked at"
)
UNRATED: Final = declare(
    "serving.unrated",
    "%(events)s recorded events have no rate or no time: %(activities)s",
    events="count",
    activities="text",
)
GAPS: Final = declare(
    "serving.gaps",
    "In %(months)s months with orders no activity is recorded",
    months="count",
)
SOME_ACCOUNTS: Final = declare(
    "serving.some_accounts",
    "%(accounts)s of %(all)s customers that bought have no recorded activity",
    accounts="count",
    all="count",
)
MOST_NAMED = 5
ADDED = ("events", "minutes", "cost")


@dataclass(frozen=True)
class DepartmentUse:
    """What of a department's capacity the last 12 months took.

    `unused` minutes cost `unused_cost`; both are below zero when more was done than
    the practical capacity holds. None: not known.
    """

    name: str
    rate: float | None
    practical_minutes: float | None
    minutes: float | None
    unused: float | None
    unused_cost: float | None


@dataclass(frozen=True)
class Serving:
    """What the record of events says, in the orders' window.

    Attributes
    ----------
    table
        Rows of the measure `serving`, in order of account_id.
    activities
        Rows of the measure `by_activity`, by name.
    departments
        How much of their capacity was used.
    reason
        Why it is not taken off what the accounts bring; None: it is.
    covers_window, covers_year
        Whether something is recorded in every month with orders, of the window and of
        the last 12 months.
    complete
        Whether an account without an event cost nothing.
    lines
        Rows of the measure `timed`.
    """

    table: pa.Table
    activities: tuple[Mapping[str, Any], ...]
    departments: tuple[DepartmentUse, ...]
    reason: Reason | None
    covers_window: bool
    covers_year: bool
    complete: bool
    lines: ir.Table

    @property
    def counts(self) -> bool:
        """Whether rank, concentration and selection have it taken off."""
        return self.reason is None

    def of(self, account_id: str) -> dict[str, Any]:
        """What is known of one account: events, minutes, activities and years."""
        place = self._places.get(account_id)
        row = {} if place is None else self._rows[place]
        done = self.by_account.get(account_id, [])
        events, unknown = row.get("events", 0), row.get("unknown", 0)
        known = bool(events) or self.complete
        label = "unknown" if not known else "partly" if unknown else "known"
        return {
            "label": label,
            "events": events if known else None,
            "minutes": float(row.get("minutes", 0)) if known else None,
            "unknown_events": unknown,
            "activities": _added(done, "activity"),
            "years": _added(done, "year"),
            "reason": None if known else NO_EVENTS,
        }

    @cached_property
    def _rows(self) -> list[dict[str, Any]]:
        columns = ["account_id", "events", "minutes", "unknown"]
        rows: list[dict[str, Any]] = self.table.select(columns).to_pylist()
        return rows

    @cached_property
    def _places(self) -> dict[str, int]:
        return {row["account_id"]: place for place, row in enumerate(self._rows)}

    @cached_property
    def by_account(self) -> Mapping[str, list[dict[str, Any]]]:
        """What was done for each account, by activity and year."""
        found: dict[str, list[dict[str, Any]]] = {}
        order = ("account_id", "year", "activity")
        rows = fetched(by_account_and_activity(self.lines))
        sorting = [(name, "ascending") for name in order]
        for row in rows.sort_by(sorting).to_pylist():
            found.setdefault(row.pop("account_id"), []).append(row)
        return found

    def taken_off(self) -> ir.Table | None:
        """The table for the measure `margin`; None when it is not taken off."""
        return ibis.memtable(self.table) if self.counts else None


def served(orders: Orders, events: Events, rates: ServingRates) -> Serving:
    """Measure what serving cost. Runs the queries."""
    record = events.rolled_up(orders.groups).within(orders.window).lines
    lines = timed(_usable(rated(rates), record.columns), record)
    table = fetched(serving(orders, lines)).sort_by("account_id")
    done = fetched(by_activity(orders, lines)).sort_by("activity").to_pylist()
    bought = fetched(orders.lines.select("account_id").distinct())["account_id"]
    gaps = _gaps(orders, record)
    year = [month for month in gaps if month >= orders.months_back(12)]
    return Serving(
        table=table,
        activities=tuple(done),
        departments=tuple(_uses(orders, rates, done, known=not year)),
        reason=_reason(orders, table, done, len(gaps), _without(bought, table, rates)),
        covers_window=not gaps,
        covers_year=not year,
        complete=rates.complete,
        lines=lines,
    )


def _usable(activities: list[Activity], columns: Iterable[str]) -> list[Activity]:
    """Activities whose drivers nobody recorded have no time but the measured one."""
    known = set(columns)
    return [
        each if set(each.drivers) <= known else replace(each, minutes=None, drivers={})
        for each in activities
    ]


def _gaps(orders: Orders, record: ir.Table) -> list[Any]:
    """First days of the months with orders in which nothing is recorded.

    The last month may be open: its events often come after its orders.
    """
    bought = _months(orders.lines.ordered_on)
    done = _months(record.occurred_on)
    return sorted(bought - {max(bought)} - done)


def _months(day: ir.DateColumn) -> set[Any]:
    months = fetched(day.truncate("M").name("month").as_table().distinct())
    return set(months["month"].to_pylist())


def _without(
    bought: pa.ChunkedArray, table: pa.Table, rates: ServingRates
) -> tuple[int, int]:
    """How many accounts bought and have no event of known cost; and how many bought."""
    if rates.complete:
        return 0, len(bought)
    known = table.filter(pc.greater(table["events"], 0))["account_id"]
    missing = pc.invert(pc.is_in(bought, value_set=known.combine_chunks()))
    return int(pc.sum(missing).as_py() or 0), len(bought)


def _reason(
    orders: Orders,
    table: pa.Table,
    done: list[dict[str, Any]],
    gaps: int,
    without: tuple[int, int],
) -> Reason | None:
    unknown = [each for each in done if each["unknown"]]
    if not len(table):
        return Reason("unknown", NOTHING)
    if unknown:
        names = [each["activity"] for each in unknown]
        more = ["…"] if len(names) > MOST_NAMED else []
        values = {
            "events": sum(each["unknown"] for each in unknown),
            "activities": ", ".join(names[:MOST_NAMED] + more),
        }
        return Reason("unknown", UNRATED, values)
    if orders.basis == "revenue":
        return Reason("unknown", NO_COST)
    if gaps:
        return Reason("unknown", GAPS, {"months": gaps})
    accounts, everybody = without
    if accounts:
        return Reason(
            "unknown", SOME_ACCOUNTS, {"accounts": accounts, "all": everybody}
        )
    return None


def _uses(
    orders: Orders, rates: ServingRates, done: list[dict[str, Any]], *, known: bool
) -> Iterable[DepartmentUse]:
    """Practical capacity against what was done in the last 12 months."""
    homes = {plain(each.name): each.department for each in rates.activities}
    minutes = dict.fromkeys((each.name for each in rates.departments), 0.0)
    for each in done:
        home = homes.get(plain(each["activity"]), "")
        if home in minutes:
            minutes[home] += float(each["minutes_12m"] or 0)
    for department in rates.departments:
        used = minutes[department.name] if known and orders.covers(12) else None
        practical, rate = department.practical_minutes, department.rate
        unused = None if used is None or practical is None else practical - used
        yield DepartmentUse(
            department.name,
            rate,
            practical,
            used,
            unused,
            None if unused is None or rate is None else unused * rate,
        )


def _added(rows: list[dict[str, Any]], by: str) -> list[dict[str, Any]]:
    """Rows added up by activity (the dearest first) or by year."""
    sums: dict[Any, dict[str, Any]] = {}
    for row in rows:
        into = sums.setdefault(row[by], {by: row[by], **dict.fromkeys(ADDED, 0)})
        for name in ADDED:
            into[name] += row[name]
    found = list(sums.values())
    if by == "activity":
        found.sort(key=lambda each: (-each["cost"], each["activity"]))
    return [
        {
            name: float(value) if isinstance(value, Decimal) else value
            for name, value in each.items()
        }
        for each in found
    ]
