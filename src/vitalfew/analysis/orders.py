"""The contract of an order-line table, and the grains every measure starts from.

An order line is one row of what a customer bought. The table may live in any
engine Ibis speaks to; nothing here runs a query except the functions that say so.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Literal

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
import pyarrow as pa

Basis = Literal["contribution", "revenue"]

MONEY = dt.Decimal(18, 4)
"""Type of every amount: exact sums that do not depend on the order of rows."""


LATE_START = timedelta(days=15)
"""How late a window may begin and still count as whole months."""

BLOCK = 62
"""Categories in one whole number of 64 bits; the sign and a bit to spare stay free."""

_ONE = ibis.literal(1, dt.int64)


@ibis.udf.agg.builtin  # type: ignore[untyped-decorator]
def bit_or(numbers: int) -> int:  # type: ignore[empty-body]
    """The bits set in any of the numbers: by this name in every engine we use.

    Ibis has no name for it in PySpark.
    """


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


@dataclass(frozen=True)
class RowCount:
    """What became of the rows of a file: read = used + refused + left out by rule."""

    read: int
    used: int
    refused: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Orders:
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
    categories_sold: int | None = None

    @property
    def few_categories(self) -> bool:
        """Whether the set of all categories is known to be one whole number."""
        return self.categories_sold is not None and self.categories_sold <= BLOCK

    @property
    def as_of(self) -> date:
        """The day the analysis is made for: the first day not looked at."""
        return self.window.end

    @property
    def basis(self) -> Basis:
        """`contribution` when every amount has its cost, otherwise `revenue`."""
        return "contribution" if self.complete_cost else "revenue"

    def has(self, *names: str) -> bool:
        """Whether all these columns are in the table."""
        return all(name in self.lines.columns for name in names)

    def on_revenue(self) -> Orders:
        """The same orders as somebody without a margin role may see them."""
        lines = self.lines.drop("cost") if self.has("cost") else self.lines
        return replace(self, lines=lines, complete_cost=False)

    def within(self, window: Window) -> Orders:
        """Only the lines of this window, looked at on its last day."""
        day = self.lines.ordered_on
        lines = self.lines.filter(day >= window.start, day < window.end)
        return replace(self, lines=lines, window=window)

    def months_back(self, months: int) -> date:
        """The day this many calendar months before the as-of day."""
        return months_before(self.as_of, months)

    def covers(self, months: int) -> bool:
        """Whether the window reaches this many months back from the as-of day.

        A log rarely begins on the first day of its first year, so a window that
        starts at most `LATE_START` after that day still counts as covering it.
        """
        return self.window.start <= self.months_back(months) + LATE_START

    @cached_property
    def by_order(self) -> ir.Table:
        """One row an account, order and day.

        Columns: `account_id`, `ordered_on`, `orders`, `lines`; with amounts also
        `revenue`, `gross_sales` (lines above zero), `credits` (lines below zero, as a
        negative amount) and `contribution` (revenue without cost data). `orders` is 1;
        an order whose lines lie on several days has it on the first of them only, so
        that the sum is the number of distinct orders. Lines without an order id make
        one order an account and day.
        """
        if not self.has("order_id"):
            return self._order_columns(self._days(self._lines_with_sets()))
        whole = self.whole_orders
        whole = whole.filter(whole.last_day == whole.ordered_on).mutate(orders=_ONE)
        return ibis.union(
            self._order_columns(whole), self._order_columns(self.spread_orders)
        )

    @cached_property
    def whole_orders(self) -> ir.Table:
        """One row an account and named order, on its first day; `last_day`."""
        lines = self._lines_with_sets()
        lines = lines.filter(lines.order_id.notnull())
        day = lines.ordered_on
        return lines.group_by("account_id", "order_id").agg(
            last_day=day.max(), **self._sums(lines, ordered_on=day.min())
        )

    @cached_property
    def spread_orders(self) -> ir.Table:
        """The orders that lie on several days, and lines without an order, by day."""
        lines = self._lines_with_sets()
        whole = self.whole_orders
        spread = whole.filter(whole.last_day > whole.ordered_on)
        spread = spread.select("account_id", "order_id", first_day="ordered_on")
        apart = lines.inner_join(spread, ["account_id", "order_id"])
        first = (apart.ordered_on == apart.first_day).ifelse(_ONE, 0).max()
        apart = apart.group_by("account_id", "order_id", "ordered_on").agg(
            **self._sums(apart, orders=first)
        )
        unnamed = self._days(lines.filter(lines.order_id.isnull()))
        columns = unnamed.columns
        return ibis.union(
            unnamed, apart.mutate(orders=apart.orders.cast(dt.int64)).select(columns)
        )

    @cached_property
    def by_day(self) -> ir.Table:
        """One row an account and day: the columns of `by_order`, added up."""
        parts = self.by_order
        keys = ["account_id", "ordered_on"]
        added = [name for name in parts.columns if name not in {*keys, "found"}]
        types = {name: parts[name].type() for name in added}
        return parts.group_by(keys).agg(
            **{name: parts[name].sum().cast(type_) for name, type_ in types.items()}
        )

    @cached_property
    def by_unit(self) -> ir.Table:
        """One row an account and buying unit; the unit is null where none is named.

        Columns: `account_id`, `unit_id`, `lines`; with amounts `revenue`, and where
        `contract_id` is known `contract_revenue`, the revenue bought under a framework.
        """
        return self._units("account_id", "unit_id")

    @cached_property
    def by_unit_and_category(self) -> ir.Table:
        """As `by_unit`, for each product category; needs `category`."""
        return self._units("account_id", "category", "unit_id")

    @cached_property
    def categories(self) -> ir.Table:
        """One row a product category sold, with its place in `category_sets`.

        Columns: `category`; `line`, its number by name; `block` and `bit`: where its
        bit is; `member`: the whole number with that bit alone.
        """
        named = self.lines.filter(self.lines.category.notnull())
        names = named.select("category").distinct()
        line = ibis.row_number().over(order_by=names.category).cast(dt.int32)
        names = names.mutate(line=line)
        bit = (names.line % BLOCK).cast(dt.int32)
        return names.mutate(
            block=(names.line // BLOCK).cast(dt.int32),
            bit=bit,
            # Engines shift numbers of different widths; powers of 2 are exact in all.
            member=(ibis.literal(2.0) ** bit.cast(dt.float64)).cast(dt.int64),
        )

    @cached_property
    def category_sets(self) -> ir.Table:
        """What each account bought, as sets of categories; needs `category`.

        One row an account and block of `BLOCK` categories. Columns: `account_id`,
        `block`, and whole numbers in which the bits of categories are set: `bought`,
        `bought_12m` in the 12 months before the as-of day and `bought_prior_12m` in
        the 12 before those. A line credited or free buys nothing. A few sets group
        much faster than a row for every account and category.
        """
        if self.few_categories:
            parts = self.by_order
            parts = parts.filter(parts.found > 0)
            parts = parts.mutate(block=ibis.literal(0, dt.int32))
        else:
            lines = self._purchases().join(self.categories, "category")
            parts = lines.mutate(found=lines.member)
        recent, earlier = self._years(parts.ordered_on)
        return parts.group_by("account_id", "block").agg(
            bought=bit_or(parts.found),
            bought_12m=bit_or(recent.ifelse(parts.found, 0)),
            bought_prior_12m=bit_or(earlier.ifelse(parts.found, 0)),
        )

    @cached_property
    def by_category(self) -> ir.Table:
        """What was bought in the 12 months before the as-of day; needs `category`.

        One row an account and category. Columns: `account_id`, `category` and
        `bought`: the sum of lines above zero, without amounts their number.
        """
        lines = self._purchases()
        recent, _ = self._years(lines.ordered_on)
        lines = lines.filter(recent)
        bought = lines.count()
        if self.has("net_amount"):
            bought = lines.net_amount.sum().cast(MONEY)
        return lines.group_by("account_id", "category").agg(bought=bought)

    def _purchases(self) -> ir.Table:
        """Lines of a category that were bought, not credited or free."""
        lines = self.lines.filter(self.lines.category.notnull())
        return lines.filter(self._is_bought(lines))

    def _is_bought(self, lines: ir.Table) -> ir.BooleanValue:
        known = self.has("net_amount")
        return lines.net_amount > 0 if known else ibis.literal(value=True)

    def _years(self, day: ir.DateValue) -> tuple[ir.BooleanValue, ir.BooleanValue]:
        """Whether a day lies in the last 12 months, or in the 12 before those."""
        recent = day >= self.months_back(12)
        return recent, (day >= self.months_back(24)) & ~recent

    def _units(self, *keys: str) -> ir.Table:
        lines = self.lines
        if not self.has("unit_id"):
            lines = lines.mutate(unit_id=ibis.null(dt.string))
        sums = {}
        if self.has("net_amount"):
            sums["revenue"] = lines.net_amount.sum().cast(MONEY)
            if self.has("contract_id"):
                amount = lines.net_amount.sum(where=lines.contract_id.notnull())
                sums["contract_revenue"] = amount.cast(MONEY).fill_null(
                    ibis.literal(0, MONEY)
                )
        return lines.group_by(*keys).agg(lines=ibis._.count(), **sums)

    def _lines_with_sets(self) -> ir.Table:
        """The lines with the set of their category, where sets are wanted."""
        if not self.few_categories:
            return self.lines
        sets = self.categories.select("category", "member")
        lines = self.lines.left_join(sets, "category").drop("category_right")
        bought = self._is_bought(lines)
        return lines.mutate(found=bought.ifelse(lines.member, 0).fill_null(0))

    def _days(self, lines: ir.Table) -> ir.Table:
        """Lines without an order id: one order an account and day."""
        days = lines.group_by("account_id", "ordered_on").agg(**self._sums(lines))
        return days.mutate(orders=_ONE)

    def _sums(self, lines: ir.Table, **more: ir.Value) -> dict[str, ir.Value]:
        """What is added up over lines; the other amounts follow from these."""
        sums = more | {"lines": lines.count()}
        if self.few_categories:
            sums["found"] = bit_or(lines.found)
        if not self.has("net_amount"):
            return sums
        zero = ibis.literal(0, MONEY)
        amount = lines.net_amount
        sums["revenue"] = amount.sum().cast(MONEY)
        sums["gross_sales"] = ibis.greatest(amount, zero).sum().cast(MONEY)
        if self.complete_cost:
            sums["cost"] = lines.cost.fill_null(zero).sum().cast(MONEY)
        return sums

    def _order_columns(self, parts: ir.Table) -> ir.Table:
        columns = ["account_id", "ordered_on", "orders", "lines"]
        if self.few_categories:
            columns.append("found")
        if not self.has("net_amount"):
            return parts.select(columns)
        contribution = parts.revenue
        if self.complete_cost:
            contribution = (parts.revenue - parts.cost).cast(MONEY)
        return parts.select(
            *columns,
            "revenue",
            "gross_sales",
            credits=(parts.revenue - parts.gross_sales).cast(MONEY),
            contribution=contribution,
        )


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


def conform(table: ir.Table) -> ir.Table:
    """Keep the contract's columns, each in its type; refuse a table without a key."""
    missing = [c.name for c in COLUMNS if c.required and c.name not in table.columns]
    if missing:
        message = f"The table has no column {' and no column '.join(missing)}."
        raise OrdersError(message)
    present = [column for column in COLUMNS if column.name in table.columns]
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
    row: dict[str, Any] = lines.aggregate(**facts).to_pyarrow().to_pylist()[0]
    return row
