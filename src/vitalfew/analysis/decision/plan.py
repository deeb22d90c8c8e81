"""Whether the objectives of an account plan are on course, and the plan complete.

See ``docs/methods/plan.md``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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


Lack = Literal[
    "charter_blank",
    "charter_unsure",
    "no_objective",
    "no_start",
    "no_target",
    "no_figure",
    "no_action",
    "no_owner",
    "no_day",
    "no_response",
    "review_overdue",
]


@dataclass(frozen=True)
class Gap:
    """What a plan lacks, and the place to fill it."""

    lack: Lack
    place: str


@dataclass(frozen=True)
class Discipline:
    """How many of the things asked of a plan are there, and what is not."""

    met: int
    asked: int
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class ObjectiveFacts:
    """Which figures an objective has, and how many actions serve it."""

    place: str
    start: bool
    target: bool
    figure: bool
    actions: int


@dataclass(frozen=True)
class ActionFacts:
    """An open action; only an active person is an owner."""

    place: str
    owner: bool
    due: bool


@dataclass(frozen=True)
class PlanFacts:
    """What a plan holds: open actions, and the response to each open risk by place."""

    charter: Sequence[str]
    objectives: Sequence[ObjectiveFacts]
    actions: Sequence[ActionFacts]
    risks: Mapping[str, str]
    next_review: date


def discipline(plan: PlanFacts, *, on: date) -> Discipline:
    """Ask everything a plan should say.

    An answer of the charter that ends with a question mark is unsure.
    """
    checks = list(_checks(plan, on))
    gaps = tuple(Gap(lack, place) for lack, place, holds in checks if not holds)
    return Discipline(len(checks) - len(gaps), len(checks), gaps)


def _checks(plan: PlanFacts, on: date) -> Iterator[tuple[Lack, str, bool]]:
    for answer in plan.charter:
        said = answer.strip()
        unsure = said.endswith(("?", "？"))
        yield (
            ("charter_unsure", "charter", False)
            if unsure
            else ("charter_blank", "charter", bool(said))
        )
    yield "no_objective", "objective", bool(plan.objectives)
    for objective in plan.objectives:
        yield "no_start", objective.place, objective.start
        yield "no_target", objective.place, objective.target
        yield "no_figure", objective.place, objective.figure
        yield "no_action", objective.place, objective.actions > 0
    for action in plan.actions:
        yield "no_owner", action.place, action.owner
        yield "no_day", action.place, action.due
    for place, response in plan.risks.items():
        yield "no_response", place, bool(response.strip())
    yield "review_overdue", "period", plan.next_review >= on
