"""Whether the objectives of an account plan are on course.

See ``docs/methods/plan.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

State = Literal["reached", "on_course", "behind", "missed", "unknown"]

TOLERANCE = 0.1
"""How far behind an even pace an objective may be and still count as on course."""


@dataclass(frozen=True)
class Course:
    """How an objective stands.

    Attributes
    ----------
    state
        ``missed`` when its day has passed; ``unknown`` when a figure is missing.
    share
        The part of the way from start to target that is done; below 0 when it went the
        other way, None when unknown or when there is no way to go.
    elapsed
        The part of the time that has passed, 0 to 1.
    """

    state: State
    share: float | None
    elapsed: float


def course(
    start: float | None,
    target: float | None,
    now: float | None,
    *,
    since: date,
    due: date,
    on: date,
) -> Course:
    """Compare the way done with the time that has passed.

    A target below the start is one to come down to; one equal to it is one to hold.

    >>> course(
    ...     100,
    ...     200,
    ...     150,
    ...     since=date(2026, 1, 1),
    ...     due=date(2026, 12, 31),
    ...     on=date(2026, 7, 2),
    ... ).state
    'on_course'
    """
    days = (due - since).days
    elapsed = min(max((on - since).days / days, 0.0), 1.0) if days > 0 else 1.0
    if start is None or target is None or now is None:
        return Course("unknown", None, elapsed)
    down = target < start
    share = None if target == start else (now - start) / (target - start)
    if now <= target if down else now >= target:
        return Course("reached", share, elapsed)
    if on > due:
        return Course("missed", share, elapsed)
    kept_up = share is not None and share >= elapsed - TOLERANCE
    return Course("on_course" if kept_up else "behind", share, elapsed)
