"""What differs between two assessments of an account, and why, in sentences."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from vitalfew.analysis.reasons import TEMPLATES, declare

if TYPE_CHECKING:
    from vitalfew.apps.assessments.selectors.outcomes import Outcome

Kind = Literal["new", "fallen", "risen", "slipped"]

NOTABLE_SCORE = 0.2
NOTABLE_SHARE = 0.10
NOTABLE_RANKS = 5
MOST_REASONS = 3


@dataclass(frozen=True)
class Said:
    """A sentence with its values, shown in the reader's language and formats."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        missing = set(TEMPLATES[self.code].kinds) ^ set(self.values)
        if missing:
            raise ValueError(f"{self.code}: {sorted(missing)}")


FIRST_SEEN = declare("change_first_seen", "Not in the assessment before")
GONE = declare("change_gone", "No orders in this window any more")
NOW_PROPOSED = declare("change_now_proposed", "Newly proposed")
NOT_PROPOSED = declare("change_not_proposed", "No longer proposed")
ROSE = declare(
    "change_rose", "Rose from rank %(before)s to %(now)s", before="count", now="count"
)
SLIPPED = declare(
    "change_slipped",
    "Slipped from rank %(before)s to %(now)s",
    before="count",
    now="count",
)
SCORES = {
    ("attractiveness", True): declare(
        "change_attractiveness_up",
        "Attractiveness rose from %(before)s to %(now)s",
        before="score",
        now="score",
    ),
    ("attractiveness", False): declare(
        "change_attractiveness_down",
        "Attractiveness fell from %(before)s to %(now)s",
        before="score",
        now="score",
    ),
    ("strength", True): declare(
        "change_strength_up",
        "Our strength rose from %(before)s to %(now)s",
        before="score",
        now="score",
    ),
    ("strength", False): declare(
        "change_strength_down",
        "Our strength fell from %(before)s to %(now)s",
        before="score",
        now="score",
    ),
}
AMOUNTS = {
    ("contribution", True): declare(
        "change_contribution_up",
        "Contribution up %(by)s to %(now)s",
        by="percent",
        now="money",
    ),
    ("contribution", False): declare(
        "change_contribution_down",
        "Contribution down %(by)s to %(now)s",
        by="percent",
        now="money",
    ),
    ("revenue", True): declare(
        "change_revenue_up",
        "Revenue up %(by)s to %(now)s",
        by="percent",
        now="money",
    ),
    ("revenue", False): declare(
        "change_revenue_down",
        "Revenue down %(by)s to %(now)s",
        by="percent",
        now="money",
    ),
}
PATTERNS = {
    "regular": declare("change_pattern_regular", "Now buys regularly"),
    "continuous": declare("change_pattern_continuous", "Now buys continuously"),
    "intermittent": declare("change_pattern_intermittent", "Now buys with gaps"),
    "lumpy": declare("change_pattern_lumpy", "Now buys in uneven lumps"),
    "lapsed": declare("change_pattern_lapsed", "Has stopped buying"),
    "one_off": declare("change_pattern_one_off", "Now counts as a one-off buyer"),
    "new": declare("change_pattern_new", "Now counts as new"),
}
ORGANIZATIONS = {
    "central": declare("change_organization_central", "Now buys centrally"),
    "concentrated": declare(
        "change_organization_concentrated",
        "Purchasing is now concentrated on few units",
    ),
    "dispersed": declare(
        "change_organization_dispersed", "Purchasing is now dispersed over units"
    ),
    "unknown": declare(
        "change_organization_unknown", "How centrally they buy is no longer known"
    ),
}
PAYBACK = declare(
    "change_payback",
    "Payback %(now)s months instead of %(before)s",
    now="months",
    before="months",
)
PAYBACK_LOST = declare("change_payback_lost", "The investment no longer pays back")
PAYBACK_NEW = declare(
    "change_payback_new", "The investment pays back in %(now)s months", now="months"
)
CAPACITY = declare(
    "change_others", "Its own figures hardly moved; others moved past it or made room"
)


def why(before: Outcome, now: Outcome) -> tuple[Said, ...]:
    """The differences that moved the account, the most telling first."""
    found = [
        *_labels(before, now),
        *_scores(before, now),
        *_amount(before, now),
        *_payback(before, now),
    ]
    return tuple(found[:MOST_REASONS]) or (Said(CAPACITY),)


class Change(NamedTuple):
    """One account that stands elsewhere than in the assessment before."""

    kind: Kind
    before: Outcome | None
    now: Outcome | None

    @property
    def account(self) -> int:
        return self._one.account

    @property
    def rank(self) -> int | None:
        return self._one.rank

    @property
    def what(self) -> Said:
        """Said when it is asked for, as is why: of thousands few are told."""
        if self.kind == "new":
            return Said(NOW_PROPOSED)
        if self.kind == "fallen":
            return Said(NOT_PROPOSED)
        ranks = {
            "before": self.before and self.before.rank,
            "now": self.now and self.now.rank,
        }
        return Said(ROSE if self.kind == "risen" else SLIPPED, ranks)

    @property
    def why(self) -> tuple[Said, ...]:
        if self.before is None:
            return (Said(FIRST_SEEN),)
        if self.now is None:
            return (Said(GONE),)
        return why(self.before, self.now)

    @property
    def _one(self) -> Outcome:
        one = self.now or self.before
        if one is None:
            message = "A change is of an account that one of both assessments knows."
            raise ValueError(message)
        return one


def _labels(before: Outcome, now: Outcome) -> list[Said]:
    found = []
    if now.continuity != before.continuity and now.continuity in PATTERNS:
        found.append(Said(PATTERNS[now.continuity]))
    if now.centralization != before.centralization:
        code = ORGANIZATIONS.get(now.centralization)
        found += [Said(code)] if code else []
    return found


def _scores(before: Outcome, now: Outcome) -> list[Said]:
    moves = []
    for name in ("attractiveness", "strength"):
        was, is_now = getattr(before, name), getattr(now, name)
        if was is None or is_now is None or abs(is_now - was) < NOTABLE_SCORE:
            continue
        values = {"before": was, "now": is_now}
        moves.append((abs(is_now - was), Said(SCORES[name, is_now > was], values)))
    return [said for _size, said in sorted(moves, key=lambda move: -move[0])]


def _amount(before: Outcome, now: Outcome) -> list[Said]:
    was, is_now = before.contribution, now.contribution
    if was is None or is_now is None or was <= 0:
        return []
    by = is_now / was - 1
    if abs(by) < NOTABLE_SHARE:
        return []
    code = AMOUNTS[now.basis, by > 0]
    return [Said(code, {"by": abs(by), "now": is_now})]


def _payback(before: Outcome, now: Outcome) -> list[Said]:
    was, is_now = before.payback_months, now.payback_months
    if was is None and is_now is None:
        return []
    if is_now is None:
        return [Said(PAYBACK_LOST)]
    if was is None:
        return [Said(PAYBACK_NEW, {"now": is_now})]
    if round(was) == round(is_now):
        return []
    return [Said(PAYBACK, {"now": is_now, "before": was})]
