"""How healthy the relationship with an account is, from the customer's facts.

See ``docs/methods/health.md``. What is not known has no score; it is neither good nor
bad, and widens what the total can be. What we do ourselves is plan discipline, not
health.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Literal

from vitalfew.analysis.criteria import HealthCriteria
from vitalfew.analysis.reasons import Reason, Side, declare

Band = Literal["good", "watch", "bad", "unknown"]
Scale = Sequence[tuple[float, float]]

NAMES = ("purchases", "activity", "warnings", "people", "meetings", "value")
"""The factors, in the order shown; each has a weight of the same name."""
GROWTH: Scale = ((-0.3, 0), (-0.1, 50), (0, 70), (0.1, 90), (0.25, 100))
"""Points for the change of purchases within 12 months."""
MEETING_DAYS: Scale = ((30, 100), (90, 50), (180, 0))
"""Points for the days since anybody of theirs was last met or called."""
LASTING: Scale = ((0, 100), (1, 50), (2, 25), (3, 0))
"""Points for the early warnings that last."""
PROVEN: Scale = ((0, 0), (0.5, 50), (1, 100))
"""Points for the share of promised value that is proven."""
FALL = -0.3
LIKELY = 0.5
"""Below this probability of buying at all within 12 months an account is in danger."""
SINGLE = 50.0
"""Contact that hangs on one of us gives at most so many points."""
CAP = 40.0
"""One critical factor holds the total down to this."""
GOOD = 70.0
ENOUGH, MOST = 1 / 2, 3 / 4
"""Shares of the weight that must be known for a total, and for calling it good."""

GREW = declare(
    "health.grew", "Purchases changed by %(change)s within 12 months", change="percent"
)
NO_YEARS = declare("health.no_years", "Fewer than two years of purchases")
BUYS = declare(
    "health.buys", "Buys within 12 months with probability %(chance)s", chance="percent"
)
LAPSED = declare("health.lapsed", "They no longer buy")
NO_FORECAST = declare("health.no_forecast", "Whether it will buy is not forecast")
WARNED = declare("health.warned", "Lasting early warnings: %(count)s", count="count")
SILENT = declare("health.silent", "Silent for longer than ever")
NOT_ASSESSED = declare("health.not_assessed", "Nobody has looked for warnings yet")
KNOWN = declare(
    "health.known", "Supported by people who count: %(way)s of the way", way="percent"
)
AGAINST = declare(
    "health.against",
    "People who count are against us: %(way)s of the way",
    way="percent",
)
HANGS = declare("health.hangs", "The contact hangs on one of us")
UNMET = declare(
    "health.unmet", "%(name)s decides, and nobody has met them", name="text"
)
UNRATED = declare("health.unrated", "Influence and support of nobody are rated")
MET = declare("health.met", "Last met or called %(days)s days ago", days="count")
NOT_MET = declare("health.not_met", "Nobody was met or called within a year")
NOT_RECORDED = declare("health.not_recorded", "No contact was ever written down")
GAINED = declare(
    "health.gained", "%(share)s of the promised value is proven", share="percent"
)
NOT_DUE = declare("health.not_due", "No value was agreed that is due by now")


@dataclass(frozen=True)
class Facts:
    """What is known of an account on a day; None is unknown."""

    growth: float | None = None
    """Purchases of the last 12 months against the 12 before, less 1."""
    active: float | None = None
    """Probability of buying at all within the next 12 months."""
    lapsed: bool = False
    warnings: int | None = None
    """Early warnings that last; None when nobody looked."""
    silent: bool = False
    way: float | None = None
    """The share of the way to people who count, -1 to 1: see `relationship.md`."""
    unmet: str = ""
    """Who decides and was not met within a year."""
    single: bool = False
    recorded: bool = False
    """Whether any contact was ever written down."""
    last_met: date | None = None
    """Within a year; messages do not count."""
    proven: float | None = None
    """Proven of the value that was promised up to now; above 1 it is more."""


@dataclass(frozen=True)
class Factor:
    """One part of the health."""

    name: str
    points: float | None
    """0 to 100; None is unknown."""
    reason: Reason
    critical: bool = False
    weight: float = 1.0
    """How much it counts; of weight 0 it is left out, and holds nothing down."""


@dataclass(frozen=True)
class Health:
    """How healthy a relationship is, 0 to 100, and what that rests on."""

    points: float | None
    """None where less than half of the weight is known."""
    low: float
    high: float
    """What the total would be if everything unknown were at its worst, or best."""
    factors: tuple[Factor, ...]

    @property
    def critical(self) -> tuple[Factor, ...]:
        """What holds the total down."""
        return tuple(each for each in self.factors if each.critical and each.weight)

    @property
    def band(self) -> Band:
        """Good only where most is known: what nobody knows is never called good."""
        if self.points is None:
            return "unknown"
        if self.points <= CAP:
            return "bad"
        known = _weight(each for each in self.factors if each.points is not None)
        most = known >= MOST * _weight(self.factors)
        return "good" if self.points >= GOOD and most else "watch"


@dataclass(frozen=True)
class Moved:
    """How a factor moved the total between two days."""

    name: str
    before: float | None
    after: float | None
    weight: float = 1.0


def health(facts: Facts, *, on: date, criteria: HealthCriteria | None = None) -> Health:
    """The health on a day.

    Examples
    --------
    >>> found = health(Facts(growth=0.1, active=0.9), on=date(2026, 7, 31))
    >>> found.points, found.band
    (None, 'unknown')
    """
    weights = criteria or HealthCriteria()
    factors = tuple(
        Factor(
            name,
            points,
            Reason(_side(points), code, values),
            critical,
            getattr(weights, name),
        )
        for name in NAMES
        for points, code, values, critical in [FACTORS[name](facts, on)]
    )
    return totaled(factors)


def weighed(factors: Iterable[Factor], criteria: HealthCriteria) -> Health:
    """What the total of the same factors would be with other weights."""
    return totaled(
        tuple(
            replace(each, weight=getattr(criteria, each.name, each.weight))
            for each in factors
        )
    )


def totaled(factors: tuple[Factor, ...]) -> Health:
    """The total of factors as they are weighed."""
    return Health(*_totals(factors), factors)


def _totals(factors: tuple[Factor, ...]) -> tuple[float | None, float, float]:
    every = _weight(factors)
    known = [each for each in factors if each.points is not None]
    weight = _weight(known)
    points = sum(each.weight * (each.points or 0.0) for each in known)
    cap = CAP if any(each.critical and each.weight for each in factors) else 100.0
    total = min(points / weight, cap) if weight >= ENOUGH * every else None
    low = min(points / every, cap)
    high = min((points + 100 * (every - weight)) / every, cap)
    return total, low, high


def moved(before: Iterable[Factor], after: Iterable[Factor]) -> list[Moved]:
    """The factors that changed, the heaviest change of points first."""
    then = {each.name: each.points for each in before}
    found = [
        Moved(each.name, then.get(each.name), each.points, each.weight)
        for each in after
        if each.points != then.get(each.name)
    ]
    return sorted(found, key=_weighed, reverse=True)


def _weighed(each: Moved) -> float:
    """What became known or unknown weighs as the distance from the middle."""
    before, after = (50.0 if p is None else p for p in (each.before, each.after))
    return each.weight * abs(after - before)


def reweighed(before: Iterable[Factor], after: Iterable[Factor]) -> bool:
    """Whether the factors counted otherwise then."""
    then = {each.name: each.weight for each in before}
    return any(then.get(each.name, each.weight) != each.weight for each in after)


def _weight(factors: Iterable[Factor]) -> float:
    return sum(each.weight for each in factors)


def _side(points: float | None) -> Side:
    if points is None:
        return "unknown"
    return "for" if points >= GOOD else "against"


def on_scale(value: float, scale: Scale) -> float:
    """Points between the places of a scale; beyond its ends those of the ends.

    >>> on_scale(-0.2, GROWTH), on_scale(1.0, GROWTH)
    (25.0, 100.0)
    """
    if value <= scale[0][0]:
        return float(scale[0][1])
    for (left, low), (right, high) in pairwise(scale):
        if value <= right:
            return low + (value - left) / (right - left) * (high - low)
    return float(scale[-1][1])


Found = tuple[float | None, str, dict[str, object], bool]


def _purchases(facts: Facts, _on: date) -> Found:
    if facts.growth is None:
        return None, NO_YEARS, {}, False
    points = round(on_scale(facts.growth, GROWTH), 1)
    return points, GREW, {"change": facts.growth}, facts.growth <= FALL


def _activity(facts: Facts, _on: date) -> Found:
    if facts.lapsed:
        return 0.0, LAPSED, {}, True
    if facts.active is None:
        return None, NO_FORECAST, {}, False
    values: dict[str, object] = {"chance": facts.active}
    return activity_points(facts.active), BUYS, values, facts.active < LIKELY


def activity_points(chance: float) -> float:
    """Points of a chance to buy again, 0 to 1."""
    return round(100 * chance, 1)


def _warnings(facts: Facts, _on: date) -> Found:
    if facts.warnings is None:
        return None, NOT_ASSESSED, {}, False
    points = on_scale(facts.warnings, LASTING)
    if facts.silent:
        return points, SILENT, {}, True
    return points, WARNED, {"count": facts.warnings}, False


def _people(facts: Facts, _on: date) -> Found:
    if facts.unmet:
        return 0.0, UNMET, {"name": facts.unmet}, True
    if facts.way is None:
        return None, UNRATED, {}, False
    points = round(50 + 50 * facts.way, 1)
    if facts.single and points > SINGLE:
        return SINGLE, HANGS, {}, False
    if facts.way < 0:
        return points, AGAINST, {"way": -facts.way}, False
    return points, KNOWN, {"way": facts.way}, False


def _meetings(facts: Facts, on: date) -> Found:
    if not facts.recorded:
        return None, NOT_RECORDED, {}, False
    if facts.last_met is None:
        return 0.0, NOT_MET, {}, False
    days = (on - facts.last_met).days
    return round(on_scale(days, MEETING_DAYS), 1), MET, {"days": days}, False


def _value(facts: Facts, _on: date) -> Found:
    if facts.proven is None:
        return None, NOT_DUE, {}, False
    return (
        round(on_scale(facts.proven, PROVEN), 1),
        GAINED,
        {"share": facts.proven},
        False,
    )


FACTORS: Mapping[str, Callable[[Facts, date], Found]] = {
    "purchases": _purchases,
    "activity": _activity,
    "warnings": _warnings,
    "people": _people,
    "meetings": _meetings,
    "value": _value,
}
