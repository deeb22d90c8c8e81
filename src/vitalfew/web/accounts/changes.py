"""Pages on which an analyst corrects, moves, merges, splits and excludes accounts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form, ModelForm
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from vitalfew.apps.accounts import restructuring, services
from vitalfew.apps.accounts.facts import FACTS
from vitalfew.apps.accounts.models import Account
from vitalfew.apps.accounts.proposals import (
    duplicate_keep,
    duplicates_open,
    duplicates_request,
)
from vitalfew.apps.accounts.selectors import (
    account_visible,
    accounts_found,
    restructurings_visible,
)
from vitalfew.files.bidi import isolated
from vitalfew.web.accounts.forms import (
    ExclusionForm,
    FactsForm,
    HeadOfficeForm,
    PartnerForm,
    ProspectForm,
    ReasonForm,
    SplitForm,
)
from vitalfew.web.accounts.sides import side_by_side
from vitalfew.web.accounts.units import units_of
from vitalfew.web.accounts.views import visible_or_404

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Restructuring
    from vitalfew.web.requests import Request

MOST_PAIRS = 100


def prospect_new(request: Request) -> HttpResponse:
    form = ProspectForm(request.POST or None)
    made: list[Account] = []

    def create() -> None:
        values = dict(form.cleaned_data)
        name, account_id = values.pop("name"), values.pop("account_id")
        known = {
            fact: value for fact, value in values.items() if value not in ("", None)
        }
        made.append(
            services.prospect_create(
                name=name, account_id=account_id, values=known, acting=request.user
            )
        )

    if _done(request, form, create):
        text = _("%(name)s is entered. Judge it now, so that it can be chosen.")
        messages.success(request, text % {"name": isolated(made[0].name)})
        return redirect("account", made[0].pk)
    return _page(request, "accounts/prospect.html", form)


def account_edit(request: Request, pk: int) -> HttpResponse:
    account = visible_or_404(request, pk)
    form = FactsForm(request.POST or None, instance=account)
    if _done(
        request,
        form,
        lambda: services.account_edit(
            account=account, values=form.cleaned_data, acting=request.user
        ),
    ):
        messages.success(request, _("The corrections are kept."))
        return redirect("account", account.pk)
    account.refresh_from_db()
    corrected = [
        (form[fact].label, fact, account.imported[fact])
        for fact in FACTS
        if fact in account.edited and fact in account.imported
    ]
    return _page(
        request, "accounts/edit.html", form, account=account, corrected=corrected
    )


@require_POST
def account_restore(request: Request, pk: int) -> HttpResponse:
    account = visible_or_404(request, pk)
    fact = request.POST.get("fact", "")
    _told(
        request,
        lambda: services.account_restore(
            account=account, fact=fact, acting=request.user
        ),
        _("The imported value counts again."),
    )
    return redirect("account-edit", account.pk)


def account_move(request: Request, pk: int) -> HttpResponse:
    account = visible_or_404(request, pk)
    form = PartnerForm(request.POST or None)
    parent = _other(request, form)
    if _done(
        request,
        form,
        lambda: services.account_move(
            account=account,
            parent=parent,
            reason=form.cleaned_data["reason"],
            acting=request.user,
        ),
    ):
        messages.success(
            request, _("%(name)s is moved.") % {"name": isolated(account.name)}
        )
        return redirect("account-group", account.pk)
    return _page(request, "accounts/move.html", form, account=account, other=parent)


def account_merge(request: Request, pk: int) -> HttpResponse:
    account = visible_or_404(request, pk)
    form = PartnerForm(request.POST or None)
    survivor = _other(request, form)
    done: list[Restructuring] = []

    def merge() -> None:
        if survivor is None:
            raise ValidationError(_("Choose the account to merge into."))
        reason = form.cleaned_data["reason"]
        done.append(
            restructuring.account_merge(
                duplicate=account, survivor=survivor, reason=reason, acting=request.user
            )
        )

    if _done(request, form, merge):
        text = _("%(name)s is merged into %(other)s.")
        names = {
            "name": isolated(account.name),
            "other": isolated(done[0].account.name),
        }
        messages.success(request, text % names, extra_tags=_undo(done[0]))
        return redirect("account-group", done[0].account_id)
    sides = side_by_side(request.user, account, survivor) if survivor else None
    return _page(
        request,
        "accounts/merge.html",
        form,
        account=account,
        other=survivor,
        sides=sides,
    )


def account_split(request: Request, pk: int) -> HttpResponse:
    account = visible_or_404(request, pk)
    units = units_of(request.user, account)
    choices = [
        (unit.unit_id, f"{isolated(unit.name)} ({isolated(unit.unit_id)})")
        for unit in units
    ]
    form = SplitForm(request.POST or None, units=choices)
    done: list[Restructuring] = []
    if _done(
        request,
        form,
        lambda: done.append(
            restructuring.account_split(
                account=account, acting=request.user, **form.cleaned_data
            )
        ),
    ):
        text = _("%(other)s is split off %(name)s.")
        names = {"name": isolated(account.name), "other": isolated(done[0].other.name)}
        messages.success(request, text % names, extra_tags=_undo(done[0]))
        return redirect("account-group", done[0].other_id)
    return _page(request, "accounts/split.html", form, account=account, units=units)


def account_exclude(request: Request, pk: int) -> HttpResponse:
    account = visible_or_404(request, pk)
    back = bool(account.exclusion)
    form = (ReasonForm if back else ExclusionForm)(request.POST or None)
    change = services.account_include if back else services.account_exclude
    if _done(
        request,
        form,
        lambda: change(account=account, acting=request.user, **form.cleaned_data),
    ):
        text = _("%(name)s counts again from the next assessment on.")
        if not back:
            text = _("%(name)s is left out from the next assessment on.")
        messages.success(request, text % {"name": isolated(account.name)})
        return redirect("account-group", account.pk)
    return _page(request, "accounts/exclude.html", form, account=account)


@require_POST
def account_head_office(request: Request, pk: int) -> HttpResponse:
    account = visible_or_404(request, pk)
    form = HeadOfficeForm(request.POST)
    if not form.is_valid():
        raise Http404
    services.head_office_mark(account=account, acting=request.user, **form.cleaned_data)
    messages.success(request, _("Kept. It counts from the next assessment on."))
    return redirect("account", account.pk)


@require_POST
def restructuring_undo(request: Request, pk: int) -> HttpResponse:
    done = get_object_or_404(restructurings_visible(request.user), pk=pk)
    _told(
        request,
        lambda: restructuring.restructuring_undo(
            restructuring=done, acting=request.user
        ),
        _("Undone. Everything stands as it stood before."),
    )
    return redirect("account-group", done.account_id)


def duplicates(request: Request) -> HttpResponse:
    pairs = duplicates_open(request.user)
    context = {"pairs": pairs[:MOST_PAIRS], "total": pairs.count()}
    return render(request, "accounts/duplicates.html", context)


@require_POST
def duplicates_find(request: Request) -> HttpResponse:
    duplicates_request(acting=request.user)
    messages.success(request, _("The search has begun. Look again in a minute."))
    return redirect("duplicates")


@require_POST
def duplicate_kept(request: Request, pk: int) -> HttpResponse:
    pair = get_object_or_404(duplicates_open(request.user), pk=pk)
    duplicate_keep(duplicate=pair, acting=request.user)
    text = _("%(one)s and %(other)s stay two customers.")
    names = {"one": isolated(pair.one.name), "other": isolated(pair.other.name)}
    messages.success(request, text % names)
    return redirect("duplicates")


def _done(
    request: Request, form: Form | ModelForm[Any], change: Callable[[], object]
) -> bool:
    """Whether the form was sent and the change made; refusals go to the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        change()
    except ValidationError as error:
        _refuse(form, error)
        return False
    return True


def _refuse(form: Form | ModelForm[Any], error: ValidationError) -> None:
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def _told(request: Request, change: Callable[[], object], text: str) -> None:
    """For changes without a form of their own: say what came of it."""
    try:
        change()
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, text)


def _other(request: Request, form: PartnerForm) -> Account | None:
    """The other account: sent with the form, or chosen in the address."""
    given = form.data.get("other") if form.is_bound else request.GET.get("other")
    if not given or not str(given).isdecimal() or len(str(given)) > 18:
        return None
    return account_visible(request.user, int(given))


def _undo(done: Restructuring) -> str:
    return f"undo {reverse('restructuring-undo', args=[done.pk])}"


def _page(
    request: Request, template: str, form: Form | ModelForm[Any], **context: object
) -> HttpResponse:
    words = request.GET.get("q", "")[:200]
    context |= {
        "form": form,
        "words": words,
        "found": accounts_found(request.user, words, limit=20),
    }
    return render(request, template, context, status=422 if form.errors else 200)
