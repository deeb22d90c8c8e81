from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from vitalfew.apps.teams.selectors import managers_with_room
from vitalfew.apps.teams.services import capacity_change
from vitalfew.apps.users import services
from vitalfew.apps.users.selectors import users_with_roles
from vitalfew.files.bidi import isolated
from vitalfew.web.access import allowed
from vitalfew.web.people.forms import CapacityForm, NewPersonForm, PersonForm

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User
    from vitalfew.web.requests import Request


def people(request: Request) -> HttpResponse:
    """Everybody, with roles and the key accounts a manager runs and could run."""
    everybody = users_with_roles().order_by("-is_active", "name", "pk")
    room = {manager.user: manager for manager in managers_with_room()}
    lines = [(user, room.get(user.pk)) for user in everybody]
    context = {
        "lines": lines,
        "active": sum(user.is_active for user, _room in lines),
        "may_change": allowed(request.user, "person", write=True),
    }
    return render(request, "people/people.html", context)


def person_new(request: Request) -> HttpResponse:
    form = NewPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                user = _create(request.user, form)
                services.user_invite(acting=request.user, user=user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            text = _("%(name)s is added; the invitation is on its way.")
            messages.success(request, text % {"name": isolated(user.name)})
            return redirect("people")
    status = 422 if form.errors else 200
    return render(request, "people/new.html", {"form": form}, status=status)


def person(request: Request, pk: int) -> HttpResponse:
    user = _person(pk)
    form = PersonForm.of(user)
    if request.method == "POST":
        form = PersonForm(request.POST, now=user.department)
    if form.is_bound and form.is_valid():
        try:
            _save(request.user, user, form)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            text = _("The changes of %(name)s are kept.")
            messages.success(request, text % {"name": form.cleaned_data["name"]})
            return redirect("people")
    context = {
        "person": user,
        "form": form,
        "managed": user.memberships.filter(ends_on__isnull=True).select_related(
            "account"
        ),
    }
    status = 422 if form.errors else 200
    return render(request, "people/person.html", context, status=status)


@require_POST
def person_invite(request: Request, pk: int) -> HttpResponse:
    user = _person(pk)
    try:
        services.user_invite(acting=request.user, user=user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        text = _("The mail for %(name)s is on its way.")
        messages.success(request, text % {"name": isolated(user.name)})
    return redirect("person", pk)


@require_POST
def person_deactivate(request: Request, pk: int) -> HttpResponse:
    user = _person(pk)
    try:
        services.user_deactivate(acting=request.user, user=user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        text = _("%(name)s cannot sign in any more.")
        messages.success(request, text % {"name": isolated(user.name)})
    return redirect("person", pk)


@require_POST
def person_activate(request: Request, pk: int) -> HttpResponse:
    user = _person(pk)
    with transaction.atomic():
        user = services.user_activate(acting=request.user, user=user)
        services.user_invite(acting=request.user, user=user)
    text = _("%(name)s can come back; the invitation is on its way.")
    messages.success(request, text % {"name": isolated(user.name)})
    return redirect("person", pk)


@require_POST
def person_capacity(request: Request, pk: int) -> HttpResponse:
    user = _person(pk)
    form = CapacityForm(request.POST)
    if form.is_valid():
        capacity_change(acting=request.user, user=user, **form.cleaned_data)
        text = _("The capacity of %(name)s is kept.")
        messages.success(request, text % {"name": isolated(user.name)})
    else:
        messages.error(request, str(form.errors["key_accounts"][0]))
    return redirect("people")


def _create(acting: User, form: NewPersonForm) -> User:
    values = dict(form.cleaned_data)
    department = values.pop("department")
    user = services.user_create(acting=acting, **values)
    return services.user_set_department(acting=acting, user=user, department=department)


@transaction.atomic
def _save(acting: User, user: User, form: PersonForm) -> None:
    values = form.cleaned_data
    services.user_rename(
        acting=acting, user=user, name=values["name"], email=values["email"]
    )
    services.user_set_department(
        acting=acting, user=user, department=values["department"]
    )
    services.user_set_roles(acting=acting, user=user, roles=values["roles"])


def _person(pk: int) -> User:
    return get_object_or_404(users_with_roles(), pk=pk)
