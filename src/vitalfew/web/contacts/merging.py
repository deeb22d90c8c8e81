"""Pages on which entries of one person are found, compared, merged and parted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from vitalfew.apps.assessments.problems import RefusedError, sentence
from vitalfew.apps.people.duplicates import MOST, pairs_open
from vitalfew.apps.people.entries import entries_of, survivor
from vitalfew.apps.people.models import Contact, ContactMerge, KeptApart
from vitalfew.apps.people.policies import contacts_kept, may_merge
from vitalfew.apps.people.services import merging
from vitalfew.files.bidi import isolated
from vitalfew.web.contacts import same
from vitalfew.web.contacts.forms import PostForm, ReachForm
from vitalfew.web.contacts.merge_forms import ApartForm, MergeForm
from vitalfew.web.refusals import done

if TYPE_CHECKING:
    from vitalfew.web.requests import Request

A_PAGE = 25


def contacts_same(request: Request) -> HttpResponse:
    """All pairs that may be one person, the strongest first."""
    pairs = pairs_open(request.user)
    page = Paginator(pairs, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": [same.in_words(pair) for pair in page],
        "total": len(pairs),
        "capped": len(pairs) >= MOST,
    }
    return render(request, "contacts/same.html", context)


def contact_merge(request: Request, pk: int, other: int) -> HttpResponse:
    """Compare two entries, and let one of them stand for both."""
    gone, kept = _two(request, pk, other)
    form = MergeForm(request.POST or None, gone=gone, kept=kept)

    def merge() -> None:
        made = merging.contact_merge(
            acting=request.user,
            gone=gone,
            kept=kept,
            taken=form.taken,
            reason=form.cleaned_data["reason"],
        )
        text = _("%(name)s and %(other)s are one person now.")
        names = {"name": isolated(gone.name), "other": isolated(kept.name)}
        undo = f"undo {reverse('contact-part', args=[made.pk])}"
        messages.success(request, text % names, extra_tags=undo)

    if request.method == "POST" and done(form, merge):
        return redirect("contact", kept.pk)
    return _comparison(request, gone, kept, form, ApartForm())


@require_POST
def contacts_apart(request: Request, pk: int, other: int) -> HttpResponse:
    """They are two people: the pair is not proposed again."""
    gone, kept = _two(request, pk, other)
    form = ApartForm(request.POST)

    def keep_apart() -> None:
        merging.contacts_keep_apart(
            acting=request.user, one=gone, other=kept, **form.cleaned_data
        )
        text = _("%(one)s and %(other)s stay two people.")
        names = {"one": isolated(gone.name), "other": isolated(kept.name)}
        messages.success(request, text % names)

    if done(form, keep_apart):
        return redirect("contacts-same")
    return _comparison(request, gone, kept, MergeForm(gone=gone, kept=kept), form)


@require_POST
def apart_undone(request: Request, pk: int) -> HttpResponse:
    said = get_object_or_404(KeptApart, pk=pk)
    people = [entries_of(each)[0] for each in (said.one, said.other)]
    if not may_merge(request.user, *people):
        raise Http404
    try:
        merging.kept_apart_undo(acting=request.user, said=said)
    except RefusedError as refused:
        messages.error(request, sentence(refused.code, refused.values))
    else:
        messages.success(request, _("Taken back; they may be proposed again."))
    return redirect("contact", people[0].pk)


@require_POST
def contact_parted(request: Request, pk: int) -> HttpResponse:
    """Take a merge back; say which facts stay because they were changed since."""
    merge = get_object_or_404(ContactMerge, pk=pk)
    if not may_merge(request.user, survivor(merge.kept)):
        raise Http404
    try:
        left = merging.contact_part(acting=request.user, merge=merge)
    except RefusedError as refused:
        messages.error(request, sentence(refused.code, refused.values))
    else:
        messages.success(request, _parted(merge, left))
    return redirect("contact", merge.kept_id)


def _parted(merge: ContactMerge, left: list[str]) -> str:
    names = {"name": isolated(merge.gone.name), "other": isolated(merge.kept.name)}
    if not left:
        return _("%(name)s and %(other)s are parted; all is as it was.") % names
    labels = ReachForm.base_fields | PostForm.base_fields
    told = [str(labels[name].label) for name in left if name in labels]
    text = _(
        "%(name)s and %(other)s are parted. Changed since, and therefore left: "
        "%(facts)s."
    )
    return text % {**names, "facts": _(", ").join(told)}


def _two(request: Request, pk: int, other: int) -> tuple[Contact, Contact]:
    """Unknown and not to be merged are the same: absent."""
    found = contacts_kept(request.user).in_bulk({pk, other})
    if len(found) < 2:
        raise Http404
    return found[pk], found[other]


def _comparison(
    request: Request, gone: Contact, kept: Contact, form: MergeForm, apart: ApartForm
) -> HttpResponse:
    context = {
        "gone": gone,
        "kept": kept,
        "pair": same.compared(gone, kept),
        "sides": same.sides(gone, kept),
        "one_post": same.become_one(gone, kept),
        "form": form,
        "apart": apart,
    }
    status = 422 if form.errors or apart.errors else 200
    return render(request, "contacts/merge.html", context, status=status)
