"""Everything the tab Cycle of an account shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from vitalfew.analysis.decision.gates import next_stage
from vitalfew.apps.program.models import Cycle, Proposal
from vitalfew.apps.program.policies import may_move, may_report
from vitalfew.apps.program.selectors import (
    cycles_of,
    events_of,
    gates_of,
    proposals_of,
)
from vitalfew.web.cycle.forms import (
    AnswerForm,
    EventForm,
    GateForm,
    MoveForm,
    PartForm,
)
from vitalfew.web.cycle.words import (
    GATES,
    LEVELS,
    finding,
    lasted,
    said,
    stage_words,
)

if TYPE_CHECKING:
    from django.forms import Form

    from vitalfew.analysis.decision.gates import Gate
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.assessments.models import AssessmentRow
    from vitalfew.apps.program.models import Event, Move
    from vitalfew.apps.users.models import User
    from vitalfew.web.formats import Formats

Key = tuple[str, int, str]
"""Which form of the page: its kind, the record it is of, and the gate."""


@dataclass(frozen=True)
class GateLine:
    """A gate in words, with the form to answer it."""

    label: str
    state: str
    text: str
    form: Form | None


@dataclass(frozen=True)
class Passed:
    """A move in words."""

    move: Move
    text: str
    stayed: str
    """How long it was in the stage it left."""


@dataclass(frozen=True)
class Part:
    """One cycle: of the whole account, or of a part of it."""

    cycle: Cycle
    title: str
    level: int
    stage: str
    since: str
    name: str
    gates: list[GateLine]
    target: str
    up: Form | None
    back: Form | None
    moves: list[Passed]


@dataclass(frozen=True)
class Proposed:
    """A proposal to fall back in words, with the form to answer it."""

    proposal: Proposal
    text: str
    target: str
    form: Form | None


@dataclass(frozen=True)
class Page:
    running: list[Part]
    ended: list[Part]
    waiting: list[Proposed]
    answered: list[Proposed]
    events: list[Event]
    event_form: Form | None = None
    part_form: Form | None = None
    bound: dict[Key, Form] = field(default_factory=dict)


def page_read(
    acting: User,
    account: Account,
    row: AssessmentRow | None,
    formats: Formats,
    bound: dict[Key, Form],
    *,
    on: date,
) -> Page:
    """The tab; `bound` holds what somebody sent and could not be done."""
    cycles = cycles_of(acting, account)
    for cycle in cycles:
        cycle.account = account
    running = [cycle for cycle in cycles if cycle.ends_on is None]
    gates = gates_of(acting, running, {account.pk: row} if row else {}, on=on)
    moves, reports = may_move(acting, account), may_report(acting, account)
    proposals = proposals_of(acting, account)
    answers = [_proposed(each, bound, formats, moves=moves) for each in proposals]
    return Page(
        running=[
            _part(
                cycle,
                gates[cycle.pk],
                bound,
                formats,
                moves=moves,
                reports=reports,
                on=on,
            )
            for cycle in running
        ],
        ended=[
            _part(cycle, (), bound, formats, moves=False, reports=False, on=on)
            for cycle in cycles
            if cycle.ends_on is not None
        ],
        waiting=[
            each for each in answers if each.proposal.state == Proposal.State.OPEN
        ],
        answered=[
            each for each in answers if each.proposal.state != Proposal.State.OPEN
        ],
        events=list(events_of(acting, account)),
        event_form=bound.get(("event", 0, ""), EventForm()) if reports else None,
        part_form=bound.get(("part", 0, ""), PartForm()) if moves and running else None,
        bound=bound,
    )


def _part(
    cycle: Cycle,
    gates: tuple[Gate, ...],
    bound: dict[Key, Form],
    formats: Formats,
    *,
    moves: bool,
    reports: bool,
    on: date,
) -> Part:
    above = next_stage(cycle.stage) if cycle.ends_on is None else None  # type: ignore[arg-type]
    ready = above is not None and all(gate.state == "met" for gate in gates)
    up = MoveForm(cycle=cycle, up=True) if moves and ready else None
    falls = moves and cycle.stage != "zero"
    back = MoveForm(cycle=cycle, up=False) if falls else None
    return Part(
        cycle=cycle,
        title=finding(cycle, gates, above or "", formats),
        level=LEVELS.get(cycle.stage, 0),
        stage=stage_words(cycle.stage),
        since=lasted(cycle.since, cycle.ends_on or on, formats),
        name=cycle.name or _("The whole account"),
        gates=[
            _gate(cycle, gate, bound, formats, moves=moves, reports=reports)
            for gate in gates
        ],
        target=stage_words(above or ""),
        up=bound.get(("up", cycle.pk, ""), up),
        back=bound.get(("back", cycle.pk, ""), back),
        moves=_passed(cycle, formats),
    )


def _gate(
    cycle: Cycle,
    gate: Gate,
    bound: dict[Key, Form],
    formats: Formats,
    *,
    moves: bool,
    reports: bool,
) -> GateLine:
    form: Form | None = None
    if gate.by_evidence:
        # Figures are believed: all a person can do is to say they do not matter here.
        if moves and gate.state != "met":
            form = GateForm(cycle=cycle.pk, gate=gate.name, aside=True)
    elif reports:
        form = GateForm(cycle=cycle.pk, gate=gate.name)
    return GateLine(
        label=str(GATES[gate.name]),
        state=gate.state,
        text=said([gate.reason.code, gate.reason.values], formats),
        form=bound.get(("gate", cycle.pk, gate.name), form),
    )


def _passed(cycle: Cycle, formats: Formats) -> list[Passed]:
    """The moves, newest first, each with the stay it ended."""
    found, came = [], None
    for move in cycle.moves.all():
        stayed = lasted(came, move.on, formats) if came and move.origin else ""
        found.append(Passed(move, _move_said(move), stayed))
        came = move.on
    return found[::-1]


def _move_said(move: Move) -> str:
    values = {"origin": stage_words(move.origin), "target": stage_words(move.target)}
    if not move.origin:
        return _("Began in %(target)s") % values
    if not move.target:
        return _("Ended in %(origin)s") % values
    if LEVELS.get(move.target, 0) < LEVELS.get(move.origin, 0):
        return _("Fell back from %(origin)s to %(target)s") % values
    return _("Moved from %(origin)s to %(target)s") % values


def _proposed(
    proposal: Proposal, bound: dict[Key, Form], formats: Formats, *, moves: bool
) -> Proposed:
    waits = proposal.state == Proposal.State.OPEN
    form: Any = AnswerForm(proposal=proposal) if waits and moves else None
    return Proposed(
        proposal=proposal,
        text=said(proposal.evidence, formats),
        target=stage_words(proposal.target),
        form=bound.get(("answer", proposal.pk, ""), form),
    )
