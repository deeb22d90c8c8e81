"""How well the rule of silence did: losses found, how early, and false alarms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vitalfew.analysis.assessment.warning.silence import YEAR, limit_ratio, rhythm

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

    from vitalfew.analysis.assessment.warning.clock import Clock
    from vitalfew.analysis.assessment.warning.silence import Replay
    from vitalfew.analysis.orders import Orders

    Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Record:
    """How well the rule did on the firm's own past.

    Attributes
    ----------
    lost
        Accounts with a rhythm that have bought nothing for a year, or for as long as
        was looked at.
    caught
        Those among them it warned of within that time.
    false_alarms
        Pauses it would have called a silence, and that ended.
    precision
        `caught` ÷ (`caught` + `false_alarms`); None when there were no alarms.
    recall
        `caught` ÷ `lost`; None when none were lost.
    lead_days
        Days from the warning to the end of that time, the median over the caught.
    false_alarms_a_year
        Per account and year.
    """

    lost: int
    caught: int
    false_alarms: int
    precision: float | None
    recall: float | None
    lead_days: float | None
    false_alarms_a_year: float | None

    @classmethod
    def of(
        cls, *, lost: int, leads: Numbers, false_alarms: int, account_years: float
    ) -> Record:
        """From counts, and the lead of each account that was caught."""
        caught = len(leads)
        alarms = caught + false_alarms
        return cls(
            lost=lost,
            caught=caught,
            false_alarms=false_alarms,
            precision=caught / alarms if alarms else None,
            recall=caught / lost if lost else None,
            lead_days=float(np.median(leads)) if caught else None,
            false_alarms_a_year=(
                false_alarms / account_years if account_years > 0 else None
            ),
        )


def record(orders: Orders, found: Clock, past: Replay, *, level: float) -> Record:
    """The rule at this level, tried on everything that is known. Runs one query."""
    rows = rhythm(orders, found, past.regularity)
    pause = float(found.at[-1]) - rows["last_at"].to_numpy()
    lost = pause >= YEAR
    limit = limits(rows, level)
    return Record.of(
        lost=int(lost.sum()),
        leads=YEAR - limit[lost & (limit < YEAR)],
        false_alarms=past.false_alarms[level],
        account_years=past.account_years,
    )


def limits(rows: pa.Table, level: float) -> Numbers:
    """How many usual days each account of `rhythm` may pause."""
    gaps = rows["gaps"].to_numpy().astype(np.float64)
    shape = rows["regularity"].to_numpy().astype(np.float64)
    found: Numbers = rows["span"].to_numpy() / gaps * limit_ratio(level, gaps, shape)
    return found
