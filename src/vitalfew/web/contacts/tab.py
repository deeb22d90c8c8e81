"""The tab People of an account, also with what somebody sent and could not be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render

from vitalfew.web.account.tab import tab_read
from vitalfew.web.contacts.people import Key, page_read
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
    page = page_read(
        acting,
        account,
        tab.formats,
        bound,
        on=tab.on,
        view=view,
        page=request.GET.get("page"),
    )
    context = tab.context | {
        "page": page,
        "picture": page.picture,
        "account": account,
        "who": request.GET.get("who"),
    }
    return render(request, "contacts/account.html", context, status=status)
