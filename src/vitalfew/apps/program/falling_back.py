"""What may make an account fall back: reported, found, proposed, answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

import vitalfew.apps.program.problems  # noqa: F401  declares the sentences
from vitalfew.analysis.decision.gates import below
from vitalfew.analysis.decision.regression import Regression
from vitalfew.analysis.reasons import declare
from vitalfew.apps.assessments.clock import today
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.audit.models import Entry
from vitalfew.apps.audit.services import entry_new, entry_record
from vitalfew.apps.program.models import Cycle, Event, Proposal, StageChoice
from vitalfew.apps.program.policies import MOVES, may_move, may_report
from vitalfew.apps.program.services import move_record

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.people.models import Position
    from vitalfew.apps.users.models import User

State = Proposal.State
AT_ONCE = 100
LASTING = (State.OPEN, State.DECLINED)
HAPPENED = {
    Event.Kind.PERSON_LEFT: declare(
        "regression.person_left", "Decision-maker or champion left on %(on)s: %(note)s",
        on="date", note="text",
    ),
    Event.Kind.TAKEN_OVER: declare(
        "regression.taken_over", "Taken over or merged on %(on)s: %(note)s",
        on="date", note="text",
    ),
    Event.Kind.REORGANIZED: declare(
        "regression.reported_reorganized",
        "Purchasing reorganized on %(on)s: %(note)s",
        on="date", note="text",
    ),
    Event.Kind.LOST_TRUST: declare(
        "regression.lost_trust", "Trust was damaged on %(on)s: %(note)s",
        on="date", note="text",
    ),
    Event.Kind.MARKET: declare(
        "regression.market", "The market changed on %(on)s: %(note)s",
        on="date", note="text",
    ),
}  # fmt: skip
"""What is said of each kind of event."""


@transaction.atomic
def event_report(
    *,
    acting: User,
    kind: str,
    on: date,
    note: str,
    account: Account | None = None,
    industry: str = "",
    position: Position | None = None,
) -> Event:
    """Write down what happened at a customer or in an industry, and propose."""
    note, industry = note.strip(), industry.strip()
    allowed = may_report(acting, account) if account else acting.has_role(*MOVES)
    if not allowed:
        message = f"{acting.pk} may not report events there."
        raise PermissionDenied(message)
    if not account and not industry:
        raise RefusedError("event_industry_missing", field="industry")
    if not note:
        raise RefusedError("event_note_missing", field="note")
    if on > max(today(), timezone.localdate()):
        raise RefusedError("event_day_future", field="on")
    event = Event(
        account=account,
        industry=industry,
        kind=kind,
        on=on,
        note=note,
        position=position,
        by=acting,
    )
    event.full_clean()
    events_write([event], reached=_reached(event))
    return event


def events_write(
    events: Sequence[Event], *, reached: Iterable[tuple[Event, Cycle]]
) -> None:
    """Write down what happened, and propose in the cycles that each of it reaches.

    Within the caller's transaction, and in as many queries for many as for one.
    """
    Event.objects.bulk_create(events, batch_size=AT_ONCE)
    raised_on = today()
    proposals = [
        Proposal(
            cycle=cycle,
            cause=f"event-{event.pk}",
            target=StageChoice.ESTABLISH,
            evidence=[
                HAPPENED[Event.Kind(event.kind)],
                {"on": event.on.isoformat(), "note": event.note},
            ],
            event=event,
            raised_on=raised_on,
        )
        for event, cycle in reached
    ]
    Proposal.objects.bulk_create(proposals, batch_size=AT_ONCE)
    entries = [
        entry_new(
            acting=event.by,
            action="event.report",
            subject=event,
            account=event.account,
            details={
                "reason": event.note,
                "kind": event.kind,
                "industry": event.industry,
            },
        )
        for event in events
    ]
    Entry.objects.bulk_create(entries, batch_size=AT_ONCE)


@transaction.atomic
def proposal_answer(
    *,
    acting: User,
    proposal: Proposal,
    fall_back: bool,
    answer: str,
    look_again_on: date | None = None,
) -> Proposal:
    """Fall back as proposed, or decline with a reason and a day to look again."""
    cycle = Cycle.objects.select_for_update().get(pk=proposal.cycle_id)
    if not may_move(acting, cycle.account):
        message = f"{acting.pk} may not answer proposal {proposal.pk}."
        raise PermissionDenied(message)
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    answer = answer.strip()
    if proposal.state != State.OPEN:
        raise RefusedError("proposal_answered")
    if not answer:
        raise RefusedError("answer_missing", field="answer")
    if not fall_back and look_again_on is not None and look_again_on <= today():
        raise RefusedError("look_again_past", field="look_again_on")
    if fall_back:
        if proposal.target not in below(cycle.stage):  # type: ignore[arg-type]
            raise RefusedError("cycle_moved")
        move_record(cycle, proposal.target, by=acting, reason=answer)
    proposal.state = State.CONFIRMED if fall_back else State.DECLINED
    proposal.answer = answer
    proposal.look_again_on = None if fall_back else look_again_on
    proposal.by, proposal.answered_at = acting, timezone.now()
    proposal.full_clean(validate_constraints=False)
    proposal.save()
    entry_record(
        acting=acting,
        action=f"proposal.{proposal.state}",
        subject=proposal,
        account=cycle.account,
        details={"reason": answer},
    )
    return proposal


@transaction.atomic
def proposals_sync(found: Mapping[int, Iterable[Regression]], *, on: date) -> None:
    """Propose what is new, keep what lasts, close what is gone.

    `found` is by key of the cycle. What people reported lasts until it is answered.
    """
    lasting: dict[tuple[int, str], Proposal] = {}
    for proposal in Proposal.objects.select_for_update().filter(
        cycle__in=found, state__in=LASTING
    ):
        if proposal.event_id is None:
            lasting[proposal.cycle_id, proposal.cause] = proposal
        _look_again(proposal, on)
    for cycle, regressions in found.items():
        for each in regressions:
            if lasting.pop((cycle, each.cause), None) is None:
                _propose(cycle, each, on)
    for proposal in lasting.values():
        proposal.state = State.GONE
        proposal.save(update_fields=["state"])


def _propose(cycle: int, found: Regression, on: date) -> None:
    values = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in found.reason.values.items()
    }
    Proposal.objects.create(
        cycle_id=cycle,
        cause=found.cause,
        target=found.to,
        evidence=[found.reason.code, values],
        raised_on=on,
    )


def _look_again(proposal: Proposal, on: date) -> None:
    again = proposal.look_again_on
    if proposal.state == State.DECLINED and again is not None and again <= on:
        proposal.state, proposal.look_again_on = State.OPEN, None
        proposal.save(update_fields=["state", "look_again_on"])


def running_reached() -> QuerySet[Cycle]:
    """The cycles an event may throw back: those that have left the first stage."""
    return Cycle.objects.filter(
        ends_on__isnull=True,
        stage__in=(StageChoice.STABILIZE, StageChoice.STRENGTHEN),
    )


def _reached(event: Event) -> list[tuple[Event, Cycle]]:
    if event.account_id is not None:
        found = running_reached().filter(account=event.account_id)
    else:
        found = running_reached().filter(account__industry__iexact=event.industry)
    return [(event, cycle) for cycle in found]
