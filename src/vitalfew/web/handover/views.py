from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalfew.apps.accounts.selectors import account_visible
from vitalfew.apps.handover.loose_ends import LooseEnd, let_be_of, loose_ends
from vitalfew.apps.handover.services import end_let_be, end_take
from vitalfew.apps.people.policies import may_keep
from vitalfew.web.account.tab import tab_read
from vitalfew.web.handover.deck import handover_deck
from vitalfew.web.handover.forms import LetBeForm, TakeForm
from vitalfew.web.handover.pack import pack_read
from vitalfew.web.handover.words import end_words, finding, proposal_words
from vitalfew.web.refusals import done
from vitalfew.web.reports.typesetting import ReportError

if TYPE_CHECKING:
    from django.forms import Form

    from vitalfew.apps.accounts.models import Account
    from vitalfew.web.requests import Request


NO_FONT = gettext_lazy(
    "The PDF has Chinese words and this machine has no Chinese font. Print the page, "
    "or ask whoever runs it to install one."
)


@dataclass(frozen=True)
class EndLine:
    """A loose end in words, with what can be done about it."""

    end: LooseEnd
    text: str
    proposal: str
    let_be: Form | None


def account_handover(request: Request, pk: int) -> HttpResponse:
    found = account_visible(request.user, pk)
    if found is None:
        raise Http404
    return _page(request, found)


def handover_pdf(request: Request, pk: int) -> HttpResponse:
    """The same on paper, in the reader's language."""
    # A library that takes a while to read.
    from vitalfew.web.decks.paper import write_pdf

    account = account_visible(request.user, pk)
    if account is None:
        raise Http404
    acting = request.user
    tab = tab_read(acting, account, "account-people")
    ends = loose_ends(acting, account, on=tab.on)
    deck = handover_deck(acting, account, tab, ends, pack_read(acting, account, tab))
    try:
        content = write_pdf(deck)
    except ReportError:
        messages.error(request, NO_FONT)
        return redirect("account-handover", pk)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="handover-{pk}.pdf"'
    return response


def end_taken(request: Request, pk: int) -> HttpResponse:
    account = _kept(request, pk)
    form = TakeForm(request.POST)

    def take() -> None:
        end = end_take(acting=request.user, account=account, **form.cleaned_data)
        done_words = _("Done: %(what)s.") % {"what": proposal_words(end)}
        messages.success(request, done_words)

    return _answered(request, account, form, take)


def end_left(request: Request, pk: int) -> HttpResponse:
    account = _kept(request, pk)
    form = LetBeForm(request.POST, key=request.POST.get("key", "")[:80])

    def leave() -> None:
        end_let_be(acting=request.user, account=account, **form.cleaned_data)
        messages.success(request, _("It stays as it is; the reason is kept."))

    return _answered(request, account, form, leave)


def _kept(request: Request, pk: int) -> Account:
    found = account_visible(request.user, pk)
    if found is None or not may_keep(request.user, found):
        raise Http404
    return found


def _answered(
    request: Request, account: Account, form: Form, do: Callable[[], object]
) -> HttpResponse:
    if done(form, do):
        return redirect(reverse("account-handover", args=[account.pk]))
    return _page(request, account, form, status=422)


def _page(
    request: Request,
    account: Account,
    refused: Form | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    acting = request.user
    tab = tab_read(acting, account, "account-people")
    ends = loose_ends(acting, account, on=tab.on)
    keeps = may_keep(acting, account)
    asked = refused.data.get("key", "") if refused else ""
    context = tab.context | {
        "title": finding(ends, tab.formats),
        "ends": [
            _line(end, refused if end.key == asked else None, keeps) for end in ends
        ],
        "refused": refused,
        "keeps": keeps,
        "let_be": let_be_of(acting, account),
        "sections": pack_read(acting, account, tab),
    }
    return render(request, "handover/account.html", context, status=status)


def _line(end: LooseEnd, refused: Form | None, keeps: bool) -> EndLine:  # noqa: FBT001
    form = refused if isinstance(refused, LetBeForm) else LetBeForm(key=end.key)
    return EndLine(end, end_words(end), proposal_words(end), form if keeps else None)
