"""The tab People of an account, also with what somebody sent and could not be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render

from vitalfew.apps.assessments.clock import today
from vitalfew.web.account.tab import tab_read
from vitalfew.web.contacts.people import Asked, Key, form_read, page_read
from vitalfew.web.contacts.picture import MAP, ORGANIGRAM

if TYPE_CHECKING:
    from django.forms import Form

    from vitalfew.apps.accounts.models import Account
    from vitalfew.web.requests import Request


def account_tab(
    request: Request, account: Account, bound: dict[Key, Form], *, status: int = 200
) -> HttpResponse:
    acting = request.user
    tab = tab_read(acting, account, "account-people")
    view = ORGANIGRAM if request.GET.get("view") == ORGANIGRAM else MAP
    asked = Asked(view, request.GET.get("page"), request.GET.get("form", ""))
    page = page_read(acting, account, tab.formats, bound, asked=asked, on=tab.on)
    context = tab.context | {
        "page": page,
        "picture": page.picture,
        "account": account,
        "who": request.GET.get("who"),
    }
    return render(request, "contacts/account.html", context, status=status)


def account_form(request: Request, account: Account, name: str) -> HttpResponse:
    """One form of the tab alone, once somebody has opened it."""
    forms = form_read(request.user, account, name, on=today())
    if not forms:
        raise Http404
    context = {"account": account, "forms": forms}
    return render(request, f"contacts/_form_{name}.html", context)
