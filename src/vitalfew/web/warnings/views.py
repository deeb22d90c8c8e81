from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from vitalfew.analysis.orders import months_before
from vitalfew.apps.assessments.selectors import latest_assessment
from vitalfew.apps.care.models import EarlyWarning
from vitalfew.apps.care.policies import may_answer
from vitalfew.apps.care.selectors import (
    answers_since,
    warning_visible,
    warnings_open,
    warnings_past,
)
from vitalfew.apps.care.services import warning_answer
from vitalfew.apps.firm.selectors import firm_settings
from vitalfew.web.downloads import csv_response
from vitalfew.web.formats import formats_for
from vitalfew.web.refusals import done
from vitalfew.web.warnings.forms import AnswerForm, ListForm
from vitalfew.web.warnings.lines import answered, evidence, finding, lines_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from vitalfew.web.requests import Request

MOST_LINES = 200


def warnings(request: Request) -> HttpResponse:
    """Which accounts give cause for worry, and what was done about it."""
    return _list(request)


def warnings_csv(request: Request) -> HttpResponse:
    formats = formats_for(request.user, firm_settings())
    columns = [
        _("Account id"),
        _("Account"),
        _("Kind"),
        _("Evidence"),
        _("Since"),
        _("Raised"),
        _("Cleared"),
        _("Answer"),
        _("False alarms per account and year"),
    ]
    rows = (
        [
            warning.account.account_id,
            warning.account.name,
            warning.get_kind_display(),
            evidence(warning, formats),
            warning.since.isoformat(),
            warning.raised_on.isoformat(),
            warning.cleared_on.isoformat() if warning.cleared_on else None,
            warning.get_state_display(),
            warning.false_alarms_a_year,
        ]
        for warning in _asked(request, ListForm(request.GET))
    )
    return csv_response("warnings", columns, rows)


def warning_answered(request: Request, pk: int) -> HttpResponse:
    warning = warning_visible(request.user, pk)
    if warning is None or not may_answer(request.user, warning.account):
        raise Http404
    form = AnswerForm(request.POST, warning=warning)

    def answer() -> None:
        warning_answer(acting=request.user, warning=warning, **form.cleaned_data)

    if done(form, answer):
        messages.success(request, _("Your answer was recorded."))
        return redirect(reverse("warnings") + f"#warning-{pk}")
    return _list(request, bound=form, status=422)


def _asked(request: Request, asked: ListForm) -> QuerySet[EarlyWarning]:
    acting = request.user
    found = warnings_past(acting) if asked.past else warnings_open(acting)
    if asked.kind_asked:
        found = found.filter(kind=asked.kind_asked)
    return found.prefetch_related("events__by")


def _list(
    request: Request, *, bound: AnswerForm | None = None, status: int = 200
) -> HttpResponse:
    firm = firm_settings()
    formats = formats_for(request.user, firm)
    asked = ListForm(request.GET)
    found = list(_asked(request, asked)[:MOST_LINES])
    if bound is not None and bound.warning not in found:
        found.insert(0, bound.warning)
    lines = lines_of(request.user, found, formats, bound=bound)
    latest = latest_assessment()
    today = latest.as_of if latest and latest.as_of else timezone.localdate()
    year_ago = months_before(today, 12)
    context = {
        "lines": lines,
        "title": finding(lines, past=asked.past),
        "answered": answered(answers_since(request.user, year_ago), formats),
        "past": asked.past,
        "kind": asked.kind_asked,
        "kinds": EarlyWarning.Kind.choices,
        "firm": firm,
        "formats": formats,
    }
    return render(request, "warnings/warnings.html", context, status=status)
