from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models, transaction

import vitalfew.apps.plans.problems  # noqa: F401  declares the sentences
from vitalfew.apps.accounts.policies import may_see
from vitalfew.apps.assessments.clock import today
from vitalfew.apps.assessments.models import Designation
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.audit.services import entry_record
from vitalfew.apps.plans.models import Action, Objective, Plan, Risk
from vitalfew.apps.plans.policies import may_finish, may_plan

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.users.models import User

WEEKS = 13
"""Between two reviews, where nobody says otherwise."""
Values = Mapping[str, Any]
Record = TypeVar("Record", Objective, Action, Risk)


@transaction.atomic
def plan_begin(
    *,
    acting: User,
    account: Account,
    starts_on: date,
    ends_on: date,
    fill: Callable[[Plan], None] | None = None,
) -> Plan:
    """Begin the plan of a key account that has none; `fill` writes what it has."""
    _require(may_plan(acting, account), acting)
    if not Designation.objects.filter(account=account, ends_on__isnull=True).exists():
        raise RefusedError("plan_not_key")
    if Plan.objects.filter(account=account).exclude(state=Plan.State.CLOSED).exists():
        raise RefusedError("plan_running")
    plan = Plan(
        account=account,
        starts_on=starts_on,
        ends_on=ends_on,
        review_weeks=WEEKS,
        next_review=max(starts_on, today()) + timedelta(weeks=WEEKS),
        begun_by=acting,
    )
    plan_save(plan)
    if fill is not None:
        fill(plan)
    plan_audit(acting, "plan.begin", plan)
    return plan


@transaction.atomic
def plan_change(
    *, acting: User, plan: Plan, values: Values, based_on: str = ""
) -> Plan:
    """Change period, cadence, charter or SWOT; `based_on` is the state edited."""
    plan = writable(acting, plan)
    _require_state(plan, values, based_on)
    for name, value in values.items():
        setattr(plan, name, value)
    plan_save(plan)
    plan_audit(acting, "plan.change", plan)
    return plan


@transaction.atomic
def objective_set(
    *,
    acting: User,
    plan: Plan,
    values: Values,
    objective: Objective | None = None,
    based_on: str = "",
) -> Objective:
    """Add an objective, or change one."""
    plan = writable(acting, plan)
    objective = _record(objective or Objective(plan=plan), values, based_on)
    if values.get("figure") is not None:
        on = values.get("figure_on")
        if on is None:
            raise RefusedError("figure_undated", field="figure_on")
        if on > today():
            raise RefusedError("figure_day_future", field="figure_on")
    action = "objective.change" if objective.pk else "objective.add"
    _written(acting, action, plan, objective, values)
    return objective


@transaction.atomic
def objective_remove(*, acting: User, objective: Objective) -> None:
    """Take an objective out; its actions stay in the plan."""
    plan = writable(acting, objective.plan)
    plan_audit(acting, "objective.remove", plan, objective)
    objective.delete()


@transaction.atomic
def action_set(
    *,
    acting: User,
    plan: Plan,
    values: Values,
    action: Action | None = None,
    based_on: str = "",
) -> Action:
    """Add an action, or change one."""
    plan = writable(acting, plan)
    action = _record(action or Action(plan=plan), values, based_on)
    _owner_require(values.get("owner"), plan.account)
    objective = values.get("objective")
    if objective is not None and objective.plan_id != plan.pk:
        raise RefusedError("objective_elsewhere", field="objective")
    _written(
        acting, "action.change" if action.pk else "action.add", plan, action, values
    )
    return action


@transaction.atomic
def action_finish(*, acting: User, action: Action, state: str) -> Action:
    """Done, dropped, or open again."""
    _require(may_finish(acting, action), acting)
    plan = _locked(action.plan)
    action = Action.objects.select_for_update().get(pk=action.pk)
    if action.state == state:
        return action
    action.state = state
    action.done_on = today() if state == Action.State.DONE else None
    action.full_clean(exclude=["plan", "objective", "owner"])
    action.save(update_fields=["state", "done_on"])
    plan_audit(acting, f"action.{action.state}", plan, action)
    return action


@transaction.atomic
def risk_set(
    *,
    acting: User,
    plan: Plan,
    values: Values,
    risk: Risk | None = None,
    based_on: str = "",
) -> Risk:
    """Add a risk, or change one."""
    plan = writable(acting, plan)
    risk = _record(risk or Risk(plan=plan), values, based_on)
    _owner_require(values.get("owner"), plan.account)
    _written(acting, "risk.change" if risk.pk else "risk.add", plan, risk, values)
    return risk


def state_of(record: models.Model, names: Iterable[str]) -> str:
    """Tells one state of these fields from another."""
    said = [[name, str(record.serializable_value(name))] for name in sorted(names)]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def writable(acting: User, plan: Plan) -> Plan:
    """The plan, locked, for whoever may write it."""
    _require(may_plan(acting, plan.account), acting)
    return _locked(plan)


def plan_audit(
    acting: User,
    action: str,
    plan: Plan,
    subject: models.Model | None = None,
    **details: str,
) -> None:
    """One row; figures stay out of it, as people without margins read it too."""
    if subject is not None:
        details["name"] = str(subject)
    entry_record(
        acting=acting,
        action=action,
        subject=subject or plan,
        account=plan.account,
        details=details,
    )


def _written(
    acting: User, action: str, plan: Plan, record: models.Model, values: Values
) -> None:
    for name, value in values.items():
        setattr(record, name, value)
    record.full_clean()
    record.save()
    plan_audit(acting, action, plan, record)


def _record(record: Record, values: Values, based_on: str) -> Record:
    """One there is as it stands now, locked; what others did to it meanwhile stays."""
    if record.pk is None:
        return record
    found = type(record).objects.select_for_update().filter(pk=record.pk).first()
    if found is None:
        raise RefusedError("plan_gone")
    _require_state(found, values, based_on)
    return found


def _require_state(record: models.Model, names: Iterable[str], based_on: str) -> None:
    """Refuse to write over what somebody else wrote since it was read."""
    if based_on and based_on != state_of(record, names):
        raise RefusedError("plan_overtaken")


def plan_save(plan: Plan) -> None:
    if plan.ends_on <= plan.starts_on:
        raise RefusedError("plan_days", field="ends_on")
    plan.full_clean(validate_constraints=False)
    plan.save()


def _owner_require(owner: User | None, account: Account) -> None:
    if owner is not None and not may_see(owner, account):
        raise RefusedError("owner_blind", field="owner", name=owner.name)


def _locked(plan: Plan) -> Plan:
    found = Plan.objects.select_for_update().get(pk=plan.pk)
    if found.state == Plan.State.CLOSED:
        raise RefusedError("plan_closed")
    found.account = plan.account
    return found


def _require(allowed: bool, acting: User) -> None:  # noqa: FBT001
    if not allowed:
        message = f"{acting.pk} may not write this plan."
        raise PermissionDenied(message)
