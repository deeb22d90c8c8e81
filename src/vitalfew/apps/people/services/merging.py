"""Two entries of one person become one, and are parted again.

The services of `ContactMerge` and `KeptApart`. The entry that goes stays where it is,
as a pointer with what it said; everything that hangs on it goes over to the one that
stays. Each service first holds the ledger of imports, so that neither an import nor
another merge runs beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from vitalfew.apps.accounts import naming
from vitalfew.apps.accounts.models import Account
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.audit.services import entry_record
from vitalfew.apps.imports.models import State
from vitalfew.apps.imports.services.commits import ledger_locked
from vitalfew.apps.people.entries import entries_of
from vitalfew.apps.people.importing.withdrawing import Told, parted, told_by
from vitalfew.apps.people.models import (
    Brought,
    Contact,
    ContactMerge,
    KeptApart,
    Position,
    Tie,
    Touch,
)
from vitalfew.apps.people.policies import may_merge, require
from vitalfew.apps.people.services.moving import things_move, things_return
from vitalfew.apps.people.services.persons import (
    REACHED,
    contacts_locked,
    words_write,
)

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User

LONGEST_REASON = 500


@transaction.atomic
def contact_merge(
    *,
    acting: User,
    gone: Contact,
    kept: Contact,
    taken: Collection[str],
    reason: str,
) -> ContactMerge:
    """Let one entry stand for both; `taken` are the facts of the one that goes."""
    ledger_locked()
    gone, kept = _both_locked(acting, gone, kept)
    reason = _said(reason, "merge_reason")
    apart = _kept_apart(gone, kept)
    if apart is not None:
        raise RefusedError("merge_apart", by=apart.by.name)
    merge = ContactMerge(gone=gone, kept=kept, reason=reason, by=acting)
    touched = _accounts(gone, kept)
    facts = _facts_take(merge, taken)
    merge.save()
    posts = things_move(merge)
    merge.save(update_fields=["moved"])
    gone.merged_into = kept
    gone.save(update_fields=["merged_into"])
    Brought.objects.bulk_create(
        [facts, Brought(merge=merge, contact=gone), *posts.values()]
    )
    words_write([kept, gone])
    told = {"kept": kept.pk, "gone": gone.pk, "reason": reason}
    _record(kept, "contact.merge", acting, touched, told)
    return merge


@transaction.atomic
def contact_part(*, acting: User, merge: ContactMerge) -> list[str]:
    """Take a merge back; the facts that stay because they were changed since."""
    ledger_locked()
    merge = ContactMerge.objects.select_related("gone", "kept").get(pk=merge.pk)
    if merge.parted_at is not None:
        raise RefusedError("merge_parted")
    _rests_on(merge)
    merge.kept = contacts_locked([merge.kept])[0]
    require(may_merge(acting, merge.kept), acting, f"part contact {merge.kept_id}")
    touched = _accounts(merge.kept)
    merge.gone = Contact.objects.select_for_update().get(pk=merge.gone_id)
    merge.gone.merged_into = None
    merge.gone.save(update_fields=["merged_into"])
    things_return(merge)
    merge.parted_by, merge.parted_at = acting, timezone.now()
    merge.save(update_fields=["parted_by", "parted_at"])
    left = _stayed(merge)
    words_write([merge.kept, merge.gone])
    told = {"kept": merge.kept_id, "gone": merge.gone_id, "stayed": left}
    _record(merge.kept, "contact.part", acting, touched, told)
    parted(merge)
    return left


@transaction.atomic
def contacts_keep_apart(
    *, acting: User, one: Contact, other: Contact, reason: str
) -> KeptApart:
    """Say that two entries are two people; they are not proposed again."""
    ledger_locked()
    one, other = sorted(_both_locked(acting, one, other), key=lambda each: each.pk)
    reason = _said(reason, "apart_reason")
    known = _kept_apart(one, other)
    if known is not None:
        return known
    said = KeptApart.objects.create(one=one, other=other, reason=reason, by=acting)
    for contact in (one, other):
        told = {"reason": reason, "pair": [one.pk, other.pk]}
        _record(contact, "contact.keep_apart", acting, _accounts(contact), told)
    return said


@transaction.atomic
def kept_apart_undo(*, acting: User, said: KeptApart) -> KeptApart:
    """Take back that two entries are two people; they may be proposed again."""
    said = KeptApart.objects.select_for_update(of=("self",)).get(pk=said.pk)
    people = [entries_of(each)[0] for each in (said.one, said.other)]
    require(may_merge(acting, *people), acting, f"undo {said.pk}")
    if said.undone_at is not None:
        raise RefusedError("apart_undone")
    said.undone_by, said.undone_at = acting, timezone.now()
    said.save(update_fields=["undone_by", "undone_at"])
    for contact in people:
        _record(contact, "contact.keep_apart.undo", acting, _accounts(contact), told={})
    return said


def default_taken(gone: Contact, kept: Contact) -> set[str]:
    """The facts of the entry that goes which count unless somebody says otherwise.

    What the other leaves empty; of two values the one that was said last.
    """
    newest = max((gone, kept), key=lambda each: (_said_at(each), each.pk))
    found = set()
    for name in REACHED:
        theirs, ours = getattr(gone, name), getattr(kept, name)
        if theirs and theirs != ours and (not ours or newest.pk == gone.pk):
            found.add(name)
    return found


def _said_at(contact: Contact) -> object:
    counts = Brought.objects.filter(contact=contact, batch__state=State.COMMITTED)
    last = counts.select_related("batch").last()
    told = last.batch.committed_at if last and last.batch else None
    return max(filter(None, (told, contact.created_at)))


def _both_locked(acting: User, one: Contact, other: Contact) -> tuple[Contact, Contact]:
    if one.pk == other.pk:
        raise RefusedError("merge_same")
    held = {each.pk: each for each in contacts_locked([one, other])}
    require(may_merge(acting, one, other), acting, f"merge {one.pk} and {other.pk}")
    return held[one.pk], held[other.pk]


def _said(reason: str, missing: str) -> str:
    reason = " ".join(reason.split())[:LONGEST_REASON]
    if not reason:
        raise RefusedError(missing, field="reason")
    return reason


def _kept_apart(one: Contact, other: Contact) -> KeptApart | None:
    """What somebody said of any two entries of these people."""
    first, second = entries_of(one), entries_of(other)
    pairs = Q(one__in=first, other__in=second) | Q(one__in=second, other__in=first)
    said = KeptApart.objects.filter(pairs, undone_at__isnull=True)
    return said.select_related("by").first()


def _facts_take(merge: ContactMerge, taken: Collection[str]) -> Brought:
    """Give the one that stays the facts that count, and remember what it had."""
    gone, kept = merge.gone, merge.kept
    row = Brought(merge=merge, contact=kept)
    for name in REACHED:
        value = getattr(gone, name)
        if name in taken and value and value != getattr(kept, name):
            row.before[name], row.said[name] = getattr(kept, name), value
            setattr(kept, name, value)
    kept.sort_key = naming.sort_key(kept.name)
    kept.save(update_fields=[*REACHED, "sort_key"])
    return row


def _stayed(merge: ContactMerge) -> list[str]:
    """The facts that parting leaves, because they were changed since."""
    left: dict[str, None] = {}
    for told in told_by(merge):
        if told.kept == merge.kept:
            _address_leave(merge, told)
        for name in told.facts_back():
            if any(name in row.before for row in told.rows if row.merge == merge):
                left[name.removesuffix("_id")] = None
    return list(left)


def _address_leave(merge: ContactMerge, told: Told) -> None:
    """An address written by hand that is the other entry's: that one keeps it."""
    email = merge.kept.email
    if email and email == merge.gone.email and email not in told.left("email"):
        merge.kept.email = ""
        merge.kept.save(update_fields=["email"])


