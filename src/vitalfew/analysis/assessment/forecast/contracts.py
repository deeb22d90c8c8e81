"""What is bought under contracts whose last day is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import ibis
import ibis.expr.datatypes as dt
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vitalfew.analysis.engines import fetched
from vitalfew.analysis.orders import months_before

if TYPE_CHECKING:
    import numpy.typing as npt

    from vitalfew.analysis.orders import Orders

    Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Ending:
    """What ends within the horizon, one entry an account.

    Attributes
    ----------
    kept
        Part of what it buys that is not under a contract that ends, or falls before
        its end: 1 where no contract ends.
    first_end
        The first end within the horizon or before it; None where there is none.
    """

    kept: Floats
    first_end: tuple[date | None, ...]


def ending(
    orders: Orders, ends: Mapping[str, date], *, accounts: pa.Array, horizon: int
) -> Ending | None:
    """Weigh the contracts that end by what was bought under them. Runs one query.

    Parameters
    ----------
    orders
        Order lines with `contract_id`; without it nothing is known and None is given.
    ends
        The last day of each contract, by `contract_id`.
    accounts
        Whom to weigh them for.
    horizon
        Days ahead.
    """
    if not ends or not orders.has("contract_id", "net_amount"):
        return None
    last_year = months_before(orders.as_of, 12)
    lines = orders.lines
    bought = lines.filter(lines.ordered_on >= last_year, lines.net_amount > 0)
    dates = ibis.memtable(
        pa.table({"contract_id": list(ends), "last_day": list(ends.values())})
    )
    parts = bought.left_join(dates, "contract_id")
    parts = parts.group_by("account_id", "last_day").agg(
        sales=parts.net_amount.sum().cast(dt.float64)
    )
    table = fetched(parts.order_by("account_id", "last_day"))
    place = pc.index_in(table["account_id"], value_set=accounts)
    all_, lost = np.zeros(len(accounts)), np.zeros(len(accounts))
    first: list[date | None] = [None] * len(accounts)
    for at, sales, last in zip(
        place.to_pylist(),
        table["sales"].to_pylist(),
        table["last_day"].to_pylist(),
        strict=True,
    ):
        if at is None:
            continue
        all_[at] += sales
        if last is None or (days := (last - orders.as_of).days + 1) >= horizon:
            continue
        lost[at] += sales * (1 - max(days, 0) / horizon)
        first[at] = min(last, first[at] or last)
    part = np.divide(lost, all_, out=np.zeros_like(lost), where=all_ > 0)
    return Ending(1 - part, tuple(first))
