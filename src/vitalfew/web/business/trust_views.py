"""Pilots, first uses, promises and reference visits: begun, ended, and their word."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from vitalfew.apps.accounts.selectors import account_visible
from vitalfew.apps.people.selectors import posts_known
from vitalfew.apps.trust.policies import may_end
from vitalfew.apps.trust.selectors import undertaking_visible
from vitalfew.apps.trust.services import (
    Taken,
    undertaking_begin,
    undertaking_end,
    undertaking_reopen,
    undertaking_withdraw,
    undertaking_word,
)
from vitalfew.apps.value.policies import may_state
from vitalfew.web.business.forms import WithdrawForm
from vitalfew.web.business.trust_forms import (
    EndForm,
    ReopenForm,
    UndertakingForm,
    WordForm,
)
from vitalfew.web.business.views import answered

if TYPE_CHECKING:
    from vitalfew.web.requests import Request

ACTS: dict[str, tuple[type[Any], Callable[..., None], Callable[..., bool]]] = {
    "end": (EndForm, undertaking_end, may_end),
    "reopen": (
        ReopenForm,
        undertaking_reopen,
        lambda acting, undertaking: may_state(acting, undertaking.account),
    ),
    "withdraw": (
        WithdrawForm,
        undertaking_withdraw,
        lambda acting, undertaking: may_state(acting, undertaking.account),
    ),
}


def undertaking_begun(request: Request, pk: int) -> HttpResponse:
    account = account_visible(request.user, pk)
    if account is None or not may_state(request.user, account):
        raise Http404
    form = UndertakingForm(request.POST, account=account)

    def begin() -> None:
        taken = Taken(**form.cleaned_data)
        undertaking_begin(acting=request.user, account=account, taken=taken)
        messages.success(request, _("Written down."))

    return answered(request, account, form, "undertake", begin)


def undertaking_acted(request: Request, pk: int, act: str) -> HttpResponse:
    found = undertaking_visible(request.user, pk)
    if found is None or act not in ACTS:
        raise Http404
    make, do, may = ACTS[act]
    if not may(request.user, found):
        raise Http404
    form = make(request.POST, pk=pk)

    def done() -> None:
        do(acting=request.user, undertaking=found, **form.cleaned_data)
        messages.success(request, _("Written down."))

    return answered(request, found.account, form, f"{act}-undertaking-{pk}", done)


def undertaking_heard(request: Request, pk: int) -> HttpResponse:
    """Their word on it; who of them is chosen out of the posts of the account."""
    found = undertaking_visible(request.user, pk)
    if found is None or not may_end(request.user, found):
        raise Http404
    form = WordForm(request.POST, pk=pk, posts=posts_known(request.user, found.account))

    def done() -> None:
        undertaking_word(acting=request.user, undertaking=found, heard=form.heard)
        messages.success(request, _("Written down."))

    return answered(request, found.account, form, f"word-undertaking-{pk}", done)
