"""The library: its methods, listed, read, written, retired."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from vitalfew.apps.accounts.policies import managed
from vitalfew.apps.firm.selectors import firm_settings
from vitalfew.apps.library.models import Case, Method
from vitalfew.apps.library.policies import may_teach
from vitalfew.apps.library.selectors import NEVER, cases_told, methods, records
from vitalfew.apps.library.services import method_retire, method_write
from vitalfew.apps.users.models import Role
from vitalfew.web.formats import formats_for
from vitalfew.web.library.cases import case_lines
from vitalfew.web.library.forms import MethodForm
from vitalfew.web.library.listing import UNTRIED, Asked, library_read, method_line
from vitalfew.web.library.words import PURPOSES
from vitalfew.web.refusals import done

if TYPE_CHECKING:
    from vitalfew.apps.library.selectors import CaseTold
    from vitalfew.apps.users.models import User
    from vitalfew.web.requests import Request

ACTS = {"retire": True, "restore": False}
MOST = 100
"""So many cases of a method are shown, the newest."""


def library(request: Request) -> HttpResponse:
    asked = Asked(*(request.GET.get(name, "") for name in ("q", "purpose", "outcome")))
    context = _shell(request)
    context |= {
        "asked": asked,
        "library": library_read(request.user, asked, context["formats"]),
        "purposes": PURPOSES,
        "outcomes": [*Case.Outcome.choices, (UNTRIED, _("Not tried yet"))],
    }
    return render(request, "library/library.html", context)


def method(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(methods(retired=True), pk=pk)
    acting, context = request.user, _shell(request)
    formats = context["formats"]
    told = cases_told(acting, method=found)
    shown = told[:MOST]
    fared = records(acting, formats.currency).get(found.pk, NEVER)
    context |= {
        "line": method_line(acting, found, fared, formats),
        "cases": case_lines(acting, shown, formats, _kept(acting, shown)),
        "hidden": len(told) - len(shown),
    }
    return render(request, "library/method.html", context)


def method_new(request: Request) -> HttpResponse:
    return _written(request, None)


def method_edit(request: Request, pk: int) -> HttpResponse:
    return _written(request, get_object_or_404(Method, pk=pk))


def method_acted(request: Request, pk: int, act: str) -> HttpResponse:
    """Retire a method, or bring it back."""
    found = get_object_or_404(Method, pk=pk)
    if act not in ACTS:
        raise Http404
    method_retire(acting=request.user, method=found, retired=ACTS[act])
    said = {
        "retire": _("“%(name)s” is retired; its cases stay."),
        "restore": _("“%(name)s” is in use again."),
    }[act]
    messages.success(request, said % {"name": found.name})
    return redirect("library-method", pk)


def _written(request: Request, found: Method | None) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    form = MethodForm(sent, method=found)
    kept: list[Method] = []

    def write() -> None:
        made = method_write(acting=request.user, method=found, taught=form.taught)
        kept.append(made)
        messages.success(request, _("The method was written down."))

    if sent is not None and done(form, write):
        return redirect("library-method", kept[0].pk)
    context = _shell(request) | {"form": form, "method": found}
    status = 422 if form.errors else 200
    return render(request, "library/write.html", context, status=status)


def _kept(acting: User, told: list[CaseTold]) -> set[int]:
    """The accounts of these cases whose cases this person keeps."""
    accounts = {each.case.account_id for each in told}
    if acting.has_role(Role.HEAD):
        return accounts
    return set(managed(acting).filter(pk__in=accounts).values_list("pk", flat=True))


def _shell(request: Request) -> dict[str, Any]:
    firm = firm_settings()
    return {
        "firm": firm,
        "formats": formats_for(request.user, firm),
        "teaches": may_teach(request.user),
    }
