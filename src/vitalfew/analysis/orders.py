"""The contract of an order-line table.

An order line is one row of what a customer bought. The table may live in any
engine Ibis speaks to; nothing here runs a query except the functions that say so.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Literal

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
import pyarrow as pa

from vitalfew.analysis.engines import fetched
from vitalfew.analysis.grains import MONEY, Grains

__all__ = [
    "COLUMNS",
    "COLUMN_NAMES",
    "MONEY",
    "Basis",
    "Column",
    "Orders",
    "OrdersError",
    "RowCount",
    "Window",
    "conform",
    "group_tops",
    "months_before",
    "orders_from_table",
    "rolled_up",
]

Basis = Literal["contribution", "revenue"]

LATE_START = timedelta(days=15)
"""How late a window may begin and still count as whole months."""


class OrdersError(ValueError):
    """The table cannot be read as order lines; the message says what is wrong."""


@dataclass(frozen=True)
class Column:
    """One column of the contract."""

    name: str
    type: dt.DataType
    meaning: str
    required: bool = False


COLUMNS: tuple[Column, ...] = (
    Column("account_id", dt.string, "the customer that bought", required=True),
    Column("ordered_on", dt.date, "the day of the order", required=True),
    Column("net_amount", MONEY, "amount without tax; negative is a credit"),
    Column("order_id", dt.string, "the order; absent: one order an account and day"),
    Column("line_id", dt.string, "the line within the order"),
    Column("account_name", dt.string, "the customer's name"),
    Column("parent_id", dt.string, "the group the customer belongs to"),
    Column("unit_id", dt.string, "the buying unit: site, branch, subsidiary"),
    Column("unit_name", dt.string, "the buying unit's name"),
    Column("product_id", dt.string, "what was bought"),
    Column("product_name", dt.string, "the product's name"),
    Column("category", dt.string, "the product category"),
    Column("quantity", MONEY, "pieces, in the product's own unit"),
    Column("cost", MONEY, "direct cost of the line"),
    Column("currency", dt.string, "ISO 4217 code of the amounts"),
    Column("contract_id", dt.string, "the framework the line was bought under"),
    Column("channel", dt.string, "how the order reached us"),
)
"""Every column an order table may have. `net_amount` may be absent: then only the
measures of time are known."""

COLUMN_NAMES: tuple[str, ...] = tuple(column.name for column in COLUMNS)


@dataclass(frozen=True)
class Window:
    """The days an analysis looks at: ``start <= ordered_on < end``."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            message = f"The window ends on {self.end}, before it begins ({self.start})."
            raise OrdersError(message)

    @property
    def days(self) -> int:
        """Length in days."""
        return (self.end - self.start).days

    def months_back(self, months: int) -> date:
        """The day this many calendar months before the as-of day."""
        return months_before(self.end, months)

    def covers(self, months: int) -> bool:
        """Whether it reaches this many months back from the as-of day.

        A log rarely begins on the first day of its first year, so a window that
        starts at most `LATE_START` after that day still counts as covering it.
        """
        return self.start <= self.months_back(months) + LATE_START


@dataclass(frozen=True)
class RowCount:
    """What became of the rows of a file: read = used + refused + left out by rule."""

    read: int
    used: int
    refused: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Orders(Grains):
    """Order lines with what a reader knows about them.

    Attributes
    ----------
    lines
        One row an order line, conforming to `COLUMNS` (absent columns are absent,
        never filled). Groups are rolled up: lines of companies under common control
        carry the group's `account_id`, and the company as `unit_id` where the file
        named no buying unit.
    window
        The days the lines cover; ``window.end`` is the as-of day.
    currency
        ISO code of all amounts, or None when the file did not say.
    complete_cost
        True when every line with an amount has a direct cost.
    rows
        What the reader read, used and refused, with reasons.
    groups
        Company id → id of the group's top, for whom a reader rolled up the lines.
    categories_sold
        How many categories the lines name, when somebody counted them. With at most
        `BLOCK` of them `by_order` has `found`, the set of categories an order bought,
        and `category_sets` start from it, which is faster.
    """

    lines: ir.Table
    window: Window
    currency: str | None = None
    complete_cost: bool = False
    rows: RowCount = field(default_factory=lambda: RowCount(read=0, used=0))
    groups: Mapping[str, str] = field(default_factory=dict)
    categories_sold: int | None = None

    @property
    def as_of(self) -> date:
        """The day the analysis is made for: the first day not looked at."""
        return self.window.end

    @property
    def basis(self) -> Basis:
        """`contribution` when every amount has its cost, otherwise `revenue`."""
        return "contribution" if self.complete_cost else "revenue"

    def on_revenue(self) -> Orders:
        """The same orders as somebody without a margin role may see them."""
        lines = self.lines.drop("cost") if self.has("cost") else self.lines
        return replace(self, lines=lines, complete_cost=False)

    def within(self, window: Window) -> Orders:
        """Only the lines of this window, looked at on its last day."""
        day = self.lines.ordered_on
        lines = self.lines.filter(day >= window.start, day < window.end)
        return replace(self, lines=lines, window=window)

    def with_grains(self, grains: Mapping[str, Any]) -> Orders:
        """The same orders with some grains already there."""
        known = replace(self)
        vars(known).update({**vars(self), **grains})
        return known

    def months_back(self, months: int) -> date:
        """The day this many calendar months before the as-of day."""
        return self.window.months_back(months)

    def covers(self, months: int) -> bool:
        """Whether the window reaches this many months back: see `Window.covers`."""
        return self.window.covers(months)


