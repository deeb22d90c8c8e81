from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from vitalfew.apps.accounts.selectors import account_visible
from vitalfew.apps.assessments.clock import company_day
from vitalfew.apps.assessments.selectors.criteria import hourly_rates
from vitalfew.apps.assessments.selectors.runs import latest_assessment
from vitalfew.apps.firm.selectors import firm_settings
from vitalfew.apps.people.policies import may_log
from vitalfew.apps.people.selectors import touches_at
from vitalfew.apps.people.services.touches import touch_time
from vitalfew.apps.program.costs import (
    effort_record,
    effort_visible,
    effort_withdraw,
)
from vitalfew.apps.program.falling_back import event_report, proposal_answer
from vitalfew.apps.program.models import Event
from vitalfew.apps.program.policies import may_move, may_report
from vitalfew.apps.program.selectors import (
    cycle_visible,
    gate_next,
    proposal_visible,
)
from vitalfew.apps.program.services import cycle_move, gate_confirm, part_begin
from vitalfew.web.access import allowed
from vitalfew.web.account.tab import tab_read
from vitalfew.web.cycle.board import board_read
from vitalfew.web.cycle.forms import (
    AnswerForm,
    EffortForm,
    EventForm,
    GateForm,
    MarketForm,
    MoveForm,
    PartForm,
    TimeForm,
    WithdrawEffortForm,
)
from vitalfew.web.cycle.page import Key, page_read
from vitalfew.web.cycle.spending import spending_read
from vitalfew.web.cycle.words import GATES, reached_said, stage_words
from vitalfew.web.formats import formats_for
from vitalfew.web.refusals import Sent, done

if TYPE_CHECKING:
    from django.forms import Form

    from vitalfew.apps.accounts.models import Account
    from vitalfew.web.requests import Request


def key_accounts(request: Request) -> HttpResponse:
    return _board(request, MarketForm())


def market_reported(request: Request) -> HttpResponse:
    form = MarketForm(request.POST)

    def report() -> None:
        event = event_report(
            acting=request.user, kind=Event.Kind.MARKET, **form.cleaned_data
        )
        messages.success(request, reached_said(event))

    if done(form, report):
        return redirect("key-accounts")
    return _board(request, form, status=422)


def account_cycle(request: Request, pk: int) -> HttpResponse:
    found = account_visible(request.user, pk)
    if found is None:
        raise Http404
    return _tab(request, found, Sent())


def cycle_moved(request: Request, pk: int) -> HttpResponse:
    cycle = cycle_visible(request.user, pk)
    if cycle is None or not may_move(request.user, cycle.account):
        raise Http404
    up = request.POST.get("direction") == "up"
    form = MoveForm(request.POST, cycle=cycle, up=up)

    def move() -> None:
        done = cycle_move(acting=request.user, cycle=cycle, **form.cleaned_data)
        said = _("It is now in %(stage)s.") % {"stage": stage_words(done.target)}
        messages.success(request, said)

    key: Key = ("up" if up else "back", pk, "")
    return _answered(request, cycle.account, form, key, move)


def gate_confirmed(request: Request, pk: int, gate: str) -> HttpResponse:
    cycle = cycle_visible(request.user, pk)
    if (
        cycle is None
        or gate not in GATES
        or not may_report(request.user, cycle.account)
    ):
        raise Http404
    asked = gate_next(request.user, cycle, gate)
    aside = asked is not None and asked.by_evidence
    if aside and not may_move(request.user, cycle.account):
        raise Http404
    form = GateForm(request.POST, cycle=pk, gate=gate, aside=aside)

    def confirm() -> None:
        gate_confirm(acting=request.user, cycle=cycle, gate=gate, **form.cleaned_data)
        messages.success(request, _("%(gate)s: recorded.") % {"gate": GATES[gate]})

    return _answered(request, cycle.account, form, ("gate", pk, gate), confirm)


def part_began(request: Request, pk: int) -> HttpResponse:
    found = account_visible(request.user, pk)
    if found is None or not may_move(request.user, found):
        raise Http404
    form = PartForm(request.POST)

    def begin() -> None:
        part_begin(acting=request.user, account=found, **form.cleaned_data)
        messages.success(request, _("It runs its own cycle now."))

    return _answered(request, found, form, ("part", 0, ""), begin)


