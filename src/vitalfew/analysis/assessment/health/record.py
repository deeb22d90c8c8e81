"""What became of accounts whose purchases were as healthy as this: the firm's past.

Purchases reach as far back as the orders; what else is dated is in `dated`. See
``docs/methods/health.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from operator import add
from typing import TYPE_CHECKING

import ibis

from vitalfew.analysis.assessment.health.total import CAP, FALL, GOOD, GROWTH
from vitalfew.analysis.engines import fetched
from vitalfew.analysis.proportion import wilson

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from vitalfew.analysis.orders import Orders

MOST_YEARS = 10
LEAST_SHOWN = 30
"""With fewer account-years nothing is said."""


@dataclass(frozen=True)
class Outcome:
    """Of the account-years with so many points, how many then fell."""

    band: str
    account_years: float
    fell: float

    @property
    def share(self) -> float | None:
        """Share that lost 30 % or more in the next 12 months; None of too few."""
        enough = self.account_years >= LEAST_SHOWN
        return self.fell / self.account_years if enough else None

    @property
    def interval(self) -> tuple[float, float]:
        """Where that share lies with 95 % certainty, after Wilson (1927)."""
        return wilson(self.fell, self.account_years)


def health_record(orders: Orders) -> list[Outcome]:
    """Every account and whole year of the window; runs one query.

    Returns
    -------
    list of Outcome
        `bad`, `watch` and `good`, by points for purchases alone; empty without amounts
        or with fewer than three whole years.
    """
    if not orders.has("net_amount"):
        return []
    years = range(MOST_YEARS)
    whole = [year for year in years if orders.covers(12 * (year + 1))]
    if len(whole) < 3:
        return []
    yearly = _yearly(orders, len(whole))
    origins = [
        yearly.select(
            before=yearly[f"y{year + 1}"],
            last=yearly[f"y{year}"],
            after=yearly[f"y{year - 1}"],
        )
        for year in whole[1:-1]
    ]
    rows = reduce(lambda one, other: one.union(other), origins)
    rows = rows.filter(rows.before > 0, rows.last > 0)
    growth = rows["last"] / rows.before - 1
    rows = rows.mutate(band=_band(growth), fell=rows.after <= rows["last"] * (1 + FALL))
    counted = fetched(
        rows.group_by("band").agg(
            account_years=rows.count(), fell=rows.fell.sum().cast("int64")
        )
    ).to_pylist()
    found = {each["band"]: each for each in counted}
    return [
        Outcome(
            band,
            found.get(band, {}).get("account_years", 0),
            found.get(band, {}).get("fell", 0),
        )
        for band in ("bad", "watch", "good")
    ]


def _yearly(orders: Orders, years: int) -> ir.Table:
    """One row an account: `y0` what it bought in the last 12 months, `y1` before."""
    days = orders.by_day

    def bought(year: int) -> ir.Value:
        start, end = (orders.months_back(12 * (year + more)) for more in (1, 0))
        inside = (days.ordered_on >= start) & (days.ordered_on < end)
        return ibis.ifelse(inside, days.revenue.cast("float64"), 0.0).sum()

    return days.group_by("account_id").agg(
        **{f"y{year}": bought(year) for year in range(years)}
    )


def _band(growth: ir.Value) -> ir.Value:
    points = _on_scale(growth)
    return ibis.ifelse(
        points <= CAP, "bad", ibis.ifelse(points >= GOOD, "good", "watch")
    )


def _on_scale(growth: ir.Value) -> ir.Value:
    """`on_scale` of `GROWTH` as an expression: the rises up to where it is, added."""
    (_first, lowest), *_rest = GROWTH
    rises = [
        (growth.clip(lower=left, upper=right) - left) * ((high - low) / (right - left))
        for (left, low), (right, high) in pairwise(GROWTH)
    ]
    return reduce(add, rises) + lowest
