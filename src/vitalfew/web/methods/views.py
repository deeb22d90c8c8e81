from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from vitalfew.apps.firm.selectors import firm_settings
from vitalfew.web.formats import formats_for
from vitalfew.web.methods.calculator import PaybackForm, case_read, entered
from vitalfew.web.methods.pages import CONTENTS, contents, page_read
from vitalfew.web.requests import Request


def methods(request: Request) -> HttpResponse:
    language = get_language() or "en"
    context = {
        "page": page_read(CONTENTS, language),
        "contents": contents(language),
    }
    return render(request, "methods/methods.html", context)


def method(request: Request, name: str) -> HttpResponse:
    language = get_language() or "en"
    page = page_read(name, language)
    if page is None:
        raise Http404
    context = {"page": page, "name": name, "contents": contents(language)}
    if name == "payback":
        return _payback(request, context)
    return render(request, "methods/method.html", context)


def _payback(request: Request, context: dict[str, Any]) -> HttpResponse:
    formats = formats_for(request.user, firm_settings())
    given = entered(request.GET)
    form = PaybackForm(given)
    context |= {
        "form": form,
        "case": case_read(form, formats),
        "lines": PaybackForm(initial=given).lines(formats),
    }
    fragment = request.htmx and not request.htmx.history_restore_request
    template = "methods/_case.html" if fragment else "methods/payback.html"
    return render(request, template, context)