def effort_recorded(request: Request, pk: int) -> HttpResponse:
    found = account_visible(request.user, pk)
    if found is None or not may_log(request.user, found):
        raise Http404
    form = EffortForm(request.POST, departments=hourly_rates())

    def record() -> None:
        effort_record(acting=request.user, account=found, **form.cleaned_data)
        messages.success(request, _("It was written down."))

    return _answered(request, found, form, ("effort", 0, ""), record)


def touch_timed(request: Request, pk: int, touch: int) -> HttpResponse:
    account = account_visible(request.user, pk)
    if account is None or not may_log(request.user, account):
        raise Http404
    found = touches_at(request.user, account).filter(pk=touch).first()
    if found is None:
        raise Http404
    form = TimeForm(request.POST, touch=touch)

    def say() -> None:
        touch_time(acting=request.user, touch=found, **form.cleaned_data)
        messages.success(request, _("It was written down."))

    return _answered(request, account, form, ("time", touch, ""), say)


def effort_withdrawn(request: Request, pk: int) -> HttpResponse:
    effort = effort_visible(request.user, pk)
    if effort is None:
        raise Http404
    account = effort.cycle.account
    mine = effort.by_id == request.user.pk and may_log(request.user, account)
    if not mine and not may_report(request.user, account):
        raise Http404
    form = WithdrawEffortForm(request.POST, effort=pk)

    def withdraw() -> None:
        effort_withdraw(acting=request.user, effort=effort, **form.cleaned_data)
        messages.success(request, _("It no longer counts."))

    return _answered(request, account, form, ("withdraw", pk, ""), withdraw)


def event_reported(request: Request, pk: int) -> HttpResponse:
    found = account_visible(request.user, pk)
    if found is None or not may_report(request.user, found):
        raise Http404
    form = EventForm(request.POST)

    def report() -> None:
        event_report(acting=request.user, account=found, **form.cleaned_data)
        messages.success(
            request, _("The event was recorded; what follows is proposed.")
        )

    return _answered(request, found, form, ("event", 0, ""), report)


def proposal_answered(request: Request, pk: int) -> HttpResponse:
    proposal = proposal_visible(request.user, pk)
    if proposal is None or not may_move(request.user, proposal.cycle.account):
        raise Http404
    form = AnswerForm(request.POST, proposal=proposal)

    def answer() -> None:
        proposal_answer(acting=request.user, proposal=proposal, **form.cleaned_data)
        messages.success(request, _("Your answer was recorded."))

    account = proposal.cycle.account
    return _answered(request, account, form, ("answer", pk, ""), answer)


def _answered(
    request: Request, account: Account, form: Form, key: Key, do: Callable[[], None]
) -> HttpResponse:
    """Done, and back to the tab; or the tab with what was sent and why not."""
    if done(form, do):
        return redirect(reverse("account-cycle", args=[account.pk]))
    return _tab(request, account, Sent({key: form}), status=422)


def _tab(
    request: Request, account: Account, bound: Sent, *, status: int = 200
) -> HttpResponse:
    acting = request.user
    tab = tab_read(acting, account, "account-cycle")
    page = page_read(acting, account, tab, bound)
    spending = spending_read(acting, account, tab.row, tab.formats, bound, on=tab.on)
    bound.say_rest(request)
    context = tab.context | {"page": page, "spending": spending}
    return render(request, "cycle/account.html", context, status=status)


def _board(request: Request, form: MarketForm, *, status: int = 200) -> HttpResponse:
    firm, assessment = firm_settings(), latest_assessment()
    formats, on = formats_for(request.user, firm), company_day(firm, assessment)
    context = {
        "firm": firm,
        "formats": formats,
        "board": board_read(request.user, assessment, formats, on=on),
        "market_form": form,
        "may_report_market": allowed(request.user, "market-report", write=True),
    }
    return render(request, "cycle/board.html", context, status=status)
