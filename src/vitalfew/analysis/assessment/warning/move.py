"""Purchasing moved: the main buying unit gave up, or took over, its part."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

import ibis
import numpy as np

from vitalfew.analysis.assessment.warning.found import Found, measured
from vitalfew.analysis.assessment.warning.parts import (
    LEVEL,
    a_year_ago,
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
    Flags = npt.NDArray[np.bool_]

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

LEAST_SHIFT: Final = 0.2
"""Change of the main unit's share below which purchasing has not moved."""

BACK: Final = 0.5
"""Part of a shift that has to be undone for the alarm to have been false."""


def moves(orders: Orders, *, watched: Collection[str] | None = None) -> list[Found]:
    """Accounts whose main buying unit gave up, or took over, its part of purchases.

    Runs a query, and one more for the record a year ago. Of the accounts only the
    `watched` are named; how often the rule is wrong is learned from all.
    """
    everybody = _main_units(orders)
    if everybody is None:
        return []
    rate = _moves_record(orders, everybody)
    rows = only(everybody, watched)
    before, now, likely = _shares(rows)
    changed = moved(before, now, likely)
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
    parts = counts(orders, "unit_id")
    if parts is None:
        return None
    alone = ibis.window(group_by="account_id")
    place = ibis.row_number().over(
        group_by="account_id", order_by=[ibis.desc("before"), "part"]
    )
    ranked = parts.mutate(place=place, units=parts.part.count().over(alone))
    main = ranked.filter(ranked.place == 0, ranked.units > 1)
    columns = ("account_id", "part", "before", "since", "days_before", "days_since")
    return fetched(main.select(*columns)).sort_by("account_id")


def _shares(rows: pa.Table) -> tuple[Numbers, Numbers, Numbers]:
    """The main unit's share of purchase days before and since; how likely by chance."""
    return shares(
        *(
            rows[name].to_numpy().astype(np.float64)
            for name in ("before", "since", "days_before", "days_since")
        )
    )


def shares(
    first: Numbers, second: Numbers, all_first: Numbers, all_second: Numbers
) -> tuple[Numbers, Numbers, Numbers]:
    """Two shares, and how likely chance alone makes them differ so much."""
    from scipy.special import erfc

    before, now = first / all_first, second / all_second
    together = (first + second) / (all_first + all_second)
    spread = np.sqrt(together * (1 - together) * (1 / all_first + 1 / all_second))
    z = np.divide(
        np.abs(now - before), spread, out=np.zeros_like(spread), where=spread > 0
    )
    likely: Numbers = erfc(z / np.sqrt(2))
    return before, now, likely


def moved(before: Numbers, now: Numbers, likely: Numbers) -> Flags:
    """Whether a share has changed far, and by more than chance."""
    changed: Flags = (likely < LEVEL) & (np.abs(now - before) >= LEAST_SHIFT)
    return changed


def _moves_record(orders: Orders, rows: pa.Table) -> float | None:
    """False alarms per account and year: what had moved a year ago has moved back."""
    past = a_year_ago(orders)
    then = _main_units(past) if past is not None else None
    if then is None or not len(then):
        return None
    before, now, likely = _shares(then)
    alarmed = np.flatnonzero(moved(before, now, likely))
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
    return measured(false, len(then))
