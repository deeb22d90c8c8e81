from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from vitalfew.analysis.assessment.judgement import TOPICS
from vitalfew.apps.accounts.models import Account
from vitalfew.apps.accounts.policies import money_of_all
from vitalfew.apps.accounts.selectors import account_visible
from vitalfew.apps.assessments.models import Decision, Judgement
from vitalfew.apps.assessments.policies import may_decide, may_judge
from vitalfew.apps.assessments.selectors import (
    assessment_under_way,
    decided,
    latest_assessment,
    places,
    standings,
)
from vitalfew.apps.assessments.services import decision_record, judgement_record
from vitalfew.apps.firm.selectors import firm_settings
from vitalfew.apps.teams.selectors import managers_with_room
from vitalfew.apps.users.models import User
from vitalfew.files.bidi import isolated
from vitalfew.web.account.forms import JudgementForm
from vitalfew.web.candidates.changes import changes_read
from vitalfew.web.candidates.drawer import drawer_read
from vitalfew.web.candidates.forms import DecisionForm, ListForm
from vitalfew.web.candidates.listing import csv_read, decided_groups, decided_title
from vitalfew.web.candidates.page import page_read
from vitalfew.web.candidates.picture import picture_read
from vitalfew.web.candidates.wording import last_day
from vitalfew.web.downloads import csv_response
from vitalfew.web.formats import formats_for
from vitalfew.web.refusals import done
from vitalfew.web.requests import Request

if TYPE_CHECKING:
    from vitalfew.apps.assessments.models import Assessment
    from vitalfew.apps.assessments.selectors import Standings
    from vitalfew.web.formats import Formats


def candidates(request: Request) -> HttpResponse:
    if request.GET.get("view") == "decided" and not _drawer_asked(request):
        return render(request, "candidates/decided.html", _decided(request))
    firm, assessment = firm_settings(), latest_assessment()
    formats = formats_for(request.user, firm)
    if _drawer_asked(request):
        # Closing: nothing in the drawer, nobody ringed on the picture.
        picture = _picture(request, assessment, formats)
        return render(request, "candidates/_matrix_oob.html", picture)
    context = {"firm": firm, "formats": formats}
    if request.htmx.target == "list":
        context |= _list(request, formats, standings(request.user))
        return render(request, "candidates/_list.html", context)
    context |= _page(request, assessment, formats)
    return render(request, "candidates/candidates.html", context)


def candidates_csv(request: Request) -> HttpResponse:
    columns, lines = csv_read(request.user, ListForm(request.GET))
    return csv_response("candidates", columns, lines)


def candidate(request: Request, pk: int) -> HttpResponse:
    account = _account(request, pk)
    return _with_drawer(request, account)


def candidate_decide(request: Request, pk: int) -> HttpResponse:
    account = _account(request, pk)
    form = DecisionForm(request.POST, managers=managers_with_room())

    def decide() -> None:
        decision = decision_record(
            acting=request.user, account=account, **form.cleaned_data
        )
        messages.success(request, _told(decision))

    if done(form, decide):
        return redirect("candidates")
    return _with_drawer(request, account, form)


def candidate_judge(request: Request, pk: int) -> HttpResponse:
    account = _account(request, pk)
    topic = request.POST.get("topic", "")
    if topic not in TOPICS:
        raise Http404
    judgement = JudgementForm(topic, request.POST)

    def judge() -> None:
        judgement_record(acting=request.user, account=account, **judgement.given)
        messages.success(
            request, _("%(topic)s was recorded.") % {"topic": judgement.label}
        )

    if done(judgement, judge):
        return redirect("candidate", pk=pk)
    return _with_drawer(request, account, judgement=judgement)


