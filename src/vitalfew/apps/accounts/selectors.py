"""Reads of accounts. Each starts from what the acting person may see."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from vitalfew.apps.accounts import naming
from vitalfew.apps.accounts.models import (
    Account,
    AccountWord,
    Ancestry,
    Exclusion,
    Restructuring,
)
from vitalfew.apps.accounts.policies import of_visible, sees_all, visible
from vitalfew.apps.accounts.tree import survivor
from vitalfew.apps.firm.selectors import firm_settings
from vitalfew.apps.prepared import prepared

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User

MOST_TERMS = 8
Begins = Callable[[str], Q]


def accounts_visible(acting: User) -> QuerySet[Account]:
    """The accounts this person may know of; merged ones are parts of another."""
    return visible(acting).filter(merged_into__isnull=True)


def account_visible(acting: User, pk: int) -> Account | None:
    """One account, or the one it was merged into; None where it is not to be seen."""
    account = _one_visible.first(acting, pk)
    return survivor(account) if account else None


@prepared
def _one_visible(acting: User, pk: int) -> QuerySet[Account]:
    return visible(acting).filter(pk=pk)


def names_of(acting: User, account_ids: Collection[str]) -> dict[str, str]:
    """The names of these accounts, by account_id, as far as this person sees them."""
    return dict(_named_by_id(acting, list(account_ids)))


@prepared
def _named_by_id(acting: User, account_ids: list[str]) -> QuerySet[Account, Any]:
    named = _seen(acting, Account.objects.filter(account_id__among=account_ids))
    return named.values_list("account_id", "name")


def names_by_key(acting: User, accounts: Collection[int]) -> dict[int, str]:
    """The same by the keys of the accounts."""
    return dict(_named_by_key(acting, list(accounts)))


@prepared
def _named_by_key(acting: User, accounts: list[int]) -> QuerySet[Account, Any]:
    named = _seen(acting, Account.objects.filter(pk__among=accounts))
    return named.values_list("pk", "name")


def _seen(acting: User, accounts: QuerySet[Account]) -> QuerySet[Account]:
    # Asked for what is visible at once, SQLite would look at every account.
    if not sees_all(acting):
        accounts = accounts.filter(pk__in=visible(acting).values("pk"))
    return accounts.order_by()


def matching(accounts: QuerySet[Account], query: str) -> QuerySet[Account]:
    return accounts.filter(matches(query))


def matches(query: str, begins: Begins | None = None) -> Q:
    """Whether, for each word asked for, a word of the name or id begins so.

    `begins` says the same of one word, where it is not an account that is looked for.
    """
    begins = begins or _begins
    terms = query.split()[:MOST_TERMS]
    condition = Q()
    for term in terms:
        whole = naming.folded(term)[: naming.LONGEST_WORD]
        if terms == [term] and whole.isascii() and len(whole) == 1:
            # One letter would find a large part of all accounts: names that begin so.
            return Q(sort_key__begins=whole)
        parts = [part[: naming.LONGEST_WORD] for part in naming.tokens(term)]
        every = Q()
        for part in parts:
            every &= begins(part)
        same = not parts or parts == [whole]
        condition &= begins(whole) if same else begins(whole) | every
    return condition


def accounts_found(acting: User, query: str, *, limit: int = 8) -> list[Account]:
    """What search proposes: an exact id, then names that begin so, then others."""
    text = naming.folded(query).strip()
    if not text:
        return []
    found = list(matching(accounts_visible(acting), query).order_by("sort_key")[:200])

    def order(account: Account) -> tuple[bool, bool, str]:
        return (
            naming.folded(account.account_id) != text,
            not naming.folded(account.name).startswith(text),
            account.sort_key,
        )

    return sorted(found, key=order)[:limit]


def counted_as(account: Account) -> QuerySet[Ancestry, Any]:
    """The keys of the account and of all that was merged into it, however often."""
    other = Ancestry.objects.filter(
        descendant=OuterRef("descendant"),
        depth__lt=OuterRef("depth"),
        ancestor__merged_into__isnull=True,
    )
    # What belongs to it stands between it and an account of its own that was merged.
    found = Ancestry.objects.filter(~Exists(other), ancestor=account)
    return found.values("descendant")


def counts_as(path: str = "account") -> Subquery:
    """Per row, the key of the account at `path` or of what it was merged into."""
    standing = Ancestry.objects.filter(
        descendant=OuterRef(path), ancestor__merged_into__isnull=True
    )
    return Subquery(standing.order_by("depth").values("ancestor")[:1])


def group_of(account: Account) -> Account:
    """The top of the group an account belongs to; itself if it belongs to none."""
    top = Ancestry.objects.filter(descendant=account).order_by("-depth").first()
    return top.ancestor if top else account


def path_of(acting: User, account: Account) -> list[Account]:
    """From the top down to the account's parent, as far as this person may see."""
    if account.parent_id is None and account.merged_into_id is None:
        return []
    return list(
        accounts_visible(acting)
        .filter(below__descendant=account, below__depth__gt=0)
        .order_by("-below__depth")
    )


