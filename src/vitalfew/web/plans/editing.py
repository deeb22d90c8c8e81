"""The one form of a plan's page that is open: which, of what, and where it is sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from vitalfew.apps.plans.models import Plan
from vitalfew.web.plans.forms import (
    ActionForm,
    CharterForm,
    ObjectiveForm,
    PeriodForm,
    RiskForm,
    SwotForm,
)

if TYPE_CHECKING:
    from django.forms import Form, ModelForm

PARTS: dict[str, Any] = {
    "period": PeriodForm,
    "charter": CharterForm,
    "swot": SwotForm,
}
"""Forms of the plan itself."""


@dataclass(frozen=True)
class Editor:
    key: str
    """`charter`, `action` for a new one, `action-12` for one there is."""
    form: Form | ModelForm[Any]
    url: str
    remove: str = ""
    """Where to send to take it out."""


def editor_asked(plan: Plan, asked: str) -> Editor | None:
    """The form somebody asked to see; None for what makes no sense."""
    kind, _dash, number = asked.partition("-")
    if kind in PARTS and not number:
        return part_editor(plan, kind)
    make = RECORDS.get(kind)
    if make is None or (number and not number.isdecimal()):
        return None
    return make(plan, int(number) if number else None, None)


def part_editor(plan: Plan, part: str, data: Any = None) -> Editor:  # noqa: ANN401
    form = PARTS[part](data, instance=Plan.objects.get(pk=plan.pk))
    return Editor(part, form, reverse("plan-change", args=[plan.pk, part]))


def objective_editor(
    plan: Plan,
    pk: int | None,
    data: Any,  # noqa: ANN401
) -> Editor | None:
    if pk is None:
        url = reverse("plan-objective", args=[plan.pk])
        return Editor("objective", ObjectiveForm(data), url)
    found = plan.objectives.filter(pk=pk).first()
    if found is None:
        return None
    return Editor(
        f"objective-{pk}",
        ObjectiveForm(data, instance=found),
        reverse("objective-change", args=[pk]),
        reverse("objective-remove", args=[pk]),
    )


def action_editor(
    plan: Plan,
    pk: int | None,
    data: Any,  # noqa: ANN401
) -> Editor | None:
    if pk is None:
        url = reverse("plan-action", args=[plan.pk])
        return Editor("action", ActionForm(data, plan=plan), url)
    found = plan.actions.filter(pk=pk).first()
    if found is None:
        return None
    form = ActionForm(data, instance=found, plan=plan)
    return Editor(f"action-{pk}", form, reverse("action-change", args=[pk]))


def risk_editor(
    plan: Plan,
    pk: int | None,
    data: Any,  # noqa: ANN401
) -> Editor | None:
    if pk is None:
        url = reverse("plan-risk", args=[plan.pk])
        return Editor("risk", RiskForm(data, plan=plan), url)
    found = plan.risks.filter(pk=pk).first()
    if found is None:
        return None
    form = RiskForm(data, instance=found, plan=plan)
    return Editor(f"risk-{pk}", form, reverse("risk-change", args=[pk]))


RECORDS: dict[str, Callable[[Plan, int | None, Any], Editor | None]] = {
    "objective": objective_editor,
    "action": action_editor,
    "risk": risk_editor,
}
"""Forms of what a plan consists of."""
