"""How well two companies know each other, from contact that took place.

See ``docs/methods/relationship.md``. What nobody wrote down is unknown: a company
whose meetings are not recorded is not one that nobody meets.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp2
from typing import Literal, get_args

from vitalfew.analysis.reasons import Reason, declare

Level = Literal["executive", "management", "technical"]
Coverage = Literal["none", "brief", "multiple", "in_depth"]

LEVELS: tuple[Level, ...] = get_args(Level)
"""From the top down."""
WEIGHTS: Mapping[str, float] = {
    "meeting": 3.0,
    "visit": 3.0,
    "call": 1.0,
    "message": 0.5,
}
"""What one contact of each kind adds."""
HALF_LIFE = 90
"""Days after which a contact counts half."""
DOUBLING = 6.0
"""So much weight closes half of what is missing to the full strength."""
WINDOW = 365
"""Days after which a contact counts no longer."""
FADED = 90
"""Days without contact after which a key person has been left alone."""
BRIEF, IN_DEPTH = 0.4, 0.75
"""Below the first strength a person is known briefly, from the second in depth."""
COVERED: Mapping[Coverage, float] = {
    "none": 0.0,
    "brief": 1 / 3,
    "multiple": 2 / 3,
    "in_depth": 1.0,
}
INFLUENCE: Mapping[str, int] = {"none": 0, "some": 1, "strong": 2, "decisive": 3}
SUPPORT: Mapping[str, float] = {
    "mentor": 1.0,
    "supporter": 0.5,
    "neutral": 0.0,
    "critic": -0.5,
    "opponent": -1.0,
}
SINGLE = 2.0
"""Below so many of us, counted by their share of the contact, it hangs on one."""

UNMET = declare(
    "gap.decider_unmet", "Nobody has met %(name)s, who decides", name="text"
)
NO_DECIDER = declare("gap.no_decider", "Nobody knows who decides")
BLOCKED = declare(
    "gap.blocker_unmet", "%(name)s can block, and nobody talks to them", name="text"
)
FADING = declare(
    "gap.faded", "%(name)s counts, and was last met %(days)s days ago",
    name="text", days="count",
)  # fmt: skip
NOBODY_MET = {
    "executive": declare("gap.no_executive", "None of their executives has been met"),
    "management": declare("gap.no_management", "None of their managers has been met"),
    "technical": declare(
        "gap.no_technical", "None of their technical people has been met"
    ),
}
HANGS = declare(
    "gap.single", "%(share)s of the contact goes through %(name)s alone",
    share="percent", name="text",
)  # fmt: skip
BELOW = declare(
    "gap.below", "%(name)s stands above everybody of us who meets them", name="text"
)
UNRATED = declare(
    "gap.unrated", "People whose role nobody has rated: %(count)s", count="count"
)  # fmt: skip
NAMELESS = declare("gap.nameless", "A post without a name: %(title)s", title="text")


@dataclass(frozen=True)
class Contacted:
    """One of us and one of them, together in one contact."""

    ours: str
    theirs: str
    kind: str
    on: date


@dataclass(frozen=True)
class Known:
    """One of their people, as rated; the empty text and set are unknown."""

    key: str
    name: str
    level: str = ""
    roles: frozenset[str] = frozenset()
    influence: str = ""
    support: str = ""
    title: str = ""
    nameless: bool = False
    """A post of which nobody knows who holds it."""

    @property
    def decides(self) -> bool:
        """Whether the decision is theirs."""
        return "economic" in self.roles or self.influence == "decisive"

    @property
    def counts(self) -> bool:
        """Whether losing touch with them matters."""
        return self.decides or self.influence == "strong" or "champion" in self.roles


@dataclass(frozen=True)
class Bond:
    """What joins one of us with one of them: 0 (nothing) to 1, and the last time."""

    strength: float
    last: date
    times: int


@dataclass(frozen=True)
class Gap:
    """Something that is missing, with the person it is about; worst first."""

    kind: str
    key: str
    """Of the person; empty where it is about the whole account."""
    reason: Reason


@dataclass(frozen=True)
class Match:
    """Whom of us somebody of theirs meets, by level."""

    theirs: str
    level: Level
    ours: str
    """Who of us that meets them ranks highest, of several the one who is closest."""
    our_level: Level

    @property
    def above(self) -> int:
        """How many levels they stand above us; below zero we stand above them."""
        return LEVELS.index(self.our_level) - LEVELS.index(self.level)


@dataclass(frozen=True)
class Thread:
    """Whether the contact hangs on one of us."""

    ours: str
    """Who holds the largest share."""
    share: float
    people: float
    """Effective number of us: 1 / sum of squared shares."""

    @property
    def is_single(self) -> bool:
        """Whether fewer than two of us, counted by share, carry it."""
        return self.people < SINGLE


def bonds(contacts: Iterable[Contacted], *, on: date) -> dict[tuple[str, str], Bond]:
    """The ties between us and them, by (ours, theirs), from the last year's contact.

    Examples
    --------
    >>> met = Contacted("u1", "c1", "meeting", date(2026, 1, 1))
    >>> round(bonds([met], on=date(2026, 1, 1))["u1", "c1"].strength, 3)
    0.293
    """
    first = on - timedelta(days=WINDOW)
    weight: dict[tuple[str, str], float] = {}
    last: dict[tuple[str, str], date] = {}
    times: dict[tuple[str, str], int] = {}
    for each in contacts:
        if not first < each.on <= on:
            continue
        pair = (each.ours, each.theirs)
        aged = WEIGHTS[each.kind] * exp2(-(on - each.on).days / HALF_LIFE)
        weight[pair] = weight.get(pair, 0.0) + aged
        last[pair] = max(each.on, last.get(pair, each.on))
        times[pair] = times.get(pair, 0) + 1
    return {
        pair: Bond(_strength(weight[pair]), last[pair], times[pair])
        for pair in sorted(weight)
    }


def _strength(weight: float) -> float:
    return 1 - exp2(-weight / DOUBLING)


def coverage(found: Iterable[Bond]) -> Coverage:
    """How well all of us together know one person.

    The missing parts multiply: two of us who each know half know three quarters.
    """
    missing = 1.0
    met = False
    for bond in found:
        missing *= 1 - bond.strength
        met = True
    if not met:
        return "none"
    if 1 - missing < BRIEF:
        return "brief"
    return "multiple" if 1 - missing < IN_DEPTH else "in_depth"


def score(people: Sequence[Known], covered: Mapping[str, Coverage]) -> float | None:
    """Support weighted by influence and coverage, -1 to 1; None where nobody is rated.

    Only people whose influence and support were rated count.
    """
    rated = [
        (INFLUENCE[each.influence], SUPPORT[each.support], COVERED[covered[each.key]])
        for each in people
        if each.influence in INFLUENCE and each.support in SUPPORT
    ]
    total = sum(influence for influence, _support, _covered in rated)
    if not total:
        return None
    return sum(i * support * covered for i, support, covered in rated) / total


def thread(ties: Mapping[tuple[str, str], Bond]) -> Thread | None:
    """Through whom the contact goes; None where there is none."""
    held: dict[str, float] = {}
    for (ours, _theirs), bond in ties.items():
        held[ours] = held.get(ours, 0.0) + bond.strength
    total = sum(held.values())
    if not total:
        return None
    most = min(held, key=lambda ours: (-held[ours], ours))
    people = 1 / sum((each / total) ** 2 for each in held.values())
    return Thread(most, held[most] / total, people)


def levels_met(
    people: Iterable[Known], covered: Mapping[str, Coverage]
) -> dict[Level, bool]:
    """Of each level at which somebody is known, whether anybody has been met."""
    found: dict[Level, bool] = {}
    for each in people:
        for level in LEVELS:
            if each.level == level:
                met = covered[each.key] != "none"
                found[level] = found.get(level, False) or met
    return found


def matches(
    people: Iterable[Known],
    ties: Mapping[tuple[str, str], Bond],
    our_levels: Mapping[str, Level],
) -> list[Match]:
    """Who of theirs is met at which level of ours; where they rank highest comes first.

    People of either side whose level is not known are left out.
    """
    of: dict[str, list[str]] = {}
    for ours, theirs in ties:
        if ours in our_levels:
            of.setdefault(theirs, []).append(ours)
    found = []
    for each in people:
        if each.level not in LEVELS or each.key not in of:
            continue
        met = of[each.key]
        best = min(
            met,
            key=lambda ours: (
                LEVELS.index(our_levels[ours]),
                -ties[ours, each.key].strength,
                ours,
            ),
        )
        found.append(Match(each.key, each.level, best, our_levels[best]))
    return sorted(found, key=lambda match: (-match.above, LEVELS.index(match.level)))


def gaps(
    people: Sequence[Known],
    ties: Mapping[tuple[str, str], Bond],
    *,
    names: Mapping[str, str],
    our_levels: Mapping[str, Level],
    recorded: bool,
    on: date,
) -> list[Gap]:
    """What is missing, worst first.

    Parameters
    ----------
    names
        Of our people, by key.
    our_levels
        At which level our people stand, by key; who is missing is not known.
    recorded
        Whether any contact with this account was ever written down. If not, who has
        been met is unknown, and only what is not known of people is a gap.
    """
    held = [each for each in people if not each.nameless]
    of: dict[str, list[Bond]] = {each.key: [] for each in people}
    for (_ours, theirs), bond in ties.items():
        if theirs in of:
            of[theirs].append(bond)
    found: list[Gap] = []
    if recorded:
        found += _unmet(held, of)
    if held and not any(each.decides for each in held):
        found.append(Gap("no_decider", "", Reason("unknown", NO_DECIDER)))
    if recorded:
        found += _levels(held, of)
        found += _faded(held, of, on)
        found += _below(held, matches(held, ties, our_levels))
        found += _single(ties, names)
    found += _not_known(people)
    return found


def _unmet(held: Sequence[Known], of: Mapping[str, list[Bond]]) -> list[Gap]:
    alone = [each for each in held if not of[each.key]]
    deciders = [each for each in alone if each.decides]
    blockers = [
        each
        for each in alone
        if not each.decides and ("blocker" in each.roles or each.support == "opponent")
    ]
    return [
        Gap(kind, each.key, Reason("against", code, {"name": each.name}))
        for kind, code, some in (
            ("unmet", UNMET, deciders),
            ("blocker", BLOCKED, blockers),
        )
        for each in some
    ]


def _levels(held: Sequence[Known], of: Mapping[str, list[Bond]]) -> list[Gap]:
    met = levels_met(held, {each.key: coverage(of[each.key]) for each in held})
    return [
        Gap("level", "", Reason("against", NOBODY_MET[level]))
        for level in LEVELS
        if met.get(level) is False
    ]


def _faded(held: Sequence[Known], of: Mapping[str, list[Bond]], on: date) -> list[Gap]:
    found = []
    for each in held:
        if not each.counts or not of[each.key]:
            continue
        days = (on - max(bond.last for bond in of[each.key])).days
        if days > FADED:
            values = {"name": each.name, "days": days}
            found.append(
                (-days, Gap("faded", each.key, Reason("against", FADING, values)))
            )
    return [gap for _days, gap in sorted(found, key=lambda pair: pair[0])]


def _below(held: Sequence[Known], found: Iterable[Match]) -> list[Gap]:
    counting = {each.key: each.name for each in held if each.counts}
    return [
        Gap("below", match.theirs, Reason("against", BELOW, {"name": name}))
        for match in found
        for name in [counting.get(match.theirs, "")]
        if name and match.above > 0
    ]


def _single(
    ties: Mapping[tuple[str, str], Bond], names: Mapping[str, str]
) -> list[Gap]:
    found = thread(ties)
    if found is None or not found.is_single:
        return []
    values = {"share": found.share, "name": names.get(found.ours, found.ours)}
    return [Gap("single", found.ours, Reason("against", HANGS, values))]


def _not_known(people: Sequence[Known]) -> list[Gap]:
    found = [
        Gap("nameless", each.key, Reason("unknown", NAMELESS, {"title": each.title}))
        for each in people
        if each.nameless
    ]
    unrated = sum(not each.roles and not each.nameless for each in people)
    if unrated:
        reason = Reason("unknown", UNRATED, {"count": unrated})
        found.append(Gap("unrated", "", reason))
    return found
