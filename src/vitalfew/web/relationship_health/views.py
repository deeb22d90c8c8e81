from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render

from vitalfew.apps.accounts.selectors import account_visible
from vitalfew.web.account.tab import tab_read
from vitalfew.web.plans.page import discipline_read
from vitalfew.web.relationship_health.page import page_read

if TYPE_CHECKING:
    from vitalfew.web.requests import Request


def account_health(request: Request, pk: int) -> HttpResponse:
    found = account_visible(request.user, pk)
    if found is None:
        raise Http404
    tab = tab_read(request.user, found, "account-health")
    context = tab.context | {
        "page": page_read(request.user, found, tab.formats, on=tab.on),
        "discipline": discipline_read(request.user, found, tab),
    }
    return render(request, "relationship_health/account.html", context)
