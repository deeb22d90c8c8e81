from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from vitalfew.apps.accounts.models import Account
from vitalfew.apps.accounts.policies import visible
from vitalfew.apps.assessments.following import designation_began, designation_ended
from vitalfew.apps.assessments.models import (
    AssessmentRow,
    Decision,
    Designation,
)
from vitalfew.apps.assessments.policies import DECIDES
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.assessments.selectors.rows import both_rows
from vitalfew.apps.assessments.selectors.runs import latest_assessment
from vitalfew.apps.audit.services import entry_record
from vitalfew.apps.teams.selectors import key_accounts_managed
from vitalfew.apps.teams.services import capacity_lock, manager_assign, team_release
from vitalfew.apps.users.models import Role
from vitalfew.apps.users.policies import require

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User

Kind = Decision.Kind


@transaction.atomic
def decision_record(
    *,
    acting: User,
    account: Account,
    kind: str,
    reason: str,
    manager: User | None = None,
    ask_again_on: date | None = None,
) -> Decision:
    """Record what the head decided about an account, with the figures it rests on."""
    require(acting, *DECIDES)
    reason = reason.strip()
    if not reason:
        raise RefusedError("reason_missing", field="reason")
    # Whoever decides on the same account at the same time waits here.
    account = visible(acting).select_for_update().get(pk=account.pk)
    designation = Designation.objects.filter(
        account=account, ends_on__isnull=True
    ).first()
    today = timezone.localdate()
    _check(account, kind, designation, ask_again_on, today)
    if kind == Kind.DESIGNATE:
        _take_place(manager)
    decision = Decision(
        account=account,
        kind=kind,
        reason=reason,
        ask_again_on=ask_again_on if kind == Kind.NOT_NOW else None,
        manager=manager if kind == Kind.DESIGNATE else None,
        by=acting,
    )
    _write(decision)
    _follow(decision, designation, today)
    return decision


def _check(
    account: Account,
    kind: str,
    designation: Designation | None,
    ask_again_on: date | None,
    today: date,
) -> None:
    if kind == Kind.END:
        if designation is None:
            raise RefusedError("not_key", account=account.name)
        return
    if designation is not None:
        code = "already_key" if kind == Kind.DESIGNATE else "end_first"
        raise RefusedError(code, account=account.name)
    if account.merged_into_id or account.exclusion:
        raise RefusedError("account_not_open", account=account.name)
    if kind == Kind.NOT_NOW:
        if ask_again_on is None:
            raise RefusedError("day_missing", field="ask_again_on")
        if ask_again_on <= today:
            raise RefusedError("day_past", field="ask_again_on")


def _take_place(manager: User | None) -> None:
    """Two people may want the last free place at once: the second one is told."""
    if manager is None:
        raise RefusedError("manager_missing", field="manager")
    if not manager.is_active or Role.MANAGER not in manager.roles:
        raise RefusedError("manager_unfit", field="manager", manager=manager.name)
    capacity = capacity_lock(manager).key_accounts
    taken = key_accounts_managed(manager)
    if taken >= capacity:
        raise RefusedError(
            "manager_full",
            field="manager",
            manager=manager.name,
            taken=taken,
            capacity=capacity,
        )


def _write(decision: Decision) -> None:
    decision.assessment = latest_assessment()
    found = both_rows(decision.assessment, decision.account)
    decision.figures = {row.basis: figures_of(row) for row in found}
    decision.full_clean()
    decision.save()
    details = {"reason": decision.reason}
    if decision.manager:
        details["manager"] = decision.manager.name
    if decision.ask_again_on:
        details["ask_again_on"] = decision.ask_again_on.isoformat()
    entry_record(
        acting=decision.by,
        action=f"decision.{decision.kind}",
        subject=decision,
        account=decision.account,
        details=details,
    )


def _follow(decision: Decision, designation: Designation | None, today: date) -> None:
    if decision.kind == Kind.DESIGNATE and decision.manager:
        began = Designation.objects.create(
            account=decision.account, starts_on=today, started_by=decision
        )
        designation_began(began)
        manager_assign(
            acting=decision.by,
            account=decision.account,
            user=decision.manager,
            reason=decision.reason,
            on=today,
        )
    if decision.kind == Kind.END and designation:
        designation.ends_on = today
        designation.ended_by = decision
        designation.save(update_fields=["ends_on", "ended_by"])
        designation_ended(designation)
        team_release(acting=decision.by, account=decision.account, on=today)


def figures_of(row: AssessmentRow) -> dict[str, Any]:
    """A row as plain values, kept with the decision that rested on it."""
    amounts = {
        name: None if (value := getattr(row, name)) is None else float(value)
        for name in ("revenue", "contribution")
    }
    names = (
        "rank",
        "orders",
        "share",
        "growth",
        "attractiveness",
        "strength",
        "stability",
        "verdict",
        "continuity",
        "centralization",
        "fit",
        "payback_months",
        "reasons",
    )
    return amounts | {name: getattr(row, name) for name in names}
