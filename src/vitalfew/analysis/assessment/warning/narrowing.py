"""Narrowing: fewer categories, or buying units, than the year before."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

import ibis
import ibis.expr.datatypes as dt
import numpy as np

from vitalfew.analysis.assessment.warning.found import ByChance, Found
from vitalfew.analysis.assessment.warning.parts import (
    Column,
    counts,
    only,
)
from vitalfew.analysis.engines import fetched
from vitalfew.analysis.reasons import Reason, declare

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

    from vitalfew.analysis.orders import Orders

    Numbers = npt.NDArray[np.float64]
    Places = npt.NDArray[np.int64]

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


def narrowings(
    orders: Orders,
    column: Column,
    *,
    setting: ByChance,
    watched: Collection[str] | None = None,
) -> list[Found]:
    """Accounts that buy over fewer categories, or from fewer units, than chance takes.

    Runs one query.

    Parameters
    ----------
    orders
        Order lines in their window.
    column
        What is bought less of.
    setting
        How sensitive the rule is set.
    watched
        Only these accounts are named; all when absent.
    """
    rows = _parts(orders, column)
    if rows is None:
        return []
    rows = only(rows, watched)
    lost = rows["lost"].to_numpy().astype(np.int64)
    likely = vanished(lost, rows["expected"].to_numpy().astype(np.float64))
    narrowed = (likely < setting.level) & (lost > 0)
    code = LOST_LINES if column == "category" else LOST_UNITS
    names = rows["name"].to_pylist()
    return [
        _narrowed(
            orders, rows, place, code, names[place], float(likely[place]), setting
        )
        for place in np.flatnonzero(narrowed).tolist()
    ]


def _narrowed(
    orders: Orders,
    rows: pa.Table,
    place: int,
    code: str,
    name: str,
    likely: float,
    setting: ByChance,
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
        set_to=setting.set_to,
        false_alarms_a_year=setting.a_year,
    )


def vanished(lost: Places, expected: Numbers) -> Numbers:
    """How likely at least so many parts pause where so many do by chance."""
    from scipy.special import gammainc

    likely: Numbers = gammainc(lost, np.maximum(expected, 1e-12))
    return likely


def _parts(orders: Orders, column: Column) -> pa.Table | None:
    """One row an account with purchases in both years.

    Columns: `account_id`, `had` (parts bought in the year before), `lost` (of those,
    bought none since), `expected` (how many would pause by chance, if each were bought
    as a Poisson process at its old share), `name` (of the lost ones the most bought).
    """
    days = counts(orders, column)
    if days is None:
        return None
    gone = (days.before > 0) & (days.since == 0)
    whole = days.days_since.cast(dt.float64) / days.days_before.cast(dt.float64)
    pause = (-days.before.cast(dt.float64) * whole).exp()
    rows = days.group_by("account_id").agg(
        had=(days.before > 0).sum().cast(dt.int64),
        lost=gone.sum().cast(dt.int64),
        # Rounded to whole numbers: a sum of fractions depends on their order.
        expected=((days.before > 0).ifelse(pause, 0.0) * 10**9 + 0.5)
        .floor()
        .cast(dt.int64)
        .sum()
        .cast(dt.float64)
        / 10**9,
    )
    place = ibis.row_number().over(
        group_by="account_id", order_by=[ibis.desc("before"), "part"]
    )
    lost = days.filter(gone).mutate(place=place)
    first = lost.filter(lost.place == 0).select("account_id", name="part")
    named = rows.left_join(first, "account_id").drop("account_id_right")
    return fetched(named).sort_by("account_id")
