from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from vitalfew.apps.firm.selectors import firm_settings, rates
from vitalfew.apps.firm.services import firm_change, rate_remove, rate_set
from vitalfew.web.access import allowed
from vitalfew.web.firm.forms import FirmForm, RateForm

if TYPE_CHECKING:
    from vitalfew.web.requests import Request


def firm(request: Request) -> HttpResponse:
    """The company's settings; whoever may not change them reads them."""
    form = FirmForm(request.POST or None, instance=firm_settings())
    if request.method == "POST" and form.is_valid():
        firm_change(acting=request.user, values=form.cleaned_data)
        messages.success(request, _("The company settings are kept."))
        return redirect("firm")
    return _page(request, form, RateForm())


@require_POST
def rate_add(request: Request) -> HttpResponse:
    form = RateForm(request.POST)
    if not form.is_valid():
        return _page(request, FirmForm(instance=firm_settings()), form)
    rate_set(acting=request.user, **form.cleaned_data)
    messages.success(request, _("The exchange rate is kept."))
    return redirect("firm")


@require_POST
def rate_delete(request: Request, pk: int) -> HttpResponse:
    rate_remove(acting=request.user, rate=get_object_or_404(rates(), pk=pk))
    messages.success(request, _("The exchange rate is removed."))
    return redirect("firm")


def _page(request: Request, form: FirmForm, rate_form: RateForm) -> HttpResponse:
    may_change = allowed(request.user, "firm", write=True)
    if not may_change:
        for field in form.fields.values():
            field.disabled = True
    context = {
        "form": form,
        "rate_form": rate_form,
        "rates": rates(),
        "may_change": may_change,
    }
    status = 422 if form.errors or rate_form.errors else 200
    return render(request, "firm/firm.html", context, status=status)
