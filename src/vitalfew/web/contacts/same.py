"""Entries that may be one person, side by side, and what merging them moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from vitalfew.apps.people.duplicates import Pair, pair_of
from vitalfew.apps.people.entries import merged_into
from vitalfew.apps.people.models import ContactMerge, KeptApart, Position, Rating, Tie
from vitalfew.apps.people.services.moving import twins
from vitalfew.apps.people.services.persons import REACHED
from vitalfew.web.contacts.forms import ReachForm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vitalfew.apps.people.models import Contact

MOST_BESIDE = 3
"""Pairs shown on a person's page; the list has all of them."""


@dataclass(frozen=True)
class Same:
    """A pair with its reasons in words."""

    one: Contact
    other: Contact
    speaking_for: list[str]
    against: list[str]
    another: Contact | None = None
    """On the page of one of them: the other."""


@dataclass(frozen=True)
class Beside:
    """What stands beside a person: who they may be, who they are, who they are not."""

    same: list[Same]
    merges: list[ContactMerge]
    apart: list[tuple[KeptApart, Contact]]


@dataclass(frozen=True)
class Side:
    """One line of the comparison."""

    label: str
    gone: str
    kept: str

    @property
    def differs(self) -> bool:
        return bool(self.gone) and bool(self.kept) and self.gone != self.kept


def in_words(pair: Pair, contact: Contact | None = None) -> Same:
    words = {
        "email": _("Same e-mail address"),
        "phone": _("Same telephone number"),
        "name": _("Same name"),
        "letters": _("Same name in other letters"),
        "sound": _("Names that sound the same"),
        "alike": _("Similar names"),
        "numbers": _("Different numbers in “%(source)s”") % {"source": pair.one.source},
        "elsewhere": _("Posts now at customers that do not belong together"),
        "emails": _("Different e-mail addresses at the same customer"),
    }
    return Same(
        one=pair.one,
        other=pair.other,
        speaking_for=[words[each] for each in pair.speaking_for],
        against=[words[each] for each in pair.against],
        another=pair.other if pair.one == contact else pair.one,
    )


def beside(contact: Contact, pairs: Iterable[Pair]) -> Beside:
    entries = [contact, *merged_into([contact.pk]).get(contact.pk, [])]
    merges = ContactMerge.objects.filter(kept__in=entries, parted_at=None)
    apart = KeptApart.objects.filter(
        Q(one__in=entries) | Q(other__in=entries), undone_at=None
    ).select_related("one__merged_into", "other__merged_into", "by")
    mine = {each.pk for each in entries}
    return Beside(
        same=[in_words(pair, contact) for pair in list(pairs)[:MOST_BESIDE]],
        merges=list(merges.select_related("gone", "by")),
        apart=[
            (said, said.other if said.one_id in mine else said.one) for said in apart
        ],
    )


def compared(gone: Contact, kept: Contact) -> Same:
    """The reasons of two entries, also where nothing proposes them."""
    return in_words(pair_of(gone, kept))


def sides(gone: Contact, kept: Contact) -> list[Side]:
    """What is known of both; what is known of neither is left out."""
    labels = ReachForm.base_fields
    hanging = (
        _("Ratings"),
        _("Contact that took place"),
        _("Ties"),
        _("Personal notes"),
    )
    found = [
        Side(str(labels[name].label), getattr(gone, name), getattr(kept, name))
        for name in REACHED
    ]
    found += [
        Side(_("Number"), _numbered(gone), _numbered(kept)),
        Side(_("Posts"), _posts(gone), _posts(kept)),
        *(
            Side(label, _many(one), _many(other))
            for label, one, other in zip(
                hanging, _hanging(gone), _hanging(kept), strict=True
            )
        ),
    ]
    return [side for side in found if side.gone or side.kept]


def become_one(gone: Contact, kept: Contact) -> list[Position]:
    """Posts that both entries hold and of which one will stand for both."""
    posts = Position.objects.filter(contact__in=[gone, kept]).select_related("account")
    found = twins(list(posts.order_by("pk")), gone, kept)
    return [post for _twin, post in found]


def _hanging(contact: Contact) -> tuple[int, ...]:
    """How much there is of what hangs on a person."""
    return (
        Rating.objects.filter(position__contact=contact).count(),
        contact.touches.count(),
        Tie.objects.filter(contact=contact, ended_on=None).count(),
        contact.notes.count(),
    )


def _many(count: int) -> str:
    return str(count) if count else ""


def _numbered(contact: Contact) -> str:
    if not contact.external_id:
        return ""
    return f"{contact.external_id} ({contact.source})"


def _posts(contact: Contact) -> str:
    posts = contact.positions.exclude(leaving__in=Position.NEVER_HELD)
    told = [
        " · ".join(filter(None, (post.title, post.account.name)))
        for post in posts.select_related("account").order_by("pk")
    ]
    return "; ".join(told)
