"""One warning, whatever rule has found it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from vitalfew.analysis.reasons import Reason

Kind = Literal["silence", "decline", "narrowing", "centralization"]
Money = Literal["none", "revenue", "contribution"]

LEAST_YEARS: Final = 30.0
"""Account-years that tell how often a rule is wrong: after none in so many it is at
most once in ten years (95 % certain)."""


@dataclass(frozen=True)
class Found:
    """A cause for worry about an account.

    Attributes
    ----------
    account_id, kind
        Whom and what it is about; at most one of each pair and `money`.
    money
        Which amounts the evidence shows: somebody who may not see them may not read it.
    since
        First day of what is wrong.
    severity
        Minus the logarithm (base 10) of the probability that chance alone does this.
    reason
        The evidence, in words.
    clears
        What it would take to clear.
    false_alarms_a_year
        How often an account and year this rule was wrong on the firm's own past; None
        where the past is too short to tell.
    """

    account_id: str
    kind: Kind
    money: Money
    since: date
    severity: float
    reason: Reason
    clears: Reason
    false_alarms_a_year: float | None


def measured(false_alarms: int, account_years: float) -> float | None:
    """False alarms an account and year; None where too few years tell.

    >>> measured(3, 60.0), measured(0, 4.0)
    (0.05, None)
    """
    return false_alarms / account_years if account_years >= LEAST_YEARS else None
