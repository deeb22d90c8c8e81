"""The rule of silence as it would have been on earlier days, and what came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vitalfew.analysis.assessment.warning.clock import clock, purchase_days, timed
from vitalfew.analysis.assessment.warning.record import Record, limits
from vitalfew.analysis.assessment.warning.silence import (
    YEAR,
    false_alarms,
    replay,
    rhythm,
)
from vitalfew.analysis.criteria import WarningCriteria
from vitalfew.analysis.orders import Window

if TYPE_CHECKING:
    import numpy.typing as npt

    from vitalfew.analysis.orders import Orders

    Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Seen:
    """One origin: accounts watched, those lost, leads of those caught, false alarms."""

    watched: int
    lost: int
    leads: Numbers
    false_alarms: int


def tried(
    orders: Orders,
    origins: Sequence[date],
    days: int,
    *,
    criteria: WarningCriteria | None = None,
) -> Record:
    """The rule and its level as known on each origin, judged by the days that followed.

    Runs six queries an origin. An account counts as watched when it had a rhythm and
    had bought within a year before the origin, and as lost when it bought nothing in
    the days that followed.

    Parameters
    ----------
    orders
        Order lines in their window.
    origins
        The days to look from; the outcomes lie within the window.
    days
        How many days followed are looked at.
    criteria
        How many false alarms a week are borne.
    """
    criteria = criteria or WarningCriteria()
    seen = [_from(orders, origin, days, criteria) for origin in origins]
    leads = np.concatenate([each.leads for each in seen]) if seen else np.empty(0)
    years = sum(each.watched for each in seen) * days / YEAR
    return Record.of(
        lost=sum(each.lost for each in seen),
        leads=leads,
        false_alarms=sum(each.false_alarms for each in seen),
        account_years=years,
    )


def _from(orders: Orders, origin: date, days: int, criteria: WarningCriteria) -> _Seen:
    start = orders.window.start
    known = orders.within(Window(start, origin))
    time = clock(known)
    past = replay(known, time)
    accounts = int(purchase_days(known).account_id.nunique().to_pyarrow().as_py())
    level = past.level(accounts=accounts, a_week=criteria.false_alarms_per_week)
    rows = rhythm(known, time, past.regularity)
    watched = rows.filter(pa.array(time.at[-1] - rows["last_at"].to_numpy() < YEAR))
    whole = orders.within(Window(start, origin + timedelta(days=days)))
    came = _came(whole, origin)
    lost = watched.filter(pc.invert(pc.is_in(watched["account_id"], value_set=came)))
    limit = limits(lost, level)
    bought = timed(whole, time.continued(days)).semi_join(
        ibis.memtable(watched.select(["account_id"])), "account_id"
    )
    return _Seen(
        watched=len(watched),
        lost=len(lost),
        leads=days - limit[limit < days],
        false_alarms=false_alarms(bought, past.regularity, level, origin),
    )


def _came(orders: Orders, origin: date) -> pa.Array:
    """Who bought on the origin or later."""
    days = purchase_days(orders)
    bought = days.filter(days.ordered_on >= origin).select("account_id").distinct()
    return bought.to_pyarrow()["account_id"].combine_chunks()
