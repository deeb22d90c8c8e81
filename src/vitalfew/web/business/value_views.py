from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from vitalfew.apps.accounts.policies import money_of
from vitalfew.apps.accounts.selectors import account_visible
from vitalfew.apps.assessments.clock import today
from vitalfew.apps.firm.selectors import firm_settings
from vitalfew.apps.value.catalog import solution_write, solutions
from vitalfew.apps.value.ledger import gain_visible, proposition_visible, value_ledger
from vitalfew.apps.value.models import Proposition, Solution
from vitalfew.apps.value.policies import may_catalog, may_state
from vitalfew.apps.value.profile import profile_of
from vitalfew.apps.value.propositions import (
    gain_confirm,
    gain_record,
    proposition_agree,
    proposition_decline,
    proposition_draft,
    proposition_figures,
    proposition_offer,
    proposition_renew,
)
from vitalfew.apps.value.topics import ProblemKind
from vitalfew.web.business.propositions import ledger_rows, problems_of
from vitalfew.web.business.value_forms import (
    AgreeForm,
    ConfirmForm,
    DeclineForm,
    DraftForm,
    FiguresForm,
    GainForm,
    OfferForm,
    RenewForm,
    SolutionForm,
)
from vitalfew.web.business.views import answered
from vitalfew.web.downloads import csv_response
from vitalfew.web.formats import formats_for
from vitalfew.web.refusals import done

if TYPE_CHECKING:
    from django.forms import Form

    from vitalfew.apps.accounts.models import Account
    from vitalfew.web.requests import Request

Do = Callable[..., object]
ACTS: Mapping[str, tuple[type[Form], Do]] = {
    "offer": (OfferForm, proposition_offer),
    "agree": (AgreeForm, proposition_agree),
    "decline": (DeclineForm, proposition_decline),
    "renew": (RenewForm, proposition_renew),
    "gain": (GainForm, gain_record),
}
"""What can be done with a proposition once it is worked out."""


def solution_list(request: Request) -> HttpResponse:
    """The catalog, with what each solution answers."""
    words = dict(ProblemKind.choices)
    found = [
        (each, [words[kind] for kind in each.problems])
        for each in solutions(retired=may_catalog(request.user))
    ]
    context = _shell(request) | {"solutions": found}
    return render(request, "business/solutions.html", context)


def solution_new(request: Request) -> HttpResponse:
    return _solution(request, None)


def solution_edit(request: Request, pk: int) -> HttpResponse:
    found = Solution.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return _solution(request, found)


def proposition_begun(request: Request, pk: int) -> HttpResponse:
    account = _stated(request, account_visible(request.user, pk))
    problems = problems_of(profile_of(request.user, account, on=today()))
    form = DraftForm(request.POST, solutions=solutions(), problems=problems)

    def draft() -> None:
        proposition_draft(acting=request.user, account=account, **form.given)
        messages.success(request, _("It is begun; work it out with their figures."))

    return answered(request, account, form, "draft", draft)


def proposition_acted(request: Request, pk: int, act: str) -> HttpResponse:
    found = proposition_visible(request.user, pk)
    account = _stated(request, found.account if found else None)
    if found is None or (act != "figures" and act not in ACTS):
        raise Http404
    form, given, do = _asked(request, found, act)

    def act_on() -> None:
        do(acting=request.user, proposition=found, **given())
        messages.success(request, _("%(name)s: recorded.") % {"name": found.name})

    return answered(request, account, form, f"{act}-{pk}", act_on)


def gain_confirmed(request: Request, pk: int) -> HttpResponse:
    gain = gain_visible(request.user, pk)
    account = _stated(request, gain.proposition.account if gain else None)
    form = ConfirmForm(request.POST, pk=pk)

    def confirm() -> None:
        if gain is not None:
            gain_confirm(acting=request.user, gain=gain, **form.cleaned_data)
        messages.success(request, _("It is proven now."))

    return answered(request, account, form, f"confirm-{pk}", confirm)


def ledger_csv(request: Request, pk: int) -> HttpResponse:
    """Promised and proven, year by year."""
    account = account_visible(request.user, pk)
    if account is None or money_of(request.user, account) == "none":
        raise Http404
    found = value_ledger(request.user, account, on=today())
    columns = ["year", "promised", "proven", "not_confirmed", "gap", "currency"]
    currency = firm_settings().currency
    rows = [[*row, currency] for row in ledger_rows(found)]
    return csv_response(f"value-{pk}", columns, rows)


def _asked(
    request: Request, found: Proposition, act: str
) -> tuple[Form, Callable[[], dict[str, Any]], Do]:
    if act == "figures":
        figures = FiguresForm(request.POST, proposition=found)
        return figures, lambda: figures.given, proposition_figures
    kind, do = ACTS[act]
    form: Any = kind(request.POST, pk=found.pk)  # type: ignore[call-arg]
    return form, lambda: form.cleaned_data, do


def _stated(request: Request, account: Account | None) -> Account:
    if account is None or not may_state(request.user, account):
        raise Http404
    return account


def _solution(request: Request, found: Solution | None) -> HttpResponse:
    if not may_catalog(request.user):
        raise Http404
    sent = request.POST if request.method == "POST" else None
    form = SolutionForm(sent, solution=found)

    def write() -> None:
        solution_write(acting=request.user, solution=found, written=form.written)
        messages.success(request, _("The solution was written down."))

    if sent is not None and done(form, write):
        return redirect(reverse("solutions"))
    context = _shell(request) | {"form": form, "solution": found}
    status = 422 if form.errors else 200
    return render(request, "business/solution.html", context, status=status)


def _shell(request: Request) -> dict[str, Any]:
    firm = firm_settings()
    return {
        "firm": firm,
        "formats": formats_for(request.user, firm),
        "writes": may_catalog(request.user),
    }
