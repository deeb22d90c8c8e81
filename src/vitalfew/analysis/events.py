"""The contract of a table of activity events: what was done for whom, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from vitalfew.analysis.orders import (
    MONEY,
    Column,
    RowCount,
    Window,
    conform,
    rolled_up,
)

COLUMNS: tuple[Column, ...] = (
    Column("account_id", dt.string, "the customer it was done for", required=True),
    Column("occurred_on", dt.date, "the day it was done", required=True),
    Column("activity", dt.string, "what was done: a visit, a return …", required=True),
    Column("event_id", dt.string, "the number of the event, from its system"),
    Column("order_id", dt.string, "the order it belongs to"),
    Column("unit_id", dt.string, "the buying unit it was done for"),
    Column("events", MONEY, "how many events the line stands for; absent: one"),
    Column("minutes", MONEY, "what it took, where it was measured"),
    Column("quantity", MONEY, "what of it there was: pallets, pieces, calls"),
    Column("lines", MONEY, "order lines that were handled"),
    Column("km", MONEY, "kilometers that were driven"),
    Column("rush", MONEY, "1 when it was urgent, otherwise 0"),
)
"""Every column a table of events may have."""

DRIVERS: tuple[str, ...] = ("quantity", "lines", "km", "rush")
"""The columns a time equation can count."""


@dataclass(frozen=True)
class Events:
    """What was done for whom, with what a reader knows about it.

    Attributes
    ----------
    lines
        One row an event (or several alike), conforming to `COLUMNS`; what is absent is
        absent, never filled.
    rows
        What the reader read, used and refused, with reasons.
    """

    lines: ir.Table
    rows: RowCount = field(default_factory=lambda: RowCount(read=0, used=0))

    def within(self, window: Window) -> Events:
        """Only the events of these days."""
        day = self.lines.occurred_on
        lines = self.lines.filter(day >= window.start, day < window.end)
        return replace(self, lines=lines)

    def rolled_up(self, groups: Mapping[str, str]) -> Events:
        """The same with companies under common control as one account."""
        return replace(self, lines=rolled_up(self.lines, groups))


def conform_events(table: ir.Table) -> ir.Table:
    """Keep the contract's columns, each in its type; a flag becomes 1 or 0.

    Raises
    ------
    OrdersError
        A required column is missing.
    """
    if "rush" in table.columns and table.rush.type().is_boolean():
        table = table.mutate(rush=ibis.ifelse(table.rush, 1, 0))
    return conform(table, COLUMNS)
