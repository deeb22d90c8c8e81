"""Plans of a kind: kept from one plan by the head, copied into others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.audit.services import entry_record
from vitalfew.apps.library.models import Method
from vitalfew.apps.plans.models import Action, Objective, Plan, PlanTemplate, Risk
from vitalfew.apps.plans.selectors import plan_visible
from vitalfew.apps.users.models import Role
from vitalfew.apps.users.policies import require

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User

OBJECTIVE = ("statement", "measure", "unit", "strategies")
ACTION = ("title", "note")
RISK = ("text", "likelihood", "severity", "response")


def plan_templates() -> list[PlanTemplate]:
    return list(PlanTemplate.objects.select_related("by"))


@transaction.atomic
def template_keep(*, acting: User, plan: Plan, name: str) -> PlanTemplate:
    """Keep what of a plan holds for others too: no figure, no person, no day."""
    require(acting, Role.HEAD)
    if plan_visible(acting, plan.pk) is None:
        raise Plan.DoesNotExist
    if PlanTemplate.objects.filter(name=name).exists():
        raise RefusedError("template_named", field="name")
    made = PlanTemplate(name=name, content=_content(plan), by=acting)
    made.full_clean()
    made.save()
    _audit(acting, "template.keep", made)
    return made


@transaction.atomic
def template_remove(*, acting: User, template: PlanTemplate) -> None:
    """Take it out; plans that were begun from it stay as they are."""
    require(acting, Role.HEAD)
    _audit(acting, "template.remove", template)
    template.delete()


def template_copy(template: PlanTemplate, plan: Plan) -> None:
    """Fill a plan that was just begun."""
    content = template.content
    taught = _taught(values.get("method") for values in content["actions"])
    objectives = [
        Objective.objects.create(plan=plan, **values)
        for values in content["objectives"]
    ]
    for values in content["actions"]:
        after, serves = values["after"], values["objective"]
        Action.objects.create(
            plan=plan,
            objective=None if serves is None else objectives[serves],
            method_id=taught.get(values.get("method")),
            due_on=None if after is None else _within(plan, after),
            **{name: values[name] for name in ACTION},
        )
    for values in content["risks"]:
        Risk.objects.create(plan=plan, **values)


def _taught(keys: Iterable[int | None]) -> dict[int | None, int]:
    """Of these methods those that are not retired."""
    named = [key for key in keys if key is not None]
    found = Method.objects.filter(pk__in=named, retired=False)
    return {key: key for key in found.values_list("pk", flat=True)}


def _within(plan: Plan, days: int) -> date:
    return min(plan.starts_on + timedelta(days=days), plan.ends_on)


def _content(plan: Plan) -> dict[str, list[dict[str, Any]]]:
    objectives = list(plan.objectives.all())
    places = {each.pk: place for place, each in enumerate(objectives)}
    actions = plan.actions.exclude(state=Action.State.DROPPED)
    return {
        "objectives": [_fields(each, OBJECTIVE) for each in objectives],
        "actions": [
            _fields(each, ACTION)
            | {
                "method": each.method_id,
                "objective": places.get(each.objective_id or 0),
                "after": max((each.due_on - plan.starts_on).days, 0)
                if each.due_on
                else None,
            }
            for each in actions
        ],
        "risks": [_fields(each, RISK) for each in plan.risks.all()],
    }


def _fields(record: object, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(record, name) for name in names}


def _audit(acting: User, action: str, template: PlanTemplate) -> None:
    details = {"name": template.name}
    entry_record(acting=acting, action=action, subject=template, details=details)
