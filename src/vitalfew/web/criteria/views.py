from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vitalfew.analysis.criteria import Criteria, CriteriaError
from vitalfew.apps.assessments.policies import may_set_criteria
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.assessments.selectors import (
    assessment_newest,
    changed,
    criteria_current,
    criteria_versions,
    latest_assessment,
)
from vitalfew.apps.assessments.services import assessment_request, criteria_change
from vitalfew.apps.firm.selectors import firm_settings
from vitalfew.web.access import allowed
from vitalfew.web.criteria.forms import CriteriaForm
from vitalfew.web.criteria.history import history
from vitalfew.web.criteria.preview import Preview, preview_read
from vitalfew.web.criteria.wording import CRITERIA
from vitalfew.web.formats import Formats, formats_for
from vitalfew.web.refusals import refuse
from vitalfew.web.requests import Request


def criteria(request: Request) -> HttpResponse:
    current = criteria_current()
    newest = criteria_versions().first()
    if request.method != "POST":
        form = CriteriaForm(current=current, based_on=newest.pk if newest else None)
        return _page(request, form)
    form = CriteriaForm(request.POST, current=current)
    if "preview" in request.POST and (tried := _tried(form)):
        formats = formats_for(request.user, firm_settings())
        return _page(
            request, form, preview=preview_read(request.user, tried.health, formats)
        )
    if "preview" not in request.POST and form.is_valid() and _saved(request, form):
        messages.success(
            request, _("The criteria are saved; the next assessment uses them.")
        )
        return redirect("criteria")
    return _page(request, form, status=422)


def _tried(form: CriteriaForm) -> Criteria | None:
    """What was entered, if it could be saved; the form says why it could not."""
    if not form.is_valid():
        return None
    try:
        return Criteria.from_dict(form.values)
    except CriteriaError as error:
        _refuse(form, error)
        return None


def assess(request: Request) -> HttpResponse:
    assessment_request(acting=request.user)
    return redirect("criteria")


def assessment_progress(request: Request) -> HttpResponse:
    return render(request, "criteria/_progress.html", {"run": assessment_newest()})


def _saved(request: Request, form: CriteriaForm) -> bool:
    try:
        criteria_change(
            acting=request.user,
            values=form.values,
            note=form.cleaned_data["note"],
            based_on=form.cleaned_data["based_on"],
        )
    except CriteriaError as error:
        _refuse(form, error)
        return False
    except RefusedError as refused:
        refuse(form, refused)
        return False
    return True


def _refuse(form: CriteriaForm, error: CriteriaError) -> None:
    name = error.name if error.name in form.fields else None
    form.add_error(name, _("This does not go with the other criteria."))


def _page(
    request: Request,
    form: CriteriaForm,
    status: int = 200,
    preview: Preview | None = None,
) -> HttpResponse:
    formats = formats_for(request.user, firm_settings())
    newest = assessment_newest()
    latest = latest_assessment()
    context: dict[str, Any] = {
        "form": form,
        "preview": preview,
        "sections": list(form.sections(formats)),
        "title": _title(form.current, formats),
        "history": history(formats),
        "may_set": may_set_criteria(request.user),
        "may_see_rates": allowed(request.user, "serving-rates"),
        "run": newest,
        "latest": latest,
    }
    return render(request, "criteria/criteria.html", context, status=status)


def _title(current: Criteria, formats: Formats) -> str:
    differing = len(changed(Criteria(), current))
    if not differing:
        return _("All %(number)s criteria stand at their defaults") % {
            "number": formats.count(len(CRITERIA))
        }
    text = ngettext(
        "%(number)s of %(all)s criteria differs from its default",
        "%(number)s of %(all)s criteria differ from their defaults",
        differing,
    )
    return text % {
        "number": formats.count(differing),
        "all": formats.count(len(CRITERIA)),
    }
