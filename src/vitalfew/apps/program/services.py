from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

import vitalfew.apps.program.problems  # noqa: F401  declares the sentences
from vitalfew.analysis.decision.gates import Gate, below, next_stage
from vitalfew.apps.assessments.clock import today
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.assessments.selectors.runs import latest_assessment
from vitalfew.apps.audit.services import entry_record
from vitalfew.apps.program.jobs import measure_parts
from vitalfew.apps.program.models import Confirmation, Cycle, Move, StageChoice
from vitalfew.apps.program.policies import may_move, may_report
from vitalfew.apps.program.selectors import gate_next, gates_now
from vitalfew.apps.program.standings import NOTHING, standings_of

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.assessments.models import Designation
    from vitalfew.apps.users.models import User


def cycle_begin(designation: Designation) -> None:
    """An account that became key starts with trust to be won."""
    decision = designation.started_by
    _begin(
        Cycle(account=designation.account, starts_on=designation.starts_on),
        by=decision.by,
        reason=decision.reason,
    )


def cycle_end(designation: Designation) -> None:
    """With the designation all cycles of the account end; their history stays."""
    decision = designation.ended_by
    if decision is None or designation.ends_on is None:
        return
    for cycle in Cycle.objects.filter(
        account=designation.account, ends_on__isnull=True
    ).select_for_update():
        cycle.ends_on = designation.ends_on
        cycle.save(update_fields=["ends_on"])
        _move(cycle, "", by=decision.by, reason=decision.reason)


@transaction.atomic
def part_begin(
    *, acting: User, account: Account, part: str, name: str, reason: str
) -> Cycle:
    """Let a buying unit or a product line run its own cycle under the account."""
    _require(may_move(acting, account), acting, account)
    name, reason = name.strip(), reason.strip()
    if not name:
        raise RefusedError("part_missing", field="name")
    if not reason:
        raise RefusedError("move_reason_missing", field="reason")
    running = Cycle.objects.select_for_update().filter(
        account=account, ends_on__isnull=True
    )
    if not running.filter(part=Cycle.Part.WHOLE).exists():
        raise RefusedError("part_not_key")
    if running.filter(part=part, name=name).exists():
        raise RefusedError("part_open", field="name", name=name)
    cycle = Cycle(account=account, part=part, name=name, starts_on=today())
    _begin(cycle, by=acting, reason=reason)
    _audit(acting, "cycle.begin", cycle, {"reason": reason, "name": name})
    transaction.on_commit(measure_parts.enqueue)
    return cycle


@transaction.atomic
def cycle_move(
    *, acting: User, cycle: Cycle, origin: str, target: str, reason: str
) -> Move:
    """Move from the stage somebody looked at: up through its gates, or back."""
    _require(may_move(acting, cycle.account), acting, cycle.account)
    cycle = _locked(cycle)
    reason = reason.strip()
    if cycle.stage != origin:
        raise RefusedError("cycle_moved")
    if not reason:
        raise RefusedError("move_reason_missing", field="reason")
    asked: Sequence[Gate] = ()
    if target == next_stage(cycle.stage):  # type: ignore[arg-type]  # its choices
        asked = gates_now(acting, cycle, target)
        missing = sum(gate.state != "met" for gate in asked)
        if missing:
            raise RefusedError("move_gates", missing=missing, all=len(asked))
    elif target not in below(cycle.stage):  # type: ignore[arg-type]  # its choices
        raise RefusedError("move_none", field="target")
    return move_record(cycle, target, by=acting, reason=reason, gates=asked)


@transaction.atomic
def gate_confirm(
    *, acting: User, cycle: Cycle, gate: str, holds: bool, note: str
) -> Confirmation:
    """Say whether a gate holds. Where figures answer it, the head may set it aside."""
    _require(may_report(acting, cycle.account), acting, cycle.account)
    cycle = _locked(cycle)
    note = note.strip()
    asked = gate_next(acting, cycle, gate)
    if asked is None:
        raise RefusedError("gate_none")
    if asked.by_evidence and not may_move(acting, cycle.account):
        raise RefusedError("gate_evidence")
    if not note:
        raise RefusedError("gate_note_missing", field="note")
    said = Confirmation(cycle=cycle, gate=gate, holds=holds, note=note, by=acting)
    said.full_clean()
    said.save()
    action = "gate.confirm" if holds else "gate.deny"
    _audit(acting, action, cycle, {"reason": note, "gate": gate})
    return said


def move_record(
    cycle: Cycle, target: str, *, by: User, reason: str, gates: Sequence[Gate] = ()
) -> Move:
    """Write a move that was allowed, within the transaction of whoever allowed it."""
    origin = cycle.stage
    move = _move(cycle, target, by=by, reason=reason, gates=gates)
    cycle.stage, cycle.since = target, move.on
    kept = _stand(cycle)
    cycle.full_clean(validate_constraints=False)
    cycle.save(update_fields=["stage", "since", *kept])
    details = {"reason": reason, "from": origin, "to": target}
    _audit(by, "cycle.move", cycle, details)
    return move


def _begin(cycle: Cycle, *, by: User, reason: str) -> None:
    cycle.since = cycle.starts_on
    _stand(cycle)
    cycle.full_clean(validate_constraints=False)
    cycle.save()
    Move.objects.create(
        cycle=cycle,
        origin="",
        target=StageChoice.ESTABLISH,
        on=cycle.starts_on,
        reason=reason,
        by=by,
    )


def _stand(cycle: Cycle) -> tuple[str, ...]:
    """How the account stands by the newest assessment: later falls are told from it."""
    account = cycle.account
    measured = standings_of(latest_assessment(), [account.pk]).get(account.pk, NOTHING)
    cycle.centralization, cycle.share = measured.centralization, measured.share
    cycle.parent = account.parent
    return "centralization", "share", "parent"


def _move(
    cycle: Cycle, target: str, *, by: User, reason: str, gates: Sequence[Gate] = ()
) -> Move:
    return Move.objects.create(
        cycle=cycle,
        origin=cycle.stage,
        target=target,
        on=today(),
        reason=reason,
        gates=[[gate.name, gate.state] for gate in gates],
        by=by,
    )


def _locked(cycle: Cycle) -> Cycle:
    found = Cycle.objects.select_for_update().get(pk=cycle.pk)
    if found.ends_on is not None:
        raise RefusedError("cycle_ended")
    return found


def _require(allowed: bool, acting: User, account: Account) -> None:  # noqa: FBT001
    if not allowed:
        message = f"{acting.pk} may not run the cycle of account {account.pk}."
        raise PermissionDenied(message)


def _audit(acting: User, action: str, cycle: Cycle, details: dict[str, str]) -> None:
    entry_record(
        acting=acting,
        action=action,
        subject=cycle,
        account=cycle.account,
        details=details,
    )
