"""All key accounts by stage: how long, what is stuck, who may fall back."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vitalfew.analysis.decision.gates import next_stage
from vitalfew.apps.days import DayText
from vitalfew.apps.health.selectors import newest_points
from vitalfew.apps.prepared import prepared
from vitalfew.apps.program.facts import facts_at
from vitalfew.apps.program.models import Cycle, StageChoice
from vitalfew.apps.program.selectors import (
    Passed,
    cycles_at,
    cycles_open,
    gates_of,
    passed,
    proposals_open,
)
from vitalfew.web.cycle.flow import Picture, picture_read
from vitalfew.web.cycle.words import LEVELS, gates_said, lasted, said, stage_words
from vitalfew.web.relationship_health.words import points_words

if TYPE_CHECKING:
    from vitalfew.analysis.decision.gates import Gate
    from vitalfew.apps.assessments.models import Assessment
    from vitalfew.apps.program.models import Proposal
    from vitalfew.apps.users.models import User
    from vitalfew.web.formats import Formats

SHOWN = 50
"""At most this many of a stage; those who have been there longest."""
LEAST_STAYS = 3
"""With fewer stays that ended nobody knows how long is long."""
STUCK = 2.0
"""Times the usual stay from which an account is stuck."""
ORDER = ("establish", "stabilize", "strengthen", "zero")


class Card(NamedTuple):
    """One running cycle."""

    account: int
    name: str
    part: str
    """Empty of the whole account."""
    time: str
    gates: str
    health: str
    """Kept last; empty where none was kept, a dash where too little was known."""
    stuck: bool
    watch: bool


@dataclass(frozen=True)
class Column:
    stage: str
    level: int
    cards: list[Card]
    count: int
    parts: int
    """So many of these run a cycle under an account that may stand elsewhere."""
    usual: str
    """How long others usually stayed; empty when too few have left it."""

    @property
    def accounts(self) -> int:
        return self.count - self.parts


@dataclass(frozen=True)
class Watched:
    proposal: Proposal
    text: str
    target: str


@dataclass(frozen=True)
class Board:
    title: str
    columns: list[Column]
    watched: list[Watched]
    flow: Picture | None
    key: int


def board_read(
    acting: User, assessment: Assessment | None, formats: Formats, *, on: dt.date
) -> Board:
    running = _running(acting)
    whole = [each.stage for each in running if each.part == Cycle.Part.WHOLE]
    waiting = proposals_open(acting)
    moves = passed(acting)
    usual = _usual(moves)
    held = {
        stage: [each.pk for each in running if each.stage == stage] for stage in ORDER
    }
    first = [pk for found in held.values() for pk in found[:SHOWN]]
    known = {cycle.pk: cycle for cycle in cycles_at(acting, first)}
    shown = list(known.values())
    gates = _gates(acting, shown, assessment, on)
    points = newest_points(acting, {cycle.account_id for cycle in shown})
    health = {pk: points_words(each, formats) for pk, each in points.items()}
    watched = {each.cycle_id for each in waiting}
    return Board(
        title=_title(whole, formats),
        columns=[
            Column(
                stage=stage_words(stage),
                level=LEVELS.get(stage, 0),
                cards=[
                    _card(
                        known[pk],
                        gates[pk],
                        health.get(known[pk].account_id, ""),
                        usual,
                        watched,
                        on,
                        formats,
                    )
                    for pk in found[:SHOWN]
                ],
                count=len(found),
                parts=len(found) - whole.count(stage),
                usual=_usual_said(usual.get(stage), on, formats),
            )
            for stage, found in held.items()
            if found or stage != StageChoice.ZERO
        ],
        watched=[
            Watched(each, said(each.evidence, formats), stage_words(each.target))
            for each in waiting
        ],
        flow=picture_read(moves, formats, on=on),
        key=len(whole),
    )


class _Running(NamedTuple):
    """What tells where on the board a cycle stands."""

    since: str
    """The day as text, which sorts alike and is read ten times as quickly."""
    sort_key: str
    pk: int
    stage: str
    part: str


def _running(acting: User) -> list[_Running]:
    """Every cycle, who has been in its stage longest first."""
    return sorted(_Running(*each) for each in _placed(acting))


@prepared
def _placed(acting: User) -> QuerySet[Cycle, Any]:
    columns = (DayText("since"), "account__sort_key", "pk", "stage", "part")
    return cycles_open(acting).order_by().values_list(*columns)


def _gates(
    acting: User, cycles: Sequence[Cycle], assessment: Assessment | None, on: dt.date
) -> Mapping[int, tuple[Gate, ...]]:
    accounts = {cycle.account_id for cycle in cycles}
    measured = facts_at(acting, accounts, assessment=assessment)
    return gates_of(acting, cycles, measured, on=on)


def _card(
    cycle: Cycle,
    gates: Sequence[Gate],
    health: str,
    usual: Mapping[str, float],
    watched: set[int],
    on: dt.date,
    formats: Formats,
) -> Card:
    target = next_stage(cycle.stage)  # type: ignore[arg-type]  # its choices
    long = usual.get(cycle.stage)
    stayed = (on - cycle.since).days
    return Card(
        account=cycle.account_id,
        name=cycle.account.name,
        part=cycle.name,
        time=lasted(cycle.since, on, formats),
        gates=gates_said(gates, target, formats) if target and gates else "",
        health=health if not cycle.name else "",
        stuck=bool(long and target and stayed > STUCK * long),
        watch=cycle.pk in watched,
    )


def _usual(moves: Iterable[Passed]) -> dict[str, float]:
    """Median days of the stays that ended, by stage; where enough ended to say."""
    came: dict[int, dt.date] = {}
    stays: dict[str, list[int]] = defaultdict(list)
    for move in moves:
        if move.origin and move.cycle_id in came:
            stays[move.origin].append((move.on - came[move.cycle_id]).days)
        came[move.cycle_id] = move.on
    return {
        stage: median(days) for stage, days in stays.items() if len(days) >= LEAST_STAYS
    }


def _usual_said(days: float | None, on: dt.date, formats: Formats) -> str:
    if days is None:
        return ""
    stay = lasted(on - dt.timedelta(days=round(days)), on, formats)
    return _("usually %(time)s") % {"time": stay}


def _title(stages: Sequence[str], formats: Formats) -> str:
    """How many are in which stage, in one sentence."""
    if not stages:
        return _("There is no key account yet")
    parts = []
    for stage in ORDER:
        number = stages.count(stage)
        if number:
            values = {"number": formats.count(number), "stage": stage_words(stage)}
            parts.append(_("%(number)s in %(stage)s") % values)
    count = ngettext(
        "%(number)s key account", "%(number)s key accounts", len(stages)
    ) % {"number": formats.count(len(stages))}
    return _("%(count)s: %(parts)s") % {"count": count, "parts": _(", ").join(parts)}
