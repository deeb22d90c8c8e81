"""Templates of plans: kept, listed, taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from vitalfew.apps.plans.models import PlanTemplate
from vitalfew.apps.plans.selectors import plan_visible
from vitalfew.apps.plans.templates import (
    plan_templates,
    template_keep,
    template_remove,
)
from vitalfew.web.plans.editing import keep_editor
from vitalfew.web.plans.views import refused_page
from vitalfew.web.refusals import done

if TYPE_CHECKING:
    from vitalfew.web.requests import Request


def templates(request: Request) -> HttpResponse:
    """What plans can be begun from."""
    context = {"templates": plan_templates()}
    return render(request, "plans/templates.html", context)


def template_kept(request: Request, pk: int) -> HttpResponse:
    plan = plan_visible(request.user, pk)
    if plan is None:
        raise Http404
    editor = keep_editor(plan, request.POST)

    def keep() -> None:
        name = editor.form.cleaned_data["name"]
        template_keep(acting=request.user, plan=plan, name=name)
        messages.success(request, _("The template is kept."))

    if done(editor.form, keep):
        return redirect("plan-templates")
    return refused_page(request, plan, editor)


def template_removed(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(PlanTemplate, pk=pk)
    template_remove(acting=request.user, template=found)
    messages.success(request, _("The template is taken out."))
    return redirect("plan-templates")
