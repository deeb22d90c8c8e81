"""Promises to a customer: how many were kept, and whose word is still to be heard.

See ``docs/methods/trust.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from vitalfew.analysis.proportion import wilson

LEAST = 5
"""With fewer promises that are due a share says nothing."""


@dataclass(frozen=True)
class Promised:
    """One thing that was taken on for a customer."""

    is_promise: bool
    """A promise; not a pilot, a first use or a reference visit."""
    due_on: date | None
    kept: bool | None
    """None while it is open."""
    heard: bool
    """Whether anybody of theirs has said what they think of it."""


@dataclass(frozen=True)
class Trust:
    """Counts of promises, and of what ended without their word."""

    kept: int
    broken: int
    late: int
    """Open, and its day has passed: not kept so far."""
    waiting: int
    """Open, and not late."""
    unheard: int
    """Ended, of any kind, and nobody of theirs has said what they think of it."""

    @property
    def due(self) -> int:
        """Promises of which it is known by now whether they were kept in time."""
        return self.kept + self.broken + self.late

    @property
    def share(self) -> float | None:
        """Kept of those that are due; None with fewer than five."""
        return self.kept / self.due if self.due >= LEAST else None

    @property
    def interval(self) -> tuple[float, float]:
        """Where that share lies with 95 % certainty."""
        return wilson(self.kept, self.due)


def trust(found: Sequence[Promised], on: date) -> Trust:
    """How what was taken on stands on a day; late is never counted as kept."""
    promises = [each for each in found if each.is_promise]
    late = sum(
        each.kept is None and each.due_on is not None and each.due_on < on
        for each in promises
    )
    return Trust(
        kept=sum(each.kept is True for each in promises),
        broken=sum(each.kept is False for each in promises),
        late=late,
        waiting=sum(each.kept is None for each in promises) - late,
        unheard=sum(each.kept is not None and not each.heard for each in found),
    )
