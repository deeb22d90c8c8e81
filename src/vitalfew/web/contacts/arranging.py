"""The map of people arranged by hand, dragged or step by step, and by itself again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from vitalfew.apps.accounts.staff import team_of
from vitalfew.apps.assessments.clock import company_day
from vitalfew.apps.assessments.selectors.runs import latest_assessment
from vitalfew.apps.firm.selectors import firm_settings
from vitalfew.apps.people.policies import may_keep
from vitalfew.apps.people.services.arranging import (
    map_arrange,
    map_release,
    map_restore,
)
from vitalfew.apps.people.standing import relationship_read
from vitalfew.files.bidi import isolated
from vitalfew.web.contacts.forms import MoveForm, PlacesForm
from vitalfew.web.contacts.found import account_found
from vitalfew.web.contacts.picture import (
    map_read,
    moved,
    picture_read,
    rows_of,
)
from vitalfew.web.contacts.tab import account_tab
from vitalfew.web.formats import formats_for
from vitalfew.web.refusals import done

if TYPE_CHECKING:
    from django.forms import Form

    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.people.standing import Relationship
    from vitalfew.web.formats import Formats
    from vitalfew.web.requests import Request


def map_arranged(request: Request, pk: int) -> HttpResponse:
    """Where people were dropped, all of them at once."""
    acting, account = request.user, account_found(request, pk, may_keep)
    known = _known(request, account)
    data = map_read(acting, account, *known)
    there = {person.key for person in (*data.theirs, *data.ours)}
    form = PlacesForm(request.POST)

    def arrange() -> None:
        places = form.cleaned_data["places"].items()
        held = {key: place for key, place in places if key in there}
        map_arrange(acting=acting, account=account, places=held)

    return _answered(request, account, form, arrange, known)


def map_moved(request: Request, pk: int) -> HttpResponse:
    """One person goes one on, one back, or to an end of their row."""
    acting, account = request.user, account_found(request, pk, may_keep)
    known = _known(request, account)
    data = map_read(acting, account, *known)
    form = MoveForm(request.POST, rows=rows_of(data))

    def move() -> None:
        who = form.cleaned_data["who"]
        move = moved(data, who, form.cleaned_data["way"])
        map_arrange(acting=acting, account=account, places=move.places)
        text = _("%(name)s is now %(number)s of %(count)s.")
        said = {"name": isolated(form.names[who]), "count": len(move.row)}
        said["number"] = move.row.index(who) + 1
        messages.success(request, text % said)

    return _answered(request, account, form, move, known)


def map_released(request: Request, pk: int) -> HttpResponse:
    """The map arranges itself again; what was put by hand can be brought back."""
    account = account_found(request, pk, may_keep)
    if map_release(acting=request.user, account=account):
        back = reverse("map-restore", args=[pk])
        said = _("The map arranges itself again.")
        messages.success(request, said, extra_tags=f"undo {back}")
    return redirect("account-people", pk)


def map_restored(request: Request, pk: int) -> HttpResponse:
    account = account_found(request, pk, may_keep)
    if map_restore(acting=request.user, account=account):
        messages.success(request, _("Everybody stands where they were put."))
    return redirect("account-people", pk)


def _known(request: Request, account: Account) -> tuple[Relationship, Formats]:
    firm = firm_settings()
    on = company_day(firm, latest_assessment())
    formats = formats_for(request.user, firm)
    return relationship_read(request.user, account, on), formats


def _answered(
    request: Request,
    account: Account,
    form: Form,
    do: Callable[[], object],
    known: tuple[Relationship, Formats],
) -> HttpResponse:
    """The map as it stands then: for a script alone, or else with its page."""
    status = 200 if done(form, do) else 422
    who = request.POST.get("who", "")
    if status == 422:
        messages.error(request, str(next(iter(form.errors.values()))[0]))
    if request.htmx:
        # Who knows whom does not depend on where they stand: it is not read again.
        found, formats = known
        team = team_of(request.user, account)
        picture = picture_read(
            request.user, account, found, formats, team=team, keeps=True
        )
        context = {"picture": picture, "account": account, "who": who, "alone": True}
        return render(request, "contacts/_map.html", context, status=status)
    if status == 422:
        return account_tab(request, account, {}, status=status)
    address = reverse("account-people", args=[account.pk])
    return redirect(f"{address}?{urlencode({'who': who})}#arrange")
