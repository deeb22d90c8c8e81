from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vitalfew.apps.accounts.tree import survivor
from vitalfew.apps.assessments.clock import company_day
from vitalfew.apps.assessments.selectors.runs import latest_assessment
from vitalfew.apps.firm.selectors import firm_settings
from vitalfew.apps.plans.selectors import plan_visible
from vitalfew.apps.plans.slides import (
    MEGABYTE,
    MOST,
    slide_template,
    slides_remove,
    slides_set,
)
from vitalfew.web.decks.forms import ExportForm, SlidesForm
from vitalfew.web.decks.material import Material, material_read
from vitalfew.web.decks.plan import plan_deck
from vitalfew.web.decks.review import review_deck
from vitalfew.web.refusals import done
from vitalfew.web.reports.typesetting import ReportError

if TYPE_CHECKING:
    from vitalfew.web.decks.deck import Deck
    from vitalfew.web.requests import Request

DECKS: dict[str, Callable[[Material], Deck]] = {
    "plan": plan_deck,
    "review": review_deck,
}
OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES = {
    "pptx": f"{OFFICE}presentationml.presentation",
    "pdf": "application/pdf",
    "xlsx": f"{OFFICE}spreadsheetml.sheet",
}


def plan_export(request: Request, pk: int) -> HttpResponse:
    """A plan, or the review of its account, as a file."""
    plan = plan_visible(request.user, pk)
    usual = {"what": "plan", "form": "pptx", "language": get_language()}
    firm, assessment = firm_settings(), latest_assessment()
    asked = ExportForm(
        usual | request.GET.dict(),
        on=company_day(firm, assessment),
        first_month=firm.fiscal_year_start,
    )
    if plan is None or not asked.is_valid():
        raise Http404
    plan.account = survivor(plan.account)
    what, form = asked.cleaned_data["what"], asked.cleaned_data["form"]
    try:
        with translation.override(asked.cleaned_data["language"]):
            quarter = asked.cleaned_data["quarter"]
            material = material_read(request.user, plan, firm, assessment, quarter)
            content = _written(DECKS[what](material), form)
    except ReportError:
        messages.error(
            request,
            _(
                "The PDF has Chinese words and this machine has no Chinese font. Take "
                "PowerPoint or Excel, or ask whoever runs it to install one."
            ),
        )
        return redirect("account-plan", plan.account_id)
    response = HttpResponse(content, content_type=TYPES[form])
    name = f"{what}-{plan.account_id}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _written(deck: Deck, form: str) -> bytes:
    # Each of them is a library that takes a while to read.
    if form == "pdf":
        from vitalfew.web.decks.paper import write_pdf

        return write_pdf(deck)
    if form == "xlsx":
        from vitalfew.web.decks.sheets import write_workbook

        return write_workbook(deck)
    from vitalfew.web.decks.slides import write_pptx

    template = slide_template()
    return write_pptx(deck, bytes(template.content) if template else None)


def slides(request: Request) -> HttpResponse:
    """The company's own look for slides."""
    form = SlidesForm(request.POST or None, request.FILES or None)

    def use() -> None:
        file = form.cleaned_data["file"]
        content = file.read(MOST * MEGABYTE + 1)
        slides_set(acting=request.user, name=file.name, content=content)
        messages.success(request, _("Slides look like this file from now on."))

    if request.method == "POST":
        # A form without a file is sent all the same: it says that one is missing.
        form = SlidesForm(request.POST, request.FILES)
        if done(form, use):
            return redirect("slide-template")
    context = {"form": form, "template": slide_template()}
    return render(
        request, "plans/slides.html", context, status=422 if form.errors else 200
    )


def slides_removed(request: Request) -> HttpResponse:
    slides_remove(acting=request.user)
    messages.success(request, _("Slides have the plain look again."))
    return redirect("slide-template")
