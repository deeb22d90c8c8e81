"""Which earlier days a forecast is tried from, and how far ahead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from vitalfew.analysis.assessment.forecast.features import YEAR

MONTH: Final = YEAR / 12
LATE_START: Final = 15
"""Days a window may fall short of whole years and still count as them."""
SHORT_PART: Final = 0.4
"""Part of a window too short for whole horizons that outcomes are taken from."""
LEAST_HISTORY: Final = 0.25
"""Part of the window an origin must have before it."""
MOST_ORIGINS: Final = 5
LEAST_DAYS: Final = 21
"""An outcome of fewer days says nothing."""


@dataclass(frozen=True)
class Plan:
    """The back-test of a window.

    Attributes
    ----------
    horizon
        Days to forecast.
    tried
        Days ahead in the back-test: the horizon, or less where the window is short.
    origins
        Days to forecast from, the latest first; none when the window is too short.
    """

    horizon: int
    tried: int
    origins: tuple[date, ...]

    @property
    def short(self) -> bool:
        """Whether the window has no whole horizon to try."""
        return self.tried < self.horizon


def plan(start: date, as_of: date, months: float) -> Plan:
    """Lay out the back-test: rolling origins, half an outcome apart.

    >>> [str(day) for day in plan(date(2021, 1, 1), date(2024, 1, 1), 12).origins]
    ['2023-01-01', '2022-07-02', '2021-12-31']
    >>> plan(date(2023, 1, 1), date(2024, 1, 1), 12).tried
    146
    """
    span = (as_of - start).days
    horizon = round(months * MONTH)
    whole = span + LATE_START >= 2 * horizon
    tried = horizon if whole else min(horizon, int(SHORT_PART * span))
    if tried < LEAST_DAYS:
        return Plan(horizon, tried, ())
    least = max(LEAST_HISTORY * span, LEAST_DAYS)
    origins: list[date] = []
    back = tried
    while len(origins) < MOST_ORIGINS and span - back >= least - LATE_START / 2:
        origins.append(as_of - timedelta(days=back))
        back += (tried + 1) // 2
    return Plan(horizon, tried, tuple(origins))
