"""How well a rule did: what it found of what happened, how early, and false alarms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from vitalfew.analysis.assessment.warning.silence import YEAR, limit_ratio
from vitalfew.analysis.reasons import declare

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

    from vitalfew.analysis.assessment.warning.clock import Clock
    from vitalfew.analysis.assessment.warning.silence import Replay

    Numbers = npt.NDArray[np.float64]


FEW: Final = declare(
    "warning.record.few",
    "A share of fewer than 5 cases says nothing.",
)
NOBODY: Final = declare(
    "warning.record.nobody",
    "No account had bought for long enough to be watched.",
)

LEAST_CASES: Final = 5
"""Cases of which a share, or a median, is formed."""


@dataclass(frozen=True)
class Tally:
    """What came of the warnings of one rule, seen from one day of the past.

    Attributes
    ----------
    happened
        Accounts to which happened what the rule warns of.
    leads
        For each of them that was warned of: days from the warning until it was plain.
    right, false_alarms
        Warnings that what followed bore out, and that it did not.
    account_years
        Time in which the rule could have warned, and been judged.
    """

    happened: int
    leads: Numbers
    right: int
    false_alarms: int
    account_years: float


@dataclass(frozen=True)
class Record:
    """How well a rule did on the firm's own past; all None where nobody was watched.

    Attributes
    ----------
    happened
        Accounts to which happened what the rule warns of. Of silence: with a rhythm,
        and bought nothing for a year, or for as long as was looked at.
    caught
        Those among them it warned of before that was plain.
    right
        Warnings that what followed bore out.
    false_alarms
        Warnings that it did not: of silence, pauses that ended.
    account_years
        Time in which the rule could have warned, and been judged.
    precision
        `right` ÷ (`right` + `false_alarms`); None for fewer than `LEAST_CASES`.
    recall
        `caught` ÷ `happened`; None for fewer than `LEAST_CASES`.
    lead_days
        Days from the warning until it was plain, the median over the caught; None for
        fewer than `LEAST_CASES`.
    false_alarms_a_year
        Per account and year; None where no account could be watched.
    reason
        The code of the sentence that says why some of these are None.
    """

    happened: int | None = None
    caught: int | None = None
    right: int | None = None
    false_alarms: int | None = None
    account_years: float | None = None
    precision: float | None = None
    recall: float | None = None
    lead_days: float | None = None
    false_alarms_a_year: float | None = None
    reason: str | None = None

    @classmethod
    def of(cls, tallies: Sequence[Tally], *, reason: str | None = None) -> Record:
        """Add up; `reason` says why nobody was watched."""
        leads = np.concatenate([np.empty(0), *(each.leads for each in tallies)])
        happened = sum(each.happened for each in tallies)
        right = sum(each.right for each in tallies)
        wrong = sum(each.false_alarms for each in tallies)
        years = float(sum(each.account_years for each in tallies))
        if not happened and not years:
            return cls(reason=reason or NOBODY)
        few = min(happened, len(leads), right + wrong) < LEAST_CASES
        return cls(
            happened=happened,
            caught=len(leads),
            right=right,
            false_alarms=wrong,
            account_years=years,
            precision=_share(right, right + wrong),
            recall=_share(len(leads), happened),
            lead_days=float(np.median(leads)) if len(leads) >= LEAST_CASES else None,
            false_alarms_a_year=wrong / years if years > 0 else None,
            reason=FEW if few else None,
        )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole >= LEAST_CASES else None


def record(rows: pa.Table, found: Clock, past: Replay, *, level: float) -> Record:
    """The rule of silence at this level, on all that is known of `rhythm`."""
    pause = float(found.at[-1]) - rows["last_at"].to_numpy()
    lost = pause >= YEAR
    limit = limits(rows, level)
    leads = YEAR - limit[lost & (limit < YEAR)]
    return Record.of(
        [
            Tally(
                happened=int(lost.sum()),
                leads=leads,
                right=len(leads),
                false_alarms=past.false_alarms[level],
                account_years=past.account_years,
            )
        ]
    )


def limits(rows: pa.Table, level: float) -> Numbers:
    """How many usual days each account of `rhythm` may pause."""
    gaps = rows["gaps"].to_numpy().astype(np.float64)
    shape = rows["regularity"].to_numpy().astype(np.float64)
    found: Numbers = rows["span"].to_numpy() / gaps * limit_ratio(level, gaps, shape)
    return found
