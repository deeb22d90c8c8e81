"""The stages of the sample's key accounts, step by step as the story tells them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from vitalfew.apps.program.costs import effort_record
from vitalfew.apps.program.falling_back import event_report, proposal_answer
from vitalfew.apps.program.models import Cycle, Proposal
from vitalfew.apps.program.selectors import gates_now
from vitalfew.apps.program.services import cycle_move, gate_confirm, part_begin

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User

Step = Mapping[str, Any]
People = Mapping[str, "User"]


def step_taken(step: Step, head: User, people: People) -> None:
    """Do what the story says of one account on its day."""
    cycle = Cycle.objects.select_related("account").get(
        account__account_id=step["account"],
        part=Cycle.Part.WHOLE,
        ends_on__isnull=True,
    )
    STEPS[step["step"]](cycle, step, head, people)


def _confirm(cycle: Cycle, step: Step, _head: User, people: People) -> None:
    gate_confirm(
        acting=people[step["by"]],
        cycle=cycle,
        gate=step["gate"],
        holds=True,
        note=step["note"],
    )


def _aside(cycle: Cycle, step: Step, head: User, _people: People) -> None:
    """Of the gates that figures answer, those that are not met."""
    for gate in gates_now(head, cycle, step["to"]):
        if gate.by_evidence and gate.state != "met":
            gate_confirm(
                acting=head,
                cycle=cycle,
                gate=gate.name,
                holds=True,
                note=step["note"],
            )


def _move(cycle: Cycle, step: Step, head: User, _people: People) -> None:
    cycle_move(
        acting=head,
        cycle=cycle,
        origin=step["from"],
        target=step["to"],
        reason=step["reason"],
    )
    _came(cycle, step)


def _event(cycle: Cycle, step: Step, head: User, people: People) -> None:
    event = event_report(
        acting=people[step["by"]],
        account=cycle.account,
        kind=step["kind"],
        on=dt.date.fromisoformat(step["on"]),
        note=step["note"],
    )
    if "fall_back" in step:
        proposal_answer(
            acting=head,
            proposal=Proposal.objects.get(event=event, cycle=cycle),
            fall_back=True,
            answer=step["fall_back"],
        )
        _came(cycle, step)


def _came(cycle: Cycle, step: Step) -> None:
    """The day of the story on which it came to its stage."""
    Cycle.objects.filter(pk=cycle.pk).update(since=step["day"])


def _effort(cycle: Cycle, step: Step, _head: User, people: People) -> None:
    effort_record(
        acting=people[step["by"]],
        account=cycle.account,
        what=step["what"],
        on=dt.date.fromisoformat(step["on"]),
        since=dt.date.fromisoformat(step["since"]) if "since" in step else None,
        department=step.get("department", ""),
        hours=Decimal(step["hours"]) if "hours" in step else None,
        amount=Decimal(step["amount"]) if "amount" in step else None,
    )


def _part(cycle: Cycle, step: Step, head: User, _people: People) -> None:
    part_begin(
        acting=head,
        account=cycle.account,
        part=step["part"],
        name=step["name"],
        reason=step["reason"],
    )


STEPS: Mapping[str, Callable[..., None]] = {
    "confirm": _confirm,
    "aside": _aside,
    "move": _move,
    "event": _event,
    "effort": _effort,
    "part": _part,
}
