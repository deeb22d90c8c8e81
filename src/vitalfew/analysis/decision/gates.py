"""The stages of a key account, and what must be true to move up.

See ``docs/methods/cycle.md``. A gate is answered by evidence where there is some, by a
person's dated word where there is none; what nobody knows is unknown, never met.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from vitalfew.analysis.criteria import GateCriteria
from vitalfew.analysis.orders import months_before
from vitalfew.analysis.reasons import Reason, Side, declare

Stage = Literal["zero", "establish", "stabilize", "strengthen"]
State = Literal["met", "missing", "unknown"]

STAGES: tuple[Stage, ...] = ("zero", "establish", "stabilize", "strengthen")
"""From the bottom up; at zero the work has stopped, and may start anew."""
GATES: dict[Stage, tuple[str, ...]] = {
    "zero": (),
    "establish": (),
    "stabilize": (
        "experience",
        "manager",
        "team",
        "value",
        "responsibility",
        "channel",
        "executives",
    ),
    "strengthen": ("continuous", "sustained", "calm", "levels", "no_crisis"),
}
"""The gates that lead into a stage, in the order shown."""
LASTING = frozenset({"continuous", "regular"})
TOO_YOUNG = frozenset({"new", "never", ""})
SIDES: dict[State, Side] = {"met": "for", "missing": "against", "unknown": "unknown"}

EXPERIENCED = declare("gate.experienced", "Bought on %(days)s days", days="count")
TOO_FEW = declare(
    "gate.too_few", "Bought on %(days)s days; %(least)s are asked for",
    days="count", least="count",
)  # fmt: skip
NOT_MEASURED = declare("gate.not_measured", "Not measured: no orders in the window")
NAMED = declare("gate.named", "%(manager)s runs it", manager="text")
NOBODY = declare("gate.nobody", "Nobody is named")
LASTS = declare("gate.lasts", "Buys continuously")
PAUSES = declare("gate.pauses", "Does not buy continuously")
TOO_NEW = declare("gate.too_new", "Too little history to say")
HOLDS = declare(
    "gate.holds", "%(expected)s expected after %(last)s in the last 12 months",
    expected="money", last="money",
)  # fmt: skip
SHRINKS = declare(
    "gate.shrinks", "Only %(expected)s expected after %(last)s in the last 12 months",
    expected="money", last="money",
)  # fmt: skip
NOTHING_TO_HOLD = declare(
    "gate.nothing_to_hold",
    "Brought %(last)s in the last 12 months: nothing that could hold",
    last="money",
)
NO_FORECAST = declare("gate.no_forecast", "No forecast of this account")
LASTED = declare(
    "gate.lasted",
    "Bought for %(last)s in the last 12 months after %(before)s in the 12 before;"
    " no forecast is made of a part",
    last="money", before="money",
)  # fmt: skip
FELL = declare(
    "gate.fell",
    "Bought for only %(last)s in the last 12 months after %(before)s in the 12 before;"
    " no forecast is made of a part",
    last="money", before="money",
)  # fmt: skip
NO_YEARS = declare(
    "gate.no_years", "No two years of amounts to compare; no forecast is made of a part"
)
PART_UNNAMED = declare(
    "gate.part_unnamed", "No order in the window names this part of the account"
)
PART_UNMEASURED = declare(
    "gate.part_unmeasured", "Not measured yet: the next assessment looks for this part"
)
CALM = declare("gate.calm", "No early warning lasts")
WARNED = declare("gate.warned", "Early warnings that last: %(count)s", count="count")
CONFIRMED = declare("gate.confirmed", "Confirmed on %(on)s", on="date")
DENIED = declare("gate.denied", "Not so, said on %(on)s", on="date")
STALE = declare("gate.stale", "Confirmed on %(on)s: too long ago, ask again", on="date")
NOT_CONFIRMED = declare("gate.not_confirmed", "Nobody has confirmed it yet")
BOTH_MET = declare("gate.both_met", "Met within a year at both levels")
ONE_MET = declare(
    "gate.one_met", "Of their technical people and their management only one was met"
)
NO_LEVEL_MET = declare("gate.no_level_met", "Nobody of theirs was met within a year")
EXECUTIVES_MET = declare("gate.executives_met", "Our sponsor met them within a year")
EXECUTIVES_APART = declare(
    "gate.executives_apart", "Our sponsor has not met their executives within a year"
)
TRIED = declare(
    "gate.tried", "%(who)s is satisfied with %(name)s, said on %(on)s",
    who="text", name="text", on="date",
)  # fmt: skip
DISAPPOINTED = declare(
    "gate.disappointed", "%(who)s is not satisfied with %(name)s, said on %(on)s",
    who="text", name="text", on="date",
)  # fmt: skip
AGREED = declare(
    "gate.agreed", "%(who)s agreed to %(name)s on %(on)s",
    who="text", name="text", on="date",
)  # fmt: skip
WAIVED = declare("gate.waived", "Set aside on %(on)s", on="date")


@dataclass(frozen=True)
class Word:
    """What a person said of a gate, and when; the newest counts."""

    holds: bool
    on: date


@dataclass(frozen=True)
class Facts:
    """What is known of an account; None and the empty text are unknown."""

    purchase_days: int | None = None
    manager: str = ""
    continuity: str = ""
    expected: float | None = None
    last_12_months: float | None = None
    of_part: bool = False
    """Whether all this is of a part of an account; nobody forecasts a part."""
    before_12_months: float | None = None
    """Of a part: what it bought in the 12 months before the last 12."""
    unmeasured: str = ""
    """Of a part: the code of why no figure of it is known."""
    warnings: int = 0
    levels: frozenset[str] | None = None
    """Levels at which somebody of theirs was met within a year; None where people
    of only one of the two sides, or no contact at all, are recorded."""
    agreed: tuple[str, str, date] | None = None
    """The newest value proposition they agreed to: its name, who of them, and when;
    None where none is recorded as agreed."""
    tried: tuple[str, bool, str, date] | None = None
    """Their newest word on a pilot or a first use of ours: what it was, whether they
    are satisfied, who said so, and when; None where nobody has."""
    executives: bool | None = None
    """Whether our sponsor met an executive of theirs within a year; None where one of
    the two is not known, or no contact at all is recorded."""
    words: Mapping[str, Word] = field(default_factory=dict)
    """By gate."""


@dataclass(frozen=True)
class Gate:
    """One gate as it stands."""

    name: str
    state: State
    reason: Reason
    by_evidence: bool
    """Whether figures or records answer it; a person can then only set it aside."""


def next_stage(stage: Stage) -> Stage | None:
    """The stage above; None at the top.

    >>> next_stage("zero"), next_stage("strengthen")
    ('establish', None)
    """
    place = STAGES.index(stage) + 1
    return STAGES[place] if place < len(STAGES) else None


def below(stage: Stage) -> tuple[Stage, ...]:
    """The stages it can fall back to.

    >>> below("stabilize")
    ('zero', 'establish')
    """
    return STAGES[: STAGES.index(stage)]


def asked(stage: Stage, criteria: GateCriteria) -> tuple[str, ...]:
    """The gates into a stage that the criteria ask for."""
    return tuple(name for name in GATES[stage] if getattr(criteria, name))


def gates(
    stage: Stage, facts: Facts, *, criteria: GateCriteria, on: date
) -> tuple[Gate, ...]:
    """The gates that lead into this stage, as they stand on a day.

    Parameters
    ----------
    stage
        Where somebody wants to go.
    on
        The day asked for: a person's word older than
        ``criteria.confirmed_months`` counts no longer.
    """
    return tuple(_gate(name, facts, criteria, on) for name in asked(stage, criteria))


def _gate(name: str, facts: Facts, criteria: GateCriteria, on: date) -> Gate:
    word = facts.words.get(name)
    fresh = word is not None and word.on > months_before(on, criteria.confirmed_months)
    found = EVIDENCE[name](facts, criteria) if name in EVIDENCE else None
    state, code, values = found or _said(word, fresh=fresh)
    if found and state != "met" and word is not None and word.holds and fresh:
        state, code, values = "met", WAIVED, {"on": word.on}
    return Gate(name, state, Reason(SIDES[state], code, values), found is not None)


Answer = tuple[State, str, dict[str, object]]


def _said(word: Word | None, *, fresh: bool) -> Answer:
    if word is None:
        return "unknown", NOT_CONFIRMED, {}
    if not word.holds:
        return "missing", DENIED, {"on": word.on}
    if not fresh:
        return "unknown", STALE, {"on": word.on}
    return "met", CONFIRMED, {"on": word.on}


def _experience(facts: Facts, criteria: GateCriteria) -> Answer:
    if facts.tried is not None:
        name, satisfied, who, on = facts.tried
        said: dict[str, object] = {"name": name, "who": who, "on": on}
        return ("met", TRIED, said) if satisfied else ("missing", DISAPPOINTED, said)
    if facts.unmeasured:
        return "unknown", facts.unmeasured, {}
    days = facts.purchase_days
    if days is None:
        return "unknown", NOT_MEASURED, {}
    if days < criteria.purchase_days:
        return "missing", TOO_FEW, {"days": days, "least": criteria.purchase_days}
    return "met", EXPERIENCED, {"days": days}


def _manager(facts: Facts, _criteria: GateCriteria) -> Answer:
    if not facts.manager:
        return "missing", NOBODY, {}
    return "met", NAMED, {"manager": facts.manager}


def _continuous(facts: Facts, _criteria: GateCriteria) -> Answer:
    if facts.unmeasured:
        return "unknown", facts.unmeasured, {}
    if facts.continuity in TOO_YOUNG:
        return "unknown", TOO_NEW, {}
    if facts.continuity in LASTING:
        return "met", LASTS, {}
    return "missing", PAUSES, {}


def _sustained(facts: Facts, criteria: GateCriteria) -> Answer:
    if facts.of_part:
        return _lasting(facts, criteria)
    expected, last = facts.expected, facts.last_12_months
    if expected is None or last is None:
        return "unknown", NO_FORECAST, {}
    if last <= 0:
        return "missing", NOTHING_TO_HOLD, {"last": last}
    values: dict[str, object] = {"expected": expected, "last": last}
    if expected < criteria.sustained_share * last:
        return "missing", SHRINKS, values
    return "met", HOLDS, values


def _lasting(facts: Facts, criteria: GateCriteria) -> Answer:
    """A part by its own past, for nobody forecasts it."""
    if facts.unmeasured:
        return "unknown", facts.unmeasured, {}
    last, before = facts.last_12_months, facts.before_12_months
    if last is None or before is None or before <= 0:
        return "unknown", NO_YEARS, {}
    values: dict[str, object] = {"last": last, "before": before}
    if last < criteria.sustained_share * before:
        return "missing", FELL, values
    return "met", LASTED, values


def _calm(facts: Facts, _criteria: GateCriteria) -> Answer:
    if facts.unmeasured:
        return "unknown", facts.unmeasured, {}
    if facts.warnings:
        return "missing", WARNED, {"count": facts.warnings}
    if facts.purchase_days is None:
        # Nobody can be warned of orders that nobody looked at.
        return "unknown", NOT_MEASURED, {}
    return "met", CALM, {}


def _levels(facts: Facts, _criteria: GateCriteria) -> Answer | None:
    if facts.levels is None:
        return None
    met = ("technical" in facts.levels) + bool(facts.levels - {"technical"})
    if met == 2:
        return "met", BOTH_MET, {}
    return "missing", ONE_MET if met else NO_LEVEL_MET, {}


def _executives(facts: Facts, _criteria: GateCriteria) -> Answer | None:
    if facts.executives is None:
        return None
    if facts.executives:
        return "met", EXECUTIVES_MET, {}
    return "missing", EXECUTIVES_APART, {}


def _value(facts: Facts, _criteria: GateCriteria) -> Answer | None:
    if facts.agreed is None:
        return None
    name, who, on = facts.agreed
    return "met", AGREED, {"name": name, "who": who, "on": on}


EVIDENCE: dict[str, Callable[[Facts, GateCriteria], Answer | None]] = {
    "experience": _experience,
    "manager": _manager,
    "continuous": _continuous,
    "sustained": _sustained,
    "calm": _calm,
    "value": _value,
    "levels": _levels,
    "executives": _executives,
}
"""Gates that figures or records answer; with None there is no record, and a person's
word answers."""
