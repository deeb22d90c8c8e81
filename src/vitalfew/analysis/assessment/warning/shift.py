"""Narrowing and moved purchasing: what a year bought against the year before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final, Literal

import ibis
import ibis.expr.datatypes as dt
import numpy as np

from vitalfew.analysis.assessment.warning.found import Found
from vitalfew.analysis.engines import fetched
from vitalfew.analysis.orders import Window
from vitalfew.analysis.reasons import Reason, declare

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import numpy.typing as npt
    import pyarrow as pa

    from vitalfew.analysis.orders import Orders

    Numbers = npt.NDArray[np.float64]

Column = Literal["category", "unit_id"]

LOST_LINES: Final = declare(
    "warning.narrowing.category",
    "Bought nothing of %(lost)s of its %(had)s categories in 12 months, %(name)s first"
    " of all; as many would pause by chance in %(chance)s of years.",
    lost="count",
    had="count",
    name="text",
    chance="percent",
)
LOST_UNITS: Final = declare(
    "warning.narrowing.unit",
    "%(lost)s of its %(had)s buying units have bought nothing in 12 months, %(name)s"
    " first of all; as many would pause by chance in %(chance)s of years.",
    lost="count",
    had="count",
    name="text",
    chance="percent",
)
BOUGHT_AGAIN: Final = declare(
    "warning.narrowing.clears",
    "Clears when %(name)s is bought or buys again.",
    name="text",
)
MOVED: Final = declare(
    "warning.centralization",
    "%(name)s, its main buying unit, bought on %(before)s of the days with a purchase a"
    " year ago and on %(now)s since.",
    name="text",
    before="percent",
    now="percent",
)
MOVED_BACK: Final = declare(
    "warning.centralization.clears",
    "Clears when %(name)s buys on about %(before)s of the days again.",
    name="text",
    before="percent",
)

LEVEL: Final = 0.01
"""Probability by chance below which a change counts as one."""

LEAST_DAYS: Final = 6
"""Purchase days each year must have for the two to be compared."""

LEAST_SHIFT: Final = 0.2
"""Change of the main unit's share below which purchasing has not moved."""

BACK: Final = 0.5
"""Part of a shift that has to be undone for the alarm to have been false."""


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


def a_year_ago(orders: Orders) -> Orders | None:
    """What was known a year ago; None when that was less than two years."""
    past = replace(orders, window=Window(orders.window.start, orders.months_back(12)))
    return orders.within(past.window) if past.covers(24) else None


def narrowings(orders: Orders, column: Column) -> list[Found]:
    """Accounts that buy over fewer categories, or from fewer units, than chance takes.

    Runs a query, and two more for the record a year ago.
    """
    rows = _parts(orders, column)
    if rows is None:
        return []
    likely, lost = _vanished(rows)
    rate = _narrowing_record(orders, column)
    code = LOST_LINES if column == "category" else LOST_UNITS
    names = rows["name"].to_pylist()
    return [
        _narrowed(orders, rows, place, code, names[place], float(likely[place]), rate)
        for place in np.flatnonzero((likely < LEVEL) & (lost > 0)).tolist()
    ]


def _narrowed(
    orders: Orders,
    rows: pa.Table,
    place: int,
    code: str,
    name: str,
    likely: float,
    rate: float | None,
) -> Found:
    values = {
        "lost": rows["lost"][place].as_py(),
        "had": rows["had"][place].as_py(),
        "name": name,
        "chance": likely,
    }
    return Found(
        account_id=rows["account_id"][place].as_py(),
        kind="narrowing",
        money="none",
        since=orders.months_back(12),
        severity=float(-np.log10(max(likely, 1e-12))),
        reason=Reason("against", code, values),
        clears=Reason("against", BOUGHT_AGAIN, {"name": name}),
        false_alarms_a_year=rate,
    )


def _vanished(rows: pa.Table) -> tuple[Numbers, npt.NDArray[np.int64]]:
    """How likely at least so many parts pause by chance, and how many did."""
    from scipy.special import gammainc

    lost = rows["lost"].to_numpy().astype(np.int64)
    expected = rows["expected"].to_numpy().astype(np.float64)
    likely: Numbers = gammainc(lost, np.maximum(expected, 1e-12))
    return likely, lost


def _narrowing_record(orders: Orders, column: Column) -> float | None:
    """False alarms per account and year: what had vanished a year ago came back."""
    before = a_year_ago(orders)
    if before is None:
        return None
    then = _parts(before, column)
    if then is None or not len(then):
        return None
    likely, lost = _vanished(then)
    alarmed = then.filter((likely < LEVEL) & (lost > 0)).select(["account_id", "name"])
    return _bought_last_year(orders, column, alarmed) / len(then)


def _bought_last_year(orders: Orders, column: Column, parts: pa.Table) -> int:
    """How many of these parts of accounts were bought within the last year."""
    if not len(parts):
        return 0
    lines = _lines(orders, column)
    lines = lines.filter(lines.ordered_on >= orders.months_back(12))
    named = lines.select("account_id", name=lines.part).distinct()
    again = named.semi_join(ibis.memtable(parts), ["account_id", "name"])
    return int(fetched(again.aggregate(parts=again.count()))["parts"][0].as_py())


