"""What became of accounts by factors that are dated, as they were known then.

See ``docs/methods/health.md``. A quarter's end is looked at with nothing that was
written down later, and then what the account bought in the 12 months after.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa

from vitalfew.analysis.assessment.health.record import Outcome
from vitalfew.analysis.assessment.health.total import CAP, FALL, GOOD
from vitalfew.analysis.engines import fetched
from vitalfew.analysis.orders import months_before

if TYPE_CHECKING:
    from vitalfew.analysis.orders import Orders

BANDS = ("bad", "watch", "good")
QUARTERS = 4
"""Years that overlap tell little more than one: four quarter ends count as a year."""


def quarter_ends(orders: Orders) -> list[date]:
    """First days of quarters with 12 months of orders before and after, newest last."""
    start, end = orders.window.start, orders.as_of
    days = (
        date(year, month, 1)
        for year in range(start.year, end.year + 1)
        for month in (1, 4, 7, 10)
    )
    return [
        day
        for day in days
        if months_before(day, 12) >= start and day <= months_before(end, 12)
    ]


Years = Mapping[tuple[str, date], tuple[float, float]]
"""What an account bought in the 12 months before and after a quarter's end."""


def years_around(
    orders: Orders, accounts: Collection[str], ends: Iterable[date]
) -> Years:
    """Of these accounts, where they bought for anything before. Runs one query."""
    if not orders.has("net_amount") or not accounts:
        return {}
    named = ibis.memtable(pa.table({"named": sorted(accounts)}))
    days = orders.by_day
    days = days.inner_join(named, days.account_id == named.named)
    monthly = days.group_by(
        "account_id", year=days.ordered_on.year(), month=days.ordered_on.month()
    ).agg(bought=days.revenue.sum().cast("float64"))
    bought: dict[str, dict[date, float]] = {}
    for row in fetched(monthly).to_pylist():
        month = date(row["year"], row["month"], 1)
        bought.setdefault(row["account_id"], {})[month] = row["bought"]
    found = {}
    for day in ends:
        first, last = months_before(day, 12), date(day.year + 1, day.month, 1)
        for account, months in bought.items():
            before = sum(b for month, b in months.items() if first <= month < day)
            after = sum(b for month, b in months.items() if day <= month < last)
            if before > 0:
                found[account, day] = before, after
    return found


def dated_record(
    points: Mapping[tuple[str, date], float], years: Years
) -> list[Outcome]:
    """How many account-years with so many points then fell; empty where none is known.

    `points` are of a factor, by account and quarter's end.
    """
    return banded(_seen(points, years), a_year=QUARTERS)


def banded(seen: Iterable[tuple[str, bool]], *, a_year: int = 1) -> list[Outcome]:
    """Counts bands and whether an account then fell, so many looks an account-year.

    Empty where nothing was seen.
    """
    looks = Counter(seen)
    if not looks:
        return []
    return [
        Outcome(
            band,
            (looks[band, True] + looks[band, False]) / a_year,
            looks[band, True] / a_year,
        )
        for band in BANDS
    ]


def _seen(
    points: Mapping[tuple[str, date], float], years: Years
) -> Iterator[tuple[str, bool]]:
    for key, value in points.items():
        if key in years:
            before, after = years[key]
            yield band_of(value), after <= before * (1 + FALL)


def band_of(points: float) -> str:
    """Of one factor by itself."""
    return "bad" if points <= CAP else "good" if points >= GOOD else "watch"
