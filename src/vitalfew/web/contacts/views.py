from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from vitalfew.apps.assessments.clock import today
from vitalfew.apps.firm.selectors import firm_settings
from vitalfew.apps.people.models import Topic
from vitalfew.apps.people.policies import may_keep, may_log, may_read_notes
from vitalfew.apps.people.selectors import (
    contact_reached,
    contact_visible,
    position_visible,
    positions_at,
    positions_of,
)
from vitalfew.apps.people.services.erasing import contact_erase
from vitalfew.apps.people.services.mentions import mentions_left, spellings_of
from vitalfew.apps.people.services.notes import note_write, notes_read
from vitalfew.apps.people.services.persons import contact_edit
from vitalfew.apps.people.services.posts import (
    position_add,
    position_edit,
    position_fill,
)
from vitalfew.apps.people.services.ratings import position_rate, tie_record
from vitalfew.apps.people.services.touches import touch_log
from vitalfew.apps.people.standing import relationship_read
from vitalfew.apps.program.departures import position_leave
from vitalfew.web.contacts import page as person_page
from vitalfew.web.contacts import people
from vitalfew.web.contacts.cards import cards_response
from vitalfew.web.contacts.forms import (
    CorrectForm,
    EraseForm,
    FillForm,
    LeavingForm,
    NoteForm,
    PersonForm,
    PostForm,
    RatingForm,
    TieForm,
    TouchForm,
)
from vitalfew.web.contacts.found import account_found
from vitalfew.web.contacts.mentions import places
from vitalfew.web.contacts.tab import account_form, account_tab
from vitalfew.web.formats import formats_for
from vitalfew.web.refusals import done

if TYPE_CHECKING:
    from django.forms import Form

    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.people.models import Contact, Position
    from vitalfew.web.requests import Request


def account_people(request: Request, pk: int) -> HttpResponse:
    found = account_found(request, pk)
    if request.htmx and not request.htmx.history_restore_request:
        return account_form(request, found, request.GET.get("form", ""))
    return account_tab(request, found, {})


def position_added(request: Request, pk: int) -> HttpResponse:
    found = account_found(request, pk, may_keep)
    form = PersonForm(
        request.POST,
        others=positions_at(request.user, found),
        known=contact_reached(request.user, request.POST.get("email", "")),
    )

    def add() -> None:
        position_add(
            acting=request.user,
            account=found,
            held=form.held,
            contact=form.contact,
            person=form.person,
        )
        messages.success(request, _("Added."))

    return _at_account(request, found, form, ("person", 0), add)


def position_filled(request: Request, pk: int) -> HttpResponse:
    position = _position(request, pk)
    known = contact_reached(request.user, request.POST.get("email", ""))
    form = FillForm(request.POST, position=pk, known=known)

    def fill() -> None:
        given = form.cleaned_data
        position_fill(
            acting=request.user,
            position=position,
            name=given["name"],
            email=given["email"],
            contact=form.contact,
        )
        messages.success(request, _("Added."))

    return _at_account(request, position.account, form, ("fill", pk), fill)


def touch_logged(request: Request, pk: int) -> HttpResponse:
    found, acting = account_found(request, pk, may_log), request.user
    known = relationship_read(acting, found, today())
    form = TouchForm(
        request.POST,
        posts=known.posts,
        us=people.us_of(acting, found),
        acting=acting,
    )

    def log() -> None:
        touch_log(acting=acting, account=found, **form.given)
        messages.success(request, _("The contact was written down."))

    return _at_account(request, found, form, ("touch", 0), log)


def tie_recorded(request: Request, pk: int) -> HttpResponse:
    found, acting = account_found(request, pk, may_keep), request.user
    known = relationship_read(acting, found, today())
    form = TieForm(request.POST, found=known, us=people.us_of(acting, found))

    def record() -> None:
        tie_record(acting=acting, account=found, **form.given)
        messages.success(request, _("The tie was recorded."))

    return _at_account(request, found, form, ("tie", 0), record)


def contact(request: Request, pk: int) -> HttpResponse:
    found = _contact(request, pk)
    if found.pk != pk:
        return redirect("contact", found.pk)
    return _person(request, found, {})


def contact_card(request: Request, pk: int) -> HttpResponse:
    found = _contact(request, pk)
    if found.erased_on is not None:
        raise Http404
    held = positions_of(request.user, found).filter(ends_on=None).first()
    return cards_response([(found, held)], f"person-{pk}")


def account_cards(request: Request, pk: int) -> HttpResponse:
    """Everybody who holds a post at an account or below it, each once."""
    held = positions_at(request.user, account_found(request, pk))
    people = {
        each.contact: each
        for each in held
        if each.contact is not None and each.contact.erased_on is None
    }
    return cards_response(people.items(), f"people-{pk}")


