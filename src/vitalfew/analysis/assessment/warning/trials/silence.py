"""The rule of silence as it would have been on an earlier day, and what came."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from vitalfew.analysis.assessment.warning.clock import purchase_days, timed
from vitalfew.analysis.assessment.warning.record import Tally, limits
from vitalfew.analysis.assessment.warning.silence import YEAR, false_alarms, rhythm

if TYPE_CHECKING:
    from vitalfew.analysis.assessment.warning.trials.past import Past


def silence(past: Past) -> Tally:
    """An account that had bought within the year before, and then no more, was lost.

    Runs three queries.
    """
    time, regularity, level = past.clock, past.replay.regularity, past.level
    rows = rhythm(past.known, time, regularity)
    watched = rows.filter(pa.array(time.at[-1] - rows["last_at"].to_numpy() < YEAR))
    lost = watched.filter(
        pc.invert(pc.is_in(watched["account_id"], value_set=_came(past)))
    )
    limit = limits(lost, level)
    leads = past.days - limit[limit < past.days]
    bought = timed(past.whole, time.continued(past.days)).semi_join(
        ibis.memtable(watched.select(["account_id"])), "account_id"
    )
    return Tally(
        happened=len(lost),
        leads=leads,
        right=len(leads),
        false_alarms=false_alarms(bought, regularity, level, past.origin),
        account_years=len(watched) * past.days / YEAR,
    )


def _came(past: Past) -> pa.Array:
    """Who bought on the origin or later."""
    days = purchase_days(past.whole)
    came = days.filter(days.ordered_on >= past.origin).select("account_id").distinct()
    return came.to_pyarrow()["account_id"].combine_chunks()
