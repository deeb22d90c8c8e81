from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from vitalfew.analysis.assessment.judgement import TOPICS
from vitalfew.apps.accounts.models import Account
from vitalfew.apps.accounts.policies import money_of
from vitalfew.apps.accounts.selectors import account_visible
from vitalfew.apps.assessments.clock import company_day
from vitalfew.apps.assessments.policies import may_judge
from vitalfew.apps.assessments.selectors.decisions import decisions_of
from vitalfew.apps.assessments.selectors.figures import basis_said
from vitalfew.apps.assessments.selectors.runs import latest_assessment
from vitalfew.apps.assessments.services import framework_record, judgement_record
from vitalfew.apps.firm.selectors import firm_settings
from vitalfew.web.access import allowed
from vitalfew.web.account.forms import FrameworkForm, JudgementForm
from vitalfew.web.account.history import history_read
from vitalfew.web.account.page import (
    drill_read,
    months_csv,
    overview_read,
    shown_until,
)
from vitalfew.web.account.tab import tab_read
from vitalfew.web.account.tabs import tabs
from vitalfew.web.downloads import csv_response
from vitalfew.web.formats import formats_for
from vitalfew.web.refusals import done
from vitalfew.web.requests import Request


def account(request: Request, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    if found.pk != pk:
        return redirect("account", pk=found.pk)
    topic = request.GET.get("judge", "")
    form = None
    if topic in TOPICS:
        margins = money_of(request.user, found) == "contribution"
        form = JudgementForm(topic, margins=margins)
    return _overview(request, found, form=form)


def account_decisions(request: Request, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    decided = decisions_of(request.user, found)
    tab = tab_read(request.user, found, "account-decisions", decisions=len(decided))
    money = basis_said(tab.assessment, money_of(request.user, found))
    context = tab.context | {"money": money, "decisions": decided}
    return render(request, "account/decisions.html", context)


def account_history(request: Request, pk: int) -> HttpResponse:
    found, acting = _visible(request, pk), request.user
    tab = tab_read(acting, found, "account-history")
    asked = request.GET
    page = history_read(
        acting, found, tab.formats, asked.get("kind", ""), asked.get("page", "")
    )
    return render(request, "account/history.html", tab.context | {"page": page})


def account_csv(request: Request, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    assessment = latest_assessment()
    money = basis_said(assessment, money_of(request.user, found))
    drill = drill_read(request.user, found, assessment, money)
    if drill is None:
        raise Http404
    columns, rows = months_csv(drill)
    return csv_response(f"months-{found.pk}", columns, rows)


def account_judge(request: Request, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    topic = request.POST.get("topic", "")
    if topic not in TOPICS:
        raise Http404
    margins = money_of(request.user, found) == "contribution"
    form = JudgementForm(topic, request.POST, margins=margins)

    def record() -> None:
        judgement_record(acting=request.user, account=found, **form.given)

    if done(form, record):
        messages.success(request, _("%(topic)s was recorded.") % {"topic": form.label})
        return redirect(reverse("account", args=[found.pk]) + "#judgements")
    return _overview(request, found, form=form, status=422)


def account_framework(request: Request, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    if not may_judge(request.user, found):
        raise Http404
    form = FrameworkForm(request.POST)

    def record() -> None:
        framework_record(acting=request.user, account=found, **form.cleaned_data)

    if done(form, record):
        messages.success(request, _("The framework was recorded."))
        return redirect(reverse("account", args=[found.pk]) + "#frameworks")
    return _overview(request, found, form=form, status=422)


def _visible(request: Request, pk: int) -> Account:
    """Unknown and not to be seen are the same: absent."""
    found = account_visible(request.user, pk)
    if found is None:
        raise Http404
    return found


def _context(request: Request) -> dict[str, Any]:
    firm = firm_settings()
    return {"firm": firm, "formats": formats_for(request.user, firm)}


def _overview(
    request: Request,
    found: Account,
    *,
    form: JudgementForm | FrameworkForm | None = None,
    status: int = 200,
) -> HttpResponse:
    assessment, acting = latest_assessment(), request.user
    context = _context(request)
    page = overview_read(acting, found, assessment, context["firm"], form=form)
    context |= {
        "head": page.head,
        "page": page,
        "assessment": assessment,
        "last_day": shown_until(assessment),
        "on": company_day(context["firm"], assessment),
        "tabs": tabs(acting, page.head, "account"),
        "may_csv": allowed(acting, "account-csv"),
        "may_see_candidate": page.row is not None and allowed(acting, "candidate"),
        "may_decide": allowed(acting, "candidate-decide", write=True),
        "may_set_criteria": allowed(acting, "criteria", write=True),
        "may_import": allowed(acting, "import-upload", write=True),
    }
    return render(request, "account/overview.html", context, status=status)