def _rests_on(merge: ContactMerge) -> None:
    """Merges of one person are parted in the order in which they came, backwards."""
    both = (merge.kept_id, merge.gone_id)
    later = ContactMerge.objects.filter(
        Q(kept__in=both) | Q(gone__in=both), parted_at__isnull=True, pk__gt=merge.pk
    )
    found = later.select_related("gone").order_by("-pk").first()
    if found is not None:
        raise RefusedError("merge_rests", name=found.gone.name)


def _accounts(*contacts: Contact) -> list[Account]:
    """Every account at which these people are known, by posts, contact and ties."""
    posts = Position.objects.filter(contact__in=contacts)
    touches = Touch.objects.filter(theirs__in=contacts)
    ties = Tie.objects.filter(contact__in=contacts)
    known = (
        Q(pk__in=posts.values("account"))
        | Q(pk__in=touches.values("account"))
        | Q(pk__in=ties.values("account"))
    )
    return list(Account.objects.filter(known).order_by("pk"))


def _record(
    contact: Contact,
    action: str,
    acting: User,
    accounts: Iterable[Account],
    told: Mapping[str, object],
) -> None:
    """One entry for every account that is touched."""
    # Without names: a person may have to be erased.
    touched: list[Account | None] = [*accounts]
    for account in touched or [None]:
        entry_record(
            acting=acting,
            action=action,
            subject=contact,
            account=account,
            details=told,
        )
