"""Ways of working with a key account: how often each worked, and what it brought.

See ``docs/methods/library.md``.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from vitalfew.analysis.proportion import wilson

Outcome = Literal["running", "worked", "partly", "failed"]
Why = Literal["text", "gate", "aim", "stage"]

LEAST = 5
"""With fewer cases that ended a share says nothing."""
WEIGHTS: dict[Why, int] = {"text": 4, "gate": 2, "aim": 2, "stage": 1}
"""What is asked for in words counts most, then what the account lacks or wants."""


@dataclass(frozen=True)
class Tried:
    """One try of a method with one account."""

    account: int
    outcome: Outcome
    amount: float | None = None
    """What it brings a year; None where nobody knows."""
    told: bool = True
    """Whether its reader may know the amount."""


@dataclass(frozen=True)
class Record:
    """What the cases of a method say together."""

    worked: int
    partly: int
    failed: int
    running: int
    accounts: int
    """At so many accounts."""
    amounts: tuple[float, ...]
    """Of the cases that ended, those known, the smallest first."""
    unknown: int
    """Ended, and nobody has said what it brings a year."""

    @property
    def ended(self) -> int:
        """Cases of which it is known how they came out."""
        return self.worked + self.partly + self.failed

    @property
    def cases(self) -> int:
        """All of them."""
        return self.ended + self.running

    @property
    def share(self) -> float | None:
        """Worked of those that ended; None with fewer than five."""
        return self.worked / self.ended if self.ended >= LEAST else None

    @property
    def interval(self) -> tuple[float, float]:
        """Where that share lies with 95 % certainty."""
        return wilson(self.worked, self.ended)

    @property
    def middle(self) -> float | None:
        """The median of the amounts that are known."""
        return median(self.amounts) if self.amounts else None

    @property
    def order(self) -> tuple[float, int]:
        """What worked surely first; what was never tried before what only failed."""
        low = self.interval[0] if self.worked else 0.0
        return -low, self.partly + self.failed


def record(cases: Sequence[Tried]) -> Record:
    """How often a method worked, and what it brought where somebody knows."""
    outcomes = [each.outcome for each in cases]
    told = [each for each in cases if each.told and each.outcome != "running"]
    amounts = sorted(each.amount for each in told if each.amount is not None)
    return Record(
        worked=outcomes.count("worked"),
        partly=outcomes.count("partly"),
        failed=outcomes.count("failed"),
        running=outcomes.count("running"),
        accounts=len({each.account for each in cases}),
        amounts=tuple(amounts),
        unknown=len(told) - len(amounts),
    )


@dataclass(frozen=True)
class Wanted:
    """What an account is at, lacks and wants, and what somebody is writing."""

    stage: str = ""
    gates: Collection[str] = ()
    """The gates to its next stage that are not met."""
    aims: Collection[str] = ()
    """What the objectives of its plan are about."""
    words: Collection[str] = ()
    """Of the text that is being written."""


@dataclass(frozen=True)
class Purposes:
    """What a method is for, and the words under which it is found."""

    stages: Collection[str] = ()
    gates: Collection[str] = ()
    aims: Collection[str] = ()
    words: Collection[str] = ()


@dataclass(frozen=True)
class Suits:
    """One reason for a method; `of` names the stage, gate, aim or word."""

    why: Why
    of: str


def suits(method: Purposes, wanted: Wanted) -> tuple[Suits, ...]:
    """Why a method suits, the weightiest first; empty where it does not.

    Once something is written, a method without a word of it does not suit.
    """
    said = [word for word in wanted.words if _found(word, method.words)]
    if wanted.words and not said:
        return ()
    found = [Suits("text", word) for word in said]
    found += [Suits("gate", gate) for gate in wanted.gates if gate in method.gates]
    found += [Suits("aim", aim) for aim in wanted.aims if aim in method.aims]
    found += [Suits("stage", wanted.stage)] if wanted.stage in method.stages else []
    return tuple(found)


def weight(reasons: Sequence[Suits]) -> int:
    """How much speaks for a method.

    >>> weight((Suits("gate", "value"), Suits("stage", "establish")))
    3
    """
    return sum(WEIGHTS[each.why] for each in reasons)


def _found(word: str, words: Collection[str]) -> bool:
    return any(each.startswith(word) for each in words)
