"""Narrowing and moved purchasing as they would have been warned of, and what came.

The rules of `narrowing` and `move` at the end of every month: on one machine, from
purchase days by part and month, where those ask the engine once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vitalfew.analysis.assessment.warning.months import calendar
from vitalfew.analysis.assessment.warning.move import BACK, moved, shares
from vitalfew.analysis.assessment.warning.narrowing import vanished
from vitalfew.analysis.assessment.warning.parts import (
    LEAST_DAYS,
    LEVEL,
    Column,
    part_lines,
)
from vitalfew.analysis.assessment.warning.record import Tally
from vitalfew.analysis.assessment.warning.trials.past import JUDGED, STEPS
from vitalfew.analysis.engines import fetched

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    import numpy.typing as npt

    from vitalfew.analysis.assessment.warning.trials.past import Past
    from vitalfew.analysis.orders import Orders

    Numbers = npt.NDArray[np.float64]
    Places = npt.NDArray[np.int64]
    Counts = npt.NDArray[np.float32]
    Flags = npt.NDArray[np.bool_]

YEAR = 12
"""Months that are compared with as many before."""


@dataclass(frozen=True)
class Parts:
    """Purchase days of accounts and of their parts, by month.

    Attributes
    ----------
    account
        The place of each part's account; parts of an account in ascending order.
    bought
        Sums before each month, parts by months.
    days
        The same of the accounts, whatever part was bought.
    """

    account: Places
    bought: Counts
    days: Counts

    def year(self, end: int) -> tuple[Numbers, Numbers]:
        """Purchase days of parts, and of accounts, in the year before this month."""
        return (
            (self.bought[:, end] - self.bought[:, end - YEAR]).astype(np.float64),
            (self.days[:, end] - self.days[:, end - YEAR]).astype(np.float64),
        )

    def most(self, weight: Numbers) -> Places:
        """The part of each account with the largest weight, the first of equal ones."""
        order = np.lexsort((-weight, self.account))
        first: Places = np.unique(self.account[order], return_index=True)[1]
        found: Places = order[first]
        return found

    def sums(self, values: Numbers) -> Numbers:
        """Values of parts, added up by account."""
        found = np.bincount(self.account, weights=values, minlength=len(self.days))
        return found.astype(np.float64)


@dataclass(frozen=True)
class Look:
    """What a rule sees at the end of a month, an account each.

    Attributes
    ----------
    watched
        Whether it bought enough to be judged.
    alarm
        Whether the rule warns.
    part
        The part it names.
    before, now
        The part's share of purchase days in each of the two years.
    """

    watched: Flags
    alarm: Flags
    part: Places
    before: Numbers
    now: Numbers


def parts_of(past: Past, column: Column) -> Parts | None:
    """Months of two years before and of the time after. Runs two queries.

    None when less than two years were known, or nothing names a part.
    """
    if not past.whole.has(column) or not past.known.covers(2 * YEAR):
        return None
    return _parts(past.whole, column, past.starts(2 * YEAR))


def _parts(orders: Orders, column: Column, starts: Sequence[date]) -> Parts | None:
    lines, days = part_lines(orders, column), calendar(starts)
    rows = lines.inner_join(days, lines.ordered_on == days.day)
    bought = rows.ordered_on.nunique()
    accounts = fetched(rows.group_by("account_id", "month").agg(bought=bought))
    found = fetched(rows.group_by("account_id", "part", "month").agg(bought=bought))
    if not len(found):
        return None
    ids, whole = _ranked(accounts["account_id"])
    who = pc.index_in(found["account_id"], value_set=ids).to_numpy()
    names, what = _ranked(found["part"])
    pairs, place = np.unique(who * len(names) + what, return_inverse=True)
    return Parts(
        account=pairs // len(names),
        bought=_sums(found, place, len(pairs), len(starts)),
        days=_sums(accounts, whole, len(ids), len(starts)),
    )


def _ranked(names: pa.ChunkedArray) -> tuple[pa.Array, Places]:
    """The names in ascending order, and the place of each among them."""
    coded = names.cast(pa.string()).combine_chunks().dictionary_encode()
    order = pc.sort_indices(coded.dictionary)
    places: Places = np.argsort(order.to_numpy())[coded.indices.to_numpy()]
    return coded.dictionary.take(order), places


def _sums(rows: pa.Table, places: Places, count: int, months: int) -> Counts:
    """Purchase days before each month. Whole numbers this small are exact."""
    found = np.zeros((count, months), dtype=np.float32)
    found[places, rows["month"].to_numpy() + 1] = rows["bought"].to_numpy()
    return np.cumsum(found, axis=1, out=found)


def narrowed(parts: Parts, end: int) -> Look:
    """The rule of narrowing at the end of this month."""
    since, days_since = parts.year(end)
    before, days_before = parts.year(end - YEAR)
    watched = (days_before >= LEAST_DAYS) & (days_since >= LEAST_DAYS)
    had, gone = before > 0, (before > 0) & (since == 0)
    whole = days_since / np.maximum(days_before, 1.0)
    pause = np.exp(-before * whole[parts.account])
    lost = parts.sums(gone.astype(np.float64)).astype(np.int64)
    likely = vanished(lost, parts.sums(np.where(had, pause, 0.0)))
    part = parts.most(np.where(gone, before, 0.0))
    zero = np.zeros(len(watched))
    return Look(watched, watched & (lost > 0) & (likely < LEVEL), part, zero, zero)


def centralized(parts: Parts, end: int) -> Look:
    """The rule of moved purchasing at the end of this month."""
    since, days_since = parts.year(end)
    before, days_before = parts.year(end - YEAR)
    several = parts.sums(((before + since) > 0).astype(np.float64)) > 1
    watched = (days_before >= LEAST_DAYS) & (days_since >= LEAST_DAYS) & several
    part = parts.most(before)
    first, now, likely = shares(
        before[part],
        since[part],
        np.maximum(days_before, 1.0),
        np.maximum(days_since, 1.0),
    )
    return Look(watched, watched & moved(first, now, likely), part, first, now)


def bought_again(parts: Parts, look: Look, end: int) -> Flags:
    """Whether the part that had paused was bought in the months after."""
    days = parts.bought[look.part]
    again: Flags = days[:, end + JUDGED] > days[:, end]
    return again


def moved_back(parts: Parts, look: Look, end: int) -> Flags:
    """Whether half of the move was undone in the months after."""
    bought = parts.bought[look.part, end + JUDGED] - parts.bought[look.part, end]
    days = parts.days[:, end + JUDGED] - parts.days[:, end]
    later = np.divide(bought, days, out=look.now.copy(), where=days > 0)
    undone: Flags = np.abs(later - look.before) < BACK * np.abs(look.now - look.before)
    return undone


def tally(
    past: Past,
    parts: Parts,
    rule: Callable[[Parts, int], Look],
    undone: Callable[[Parts, Look, int], Flags],
) -> Tally:
    """The rule at the end of every month after the origin."""
    looks = [rule(parts, 2 * YEAR + step) for step in range(STEPS + 1)]
    alarms = np.array([look.alarm for look in looks])
    new = alarms[1:] & ~alarms[:-1]
    false = right = months = 0
    for step in range(1, STEPS - JUDGED + 1):
        back = undone(parts, looks[step], 2 * YEAR + step)
        false += int((new[step - 1] & back).sum())
        right += int((new[step - 1] & ~back).sum())
        months += int((looks[step].watched & ~alarms[step - 1]).sum())
    happened = alarms[STEPS] & ~alarms[0]
    warned = new[:-1].any(axis=0)
    first = new[:-1].argmax(axis=0)[happened & warned]
    return Tally(
        happened=int(happened.sum()),
        leads=past.leads(STEPS - 1.0 - first),
        right=right,
        false_alarms=false,
        account_years=months / 12,
    )