def children_of(acting: User, account: Account) -> QuerySet[Account]:
    """What belongs directly to an account, each with `below_count`: all beneath it."""
    direct = Ancestry.objects.filter(ancestor=account, depth=1).values("descendant")
    return (
        accounts_visible(acting)
        .filter(pk__in=direct)
        .annotate(
            below_count=Count(
                "below",
                filter=Q(
                    below__depth__gt=0, below__descendant__merged_into__isnull=True
                ),
            )
        )
        .order_by("sort_key", "account_id")
    )


def children_counted(acting: User, account: Account) -> int:
    """How many belong directly to an account."""
    return _directly_below.count(acting, account)


@prepared
def _directly_below(acting: User, account: Account) -> QuerySet[Ancestry, int]:
    direct = Ancestry.objects.filter(
        of_visible(acting, "descendant"),
        ancestor=account,
        depth=1,
        descendant__merged_into__isnull=True,
    )
    return direct.values_list("pk", flat=True).order_by()


@prepared
def parts_of(account: Account) -> QuerySet[Ancestry, str]:
    """The ids under which the account's orders lie: its own and all below it."""
    below = Ancestry.objects.filter(ancestor=account)
    ids = below.values_list("descendant__account_id", flat=True)
    return ids.order_by("descendant__account_id")


def group_map() -> dict[str, str]:
    """For every account below another: its id and the id of the group's top."""
    tops = Ancestry.objects.filter(
        depth__gt=0, ancestor__parent__isnull=True, ancestor__merged_into__isnull=True
    )
    pairs = tops.values_list("descendant__account_id", "ancestor__account_id")
    return dict(pairs.order_by("descendant__account_id"))


def excluded_ids(among: Collection[str] | None = None) -> set[str]:
    """The ids of accounts that do not count, with all that belongs to them.

    Companies of our own group count where the firm's settings say so.
    """
    found = _excluded() if among is None else _excluded_among(list(among))
    if found and not firm_settings().leave_out_intercompany:
        found = [(one, why) for one, why in found if why != Exclusion.INTERCOMPANY]
    return {one for one, _why in found}


@prepared
def _excluded() -> QuerySet[Ancestry, Any]:
    excluded = Ancestry.objects.filter(ancestor__exclusion__in=Exclusion.values)
    return excluded.values_list("descendant__account_id", "ancestor__exclusion")


@prepared
def _excluded_among(account_ids: list[str]) -> QuerySet[Ancestry, Any]:
    return _excluded.query().filter(descendant__account_id__among=account_ids)


def splits() -> dict[tuple[str, str], str]:
    """(account id, buying unit) → the account that unit was split off to.

    Also for the ids of what belongs to the account: its page shows the units of all.
    """
    done = _split_off()
    if not done:
        return {}
    parts: dict[int, list[str]] = {}
    below = Ancestry.objects.filter(ancestor__in=[split for split, *_rest in done])
    for pk, part in below.values_list("ancestor", "descendant__account_id"):
        parts.setdefault(pk, []).append(part)
    found = {
        (part, unit): other
        for split, other, units in done
        for part in parts[split]
        if part != other
        for unit in units
    }

    def end(account_id: str, unit: str) -> str:
        while (account_id, unit) in found:
            account_id = found[account_id, unit]
        return account_id

    return {(account_id, unit): end(account_id, unit) for account_id, unit in found}


@prepared
def _split_off() -> QuerySet[Restructuring, Any]:
    found = Restructuring.objects.filter(
        what=Restructuring.What.SPLIT, undone_at__isnull=True
    )
    return found.order_by("pk").values_list("account_id", "other__account_id", "units")


def head_offices() -> dict[str, list[str]]:
    """The marked buying units of each account, by account id."""
    marked: dict[str, list[str]] = {}
    rows = Account.objects.filter(head_offices__isnull=False).order_by("account_id")
    for account_id, unit in rows.values_list("account_id", "head_offices__unit_id"):
        marked.setdefault(account_id, []).append(unit)
    return {account_id: sorted(units) for account_id, units in marked.items()}


def restructurings_of(account: Account) -> QuerySet[Restructuring]:
    """Merges and splits of an account, the newest first."""
    return (
        Restructuring.objects.filter(Q(account=account) | Q(other=account))
        .select_related("account", "other", "by", "undone_by")
        .order_by("-pk")
    )


def _begins(word: str) -> Q:
    found = AccountWord.objects.filter(word__begins=word).values("account")
    return Q(pk__in=found)


def restructurings_visible(acting: User) -> QuerySet[Restructuring]:
    """Merges and splits of accounts this person may see."""
    return Restructuring.objects.filter(account__in=visible(acting))
