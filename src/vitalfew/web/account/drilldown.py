"""One account's own orders, summed the ways its page shows them.

The page of an account is the only one that looks at order lines, and only at those of
this account: they are added up in memory.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from vitalfew.analysis.orders import Window, months_before
from vitalfew.apps.accounts.policies import Money
from vitalfew.apps.imports.account_orders import AccountOrders

READ = (
    "ordered_on",
    "order_id",
    "net_amount",
    "cost",
    "category",
    "unit_id",
    "unit_name",
    "contract_id",
)
QUARTERS = 8
SUM = pa.decimal128(38, 4)
ZERO = Decimal(0)

CategoryState = Literal["kept", "new", "dropped"]


@dataclass(frozen=True)
class Month:
    """One calendar month; `whole` is false when the window cuts it short."""

    start: dt.date
    orders: int
    amount: Decimal | None
    whole: bool = True


@dataclass(frozen=True)
class Category:
    """What the account buys of one product category; quarters are oldest first."""

    name: str
    amount_12m: Decimal
    amount_prior_12m: Decimal | None
    quarters: tuple[float, ...]
    share: float | None
    state: CategoryState


@dataclass(frozen=True)
class Unit:
    """One buying unit of the account."""

    unit_id: str
    name: str
    orders: int
    amount: Decimal | None
    share: float | None
    framework_share: float | None
    is_head_office: bool = False


@dataclass(frozen=True)
class DrillDown:
    """An account's orders, added up on `money`; no amounts when that is "none"."""

    money: Money
    start: dt.date
    as_of: dt.date
    months: tuple[Month, ...]
    days: tuple[dt.date, ...]
    categories: tuple[Category, ...]
    units: tuple[Unit, ...]
    orders_12m: int
    orders_prior_12m: int | None
    amount_12m: Decimal | None
    amount_prior_12m: Decimal | None

    @property
    def growth(self) -> float | None:
        """The last 12 months against the 12 before; None when they do not compare."""
        now, before = self.amount_12m, self.amount_prior_12m
        if now is None or before is None or before <= 0:
            return None
        return float((now - before) / before)


def drill_down(
    orders: AccountOrders, money: Money, head_offices: Iterable[str] = ()
) -> DrillDown:
    """Add up the account's lines by month, day, category and unit."""
    if money == "contribution":
        money = orders.basis
    if not orders.has("net_amount"):
        money = "none"
    window = orders.window
    lines = _with_amount(orders.lines, money)
    per_day = _by_day(lines)
    now, before = _years(window, per_day)
    return DrillDown(
        money=money,
        start=window.start,
        as_of=window.end,
        months=_months(window, per_day, money),
        days=tuple(per_day),
        categories=_categories(window, lines) if money != "none" else (),
        units=_units(lines, frozenset(head_offices), money),
        orders_12m=now[0],
        orders_prior_12m=before[0] if before else None,
        amount_12m=None if money == "none" else now[1],
        amount_prior_12m=before[1] if before and money != "none" else None,
    )


def _with_amount(lines: pa.Table, money: Money) -> pa.Table:
    """Add `amount` on the basis, and `order`: a number of the order a line is of."""
    if money == "none":
        amount = pa.nulls(len(lines), SUM)
    else:
        amount = lines["net_amount"]
        if money == "contribution":
            free = pa.scalar(ZERO, lines["cost"].type)
            amount = pc.subtract(amount, pc.fill_null(lines["cost"], free))
        amount = amount.cast(SUM)
    number = _orders(lines).combine_chunks().dictionary_encode().indices
    return lines.append_column("amount", amount).append_column("order", number)


def _orders(lines: pa.Table) -> pa.ChunkedArray:
    """The order of each line; without one, its day."""
    if "order_id" in _names(lines):
        named = lines["order_id"]
        if not named.null_count:
            return named
        return pc.fill_null(named, lines["ordered_on"].cast(pa.string()))
    return lines["ordered_on"].cast(pa.string())


Day = tuple[int, Decimal]


def _by_day(lines: pa.Table) -> dict[dt.date, Day]:
    """Orders and amount of each day; an order counts on its first day."""
    firsts = lines.group_by("order").aggregate([("ordered_on", "min")])
    counts = firsts["ordered_on_min"].value_counts().to_pylist()
    begun = {count["values"]: count["counts"] for count in counts}
    sums = lines.group_by("ordered_on").aggregate([("amount", "sum")])
    rows = zip(
        sums["ordered_on"].to_pylist(), sums["amount_sum"].to_pylist(), strict=True
    )
    return {day: (begun.get(day, 0), amount or ZERO) for day, amount in sorted(rows)}


def _years(window: Window, days: dict[dt.date, Day]) -> tuple[Day, Day | None]:
    """The last 12 months, and the 12 before when the window covers them."""
    now = _between(days, window.months_back(12), window.end)
    if not window.covers(24):
        return now, None
    return now, _between(days, window.months_back(24), window.months_back(12))


def _between(days: dict[dt.date, Day], start: dt.date, end: dt.date) -> Day:
    within = [value for day, value in days.items() if start <= day < end]
    return sum(count for count, _ in within), sum((a for _, a in within), ZERO)


