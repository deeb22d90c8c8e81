"""The one form of a plan's page that is open: which, of what, and where it is sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from vitalfew.apps.assessments.clock import today
from vitalfew.apps.library.selectors import methods
from vitalfew.apps.plans.models import Action, Objective, Plan, Risk
from vitalfew.web.plans.forms import (
    ActionForm,
    AsksForm,
    CharterForm,
    KeepForm,
    NextForm,
    ObjectiveForm,
    PeriodForm,
    ReviewForm,
    RiskForm,
    SwotForm,
)
from vitalfew.web.requests import is_key

if TYPE_CHECKING:
    from django.forms import Form, ModelForm

    from vitalfew.apps.library.models import Method

PARTS: dict[str, Any] = {
    "period": PeriodForm,
    "charter": CharterForm,
    "swot": SwotForm,
    "asks": AsksForm,
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


@dataclass(frozen=True)
class Kind:
    """What a plan consists of several of: its form, and where that is sent."""

    model: Any
    form: Any
    related: str
    add: str
    change: str
    remove: str = ""


RECORDS = {
    "objective": Kind(
        Objective,
        ObjectiveForm,
        "objectives",
        add="plan-objective",
        change="objective-change",
        remove="objective-remove",
    ),
    "action": Kind(
        Action, ActionForm, "actions", add="plan-action", change="action-change"
    ),
    "risk": Kind(Risk, RiskForm, "risks", add="plan-risk", change="risk-change"),
}


def editor_asked(plan: Plan, asked: str, method: str = "") -> Editor | None:
    """The form somebody asked to see; None for what makes no sense.

    `method` is the key of one from the library: an action begins with it.
    """
    kind, dash, number = asked.partition("-")
    if kind in PARTS and not dash:
        return part_editor(plan, kind)
    if kind in STEPS and not dash:
        return STEPS[kind](plan)
    if kind not in RECORDS:
        return None
    if kind == "action" and not dash and is_key(method):
        taken = methods().filter(pk=int(method)).first()
        return record_editor(plan, kind, action_from(plan, taken) if taken else None)
    if not dash:
        return record_editor(plan, kind)
    records = getattr(plan, RECORDS[kind].related).all()
    found = next((each for each in records if str(each.pk) == number), None)
    return record_editor(plan, kind, found) if found else None


def action_from(plan: Plan, method: Method) -> Action:
    """An action that tries a method, for somebody to name who and by when."""
    return Action(plan=plan, method=method, title=method.name, note=method.how)


def part_editor(plan: Plan, part: str, data: Any = None) -> Editor:  # noqa: ANN401
    form = PARTS[part](data, instance=Plan.objects.get(pk=plan.pk))
    return Editor(part, form, reverse("plan-change", args=[plan.pk, part]))


def record_editor(
    plan: Plan,
    kind: str,
    record: Objective | Action | Risk | None = None,
    data: Any = None,  # noqa: ANN401
) -> Editor:
    """The form of a record of the plan, or of a new one."""
    of = RECORDS[kind]
    form = of.form(data, instance=record or of.model(plan=plan))
    if record is None or record.pk is None:
        return Editor(kind, form, reverse(of.add, args=[plan.pk]))
    return Editor(
        f"{kind}-{record.pk}",
        form,
        reverse(of.change, args=[record.pk]),
        reverse(of.remove, args=[record.pk]) if of.remove else "",
    )


def review_editor(plan: Plan, data: Any = None) -> Editor:  # noqa: ANN401
    on = today() + timedelta(weeks=plan.review_weeks)
    form = ReviewForm(data, initial={"next_review": on})
    return Editor("review", form, reverse("plan-review", args=[plan.pk]))


def next_editor(plan: Plan, data: Any = None) -> Editor:  # noqa: ANN401
    starts = plan.ends_on + timedelta(days=1)
    ends = starts + (plan.ends_on - plan.starts_on)
    form = NextForm(data, initial={"starts_on": starts, "ends_on": ends})
    return Editor("next", form, reverse("plan-next", args=[plan.pk]))


def keep_editor(plan: Plan, data: Any = None) -> Editor:  # noqa: ANN401
    return Editor("template", KeepForm(data), reverse("plan-keep", args=[plan.pk]))


STEPS: dict[str, Callable[[Plan], Editor]] = {
    "review": review_editor,
    "next": next_editor,
    "template": keep_editor,
}
"""Forms of what is done with the plan as a whole."""
