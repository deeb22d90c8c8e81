"""All key accounts by stage: how long, what is stuck, who may fall back."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vitalfew.analysis.decision.gates import next_stage
from vitalfew.apps.assessments.selectors.rows import rows
from vitalfew.apps.health.selectors import newest_readings
from vitalfew.apps.program.models import Cycle, StageChoice
from vitalfew.apps.program.selectors import (
    cycles_open,
    gates_of,
    moves_of,
    proposals_open,
)
from vitalfew.web.cycle.flow import Picture, picture_read
from vitalfew.web.cycle.words import LEVELS, gates_said, lasted, said, stage_words
from vitalfew.web.relationship_health.words import points_words

if TYPE_CHECKING:
    from vitalfew.analysis.decision.gates import Gate
    from vitalfew.apps.health.models import Reading
    from vitalfew.apps.program.models import Move, Proposal
    from vitalfew.apps.users.models import User
    from vitalfew.web.formats import Formats

SHOWN = 50
"""At most this many of a stage; those who have been there longest."""
LEAST_STAYS = 3
"""With fewer stays that ended nobody knows how long is long."""
STUCK = 2.0
"""Times the usual stay from which an account is stuck."""
ORDER = ("establish", "stabilize", "strengthen", "zero")


@dataclass(frozen=True)
class Card:
    """One running cycle."""

    cycle: Cycle
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
    usual: str
    """How long others usually stayed; empty when too few have left it."""


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


def board_read(acting: User, formats: Formats, *, on: dt.date) -> Board:
    cycles = list(cycles_open(acting).order_by("since", "account__sort_key", "pk"))
    whole = [cycle for cycle in cycles if cycle.part == Cycle.Part.WHOLE]
    waiting = list(proposals_open(acting))
    moves = list(moves_of(acting))
    usual = _usual(moves)
    held = {stage: [c for c in cycles if c.stage == stage] for stage in ORDER}
    shown = [cycle for found in held.values() for cycle in found[:SHOWN]]
    gates = _gates(acting, shown, on)
    kept = newest_readings(acting, {cycle.account_id for cycle in shown})
    watched = {each.cycle_id for each in waiting}
    return Board(
        title=_title(whole, formats),
        columns=[
            Column(
                stage=stage_words(stage),
                level=LEVELS.get(stage, 0),
                cards=[
                    _card(
                        cycle,
                        gates[cycle.pk],
                        kept.get(cycle.account_id),
                        usual,
                        watched,
                        on,
                        formats,
                    )
                    for cycle in found[:SHOWN]
                ],
                count=len(found),
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


def _gates(
    acting: User, cycles: Sequence[Cycle], on: dt.date
) -> Mapping[int, tuple[Gate, ...]]:
    accounts = {cycle.account_id for cycle in cycles}
    # In no order: by rank the database would read every row to find these few.
    found = rows(acting).filter(account__in=accounts).order_by().select_related(None)
    measured = {row.account_id: row for row in found.defer("reasons", "would_change")}
    return gates_of(acting, cycles, measured, on=on)


def _card(
    cycle: Cycle,
    gates: Sequence[Gate],
    kept: Reading | None,
    usual: Mapping[str, float],
    watched: set[int],
    on: dt.date,
    formats: Formats,
) -> Card:
    target = next_stage(cycle.stage)  # type: ignore[arg-type]  # its choices
    long = usual.get(cycle.stage)
    stayed = (on - cycle.since).days
    return Card(
        cycle=cycle,
        time=lasted(cycle.since, on, formats),
        gates=gates_said(gates, target, formats) if target and gates else "",
        health=points_words(kept.points, formats) if kept and not cycle.name else "",
        stuck=bool(long and target and stayed > STUCK * long),
        watch=cycle.pk in watched,
    )


def _usual(moves: Iterable[Move]) -> dict[str, float]:
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


def _title(cycles: Sequence[Cycle], formats: Formats) -> str:
    """How many are in which stage, in one sentence."""
    if not cycles:
        return _("There is no key account yet")
    parts = []
    for stage in ORDER:
        number = sum(cycle.stage == stage for cycle in cycles)
        if number:
            values = {"number": formats.count(number), "stage": stage_words(stage)}
            parts.append(_("%(number)s in %(stage)s") % values)
    count = ngettext(
        "%(number)s key account", "%(number)s key accounts", len(cycles)
    ) % {"number": formats.count(len(cycles))}
    return _("%(count)s: %(parts)s") % {"count": count, "parts": _(", ").join(parts)}
