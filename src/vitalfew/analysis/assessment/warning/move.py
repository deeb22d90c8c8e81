"""Purchasing moved: the main buying unit gave up, or took over, its part."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

import ibis
import numpy as np

from vitalfew.analysis.assessment.warning.found import ByChance, Found
from vitalfew.analysis.assessment.warning.parts import counts, only
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


def moves(
    orders: Orders, *, setting: ByChance, watched: Collection[str] | None = None
) -> list[Found]:
    """Accounts whose main buying unit gave up, or took over, its part of purchases.

    Runs one query.

    Parameters
    ----------
    orders
        Order lines in their window.
    setting
        How sensitive the rule is set.
    watched
        Only these accounts are named; all when absent.
    """
    everybody = _main_units(orders)
    if everybody is None:
        return []
    rows = only(everybody, watched)
    before, now, likely = _shares(rows)
    changed = moved(before, now) & (likely < setting.level)
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
            set_to=setting.set_to,
            false_alarms_a_year=setting.a_year,
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


def moved(before: Numbers, now: Numbers) -> Flags:
    """Whether a share has changed far."""
    changed: Flags = np.abs(now - before) >= LEAST_SHIFT
    return changed