def contact_edited(request: Request, pk: int) -> HttpResponse:
    found = _contact(request, pk)
    if not may_read_notes(request.user, found):
        raise Http404
    form = CorrectForm(request.POST, contact=found)

    def edit() -> None:
        contact_edit(acting=request.user, contact=found, **form.cleaned_data)
        messages.success(request, _("Corrected."))

    return _at_person(request, found, form, ("reach", 0, ""), edit)


def contact_notes(request: Request, pk: int) -> HttpResponse:
    """The personal notes; showing them writes down who read them."""
    found = _contact(request, pk)
    if not may_read_notes(request.user, found):
        raise Http404
    form = NoteForm(request.POST if request.method == "POST" else None)

    def write() -> None:
        note_write(acting=request.user, contact=found, **form.cleaned_data)
        messages.success(request, _("Recorded."))

    if request.method == "POST" and done(form, write):
        return redirect("contact-notes", pk)
    firm = firm_settings()
    context = {
        "firm": firm,
        "formats": formats_for(request.user, firm),
        "contact": found,
        "notes": notes_read(acting=request.user, contact=found),
        "form": form if found.erased_on is None else None,
    }
    status = 422 if form.errors else 200
    return render(request, "contacts/notes.html", context, status=status)


def contact_erased(request: Request, pk: int) -> HttpResponse:
    """Ask back, then erase a person for good."""
    found = _contact(request, pk)
    if found.erased_on is not None:
        raise Http404
    form = EraseForm(request.POST if request.method == "POST" else None)

    def erase() -> None:
        erased = contact_erase(acting=request.user, contact=found)
        text = _("%(name)s is all that is left; backups made before still hold them.")
        messages.success(request, text % {"name": erased.name})

    if request.method == "POST" and done(form, erase):
        return redirect("contact", pk)
    left = places(mentions_left(request.user, found))
    context = {
        "contact": found,
        "form": form,
        "spellings": spellings_of(request.user, found),
        "left": left,
    }
    status = 422 if form.errors else 200
    return render(request, "contacts/erase.html", context, status=status)


def position_edited(request: Request, pk: int) -> HttpResponse:
    position = _position(request, pk)
    others = person_page.others_of(request.user, position)
    form = PostForm(request.POST, others=others, position=position)

    def edit() -> None:
        position_edit(acting=request.user, position=position, held=form.held)
        messages.success(request, _("Corrected."))

    return _at_person(request, _holder(position), form, ("post", pk, ""), edit)


def position_rated(request: Request, pk: int, topic: str) -> HttpResponse:
    position = _position(request, pk)
    if topic not in Topic.values:
        raise Http404
    form = RatingForm(request.POST, position=pk, topic=topic)

    def rate() -> None:
        position_rate(
            acting=request.user,
            position=position,
            topic=topic,
            values=form.codes,
            evidence=form.cleaned_data["evidence"],
            on=form.cleaned_data["on"],
        )
        messages.success(request, _("Recorded."))

    return _at_person(request, _holder(position), form, ("rate", pk, topic), rate)


def position_left(request: Request, pk: int) -> HttpResponse:
    position = _position(request, pk)
    form = LeavingForm(request.POST, position=pk)

    def leave() -> None:
        position_leave(acting=request.user, position=position, **form.cleaned_data)
        messages.success(
            request, _("The post ended; what hung on it is to be seen to.")
        )

    return _at_person(request, _holder(position), form, ("leave", pk, ""), leave)


def _contact(request: Request, pk: int) -> Contact:
    found = contact_visible(request.user, pk)
    if found is None:
        raise Http404
    return found


def _position(request: Request, pk: int) -> Position:
    found = position_visible(request.user, pk)
    if found is None or not may_keep(request.user, found.account):
        raise Http404
    return found


def _holder(position: Position) -> Contact:
    if position.contact is None:
        raise Http404
    return position.contact


def _at_account(
    request: Request,
    account: Account,
    form: Form,
    key: people.Key,
    do: Callable[[], object],
) -> HttpResponse:
    """Done, and back to the tab; or the tab with what was sent and why not."""
    if done(form, do):
        return redirect(reverse("account-people", args=[account.pk]))
    return account_tab(request, account, {key: form}, status=422)


def _at_person(
    request: Request,
    found: Contact,
    form: Form,
    key: person_page.Key,
    do: Callable[[], object],
) -> HttpResponse:
    """Done, and back to the person; or the page with what was sent and why not."""
    if done(form, do):
        return redirect(reverse("contact", args=[found.pk]))
    return _person(request, found, {key: form}, status=422)


def _person(
    request: Request,
    found: Contact,
    bound: dict[person_page.Key, Form],
    *,
    status: int = 200,
) -> HttpResponse:
    firm = firm_settings()
    context = {
        "firm": firm,
        "formats": formats_for(request.user, firm),
        "page": person_page.page_read(request.user, found, bound),
    }
    return render(request, "contacts/contact.html", context, status=status)
