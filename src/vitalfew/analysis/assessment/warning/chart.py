"""A cumulative sum for every account at once, against what it bought before.

Usual is what an account did until its sum last was 0: a fall does not become usual
while it is being found. After a year of falling the lower level is the usual one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from vitalfew.analysis.assessment.warning.found import measured

if TYPE_CHECKING:
    import numpy.typing as npt

    Numbers = npt.NDArray[np.float64]
    Places = npt.NDArray[np.int64]
    Flags = npt.NDArray[np.bool_]

LOOKS_FOR = 0.5
"""Share of the usual to which a fall is looked for."""
RECOVERED = (1 + LOOKS_FOR) / 2
"""Share of the usual from which the months after an alarm say it was false."""
AFTERWARDS = 6
"""Months after an alarm that tell whether it was false."""
LEAST_MONTHS = 12
"""Usual months that make out what is usual."""


class Rule(Protocol):
    """What a chart adds a period, and when it alarms."""

    def ready(self, usual: Usual) -> Flags:
        """Whether enough is known of an account."""

    def step(self, usual: Usual, seen: Numbers, exposure: float) -> Numbers:
        """What the period adds to the sum."""

    def limit(self, usual: Usual, run: float) -> Numbers:
        """Where the sum alarms once in `run` months on average."""


@dataclass(frozen=True)
class Usual:
    """What accounts did in the periods that make out the usual.

    Attributes
    ----------
    periods
        How many.
    exposure, total, squares
        Sums of the length, of what was seen, and of its squares.
    """

    periods: Numbers
    exposure: Numbers
    total: Numbers
    squares: Numbers


@dataclass(frozen=True)
class Seen:
    """What is watched: accounts by periods, each `months` long.

    Attributes
    ----------
    values
        Purchase days or an amount.
    exposure
        Length of each period in usual months.
    first
        The period in which each account bought first: it tells no rate yet.
    months
        Calendar months of a period.
    """

    values: Numbers
    exposure: Numbers
    first: Places
    months: int = 1


@dataclass(frozen=True)
class Watched:
    """Where the charts stand, and how often they were wrong.

    Attributes
    ----------
    alarm
        Whether an account's sum is at its limit after the last period.
    since
        The first period of the fall.
    usual
        What was usual before.
    false_alarms
        Alarms after which the account recovered.
    true_alarms
        Alarms after which it did not.
    years
        Account-years that could have given an alarm and told whether it was false.
    run
        Months between two alarms that the limits stand for, in theory.
    raised
        The periods after which an alarm began, accounts by periods.
    """

    alarm: Flags
    since: Places
    usual: Usual
    false_alarms: int
    true_alarms: int
    years: float
    run: float
    raised: Flags

    @property
    def a_year(self) -> float | None:
        """False alarms an account and year; None where too few years tell."""
        return measured(self.false_alarms, self.years)


def watch(seen: Seen, rule: Rule, run: float, *, counted: int = 0) -> Watched:
    """Follow every account through all periods.

    Parameters
    ----------
    seen
        What is watched.
    rule
        What a period adds and where it alarms.
    run
        Months between two alarms without a change.
    counted
        The period from which on alarms, and years, are counted.
    """
    accounts, periods = seen.values.shape
    raised = np.zeros(seen.values.shape, dtype=np.bool_)
    sums = Sums.of(seen)
    start, zero = seen.first + 1, seen.first + 1
    total, began = np.zeros(accounts), np.zeros(accounts, dtype=np.int64)
    alarm = np.zeros(accounts, dtype=np.bool_)
    false = true = watched = 0
    year, later = max(12 // seen.months, 1), max(AFTERWARDS // seen.months, 1)
    usual = sums.between(start, zero)
    for place in range(periods):
        usual = sums.between(start, zero)
        ready = rule.ready(usual) & (place >= zero)
        step = rule.step(usual, seen.values[:, place], float(seen.exposure[place]))
        limit = rule.limit(usual, run)
        total = np.where(ready, np.clip(total + step, 0.0, limit), 0.0)
        over = ready & (total >= limit)
        new = raised[:, place] = over & ~alarm
        if counted <= place < periods - later:
            back = sums.recovered(usual, place + 1, place + 1 + later)
            false += int((new & back).sum())
            true += int((new & ~back).sum())
            watched += int((ready & ~alarm).sum())
        began = np.where(new, place, began)
        alarm = over
        zero = np.where(total > 0, zero, np.maximum(place + 1, start))
        settled = alarm & (place - began >= year)
        start = np.where(settled, zero, start)
        zero = np.where(settled, place + 1, zero)
        total, alarm = np.where(settled, 0.0, total), alarm & ~settled
    years = watched * seen.months / 12
    return Watched(alarm, zero, usual, false, true, years, run, raised)


@dataclass(frozen=True)
class Sums:
    """Sums over the periods before each place, to take differences of."""

    exposure: Numbers
    total: Numbers
    squares: Numbers

    @classmethod
    def of(cls, seen: Seen) -> Sums:
        """Of everything seen."""

        def before(values: Numbers) -> Numbers:
            found = np.zeros((len(values), values.shape[1] + 1))
            np.cumsum(values, axis=1, out=found[:, 1:])
            return found

        exposure = np.concatenate([[0.0], np.cumsum(seen.exposure)])
        # Amounts of long and short periods are compared as amounts of a usual one.
        rates = seen.values / np.maximum(seen.exposure, 1e-9) * seen.exposure.mean()
        return cls(exposure, before(seen.values), before(rates * rates))

    def between(self, start: Places, end: Places) -> Usual:
        """Over the periods from `start` on and before `end`."""
        last = len(self.exposure) - 1
        low, high = np.minimum(start, last), np.minimum(end, last)
        rows = np.arange(len(start))
        return Usual(
            (high - low).astype(np.float64),
            self.exposure[high] - self.exposure[low],
            self.total[rows, high] - self.total[rows, low],
            self.squares[rows, high] - self.squares[rows, low],
        )

    def recovered(self, usual: Usual, start: int, end: int) -> Flags:
        """Whether these periods were nearer to the usual than to the fall."""
        expected = usual.total * (self.exposure[end] - self.exposure[start])
        found = (self.total[:, end] - self.total[:, start]) * usual.exposure
        back: Flags = found >= RECOVERED * expected
        return back
