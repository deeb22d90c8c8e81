from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from vitalfew.apps.accounts.policies import money_of_all
from vitalfew.apps.assessments.clock import company_day
from vitalfew.apps.assessments.selectors.figures import basis_said
from vitalfew.apps.assessments.selectors.rows import key_accounts_by_name
from vitalfew.apps.assessments.selectors.runs import latest_assessment
from vitalfew.apps.firm.selectors import firm_settings
from vitalfew.web.access import allowed
from vitalfew.web.downloads import csv_response
from vitalfew.web.formats import formats_for
from vitalfew.web.portfolio.first_run import first_run_read, imported_at
from vitalfew.web.portfolio.forms import LossForm, TableForm
from vitalfew.web.portfolio.loss_page import loss_read
from vitalfew.web.portfolio.needs import needs, title
from vitalfew.web.portfolio.page import (
    columns_of,
    kept,
    keys_read,
    last_day,
    period,
    portfolio_read,
    rows_read,
    table_of,
)
from vitalfew.web.portfolio.table import csv_of
from vitalfew.web.requests import Request


def portfolio(request: Request) -> HttpResponse:
    assessment = latest_assessment()
    if assessment is None:
        return redirect("first-run")
    acting, firm = request.user, firm_settings()
    formats = formats_for(acting, firm)
    page = portfolio_read(acting, assessment, formats)
    asked = TableForm(request.GET).asked
    context: dict[str, Any] = {
        "assessment": assessment,
        "last_day": last_day(assessment),
        "period": period(assessment, formats),
        "imported_at": imported_at(),
        "page": page,
        "table": table_of(
            acting,
            page.keys,
            asked,
            columns_of(acting),
            page.basis,
            formats,
            on=company_day(firm, assessment),
        ),
        "may_see_candidates": allowed(acting, "candidates"),
        "firm": firm,
        "formats": formats,
    }
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, "portfolio/_table.html", context)
    waiting = needs(acting, assessment, page.keys, formats)
    context |= {"needs": waiting, "needs_title": title(waiting)}
    return render(request, "portfolio/portfolio.html", context)


def portfolio_csv(request: Request) -> HttpResponse:
    assessment = latest_assessment()
    acting = request.user
    basis = basis_said(assessment, money_of_all(acting))
    keys = keys_read(acting, assessment, basis) if assessment else []
    rows = rows_read(acting, keys, key_accounts_by_name(acting)) if keys else []
    columns, lines = csv_of(kept(rows, TableForm(request.GET).asked), basis)
    return csv_response("key-accounts", columns, lines)


def loss(request: Request) -> HttpResponse:
    assessment = latest_assessment()
    if assessment is None:
        return redirect("first-run")
    firm = firm_settings()
    formats = formats_for(request.user, firm)
    form = LossForm(request.GET)
    page = loss_read(request.user, assessment, form, firm, formats)
    fragment = request.htmx and not request.htmx.history_restore_request
    template = "portfolio/_loss.html" if fragment else "portfolio/loss.html"
    context = {
        "assessment": assessment,
        "last_day": last_day(assessment),
        "page": page,
        "firm": firm,
        "formats": formats,
    }
    return render(request, template, context)


def first_run(request: Request) -> HttpResponse:
    if latest_assessment() is not None:
        done = reverse("portfolio")
        return HttpResponseClientRedirect(done) if request.htmx else redirect(done)
    context = {"page": first_run_read(request.user)}
    return render(request, "portfolio/first_run.html", context)
