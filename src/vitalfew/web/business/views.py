from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from vitalfew.apps.accounts.selectors import account_visible
from vitalfew.apps.value.policies import may_state
from vitalfew.apps.value.profile import statement_visible
from vitalfew.apps.value.services import statement_record, statement_withdraw
from vitalfew.apps.value.topics import Topic
from vitalfew.web.account.tab import tab_read
from vitalfew.web.business.acts import Acts
from vitalfew.web.business.forms import StatementForm, WithdrawForm
from vitalfew.web.business.page import page_read
from vitalfew.web.refusals import Sent, done

if TYPE_CHECKING:
    from django.forms import Form

    from vitalfew.apps.accounts.models import Account
    from vitalfew.web.requests import Request


def business(request: Request, pk: int) -> HttpResponse:
    found = account_visible(request.user, pk)
    if found is None:
        raise Http404
    return tab(request, found, Acts(request.GET.get("open", ""), Sent()))


def statement_recorded(request: Request, pk: int, topic: str) -> HttpResponse:
    found = account_visible(request.user, pk)
    if found is None or topic not in Topic or not may_state(request.user, found):
        raise Http404
    form = StatementForm(request.POST, topic=topic)

    def record() -> None:
        given = dict(form.cleaned_data)
        known = {name: given.pop(name) for name in ("text", "source", "said_on")}
        statement_record(
            acting=request.user, account=found, topic=topic, more=given, **known
        )
        messages.success(request, _("%(topic)s: recorded.") % {"topic": _of(topic)})

    return answered(request, found, form, f"tell-{topic}", record)


def statement_withdrawn(request: Request, pk: int) -> HttpResponse:
    said = statement_visible(request.user, pk)
    if said is None or not may_state(request.user, said.account):
        raise Http404
    form = WithdrawForm(request.POST, pk=pk)

    def withdraw() -> None:
        statement_withdraw(acting=request.user, statement=said, **form.cleaned_data)
        messages.success(
            request, _("%(topic)s: withdrawn.") % {"topic": _of(said.topic)}
        )

    return answered(request, said.account, form, f"withdraw-{pk}", withdraw)


def answered(
    request: Request, account: Account, form: Form, key: str, do: Callable[[], None]
) -> HttpResponse:
    """Done, and back to the tab; or the tab with what was sent and why not."""
    if done(form, do):
        return redirect(reverse("account-business", args=[account.pk]))
    return tab(request, account, Acts(key, Sent({key: form})), status=422)


def tab(
    request: Request, account: Account, acts: Acts, *, status: int = 200
) -> HttpResponse:
    read = tab_read(request.user, account, "account-business")
    page = page_read(
        request.user,
        account,
        read.formats,
        acts,
        on=read.on,
        assessment=read.assessment,
        currency=read.firm.currency,
    )
    acts.bound.say_rest(request)
    context = read.context | {"page": page}
    return render(request, "business/account.html", context, status=status)


def _of(topic: str) -> str:
    return str(Topic(topic).label)
