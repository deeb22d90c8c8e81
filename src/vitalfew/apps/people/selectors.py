"""Reads of people at customers. Each starts from what the acting person may see."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet

from vitalfew.apps.accounts.policies import of_account, of_visible
from vitalfew.apps.people.entries import survivor, survivors
from vitalfew.apps.people.models import (
    Contact,
    MapPlace,
    Position,
    Tie,
    Touch,
)
from vitalfew.apps.people.policies import contacts_visible
from vitalfew.apps.prepared import prepared, related
from vitalfew.apps.users.models import User
from vitalfew.apps.users.selectors import with_names

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account

POST = [field.attname for field in Position._meta.concrete_fields]
Place = tuple[float | None, float | None]
"""How far across and how far down somebody stands; None: not said."""


def contact_visible(acting: User, pk: int) -> Contact | None:
    """One person; by the number of an entry merged away, the one that stays."""
    found = contacts_visible(acting).filter(pk=pk).first()
    if found is not None and found.merged_into_id is None:
        return found
    gone = Contact.objects.filter(pk=pk, merged_into__isnull=False).first()
    if gone is None:
        return None
    return contacts_visible(acting).filter(pk=survivor(gone).pk).first()


def contact_reached(acting: User, email: str) -> Contact | None:
    """Who has this e-mail address; of an entry merged away, the one that stays."""
    same = Contact.objects.filter(email=email.strip().lower()).exclude(email="")
    keys = [each.pk for each in survivors(same.order_by("pk"))]
    return contacts_visible(acting).filter(pk__in=keys).first()


def position_visible(acting: User, pk: int) -> Position | None:
    return positions_seen(acting).filter(pk=pk).first()


def positions_seen(acting: User) -> QuerySet[Position]:
    seen = Position.objects.select_related("contact", "account", "reports_to__contact")
    return seen.filter(of_visible(acting))


def positions_at(acting: User, account: Account) -> QuerySet[Position]:
    """Posts held now at an account or anywhere below it, with who holds them."""
    held = positions_seen(acting).filter(ends_on__isnull=True)
    # What imports and people said of an account is much, and no post shows it.
    held = held.defer("account__imported", "account__edited")
    there = held.filter(account__above__ancestor=account)
    return there.order_by("contact__sort_key", "pk")


def positions_shown(acting: User) -> QuerySet[Position]:
    """Posts held now at any account, of who holds them and where only the names."""
    held = Position.objects.filter(of_visible(acting), ends_on__isnull=True)
    names = ("contact__name", "account__name")
    shown = held.select_related("contact", "account").only(*POST, *names)
    return shown.order_by("contact__sort_key", "pk")


def positions_weighed(acting: User) -> QuerySet[Position]:
    """The same, and nothing but what their weight rests on."""
    held = Position.objects.filter(of_visible(acting), ends_on__isnull=True)
    few = ("level", "title", "account_id", "contact__name")
    return held.select_related("contact").only(*few).order_by("contact__sort_key", "pk")


def of_each(found: QuerySet[Any], accounts: Collection[int]) -> QuerySet[Any]:
    """Those at each of these accounts or below it, which is their `whole`."""
    there = found.filter(account__above__ancestor__among=accounts)
    each: QuerySet[Any] = there.annotate(whole=F("account__above__ancestor_id"))
    return each


def positions_left(acting: User, account: Account) -> QuerySet[Position]:
    """Posts that ended at an account or below it, the last first."""
    return (
        positions_seen(acting)
        .filter(account__above__ancestor=account, ends_on__isnull=False)
        .exclude(leaving__in=Position.NEVER_HELD)
        .order_by("-ends_on", "-pk")
    )


@prepared
def left_lately(acting: User, account: Account, *, most: int) -> QuerySet[Position]:
    """The last of them, of whom only the names are shown."""
    left = positions_left(acting, account).select_related(None)
    return left.select_related("contact").only(*POST, "contact__name")[:most]


def posts_known(acting: User, account: Account) -> list[Position]:
    """Who is or was somebody at an account or below it: of each one post, by name."""
    held = list(positions_at(acting, account).filter(contact__isnull=False))
    known = {post.contact_id for post in held}
    left = positions_left(acting, account).filter(contact__isnull=False)
    for post in left:
        if post.contact_id not in known:
            known.add(post.contact_id)
            held.append(post)
    return held


def positions_of(acting: User, contact: Contact) -> QuerySet[Position]:
    """Every post a person held at accounts one may see, the newest first."""
    return (
        positions_seen(acting)
        .filter(contact=contact)
        .exclude(leaving=Position.Leaving.MERGED)
        .order_by(
            F("ends_on").desc(nulls_first=True),
            F("starts_on").desc(nulls_last=True),
            "-pk",
        )
    )


def touches_at(acting: User, account: Account) -> QuerySet[Touch]:
    """Contact with an account or anything below it, the newest first."""
    found = Touch.objects.filter(of_visible(acting), account__above__ancestor=account)
    return found.select_related("account", "by")


def touches_lately(acting: User, account: Account, *, most: int) -> list[Touch]:
    """The newest of them, each with who took part."""
    found = _lately(acting, account, most=most)
    keys = [each.pk for each in found]
    for name, people in (("ours", _ours), ("theirs", _theirs)):
        related(found, name, people(keys), of="at")
    return found


@prepared
def _lately(acting: User, account: Account, *, most: int) -> QuerySet[Touch]:
    found = touches_at(acting, account).select_related(None)
    return found.only("kind", "subject", "minutes", "on")[:most]


@prepared
def _ours(touches: list[int]) -> QuerySet[Any]:
    """Of us, each at one of these."""
    there = User.objects.filter(touches__among=touches)
    return there.annotate(at=F("touches")).only("name")


@prepared
def _theirs(touches: list[int]) -> QuerySet[Any]:
    there = Contact.objects.filter(touches__among=touches)
    return there.annotate(at=F("touches")).only("name")


def touches_with(acting: User, contact: Contact) -> QuerySet[Touch]:
    found = Touch.objects.filter(of_visible(acting), theirs=contact)
    return found.select_related("account", "by")


def map_places(acting: User, account: Account) -> dict[str, Place]:
    """Where people were put on the map of an account, by what they are called there."""
    return {place.key: (place.x, place.y) for place in _placed(acting, account)}


@prepared
def _placed(acting: User, account: Account) -> QuerySet[MapPlace]:
    found = MapPlace.objects.filter(of_account(acting, account), set_aside=False)
    return found.only("position_id", "user_id", "x", "y")


def ties_lasting(acting: User) -> QuerySet[Tie]:
    """What was said of ties that last, at accounts one may see."""
    return Tie.objects.filter(of_visible(acting), ended_on__isnull=True)


def ties_named(acting: User, ties: Collection[int]) -> list[Tie]:
    """These ties with who is tied to whom, in this order."""
    known = {tie.pk: tie for tie in _named(acting, list(ties))} if ties else {}
    return [known[pk] for pk in ties]


@prepared
def _named(acting: User, ties: list[int]) -> QuerySet[Tie]:
    found = Tie.objects.filter(of_visible(acting), pk__among=ties)
    return with_names(found, "user", "contact").order_by()
