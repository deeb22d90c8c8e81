"""Narrowing and moved purchasing as they are seen at the end of each month.

The rules of `narrowing` and `move` on one machine, from purchase days by part and
month, where those ask the engine once: to tell what each level would have brought.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vitalfew.analysis.assessment.warning.months import calendar
from vitalfew.analysis.assessment.warning.move import BACK, moved, shares
from vitalfew.analysis.assessment.warning.narrowing import vanished
from vitalfew.analysis.assessment.warning.parts import LEAST_DAYS, Column, part_lines
from vitalfew.analysis.engines import fetched
from vitalfew.analysis.lists import Unlisted, listed

if TYPE_CHECKING:
    from datetime import date

    import ibis.expr.types as ir
    import numpy.typing as npt

    from vitalfew.analysis.orders import Orders

    Numbers = npt.NDArray[np.float64]
    Places = npt.NDArray[np.int64]
    Counts = npt.NDArray[np.float32]
    Flags = npt.NDArray[np.bool_]

YEAR: Final = 12
"""Months that are compared with as many before."""
JUDGED: Final = 6
"""Months after a warning that tell whether it was false."""


@dataclass(frozen=True)
class Parts:
    """Purchase days of accounts and of their parts, by month.

    Attributes
    ----------
    account
        The place of each part's account; parts of an account in ascending order.
    bought
        Sums before each month, and of all, parts by months.
    days
        The same of the accounts, whatever part was bought.
    """

    account: Places
    bought: Counts
    days: Counts

    @property
    def months(self) -> int:
        """How many there are."""
        return int(self.bought.shape[1]) - 1

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
    likely
        How likely chance alone brings as much; 1 where there is no change.
    part
        The part a warning names.
    before, now
        The part's share of purchase days in each of the two years.
    """

    watched: Flags
    likely: Numbers
    part: Places
    before: Numbers
    now: Numbers

    def alarm(self, level: float) -> Flags:
        """Whether the rule warns at this level."""
        return self.likely < level


class Rule(NamedTuple):
    """What is seen at the end of a month, and whether it was undone in those after."""

    look: Callable[[Parts, int], Look]
    undone: Callable[[Parts, Look, int], Flags]


@dataclass(frozen=True)
class Followed:
    """A rule at the end of every month, the first to compare with.

    Attributes
    ----------
    looks
        What it saw.
    undone
        Whether that was undone: of the second look and those that can be judged.
    """

    looks: Sequence[Look]
    undone: Sequence[Flags]

    @classmethod
    def of(cls, rule: Rule, parts: Parts, months: range) -> Followed:
        """Look at the end of these months."""
        looks = [rule.look(parts, end) for end in months]
        judged = list(zip(looks, months, strict=True))[1 : max(len(looks) - JUDGED, 1)]
        return cls(looks, [rule.undone(parts, look, end) for look, end in judged])

    def raised(self, level: float) -> Flags:
        """The new alarms of each look after the first, looks by accounts."""
        alarms = np.array([look.alarm(level) for look in self.looks])
        new: Flags = alarms[1:] & ~alarms[:-1]
        return new

    def judged(self, level: float) -> tuple[int, int, float]:
        """False alarms, true alarms, and the account-years that could have had one."""
        false = true = months = 0
        new = self.raised(level)
        for place, back in enumerate(self.undone):
            false += int((new[place] & back).sum())
            true += int((new[place] & ~back).sum())
            quiet = ~self.looks[place].alarm(level)
            months += int((self.looks[place + 1].watched & quiet).sum())
        return false, true, months / 12


def by_month(
    orders: Orders,
    column: Column,
    starts: Sequence[date],
    *,
    among: ir.Table | None = None,
) -> Parts | None:
    """Purchase days of the parts, in months with these first days. Runs two queries.

    The last of `starts` is the day after all months. Only accounts of the table `among`
    count, or all; None when nothing names a part.
    """
    lines, days = part_lines(orders, column), calendar(starts)
    if among is not None:
        lines = lines.semi_join(among, "account_id")
    rows = lines.inner_join(days, lines.ordered_on == days.day)
    bought = rows.ordered_on.nunique()
    accounts, found = (
        Unlisted.of(
            fetched(listed(rows.group_by(*columns).agg(bought=bought)))
        ).in_order()
        for columns in (("account_id", "month"), ("account_id", "part", "month"))
    )
    if not len(found.accounts):
        return None
    names, what = _ranked(found.rows["part"])
    pairs, place = np.unique(found.place * names + what, return_inverse=True)
    return Parts(
        account=pairs // names,
        bought=_sums(found.rows, place, len(pairs), len(starts)),
        days=_sums(accounts.rows, accounts.place, len(accounts.accounts), len(starts)),
    )


def _ranked(names: pa.ChunkedArray) -> tuple[int, Places]:
    """How many names there are, and the place of each in ascending order."""
    coded = names.cast(pa.string()).combine_chunks().dictionary_encode()
    order = pc.sort_indices(coded.dictionary)
    places: Places = np.argsort(order.to_numpy())[coded.indices.to_numpy()]
    return len(order), places


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
    seen = np.where(watched & (lost > 0), likely, 1.0)
    return Look(watched, seen, part, zero, zero)


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
    seen = np.where(watched & moved(first, now), likely, 1.0)
    return Look(watched, seen, part, first, now)


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


NARROWING: Final = Rule(narrowed, bought_again)
MOVE: Final = Rule(centralized, moved_back)
