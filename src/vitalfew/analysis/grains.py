"""The grains every measure starts from: order lines added up in a few ways.

Each is an expression; nothing here runs a query. Who needs a grain several times may
compute it once and put the table in its place.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

MONEY = dt.Decimal(18, 4)
"""Type of every amount: exact sums that do not depend on the order of rows."""

BLOCK = 62
"""Categories in one whole number of 64 bits; the sign and a bit to spare stay free."""

_ONE = ibis.literal(1, dt.int64)


@ibis.udf.agg.builtin  # type: ignore[untyped-decorator]
def bit_or(numbers: int) -> int:  # type: ignore[empty-body]
    """The bits set in any of the numbers: by this name in every engine we use.

    Ibis has no name for it in PySpark.
    """


class Grains:
    """What `Orders` can be added up to."""

    lines: ir.Table
    complete_cost: bool
    categories_sold: int | None
    held: frozenset[str] = frozenset()
    """Names of grains that somebody computed already and put in their place."""

    def has(self, *names: str) -> bool:
        """Whether all these columns are in the table."""
        return all(name in self.lines.columns for name in names)

    def months_back(self, months: int) -> date:
        """The day this many calendar months before the as-of day."""
        raise NotImplementedError

    @property
    def few_categories(self) -> bool:
        """Whether the set of all categories is known to be one whole number."""
        return self.categories_sold is not None and self.categories_sold <= BLOCK

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
