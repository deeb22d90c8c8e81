"""Who may see which people of customers, and who writes what of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet

from vitalfew.apps.accounts.policies import managed, manages, may_see, sees_all, visible
from vitalfew.apps.people.models import Contact, Position
from vitalfew.apps.users.models import Role

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.users.models import User

LOGS = (Role.HEAD, Role.MANAGER, Role.SPECIALIST, Role.SPONSOR, Role.CARE)


def contacts_visible(acting: User) -> QuerySet[Contact]:
    """The people who hold or held a post at an account this person may know of.

    Forbidden looks like absent.
    """
    if sees_all(acting):
        return Contact.objects.all()
    posts = Position.objects.filter(
        contact=OuterRef("pk"), account__in=visible(acting).values("pk")
    )
    return Contact.objects.filter(Exists(posts))


def may_keep(acting: User, account: Account) -> bool:
    """The account's manager and the head keep its people, their posts and ratings."""
    head = acting.has_role(Role.HEAD) and may_see(acting, account)
    return head or manages(acting, account)


def contacts_kept(acting: User) -> QuerySet[Contact]:
    """The people of whom somebody keeps every post, now or then: who may merge them.

    Whoever keeps only some would change what belongs to others.
    """
    standing = Contact.objects.filter(merged_into=None, erased_on=None)
    if acting.is_active and acting.has_role(Role.HEAD):
        return standing
    posts = Position.objects.filter(contact=OuterRef("pk"))
    own = managed(acting).values("pk")
    return standing.filter(
        Exists(posts.filter(account__in=own)), ~Exists(posts.exclude(account__in=own))
    )


def may_merge(acting: User, *contacts: Contact) -> bool:
    keys = {contact.pk for contact in contacts}
    return contacts_kept(acting).filter(pk__in=keys).count() == len(keys)


def may_log(acting: User, account: Account) -> bool:
    """Everybody who works with the customer writes down that they met."""
    return acting.has_role(*LOGS) and may_see(acting, account)


def may_read_notes(acting: User, contact: Contact) -> bool:
    """Personal notes are for the head and the managers of the accounts they are at."""
    posts = contact.positions.select_related("account")
    return any(may_keep(acting, post.account) for post in posts)


def may_erase(acting: User) -> bool:
    """Erasing and exporting a person is for the administrator and the head."""
    return acting.has_role(Role.ADMINISTRATOR, Role.HEAD)


def require(allowed: bool, acting: User, what: str) -> None:  # noqa: FBT001
    if not allowed:
        message = f"{acting.pk} may not {what}."
        raise PermissionDenied(message)
