"""Who may see which account, and with which money. The only place that decides it."""

from __future__ import annotations

from typing import Any, Literal

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from vitalfew.apps.accounts.models import Account, Ancestry
from vitalfew.apps.teams.models import Membership, TeamRole
from vitalfew.apps.users.models import Role, RoleGrant, User

Money = Literal["contribution", "revenue", "none"]

SEE_ALL = (Role.HEAD, Role.ANALYST, Role.FINANCE, Role.ADMINISTRATOR)
SEE_MARGINS = (Role.HEAD, Role.ANALYST, Role.FINANCE)
SEE_TEAMED = (Role.READER, Role.CARE)
SEE_REVENUE = (
    Role.ADMINISTRATOR,
    Role.MANAGER,
    Role.SPECIALIST,
    Role.SPONSOR,
    Role.READER,
)


def sees_all(acting: User) -> bool:
    return acting.is_active and acting.has_role(*SEE_ALL)


def visible(acting: User) -> QuerySet[Account]:
    """The accounts this person may know of. Forbidden looks like absent."""
    if not acting.is_active:
        return Account.objects.none()
    if sees_all(acting):
        return Account.objects.all()
    on_team = Q(pk__in=_below(_open_memberships(acting)))
    if acting.has_role(*SEE_TEAMED):
        on_team |= Q(pk__in=_below(_open()))
    return Account.objects.filter(on_team)


def of_visible(acting: User, path: str = "account") -> Q:
    """What is of accounts this person may know of.

    To who knows of all no question at all: a database would look at every account.
    """
    if sees_all(acting):
        return Q()
    return Q(**{f"{path}__in": visible(acting).values("pk")})


def of_account(acting: User, account: Account) -> Q:
    """What is of this account, if this person may know of it."""
    mine = Q(account=account)
    if sees_all(acting):
        return mine
    return mine & Q(account__in=visible(acting).filter(pk=account.pk))


def may_see(acting: User, account: Account) -> bool:
    return sees_all(acting) or visible(acting).filter(pk=account.pk).exists()


def seen_by(account: Account) -> QuerySet[User]:
    """The people who may know of an account: `visible`, read the other way round."""
    above = Ancestry.objects.filter(descendant=account).values("ancestor")
    team = _open().filter(account__in=above)
    roles = (*SEE_ALL, *SEE_TEAMED) if team.exists() else SEE_ALL
    by_role = RoleGrant.objects.filter(role__in=roles).values("user")
    return User.objects.filter(
        Q(pk__in=by_role) | Q(pk__in=team.values("user")),
        is_active=True,
        is_system=False,
    ).order_by("name", "pk")


def manages(acting: User, account: Account) -> bool:
    """Whether this person is the account manager of it or of a group above it."""
    return Ancestry.objects.filter(
        descendant=account,
        ancestor__in=_open_memberships(acting, TeamRole.MANAGER).values("account"),
    ).exists()


def managed(acting: User) -> QuerySet[Account]:
    """The accounts this person manages, with everything below them."""
    own = _below(_open_memberships(acting, TeamRole.MANAGER))
    return Account.objects.filter(pk__in=own)


def money_of(acting: User, account: Account) -> Money:
    """Which money this person sees of one account."""
    if acting.has_role(*SEE_MARGINS):
        return "contribution"
    if manages(acting, account) or _sponsors(acting, account):
        return "contribution"
    if acting.has_role(*SEE_REVENUE):
        return "revenue"
    return "none"


def money_of_all(acting: User) -> Money:
    """Which money this person sees in lists: margins only if allowed for every row."""
    if acting.has_role(*SEE_MARGINS):
        return "contribution"
    if not acting.has_role(*SEE_REVENUE):
        return "none"
    if sees_all(acting) or acting.has_role(*SEE_TEAMED):
        return "revenue"
    own = _open_memberships(acting).filter(
        role__in=(TeamRole.MANAGER, TeamRole.SPONSOR)
    )
    above = Ancestry.objects.filter(
        descendant=OuterRef("pk"), ancestor__in=own.values("account")
    )
    others = visible(acting).exclude(Exists(above))
    return "revenue" if others.exists() else "contribution"


def margins(acting: User) -> QuerySet[Account]:
    """The accounts whose margins this person sees: `money_of`, of many at once."""
    if acting.has_role(*SEE_MARGINS):
        return visible(acting)
    own = _open_memberships(acting).filter(
        role__in=(TeamRole.MANAGER, TeamRole.SPONSOR)
    )
    return Account.objects.filter(pk__in=_below(own))


def _open() -> QuerySet[Membership]:
    """The memberships of today; whoever leaves today has left."""
    today = timezone.localdate()
    running = Q(ends_on__isnull=True) | Q(ends_on__gt=today)
    return Membership.objects.filter(running, starts_on__lte=today)


def _open_memberships(acting: User, role: str | None = None) -> QuerySet[Membership]:
    memberships = _open().filter(user=acting)
    return memberships.filter(role=role) if role else memberships


def _sponsors(acting: User, account: Account) -> bool:
    return Ancestry.objects.filter(
        descendant=account,
        ancestor__in=_open_memberships(acting, TeamRole.SPONSOR).values("account"),
    ).exists()


def _below(memberships: QuerySet[Membership]) -> QuerySet[Ancestry, Any]:
    return Ancestry.objects.filter(ancestor__in=memberships.values("account")).values(
        "descendant"
    )
