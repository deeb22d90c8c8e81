from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from vitalfew.apps.users.services import own_columns_choose, own_settings_change
from vitalfew.web.language import COOKIE
from vitalfew.web.me.forms import AppearanceForm, ColumnsForm, OwnSettingsForm
from vitalfew.web.requests import Request

YEAR = 365 * 24 * 3600


def me(request: Request) -> HttpResponse:
    """One's own settings: how the product speaks and looks."""
    form = OwnSettingsForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        request.user.refresh_from_db()
        user = own_settings_change(acting=request.user, values=form.cleaned_data)
        with translation.override(user.language or translation.get_language()):
            messages.success(request, _("Your settings are kept."))
        return redirect("me")
    status = 422 if form.errors else 200
    return render(request, "me/me.html", {"form": form}, status=status)


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language; kept by the person, and by the browser before signing in."""
    code = request.POST.get("language", "")
    if code not in dict(settings.LANGUAGES):
        return HttpResponseBadRequest()
    if request.user.is_authenticated:
        own_settings_change(acting=request.user, values={"language": code})
    response = redirect(_back(request))
    response.set_cookie(
        COOKIE,
        code,
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@require_POST
def appearance(request: Request) -> HttpResponse:
    form = AppearanceForm(request.POST, instance=request.user)
    if not form.is_valid():
        return HttpResponseBadRequest()
    request.user.refresh_from_db()
    own_settings_change(acting=request.user, values=form.cleaned_data)
    return redirect(_back(request))


@require_POST
def columns(request: Request) -> HttpResponse:
    form = ColumnsForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    own_columns_choose(
        acting=request.user,
        table=form.cleaned_data["table"],
        columns=form.cleaned_data["shown"],
    )
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    """The page the form stood on, if it is one of ours."""
    address = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if safe and address.startswith("/") else "/"