def _with_drawer(
    request: Request,
    account: Account,
    form: DecisionForm | None = None,
    judgement: JudgementForm | None = None,
) -> HttpResponse:
    acting, firm, assessment = request.user, firm_settings(), latest_assessment()
    formats = formats_for(acting, firm)
    drawer = drawer_read(acting, account, assessment, formats)
    # The system chooses for the person only what it proposes itself.
    proposed = Decision.Kind.DESIGNATE if drawer.proposed else ""
    context: dict[str, Any] = {
        "drawer": drawer,
        "form": form or DecisionForm(managers=managers_with_room(), kind=proposed),
        "judge_topics": _topics(acting, account),
        "judge": judgement or _judgement_asked(request),
        "places": places(acting, assessment=assessment),
        "firm": firm,
        "formats": formats,
        "may_decide": may_decide(acting),
        "asked_to_end": "end" in request.GET,
        "end_question": _("End key-account status for %(account)s?")
        % {"account": isolated(account.name)},
        "now": timezone.localtime(),
    }
    status = 422 if form or judgement else 200
    if _drawer_asked(request):
        context |= _picture(request, assessment, formats, account.pk)
        return render(request, "candidates/_drawer.html", context)
    context |= _page(request, assessment, formats, account.pk)
    return render(request, "candidates/candidates.html", context, status=status)


def _picture(
    request: Request,
    assessment: Assessment | None,
    formats: Formats,
    selected: int | None = None,
) -> dict[str, Any]:
    if assessment is None:
        return {}
    known = standings(request.user, assessment=assessment)
    return {"picture": picture_read(request.user, assessment, formats, selected, known)}


def _topics(acting: User, account: Account) -> list[tuple[str, str]]:
    """What this person may judge about the account: by key, in words."""
    if not may_judge(acting, account):
        return []
    return [(topic.value, str(topic.label)) for topic in Judgement.Topic]


def _judgement_asked(request: Request) -> JudgementForm | None:
    topic = request.GET.get("judge", "")
    return JudgementForm(topic) if topic in TOPICS else None


def _list(request: Request, formats: Formats, known: Standings) -> dict[str, Any]:
    form = ListForm(request.GET)
    return {
        "list": form,
        "basis": money_of_all(request.user),
        "page": page_read(request.user, form, formats, known),
    }


def _page(
    request: Request,
    assessment: Assessment | None,
    formats: Formats,
    selected: int | None = None,
) -> dict[str, Any]:
    context = {"assessment": assessment, "run": assessment_under_way()}
    if assessment is None:
        return context
    acting, known = request.user, standings(request.user, assessment=assessment)
    whole = request.GET.get("changes") == "all"
    return (
        context
        | _list(request, formats, known)
        | {
            "selected": selected,
            "changes": changes_read(acting, formats, known, whole=whole),
            "picture": picture_read(acting, assessment, formats, selected, known),
            "last_day": last_day(assessment),
        }
    )


def _decided(request: Request) -> dict[str, Any]:
    firm, assessment = firm_settings(), latest_assessment()
    formats = formats_for(request.user, firm)
    groups = decided_groups(decided(request.user, assessment=assessment))
    return {
        "firm": firm,
        "formats": formats,
        "title": decided_title(groups, formats),
        "assessment": assessment,
        "groups": groups,
        "basis": money_of_all(request.user),
        "last_day": last_day(assessment) if assessment else None,
        "places": places(request.user, assessment=assessment),
    }


def _account(request: Request, pk: int) -> Account:
    account = account_visible(request.user, pk)
    if account is None:
        raise Http404
    return account


def _drawer_asked(request: Request) -> bool:
    return bool(request.htmx) and request.htmx.target == "drawer"


def _told(decision: Decision) -> str:
    said = {
        Decision.Kind.DESIGNATE: _(
            "%(account)s is a key account; %(manager)s runs it."
        ),
        Decision.Kind.NOT_NOW: _("%(account)s: not now. It comes back on its day."),
        Decision.Kind.DECLINE: _(
            "%(account)s is declined and stays in the list Decided."
        ),
        Decision.Kind.END: _("%(account)s is not a key account any more."),
    }
    return said[Decision.Kind(decision.kind)] % {
        "account": isolated(decision.account.name),
        "manager": isolated(str(decision.manager)),
    }
