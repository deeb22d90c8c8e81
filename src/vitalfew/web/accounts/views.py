"""All customers, search, and the tree of groups. Changes: see `changes`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from vitalfew.apps.accounts.models import Account
from vitalfew.apps.accounts.selectors import (
    account_visible,
    accounts_found,
    children_of,
    group_of,
    path_of,
    restructurings_of,
)
from vitalfew.apps.people.finding import contacts_found
from vitalfew.web.access import allowed
from vitalfew.web.accounts.forms import ListForm
from vitalfew.web.accounts.listing import AccountList, Line, in_batches
from vitalfew.web.accounts.places import places_found
from vitalfew.web.downloads import csv_response

if TYPE_CHECKING:
    from vitalfew.web.requests import Request

MOST_FOUND = 50


def accounts(request: Request) -> HttpResponse:
    """Every customer this person may know of."""
    asked = ListForm(request.GET).known
    context = {
        "asked": asked,
        "listing": AccountList(request.user, asked).page(),
        "may_judge_all": allowed(request.user, "candidates"),
        "may_add": allowed(request.user, "prospect-new"),
        "may_clean": allowed(request.user, "duplicates"),
    }
    template = "accounts/_list.html" if _is_fragment(request) else "accounts/list.html"
    return render(request, template, context)


def accounts_csv(request: Request) -> HttpResponse:
    found = AccountList(request.user, ListForm(request.GET).known)
    amount = _("Revenue") if found.money == "revenue" else _("Contribution")
    columns = [
        _("Account id"),
        _("Name"),
        _("Belongs to"),
        _("Kind"),
        _("Key account"),
        _("Account manager"),
    ]
    if found.money != "none":
        columns += [_("Rank"), amount, _("Share"), _("Growth"), _("Orders")]
    rows = _csv_rows(in_batches(found), figures=found.money != "none")
    return csv_response("accounts", columns, rows)


def search(request: Request) -> HttpResponse:
    """Accounts, people and pages for what somebody types into "Search or jump"."""
    words = request.GET.get("q", "")[:200].strip()
    limit = 8 if _is_fragment(request) else MOST_FOUND
    context = {
        "words": words,
        "accounts": accounts_found(request.user, words, limit=limit),
        "people": contacts_found(request.user, words, limit=limit),
        "places": places_found(request.user, words),
    }
    fragment = _is_fragment(request)
    template = "accounts/_found.html" if fragment else "accounts/search.html"
    return render(request, template, context)


def account_group(request: Request, pk: int) -> HttpResponse:
    """What belongs to an account, one level at a time."""
    account = visible_or_404(request, pk)
    if account.pk != pk:
        return redirect("account-group", account.pk)
    context: dict[str, Any] = {
        "account": account,
        "children": children_of(request.user, account),
    }
    if _is_fragment(request):
        return render(request, "accounts/_children.html", context)
    top = group_of(account)
    context |= {
        "path": path_of(request.user, account),
        "top": account_visible(request.user, top.pk) or account,
        "history": restructurings_of(account) if _may_change(request) else [],
        "may_change": _may_change(request),
    }
    return render(request, "accounts/group.html", context)


def visible_or_404(request: Request, pk: int) -> Account:
    account = account_visible(request.user, pk)
    if account is None:
        raise Http404
    return account


def _may_change(request: Request) -> bool:
    return allowed(request.user, "account-edit", write=True)


def _is_fragment(request: Request) -> bool:
    htmx = request.htmx
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def _csv_rows(lines: Iterator[Line], *, figures: bool) -> Iterator[list[object]]:
    for line in lines:
        account, row = line.account, line.row
        values: list[object] = [
            account.account_id,
            account.name,
            line.group.account_id if line.group else None,
            account.get_exclusion_display() or account.get_kind_display(),
            _("Yes") if line.is_key else _("No"),
            line.manager.name if line.manager else None,
        ]
        if figures and row is not None:
            values += [row.rank, row.contribution, row.share, row.growth, row.orders]
        elif figures:
            values += [None] * 5
        yield values
