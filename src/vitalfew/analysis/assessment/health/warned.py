"""What became of accounts by the early warnings that orders gave on past days.

See ``docs/methods/health.md``. The rules of today, set by what was known on that day
alone; what people said of a warning is no part of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import ibis
import pyarrow as pa

from vitalfew.analysis.assessment.health.dated import BANDS, band_of, quarter_ends
from vitalfew.analysis.assessment.health.record import Outcome
from vitalfew.analysis.assessment.health.total import FALL, LASTING, on_scale
from vitalfew.analysis.assessment.warning import warnings
from vitalfew.analysis.engines import fetched
from vitalfew.analysis.orders import Window, months_before

if TYPE_CHECKING:
    from vitalfew.analysis.criteria import WarningCriteria
    from vitalfew.analysis.orders import Orders

MOST_DAYS = 3
"""Setting the rules takes long, and is done for each day anew."""


def warnings_record(
    orders: Orders, criteria: WarningCriteria | None = None
) -> list[Outcome]:
    """Of every account that had bought, on days a year apart. Runs the queries.

    Empty without amounts, or where no day has 12 months of orders before and after.
    """
    days = quarter_ends(orders)[::-4][:MOST_DAYS]
    if not orders.has("net_amount") or not days:
        return []
    every: Counter[str] = Counter()
    fell: Counter[str] = Counter()
    for day in days:
        for row in _counted(orders, day, _kinds(orders, day, criteria)):
            every[row["band"]] += row["accounts"]
            fell[row["band"]] += row["fell"]
    return [Outcome(band, every[band], fell[band]) for band in BANDS]


def _kinds(
    orders: Orders, day: date, criteria: WarningCriteria | None
) -> dict[str, int]:
    """How many kinds of warnings there were of each account that had any."""
    known = orders.within(Window(orders.window.start, day))
    found = warnings(known, criteria=criteria).found
    return Counter(account for account, _ in {(f.account_id, f.kind) for f in found})


def _counted(
    orders: Orders, day: date, kinds: Mapping[str, int]
) -> list[dict[str, Any]]:
    """Of each band how many accounts there were, and how many then fell. One query."""
    bands = [band_of(on_scale(count, LASTING)) for count in kinds.values()]
    warned = ibis.memtable(
        pa.table(
            {
                "warned": pa.array(list(kinds), pa.string()),
                "band": pa.array(bands, pa.string()),
            }
        )
    )
    first, end = months_before(day, 12), date(day.year + 1, day.month, day.day)
    days = orders.by_day
    days = days.filter(days.ordered_on >= first, days.ordered_on < end)
    amount, is_before = days.revenue.cast("float64"), days.ordered_on < day
    rows = days.group_by("account_id").agg(
        before=ibis.ifelse(is_before, amount, 0.0).sum(),
        after=ibis.ifelse(is_before, 0.0, amount).sum(),
    )
    rows = rows.filter(rows.before > 0)
    rows = rows.left_join(warned, rows.account_id == warned.warned)
    rows = rows.mutate(
        band=rows.band.fill_null(band_of(on_scale(0, LASTING))),
        has_fallen=rows.after <= rows.before * (1 + FALL),
    )
    counted = rows.group_by("band").agg(
        accounts=rows.count(), fell=rows.has_fallen.sum().cast("int64")
    )
    found: list[dict[str, Any]] = fetched(counted).to_pylist()
    return found
