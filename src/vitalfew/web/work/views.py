from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from vitalfew.apps.assessments.clock import today
from vitalfew.apps.firm.selectors import firm_settings
from vitalfew.apps.plans.selectors import WEEK, reviews_due, work_counts, work_of
from vitalfew.web.formats import formats_for
from vitalfew.web.work.page import finding, groups

if TYPE_CHECKING:
    from vitalfew.web.requests import Request

A_PAGE = 50


def work(request: Request) -> HttpResponse:
    """What somebody has to do, what is due first on top."""
    acting, on = request.user, today()
    formats = formats_for(acting, firm_settings())
    page = Paginator(work_of(acting), A_PAGE).get_page(request.GET.get("page"))
    counts = work_counts(acting, on=on)
    context = {
        "title": finding(counts, formats),
        "groups": groups(list(page), counts, on=on),
        "page": page,
        "reviews": list(reviews_due(acting, until=on + WEEK)),
        "on": on,
    }
    return render(request, "work/work.html", context)
