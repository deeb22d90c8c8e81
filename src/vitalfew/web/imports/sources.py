from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from vitalfew.apps.imports import services
from vitalfew.apps.imports.selectors import sources_listed
from vitalfew.web.imports import wording
from vitalfew.web.imports.forms import SourceForm

if TYPE_CHECKING:
    from vitalfew.apps.imports.models import Source
    from vitalfew.web.requests import Request


def sources(request: Request) -> HttpResponse:
    """Folders and addresses that are imported on a schedule, and a new one."""
    form = SourceForm(request.POST or None)
    if request.method == "POST" and _kept(request, form, None):
        return redirect("sources")
    listed = [
        (source, wording.told(source.problem))
        for source in sources_listed(request.user)
    ]
    context = {"sources": listed, "form": form}
    status = 422 if form.errors else 200
    return render(request, "imports/sources.html", context, status=status)


def source(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(sources_listed(request.user), pk=pk)
    form = SourceForm(request.POST or None, instance=found)
    if request.method == "POST" and _kept(request, form, found):
        return redirect("sources")
    context = {"source": found, "form": form, "told": wording.told(found.problem)}
    status = 422 if form.errors else 200
    return render(request, "imports/source.html", context, status=status)


def _kept(request: Request, form: SourceForm, found: Source | None) -> bool:
    if not form.is_valid():
        return False
    try:
        kept = services.source_set(
            acting=request.user, values=form.cleaned_data, source=found
        )
    except ValidationError as error:
        form.add_error(None, error)
        return False
    text = _("%(name)s is kept; it is looked at within a minute.")
    messages.success(request, text % {"name": kept.name})
    return True
