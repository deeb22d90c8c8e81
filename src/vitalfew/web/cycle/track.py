"""The stage track in the head of an account: where it is, and how far it has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from vitalfew.analysis.decision.gates import next_stage
from vitalfew.apps.program.facts import facts_in
from vitalfew.apps.program.models import Cycle, Move, Proposal, StageChoice
from vitalfew.apps.program.selectors import (
    cycle_running,
    gates_of,
    proposal_waiting,
)
from vitalfew.web.cycle.words import (
    LEVELS,
    gates_said,
    lasted,
    met,
    said,
    stage_words,
)

if TYPE_CHECKING:
    from vitalfew.analysis.decision.gates import Gate
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.assessments.models import AssessmentRow
    from vitalfew.apps.users.models import User
    from vitalfew.web.formats import Formats


@dataclass(frozen=True)
class Step:
    """One stage of the track."""

    level: int
    label: str
    done: bool
    now: bool
    time: str
    """Since when or from when to when it was there; empty where it never was."""
    gates: str
    share: int
    """How full its bar is, in percent."""


@dataclass(frozen=True)
class Track:
    cycle: Cycle
    gates: tuple[Gate, ...]
    """To the stage above; empty in the highest."""
    steps: list[Step]
    at_zero: str
    watch: str
    """What may throw it back, and waits for an answer."""
    stage: str
    unmet: list[str]
    """The gates to the stage above that are not met, by name."""


def track_read(
    acting: User,
    account: Account,
    row: AssessmentRow | None,
    manager: User | None,
    formats: Formats,
    *,
    on: date,
) -> Track | None:
    """The track of the whole account; None when it is not key."""
    cycle = cycle_running(acting, account)
    if cycle is None:
        return None
    gates = gates_of(
        acting,
        [cycle],
        {account.pk: facts_in(row)},
        on=on,
        managers={account.pk: manager} if manager else {},
    )[cycle.pk]
    moves = list(cycle.moves.all())
    waiting = proposal_waiting(cycle)
    return Track(
        cycle=cycle,
        gates=gates,
        steps=[_step(stage, cycle, gates, moves, formats, on=on) for stage in LEVELS],
        at_zero=_at_zero(cycle, formats),
        watch=_watched(waiting, formats) if waiting else "",
        stage=cycle.stage,
        unmet=[gate.name for gate in gates if gate.state != "met"],
    )


def _step(
    stage: str,
    cycle: Cycle,
    gates: Sequence[Gate],
    moves: Sequence[Move],
    formats: Formats,
    *,
    on: date,
) -> Step:
    level, here = LEVELS[stage], LEVELS.get(cycle.stage, 0)
    now = stage == cycle.stage
    target = next_stage(stage) if now else None  # type: ignore[arg-type]
    share = 100 if level < here or (now and not target) else 0
    if now and gates:
        share = round(100 * met(gates) / len(gates))
    return Step(
        level=level,
        label=stage_words(stage),
        done=level < here,
        now=now,
        time=lasted(cycle.since, on, formats)
        if now
        else _period(stage, moves, formats),
        gates=gates_said(gates, target, formats) if target and gates else "",
        share=share,
    )


def _period(stage: str, moves: Sequence[Move], formats: Formats) -> str:
    """The last stay in a stage: from the month it came to the month it left."""
    last = ""
    came = None
    for move in moves:
        if move.target == stage:
            came = move.on
        elif move.origin == stage and came is not None:
            values = {"start": formats.month(came), "end": formats.month(move.on)}
            last = _("%(start)s to %(end)s") % values
    return last


def _watched(waiting: Proposal, formats: Formats) -> str:
    """In few words: the whole of what was reported stands in the tab."""
    if waiting.event:
        return str(waiting.event.get_kind_display())
    return said(waiting.evidence, formats)


def _at_zero(cycle: Cycle, formats: Formats) -> str:
    if cycle.stage != StageChoice.ZERO:
        return ""
    return _("At zero since %(day)s") % {"day": formats.day(cycle.since)}
