"""What became of accounts by the chance to buy again that was told of them.

See ``docs/methods/health.md``. The chances are those of the forecast's back-test.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from vitalfew.analysis.assessment.health.dated import band_of, banded
from vitalfew.analysis.assessment.health.total import FALL, activity_points

if TYPE_CHECKING:
    from vitalfew.analysis.assessment.forecast.trial import Trial
    from vitalfew.analysis.assessment.health.record import Outcome

YEAR: Final = 365
"""Days of a forecast 12 months ahead, and at least between two days looked at."""


def chances_record(trials: Iterable[Trial]) -> list[Outcome]:
    """Every account that bought in the 12 months before a day, and the 12 after.

    Parameters
    ----------
    trials
        The back-test, the latest first. Only those count that look a year ahead and
        were learned from what had ended by then, a year or more from each other.

    Returns
    -------
    list of Outcome
        `bad`, `watch` and `good`, by points for the chance alone; empty where no day
        counts.
    """
    return banded(_seen(trials))


def _seen(trials: Iterable[Trial]) -> Iterator[tuple[str, bool]]:
    for trial in _apart(trials):
        before = trial.seen.past.between("sales", 0, YEAR)
        fell = trial.seen.sales <= before * (1 + FALL)
        for row in np.flatnonzero(before > 0).tolist():
            points = activity_points(float(trial.told["p_active"][row]))
            yield band_of(points), bool(fell[row])


def _apart(trials: Iterable[Trial]) -> Iterator[Trial]:
    last = None
    for trial in trials:
        origin = trial.seen.past.origin
        if not trial.earlier_only or abs(trial.seen.horizon - YEAR) > 1:
            continue
        if last is None or (last - origin).days >= YEAR - 1:
            last = origin
            yield trial
