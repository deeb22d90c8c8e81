"""One warning, whatever rule has found it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from vitalfew.analysis.reasons import Reason, declare

ONE_CASE: Final = declare(
    "warning.set.cases",
    "Set to warn of what chance brings in one case of %(cases)s at most.",
    cases="count",
)
ONE_TIME: Final = declare(
    "warning.set.months",
    "Set to be wrong once in %(months)s months in theory.",
    months="months",
)

Kind = Literal["silence", "decline", "narrowing", "centralization"]
Money = Literal["none", "revenue", "contribution"]

LEAST_YEARS: Final = 30.0
"""Account-years that tell how often a rule is wrong: after none in so many it is at
most once in ten years (95 % certain)."""
LEAST_SHOWN: Final = 3.0
"""A past in which fewer false alarms were allowed is too short to count them."""


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
    set_to
        How sensitive the rule is set, in words.
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
    set_to: Reason
    false_alarms_a_year: float | None


def measured(false_alarms: int, account_years: float) -> float | None:
    """False alarms an account and year; None where too few years tell.

    >>> measured(3, 60.0), measured(0, 4.0)
    (0.05, None)
    """
    return false_alarms / account_years if account_years >= LEAST_YEARS else None


@dataclass(frozen=True)
class Setting:
    """How sensitive a rule is set, and how often it would have been wrong so.

    Attributes
    ----------
    rule
        As the record names it.
    false_alarms
        Counted on the firm's own past.
    account_years
        The time in which they could have been.
    """

    rule: str
    false_alarms: int
    account_years: float

    @property
    def a_year(self) -> float | None:
        """False alarms an account and year; None where too few years tell."""
        return measured(self.false_alarms, self.account_years)

    def a_week(self, accounts: int) -> float | None:
        """False alarms that so many accounts together give a week."""
        return None if self.a_year is None else self.a_year * accounts * 7 / 365


@dataclass(frozen=True)
class ByChance(Setting):
    """A rule that warns of what chance alone brings less often than `level`."""

    level: float

    @property
    def set_to(self) -> Reason:
        """The level in words."""
        return Reason("against", ONE_CASE, {"cases": round(1 / self.level)})


@dataclass(frozen=True)
class ByChart(Setting):
    """A rule of cumulative sums.

    Attributes
    ----------
    months
        Between two false alarms of an account that does not change, in theory; of
        several charts the shortest.
    """

    months: float
