from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from vitalfew.apps.accounts.selectors import account_visible
from vitalfew.apps.accounts.tree import survivor
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.plans.keeping import plan_agree, plan_follow, plan_review
from vitalfew.apps.plans.models import Action
from vitalfew.apps.plans.policies import may_finish, may_plan
from vitalfew.apps.plans.selectors import (
    action_visible,
    objective_visible,
    plan_visible,
    plans_of,
    risk_visible,
)
from vitalfew.apps.plans.services import (
    action_finish,
    action_set,
    objective_remove,
    objective_set,
    plan_begin,
    plan_change,
    risk_set,
)
from vitalfew.apps.plans.templates import template_copy
from vitalfew.web.access import allowed
from vitalfew.web.account.tab import tab_read
from vitalfew.web.decks.forms import export_form
from vitalfew.web.plans.editing import (
    PARTS,
    Editor,
    next_editor,
    part_editor,
    record_editor,
    review_editor,
)
from vitalfew.web.plans.elsewhere import elsewhere_read
from vitalfew.web.plans.forms import BeginForm, EditForm
from vitalfew.web.plans.page import Asked, chosen, page_read
from vitalfew.web.refusals import done, pressed

if TYPE_CHECKING:
    from django.forms import Form

    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.plans.models import Plan
    from vitalfew.apps.users.models import User
    from vitalfew.web.requests import Request

SHOWN = ("plan", "edit", "method", "old", "new")
"""What the address of a plan may ask for."""
WRITTEN = ("q", "title", "statement")
"""Where somebody writes what the library is asked about: its own field comes first."""


def account_plan(request: Request, pk: int) -> HttpResponse:
    found = account_visible(request.user, pk)
    if found is None:
        raise Http404
    asked = Asked(
        **{name: request.GET.get(name, "") for name in SHOWN},
        text=next(filter(None, (request.GET.get(name, "") for name in WRITTEN)), ""),
    )
    if request.htmx.target == "elsewhere-found":
        return _elsewhere(request, found, asked)
    return _tab(request, found, asked)


def plan_begun(request: Request, pk: int) -> HttpResponse:
    found = account_visible(request.user, pk)
    if found is None or not may_plan(request.user, found):
        raise Http404
    form = BeginForm(request.POST)

    def begin() -> None:
        values = dict(form.cleaned_data)
        template = values.pop("template")
        fill = partial(template_copy, template) if template else None
        plan_begin(acting=request.user, account=found, fill=fill, **values)
        messages.success(request, _("The plan is begun."))

    if done(form, begin):
        return redirect("account-plan", found.pk)
    return _tab(request, found, Asked(), begin=form, status=422)


def plan_changed(request: Request, pk: int, part: str) -> HttpResponse:
    plan = _plan(request, pk)
    if part not in PARTS:
        raise Http404
    editor = part_editor(plan, part, request.POST)
    return _sent(request, plan, editor, plan_change)


def objective_added(request: Request, pk: int) -> HttpResponse:
    plan = _plan(request, pk)
    editor = record_editor(plan, "objective", data=request.POST)
    return _sent(request, plan, editor, objective_set)


def objective_changed(request: Request, pk: int) -> HttpResponse:
    found = objective_visible(request.user, pk)
    plan = _written(request, found.plan if found else None)
    editor = record_editor(plan, "objective", found, request.POST)
    return _sent(request, plan, editor, objective_set, objective=found)


def objective_removed(request: Request, pk: int) -> HttpResponse:
    found = objective_visible(request.user, pk)
    plan = _written(request, found.plan if found else None)

    def remove() -> None:
        if found is not None:
            objective_remove(acting=request.user, objective=found)
        messages.success(request, _("The objective was taken out; its actions stay."))

    pressed(request, remove)
    return redirect("account-plan", plan.account_id)


def action_added(request: Request, pk: int) -> HttpResponse:
    plan = _plan(request, pk)
    editor = record_editor(plan, "action", data=request.POST)
    return _sent(request, plan, editor, action_set)


def action_changed(request: Request, pk: int) -> HttpResponse:
    found = action_visible(request.user, pk)
    plan = _written(request, found.plan if found else None)
    editor = record_editor(plan, "action", found, request.POST)
    return _sent(request, plan, editor, action_set, action=found)