def _parts(orders: Orders, column: Column) -> pa.Table | None:
    """One row an account with purchases in both years.

    Columns: `account_id`, `had` (parts bought in the year before), `lost` (of those,
    bought none since), `expected` (how many would pause by chance, if each were bought
    as a Poisson process at its old share), `name` (of the lost ones the most bought).
    """
    counts = _counts(orders, column)
    if counts is None:
        return None
    gone = (counts.before > 0) & (counts.since == 0)
    whole = counts.days_since.cast(dt.float64) / counts.days_before.cast(dt.float64)
    pause = (-counts.before.cast(dt.float64) * whole).exp()
    rows = counts.group_by("account_id").agg(
        had=(counts.before > 0).sum().cast(dt.int64),
        lost=gone.sum().cast(dt.int64),
        # Rounded to whole numbers: a sum of fractions depends on their order.
        expected=((counts.before > 0).ifelse(pause, 0.0) * 10**9 + 0.5)
        .floor()
        .cast(dt.int64)
        .sum()
        .cast(dt.float64)
        / 10**9,
    )
    place = ibis.row_number().over(
        group_by="account_id", order_by=[ibis.desc("before"), "part"]
    )
    lost = counts.filter(gone).mutate(place=place)
    first = lost.filter(lost.place == 0).select("account_id", name="part")
    named = rows.left_join(first, "account_id").drop("account_id_right")
    return fetched(named).sort_by("account_id")


def _lines(orders: Orders, column: Column) -> ir.Table:
    lines = orders.lines.filter(orders.lines[column].notnull())
    if orders.has("net_amount"):
        lines = lines.filter(lines.net_amount > 0)
    return lines.select("account_id", "ordered_on", part=lines[column])


def _counts(orders: Orders, column: Column) -> ir.Table | None:
    """One row an account and part: purchase days in each year, and the account's own.

    Only accounts with at least `LEAST_DAYS` purchase days in each year.
    """
    span = years(orders)
    if span is None or not orders.has(column):
        return None
    lines = _lines(orders, column)
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


def moves(orders: Orders) -> list[Found]:
    """Accounts whose main buying unit gave up, or took over, its part of purchases.

    Runs a query, and one more for the record a year ago.
    """
    rows = _main_units(orders)
    if rows is None:
        return []
    before, now, likely = _shares(rows)
    rate = _moves_record(orders, rows)
    changed = (likely < LEVEL) & (np.abs(now - before) >= LEAST_SHIFT)
    return [
        Found(
            account_id=rows["account_id"][place].as_py(),
            kind="centralization",
            money="none",
            since=orders.months_back(12),
            severity=float(-np.log10(max(likely[place], 1e-12))),
            reason=Reason(
                "against",
                MOVED,
                {
                    "name": rows["part"][place].as_py(),
                    "before": float(before[place]),
                    "now": float(now[place]),
                },
            ),
            clears=Reason(
                "against",
                MOVED_BACK,
                {"name": rows["part"][place].as_py(), "before": float(before[place])},
            ),
            false_alarms_a_year=rate,
        )
        for place in np.flatnonzero(changed).tolist()
    ]


def _main_units(orders: Orders) -> pa.Table | None:
    """One row an account with several units: the main one of the year before."""
    counts = _counts(orders, "unit_id")
    if counts is None:
        return None
    alone = ibis.window(group_by="account_id")
    place = ibis.row_number().over(
        group_by="account_id", order_by=[ibis.desc("before"), "part"]
    )
    ranked = counts.mutate(place=place, units=counts.part.count().over(alone))
    main = ranked.filter(ranked.place == 0, ranked.units > 1)
    columns = ("account_id", "part", "before", "since", "days_before", "days_since")
    return fetched(main.select(*columns)).sort_by("account_id")


def _shares(rows: pa.Table) -> tuple[Numbers, Numbers, Numbers]:
    """The main unit's share of purchase days before and since; how likely by chance."""
    from scipy.special import erfc

    first, second, all_first, all_second = (
        rows[name].to_numpy().astype(np.float64)
        for name in ("before", "since", "days_before", "days_since")
    )
    before, now = first / all_first, second / all_second
    together = (first + second) / (all_first + all_second)
    spread = np.sqrt(together * (1 - together) * (1 / all_first + 1 / all_second))
    z = np.divide(
        np.abs(now - before), spread, out=np.zeros_like(spread), where=spread > 0
    )
    likely: Numbers = erfc(z / np.sqrt(2))
    return before, now, likely


def _moves_record(orders: Orders, rows: pa.Table) -> float | None:
    """False alarms per account and year: what had moved a year ago has moved back."""
    past = a_year_ago(orders)
    then = _main_units(past) if past is not None else None
    if then is None or not len(then):
        return None
    before, now, likely = _shares(then)
    alarmed = np.flatnonzero((likely < LEVEL) & (np.abs(now - before) >= LEAST_SHIFT))
    share = dict(
        zip(
            zip(rows["account_id"].to_pylist(), rows["part"].to_pylist(), strict=True),
            _shares(rows)[1].tolist(),
            strict=True,
        )
    )
    accounts, parts = then["account_id"].to_pylist(), then["part"].to_pylist()
    false = 0
    for place in alarmed.tolist():
        later = share.get((accounts[place], parts[place]))
        undone = later is not None and abs(later - before[place]) < BACK * abs(
            now[place] - before[place]
        )
        false += undone
    return false / len(then)