def _months(
    window: Window, days: dict[dt.date, Day], money: Money
) -> tuple[Month, ...]:
    sums: dict[dt.date, Day] = {}
    for day, (count, amount) in days.items():
        month = day.replace(day=1)
        had = sums.get(month, (0, ZERO))
        sums[month] = (had[0] + count, had[1] + amount)
    found = []
    month = window.start.replace(day=1)
    while month < window.end:
        following = months_before(month, -1)
        count, amount = sums.get(month, (0, ZERO))
        whole = month >= window.start and following <= window.end
        found.append(Month(month, count, None if money == "none" else amount, whole))
        month = following
    return tuple(found)


def _categories(window: Window, lines: pa.Table) -> tuple[Category, ...]:
    """By category, largest of the last 12 months first."""
    if "category" not in _names(lines):
        return ()
    named = lines.filter(pc.is_valid(lines["category"]))
    named = named.append_column("quarter", _quarter(named["ordered_on"], window.end))
    sums = named.group_by(["category", "quarter"]).aggregate([("amount", "sum")])
    quarters: dict[str, dict[int, Decimal]] = {}
    for row in sums.to_pylist():
        amounts = quarters.setdefault(row["category"], {})
        amounts[row["quarter"]] = row["amount_sum"] or ZERO
    total = sum((_last_year(amounts) for amounts in quarters.values()), ZERO)
    found = [_category(window, name, had, total) for name, had in quarters.items()]
    return tuple(sorted(found, key=lambda c: (-c.amount_12m, c.name)))


def _quarter(days: pa.ChunkedArray, as_of: dt.date) -> pa.ChunkedArray:
    """Quarters back from the as-of day: 0 the newest … 7; 8 is all before."""
    back = pa.scalar(0, pa.int8())
    for number in range(1, QUARTERS + 1):
        older = pc.less(days, pa.scalar(months_before(as_of, 3 * number)))
        back = pc.add(older.cast(pa.int8()), back)
    return back


def _last_year(amounts: dict[int, Decimal]) -> Decimal:
    return sum((amounts.get(number, ZERO) for number in range(4)), ZERO)


def _category(
    window: Window, name: str, amounts: dict[int, Decimal], total: Decimal
) -> Category:
    now = _last_year(amounts)
    before = sum((amounts.get(number, ZERO) for number in range(4, 8)), ZERO)
    covered = [n for n in range(QUARTERS) if window.covers(3 * (n + 1))]
    state: CategoryState = "kept"
    if window.covers(24) and now > 0 and not before and 8 not in amounts:
        state = "new"
    elif not now and not any(number in amounts for number in range(4)):
        state = "dropped"
    return Category(
        name=name,
        amount_12m=now,
        amount_prior_12m=before if window.covers(24) else None,
        quarters=tuple(float(amounts.get(n, ZERO)) for n in reversed(covered)),
        share=float(now / total) if total > 0 else None,
        state=state,
    )


def _units(
    lines: pa.Table, head_offices: frozenset[str], money: Money
) -> tuple[Unit, ...]:
    """By buying unit, largest first."""
    if "unit_id" not in _names(lines):
        return ()
    known = lines.filter(pc.is_valid(lines["unit_id"]))
    asked = [("amount", "sum"), ("order", "count_distinct")]
    if "unit_name" in _names(lines):
        asked.append(("unit_name", "max"))
    rows = known.group_by("unit_id").aggregate(asked).to_pylist()
    framed = _under_framework(known)
    total = sum((row["amount_sum"] or ZERO for row in rows), ZERO)
    found = [_unit(row, total, framed, head_offices, money) for row in rows]
    return tuple(sorted(found, key=lambda u: (-(u.amount or 0), -u.orders, u.unit_id)))


def _under_framework(lines: pa.Table) -> dict[str, Decimal] | None:
    """What each unit bought under a framework; None where that is not known."""
    if "contract_id" not in _names(lines) or "net_amount" not in _names(lines):
        return None
    framed = lines.filter(pc.is_valid(lines["contract_id"]))
    sums = framed.group_by("unit_id").aggregate([("amount", "sum")]).to_pylist()
    return {row["unit_id"]: row["amount_sum"] or ZERO for row in sums}


def _unit(
    row: dict[str, Any],
    total: Decimal,
    framed: dict[str, Decimal] | None,
    head_offices: frozenset[str],
    money: Money,
) -> Unit:
    amount = None if money == "none" else row["amount_sum"] or ZERO
    under = None
    if framed is not None and amount is not None and amount > 0:
        under = float(framed.get(row["unit_id"], ZERO) / amount)
    return Unit(
        unit_id=row["unit_id"],
        name=row.get("unit_name_max") or row["unit_id"],
        orders=row["order_count_distinct"],
        amount=amount,
        share=float(amount / total) if amount is not None and total > 0 else None,
        framework_share=under,
        is_head_office=row["unit_id"] in head_offices,
    )


def _names(lines: pa.Table) -> list[str]:
    names: list[str] = lines.column_names
    return names
