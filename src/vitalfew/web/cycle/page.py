"""Everything the tab Cycle of an account shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from vitalfew.analysis.decision.gates import (
    CONFIRMED,
    DENIED,
    STALE,
    WAIVED,
    next_stage,
)
from vitalfew.apps.program.facts import facts_in
from vitalfew.apps.program.models import Cycle, Proposal, StageChoice
from vitalfew.apps.program.policies import may_move, may_report
from vitalfew.apps.program.selectors import (
    cycles_of,
    events_of,
    figures_of,
    gates_of,
    proposals_of,
    said_of,
)
from vitalfew.web.cycle.apart import Apart, apart
from vitalfew.web.cycle.forms import (
    AnswerForm,
    EventForm,
    GateForm,
    MoveForm,
    PartForm,
)
from vitalfew.web.cycle.words import (
    GATES,
    finding,
    lasted,
    moved,
    said,
    stage_words,
)
from vitalfew.web.refusals import Sent

if TYPE_CHECKING:
    from django.forms import Form

    from vitalfew.analysis.decision.gates import Gate
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.program.models import Confirmation, Event, Move, PartFigures
    from vitalfew.apps.users.models import User
    from vitalfew.web.account.tab import AccountTab
    from vitalfew.web.formats import Formats

SAID = frozenset({CONFIRMED, DENIED, STALE, WAIVED})
"""Reasons that are a person's word."""
Key = tuple[str, int, str]
"""Which form of the page: its kind, the record it is of, and the gate."""


@dataclass(frozen=True)
class GateLine:
    """A gate in words, with the form to answer it."""

    label: str
    state: str
    text: str
    said: Confirmation | None
    """The word it rests on, with who gave it and why."""
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
    stage: str
    since: str
    name: str
    gates: list[GateLine]
    target: str
    up: Form | None
    back: Form | None
    moves: list[Passed]
    apart: Apart | None
    """What the orders say of a running part; None for the whole account."""


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


@dataclass(frozen=True)
class Reading:
    """Who reads the tab, and what they sent."""

    formats: Formats
    on: date
    bound: Sent
    words: dict[tuple[int, str], Confirmation]
    figures: dict[int, PartFigures]
    moves: bool
    reports: bool


def page_read(
    acting: User,
    account: Account,
    tab: AccountTab,
    bound: Sent,
) -> Page:
    """The tab; `bound` holds what somebody sent and could not be done."""
    cycles = cycles_of(acting, account)
    for cycle in cycles:
        cycle.account = account
    running = [cycle for cycle in cycles if cycle.ends_on is None]
    gates = _gates(acting, running, tab)
    reading = Reading(
        formats=tab.formats,
        on=tab.on,
        bound=bound,
        words=said_of(running),
        figures=figures_of(acting, running),
        moves=may_move(acting, account),
        reports=may_report(acting, account),
    )
    past = replace(reading, moves=False, reports=False, bound=Sent())
    answers = [_proposed(each, reading) for each in proposals_of(acting, account)]
    opened = Proposal.State.OPEN
    begins = reading.moves and running
    return Page(
        running=[_part(cycle, gates[cycle.pk], reading) for cycle in running],
        ended=[_part(each, (), past) for each in cycles if each.ends_on is not None],
        waiting=[each for each in answers if each.proposal.state == opened],
        answered=[each for each in answers if each.proposal.state != opened],
        events=events_of(acting, account),
        event_form=bound.get(("event", 0, ""), EventForm())
        if reading.reports
        else None,
        part_form=bound.get(("part", 0, ""), PartForm()) if begins else None,
    )


def _gates(
    acting: User, running: Sequence[Cycle], tab: AccountTab
) -> dict[int, tuple[Gate, ...]]:
    """How the gates stand, by cycle; those of the whole account stand in the head."""
    track = tab.head.track
    known = {track.cycle.pk: track.gates} if track else {}
    measured = {tab.head.account.pk: facts_in(tab.row)}
    others = [cycle for cycle in running if cycle.pk not in known]
    return known | gates_of(acting, others, measured, on=tab.on)


def _part(cycle: Cycle, gates: tuple[Gate, ...], reading: Reading) -> Part:
    formats, bound = reading.formats, reading.bound
    above = next_stage(cycle.stage) if cycle.ends_on is None else None  # type: ignore[arg-type]
    ready = above is not None and all(gate.state == "met" for gate in gates)
    up = MoveForm(cycle=cycle, up=True) if reading.moves and ready else None
    falls = reading.moves and cycle.stage != StageChoice.ZERO
    back = MoveForm(cycle=cycle, up=False) if falls else None
    return Part(
        cycle=cycle,
        title=finding(cycle, gates, above or "", formats),
        stage=stage_words(cycle.stage),
        since=lasted(cycle.since, cycle.ends_on or reading.on, formats),
        name=cycle.name or _("The whole account"),
        gates=[_gate(cycle, gate, reading) for gate in gates],
        target=stage_words(above or ""),
        up=bound.get(("up", cycle.pk, ""), up),
        back=bound.get(("back", cycle.pk, ""), back),
        moves=_passed(cycle, formats),
        apart=apart(reading.figures.get(cycle.pk), formats)
        if cycle.part != Cycle.Part.WHOLE and cycle.ends_on is None
        else None,
    )


def _gate(cycle: Cycle, gate: Gate, reading: Reading) -> GateLine:
    form: Form | None = None
    if gate.by_evidence:
        # Figures are believed: all a person can do is to say they do not matter here.
        if reading.moves and gate.state != "met":
            form = GateForm(cycle=cycle.pk, gate=gate.name, aside=True)
    elif reading.reports:
        form = GateForm(cycle=cycle.pk, gate=gate.name)
    key, code = (cycle.pk, gate.name), gate.reason.code
    return GateLine(
        label=str(GATES[gate.name]),
        state=gate.state,
        text=said([code, gate.reason.values], reading.formats),
        said=reading.words.get(key) if code in SAID else None,
        form=reading.bound.get(("gate", *key), form),
    )


def _passed(cycle: Cycle, formats: Formats) -> list[Passed]:
    """The moves, newest first, each with the stay it ended."""
    found, came = [], None
    for move in cycle.moves.all():
        stayed = lasted(came, move.on, formats) if came and move.origin else ""
        found.append(Passed(move, moved(move.origin, move.target), stayed))
        came = move.on
    return found[::-1]


def _proposed(proposal: Proposal, reading: Reading) -> Proposed:
    form: Any = None
    if proposal.state == Proposal.State.OPEN and reading.moves:
        key = ("answer", proposal.pk, "")
        form = reading.bound.get(key, AnswerForm(proposal=proposal))
    return Proposed(
        proposal=proposal,
        text=said(proposal.evidence, reading.formats),
        target=stage_words(proposal.target),
        form=form,
    )
