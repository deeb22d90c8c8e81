from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vitalfew.apps.assessments.clock import today
from vitalfew.apps.firm.selectors import firm_settings
from vitalfew.apps.plans.calendars import (
    feed_make,
    feed_of,
    feed_owner,
    feed_revoke,
)
from vitalfew.apps.plans.selectors import WEEK, reviews_due, work_counts, work_listed
from vitalfew.apps.trust.selectors import undertakings_open
from vitalfew.web.formats import formats_for
from vitalfew.web.work.feed import calendar_of
from vitalfew.web.work.page import finding, groups

if TYPE_CHECKING:
    from vitalfew.web.requests import Request

A_PAGE = 50


def work(request: Request) -> HttpResponse:
    """What somebody has to do, what is due first on top."""
    return _page(request)


def calendar_made(request: Request) -> HttpResponse:
    """A new address; it is shown this once, as only its hash is kept."""
    key = feed_make(acting=request.user)
    address = f"{settings.BASE_URL}{reverse('calendar')}?{urlencode({'key': key})}"
    return _page(request, address)


def calendar_revoked(request: Request) -> HttpResponse:
    feed_revoke(acting=request.user)
    messages.success(request, _("The calendar's address does not answer any more."))
    return redirect("work")


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The work of whoever made this address, for a program that cannot sign in.

    The key is no part of the path: paths of what was not found are logged.
    """
    person = feed_owner(request.GET.get("key", ""))
    if person is None:
        raise Http404
    return HttpResponse(
        calendar_of(person), content_type="text/calendar; charset=utf-8"
    )


def _page(request: Request, address: str = "") -> HttpResponse:
    acting, on = request.user, today()
    formats = formats_for(acting, firm_settings())
    counts = work_counts(acting, on=on)
    places = range(sum(counts.values()))
    page = Paginator(places, A_PAGE).get_page(request.GET.get("page"))
    end = page.end_index()
    actions = work_listed(acting, first=end - len(page), end=end) if page else []
    taken_on = undertakings_open(acting)
    context = {
        "title": finding(counts, taken_on, formats, on=on),
        "groups": groups(actions, counts, on=on),
        "page": page,
        "reviews": reviews_due(acting, on + WEEK),
        "taken_on": taken_on,
        "on": on,
        "feed": feed_of(acting),
        "address": address,
    }
    return render(request, "work/work.html", context)