def months_before(day: date, months: int) -> date:
    """The same day of the month this many months earlier, or that month's last day.

    >>> months_before(date(2024, 2, 29), 12), months_before(date(2024, 5, 31), 3)
    (datetime.date(2023, 2, 28), datetime.date(2024, 2, 29))
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def orders_from_table(
    table: ir.Table,
    *,
    as_of: date | None = None,
    window: Window | None = None,
    currency: str | None = None,
    rows: RowCount | None = None,
) -> Orders:
    """Take a table with the contract's column names as orders. Runs one query.

    Parameters
    ----------
    table
        An Ibis table with at least `account_id` and `ordered_on`; other contract
        columns where known; columns outside the contract are dropped.
    as_of
        The first day not looked at; the day after the last order when absent.
    window
        Days to look at; everything before `as_of` when absent.
    currency, rows
        What the reader knows about the amounts and the refused rows.

    Raises
    ------
    OrdersError
        A required column is missing, the table is empty, or the window holds no line.
    """
    lines = conform(table)
    day = lines.ordered_on
    if window is not None:
        lines = lines.filter(day >= window.start, day < window.end)
    elif as_of is not None:
        lines = lines.filter(day < as_of)
    facts = _facts(lines)
    if facts["lines"] == 0:
        raise OrdersError("No order line lies in the window: nothing to analyze.")
    first, last = facts["first"], facts["last"]
    if window is None:
        window = Window(first, as_of or last + timedelta(days=1))
    used = int(facts["lines"])
    return Orders(
        lines=lines,
        window=window,
        currency=currency,
        complete_cost=bool(facts["complete_cost"]),
        rows=rows or RowCount(read=used, used=used),
    )


def conform(table: ir.Table, columns: Sequence[Column] = COLUMNS) -> ir.Table:
    """Keep the contract's columns, each in its type; refuse a table without a key."""
    missing = [c.name for c in columns if c.required and c.name not in table.columns]
    if missing:
        message = f"The table has no column {' and no column '.join(missing)}."
        raise OrdersError(message)
    present = [column for column in columns if column.name in table.columns]
    return table.select(
        **{
            column.name: table[column.name]
            if table[column.name].type() == column.type
            else table[column.name].cast(column.type)
            for column in present
        }
    )


def rolled_up(lines: ir.Table, groups: Mapping[str, str]) -> ir.Table:
    """Let companies under common control count as one account.

    `groups` maps the id of each company that belongs to a group to the id of the
    group's top. Its lines get the group's id; the company becomes the buying unit
    where the line names none.
    """
    if not groups:
        return lines
    members = sorted(groups)
    tops = [groups[member] for member in members]
    pairs = ibis.memtable(pa.table({"member_id": members, "group_id": tops}))
    joined = lines.left_join(pairs, lines.account_id == pairs.member_id)
    unit = lines.account_id if "unit_id" not in lines.columns else lines.unit_id
    changed = joined.mutate(
        account_id=ibis.coalesce(joined.group_id, joined.account_id),
        unit_id=ibis.coalesce(unit, lines.account_id),
    )
    return changed.drop("member_id", "group_id")


def group_tops(parents: Mapping[str, str]) -> dict[str, str]:
    """The top of the group of every company that has a parent, whatever the depth.

    >>> group_tops({"branch": "subsidiary", "subsidiary": "group"})
    {'branch': 'group', 'subsidiary': 'group'}

    Raises
    ------
    OrdersError
        The parents form a ring.
    """
    tops: dict[str, str] = {}
    for company in parents:
        path = [company]
        while (parent := parents.get(path[-1])) is not None and parent != path[-1]:
            if parent in path:
                ring = " → ".join([*path[path.index(parent) :], parent])
                message = f"These accounts own each other in a ring: {ring}."
                raise OrdersError(message)
            path.append(parent)
        if path[-1] != company:
            tops[company] = path[-1]
    return tops


def _facts(lines: ir.Table) -> dict[str, Any]:
    facts = {
        "lines": lines.count(),
        "first": lines.ordered_on.min(),
        "last": lines.ordered_on.max(),
        "complete_cost": ibis.literal(value=False),
    }
    if "cost" in lines.columns and "net_amount" in lines.columns:
        gap = lines.cost.isnull() & (lines.net_amount != 0)
        facts["complete_cost"] = ~gap.any()
    row: dict[str, Any] = fetched(lines.aggregate(**facts)).to_pylist()[0]
    return row