def action_finished(request: Request, pk: int, state: str) -> HttpResponse:
    """Tick an action, drop it, or take that back."""
    found = action_visible(request.user, pk)
    if (
        found is None
        or state not in Action.State
        or not may_finish(request.user, found)
    ):
        raise Http404
    before, where = found.state, request.GET.get("from", "")
    back = "work" if where == "work" else "account-plan"
    said = {
        Action.State.DONE: _("Done: %(action)s"),
        Action.State.DROPPED: _("Dropped: %(action)s"),
        Action.State.OPEN: _("Open again: %(action)s"),
    }[Action.State(state)] % {"action": found.title}
    undo = reverse("action-finish", args=[pk, before])
    if where == "work":
        undo += "?from=work"

    def finish() -> None:
        action_finish(acting=request.user, action=found, state=state)
        messages.success(request, said, extra_tags=f"undo {undo}")

    pressed(request, finish)
    return redirect(back, *([] if back == "work" else [found.plan.account_id]))


def plan_agreed(request: Request, pk: int) -> HttpResponse:
    plan = _plan(request, pk)

    def agree() -> None:
        plan_agree(acting=request.user, plan=plan)
        messages.success(request, _("The plan is agreed; this version is kept."))

    pressed(request, agree)
    return redirect("account-plan", plan.account_id)


def plan_reviewed(request: Request, pk: int) -> HttpResponse:
    plan = _plan(request, pk)

    def review(*, acting: User, plan: Plan, values: dict[str, Any]) -> None:
        plan_review(acting=acting, plan=plan, **values)

    return _sent(request, plan, review_editor(plan, request.POST), review)


def plan_followed(request: Request, pk: int) -> HttpResponse:
    plan = _plan(request, pk)

    def follow(*, acting: User, plan: Plan, values: dict[str, Any]) -> None:
        plan_follow(acting=acting, plan=plan, **values)

    return _sent(request, plan, next_editor(plan, request.POST), follow)


def risk_added(request: Request, pk: int) -> HttpResponse:
    plan = _plan(request, pk)
    return _sent(
        request, plan, record_editor(plan, "risk", data=request.POST), risk_set
    )


def risk_changed(request: Request, pk: int) -> HttpResponse:
    found = risk_visible(request.user, pk)
    plan = _written(request, found.plan if found else None)
    editor = record_editor(plan, "risk", found, request.POST)
    return _sent(request, plan, editor, risk_set, risk=found)


def _plan(request: Request, pk: int) -> Plan:
    return _written(request, plan_visible(request.user, pk))


def _written(request: Request, plan: Plan | None) -> Plan:
    """The plan, for whoever may write it; for everybody else it is absent."""
    if plan is None or not may_plan(request.user, plan.account):
        raise Http404
    return plan


def _sent(
    request: Request,
    plan: Plan,
    editor: Editor,
    write: Callable[..., Any],
    **records: object,
) -> HttpResponse:
    """Written, and back to the plan; or the plan with what was sent and why not."""
    form = editor.form

    def save() -> None:
        values = form.cleaned_data
        if isinstance(form, EditForm):
            records["based_on"], values = values["based_on"], form.values
        try:
            write(acting=request.user, plan=plan, values=values, **records)
        except RefusedError as refused:
            if isinstance(form, EditForm) and refused.code == "plan_overtaken":
                form.overtaken()
            raise
        messages.success(request, _("The plan was changed."))

    if done(form, save):
        return redirect("account-plan", plan.account_id)
    return refused_page(request, plan, editor)


def refused_page(request: Request, plan: Plan, editor: Editor) -> HttpResponse:
    """The plan with what was sent and why not."""
    account = survivor(plan.account)
    return _tab(request, account, Asked(str(plan.pk)), editor=editor, status=422)


def _elsewhere(request: Request, account: Account, asked: Asked) -> HttpResponse:
    """What the library has for what somebody is writing, and nothing else."""
    plan = chosen(plans_of(request.user, account), asked.plan)
    if plan is None or not may_plan(request.user, account):
        raise Http404
    tab = tab_read(request.user, account, "account-plan")
    measures = plan.objectives.values_list("measure", flat=True)
    found = elsewhere_read(request.user, tab, measures, asked.text)
    context = tab.context | {"page": {"elsewhere": found}}
    return render(request, "plans/_elsewhere.html", context)


def _tab(
    request: Request,
    account: Account,
    asked: Asked,
    *,
    editor: Editor | None = None,
    begin: Form | None = None,
    status: int = 200,
) -> HttpResponse:
    tab = tab_read(request.user, account, "account-plan")
    page = page_read(
        request.user,
        account,
        tab,
        asked=asked,
        editor=editor,
        begin=begin,
    )
    context = tab.context | {
        "page": page,
        "export": export_form(tab.on, tab.firm.fiscal_year_start),
        "may_set_slides": allowed(request.user, "slide-template"),
    }
    return render(request, "plans/account.html", context, status=status)
