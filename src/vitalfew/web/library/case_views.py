"""Cases: recorded at an account, corrected, withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from vitalfew.apps.accounts.selectors import account_visible
from vitalfew.apps.accounts.tree import survivor
from vitalfew.apps.library.policies import may_correct
from vitalfew.apps.library.selectors import case_visible, methods
from vitalfew.apps.library.services import case_correct, case_record, case_withdraw
from vitalfew.apps.plans.selectors import action_visible
from vitalfew.apps.value.policies import may_state
from vitalfew.web.business.forms import WithdrawForm
from vitalfew.web.library.forms import CaseForm
from vitalfew.web.refusals import done
from vitalfew.web.requests import is_key

if TYPE_CHECKING:
    from django.forms import Form

    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.library.models import Case
    from vitalfew.apps.plans.models import Action
    from vitalfew.web.requests import Request


def case_new(request: Request, pk: int) -> HttpResponse:
    account = account_visible(request.user, pk)
    if account is None or not may_state(request.user, account):
        raise Http404
    action = _action(request, account)
    sent = request.POST if request.method == "POST" else None
    form = CaseForm(
        sent,
        acting=request.user,
        account=account,
        initial=_initial(request, action),
    )

    def record() -> None:
        case_record(
            acting=request.user,
            account=account,
            method=form.cleaned_data["method"],
            told=form.told,
            action=action,
        )
        messages.success(request, _("The case was written down."))

    if sent is not None and done(form, record):
        return redirect(_place(account))
    return _page(request, account, form, title=_("A case for the library"))


def case_corrected(request: Request, pk: int) -> HttpResponse:
    case = _case(request, pk)
    if not may_correct(request.user, case):
        raise Http404
    account = survivor(case.account)
    sent = request.POST if request.method == "POST" else None
    form = CaseForm(sent, acting=request.user, account=account, case=case)

    def correct() -> None:
        case_correct(acting=request.user, case=case, told=form.told)
        messages.success(request, _("The case was corrected; the former is kept."))

    if sent is not None and done(form, correct):
        return redirect(_place(account))
    return _page(request, account, form, title=_("Correct the case"), case=case)


def case_withdrawn(request: Request, pk: int) -> HttpResponse:
    case = _case(request, pk)
    if not may_state(request.user, case.account):
        raise Http404
    account = survivor(case.account)
    sent = request.POST if request.method == "POST" else None
    form = WithdrawForm(sent, pk=pk)

    def withdraw() -> None:
        case_withdraw(acting=request.user, case=case, **form.cleaned_data)
        messages.success(request, _("The case no longer counts; it is kept."))

    if sent is not None and done(form, withdraw):
        return redirect(_place(account))
    return _page(request, account, form, title=_("Withdraw the case"), case=case)


def _case(request: Request, pk: int) -> Case:
    found = case_visible(request.user, pk)
    if found is None:
        raise Http404
    return found


def _action(request: Request, account: Account) -> Action | None:
    """The action of a plan of this account that the case is told from."""
    number = request.GET.get("action", "")
    if not is_key(number):
        return None
    found = action_visible(request.user, int(number))
    if found is None or survivor(found.plan.account) != account:
        raise Http404
    return found


def _initial(request: Request, action: Action | None) -> dict[str, Any]:
    """What is known before somebody writes: from the action, else from the link."""
    if action is None:
        number = request.GET.get("method", "")
        known = methods().filter(pk=int(number)) if is_key(number) else None
        return {"method": known.first() if known else None, "led_by": request.user}
    wanted = action.objective.statement if action.objective else action.title
    return {
        "method": action.method,
        "led_by": action.owner,
        "ended_on": action.done_on,
        "wanted": wanted,
    }


def _place(account: Account) -> str:
    return reverse("account-business", args=[account.pk]) + "#cases"


def _page(
    request: Request,
    account: Account,
    form: Form,
    *,
    title: str,
    case: Case | None = None,
) -> HttpResponse:
    context = {
        "account": account,
        "form": form,
        "title": title,
        "case": case,
        "back": _place(account),
    }
    status = 422 if form.errors else 200
    return render(request, "library/case.html", context, status=status)
