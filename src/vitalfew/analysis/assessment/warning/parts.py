"""Purchase days of an account's parts (categories, buying units), year against year."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, Literal

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from vitalfew.analysis.orders import Orders

Column = Literal["category", "unit_id"]

LEVEL: Final = 0.01
"""Probability by chance below which the record says that a change happened."""

LEAST_DAYS: Final = 6
"""Purchase days each year must have for the two to be compared."""


@dataclass(frozen=True)
class Years:
    """The last 12 months and the 12 before them."""

    start: date
    middle: date
    end: date


def years(orders: Orders) -> Years | None:
    """The two years before the as-of day; None when the orders do not cover them."""
    if not orders.covers(24):
        return None
    return Years(orders.months_back(24), orders.months_back(12), orders.as_of)


def part_lines(orders: Orders, column: Column) -> ir.Table:
    """Purchases of a known part: `account_id`, `ordered_on`, `part`."""
    lines = orders.lines.filter(orders.lines[column].notnull())
    if orders.has("net_amount"):
        lines = lines.filter(lines.net_amount > 0)
    return lines.select("account_id", "ordered_on", part=lines[column])


def counts(orders: Orders, column: Column) -> ir.Table | None:
    """One row an account and part: purchase days in each year, and the account's own.

    Only accounts with at least `LEAST_DAYS` purchase days in each year.
    """
    span = years(orders)
    if span is None or not orders.has(column):
        return None
    lines = part_lines(orders, column)
    lines = lines.filter(lines.ordered_on >= span.start, lines.ordered_on < span.end)
    since = lines.ordered_on >= span.middle
    parts = lines.group_by("account_id", "part").agg(
        before=lines.ordered_on.nunique(where=~since),
        since=lines.ordered_on.nunique(where=since),
    )
    days = lines.group_by("account_id").agg(
        days_before=lines.ordered_on.nunique(where=~since),
        days_since=lines.ordered_on.nunique(where=since),
    )
    days = days.filter(days.days_before >= LEAST_DAYS, days.days_since >= LEAST_DAYS)
    return parts.inner_join(days, "account_id")


def only(rows: pa.Table, watched: Collection[str] | None) -> pa.Table:
    """The rows of these accounts; all when absent."""
    if watched is None:
        return rows
    named = pa.array(sorted(watched), pa.string())
    return rows.filter(pc.is_in(rows["account_id"].cast(pa.string()), value_set=named))
