"""A day of the past: what was known on it, and what came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from vitalfew.analysis.assessment.warning.clock import Clock, clock, purchase_days
from vitalfew.analysis.assessment.warning.months import month_starts
from vitalfew.analysis.assessment.warning.silence import YEAR, Replay, replay
from vitalfew.analysis.orders import Window

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from vitalfew.analysis.orders import Orders

    Numbers = npt.NDArray[np.float64]

STEPS = 12
"""Parts of the time that followed; the rules look at the end of each."""


@dataclass(frozen=True)
class Past:
    """An origin, and the days that followed.

    Attributes
    ----------
    origin
        The day looked from.
    days
        How many days followed are looked at.
    known
        The orders before the origin.
    whole
        The orders until the end of those days.
    a_week
        How many false alarms a week are borne, of each rule.
    """

    origin: date
    days: int
    known: Orders
    whole: Orders
    a_week: float

    @classmethod
    def of(cls, orders: Orders, origin: date, days: int, a_week: float) -> Past:
        """As the orders were on this day."""
        start, end = orders.window.start, origin + timedelta(days=days)
        known = orders.within(Window(start, origin))
        return cls(origin, days, known, orders.within(Window(start, end)), a_week)

    @cached_property
    def clock(self) -> Clock:
        """The firm's clock as it was known. Runs one query."""
        return clock(self.known)

    @cached_property
    def replay(self) -> Replay:
        """The rule of silence, tried on what was known. Runs two queries."""
        return replay(self.known, self.clock)

    @cached_property
    def accounts(self) -> int:
        """How many accounts had bought. Runs one query."""
        bought = purchase_days(self.known).account_id.nunique()
        return int(bought.to_pyarrow().as_py())

    @property
    def level(self) -> float:
        """Of the rule of silence, as it would have been chosen."""
        return self.replay.level(accounts=self.accounts, a_week=self.a_week)

    @property
    def false_alarms_a_year(self) -> float:
        """Borne per account and year."""
        return self.a_week * YEAR / 7 / max(self.accounts, 1)

    def starts(self, months: int | None = None) -> list[date]:
        """First days of the months before, and of the parts of the time that followed.

        The last is the day after all of them. `months` is how many before, though the
        first may begin before the window; as many as the window holds when absent.
        """
        if months is None:
            before = month_starts(self.known)
        else:
            before = [self.known.months_back(back) for back in range(months, -1, -1)]
        ends = (round(self.days * step / STEPS) for step in range(1, STEPS + 1))
        return before + [self.origin + timedelta(days=end) for end in ends]

    def leads(self, steps: Numbers) -> Numbers:
        """Days of so many parts."""
        return steps * (self.days / STEPS)
