"""What a person has judged or found out about an account, with who, when and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

Topic = Literal["fit", "parity", "potential", "continuity", "centralization", "payback"]

TOPICS: tuple[Topic, ...] = get_args(Topic)

VALUES: Mapping[Topic, tuple[str, ...]] = {
    "fit": (),
    "parity": ("their_size", "our_level", "their_level"),
    "potential": ("need", "low", "high"),
    "continuity": (),
    "centralization": (),
    "payback": ("investment", "yearly_cost_to_serve", "contribution", "hours"),
}
"""What may be entered beside a score. Sizes are yearly sales, needs and costs are a
year, all in the currency of the orders; levels run from 1 (clerk) to 5 (board)."""


class JudgementError(ValueError):
    """A judgement cannot be what was given; the message says why."""


@dataclass(frozen=True)
class Judgement:
    """One recorded judgement. It stands beside what the data say, never over it.

    Attributes
    ----------
    account_id, topic
        Whom and what it is about.
    by, on, why
        Who judged, on which day, and on what grounds.
    score
        1 (bad) to 5 (good), when one was given.
    values
        Figures found out, named as in `VALUES`.
    """

    account_id: str
    topic: Topic
    by: str
    on: date
    why: str
    score: float | None = None
    values: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.topic not in TOPICS:
            message = f"{self.topic!r} is not a topic; one of {', '.join(TOPICS)}."
            raise JudgementError(message)
        if self.score is not None and not 1 <= self.score <= 5:
            message = f"A score lies between 1 and 5; {self.score} does not."
            raise JudgementError(message)
        strange = sorted(set(self.values) - set(VALUES[self.topic]))
        if strange:
            message = f"A judgement of {self.topic} has no value {strange[0]!r}."
            raise JudgementError(message)


@dataclass(frozen=True)
class Prospect:
    """A company that has not ordered yet but may be judged and chosen."""

    account_id: str
    name: str


Recorded = Mapping[str, Mapping[str, Judgement]]
"""The judgement that counts, by account and topic."""


def latest(judgements: Iterable[Judgement]) -> Recorded:
    """The newest judgement of each account and topic; equal days: the last by name."""
    found: dict[str, dict[str, Judgement]] = {}
    for judgement in sorted(judgements, key=lambda each: (each.on, each.by, each.why)):
        found.setdefault(judgement.account_id, {})[judgement.topic] = judgement
    return found
