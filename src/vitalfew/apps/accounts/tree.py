"""Keeps `Ancestry` and the words of names in step with the accounts."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from vitalfew.apps.accounts import naming
from vitalfew.apps.accounts.models import Account, AccountWord, Ancestry

BATCH = 5_000


def survivor(account: Account) -> Account:
    """The account this one was merged into, however often; itself if never."""
    while account.merged_into is not None:
        account = account.merged_into
    return account


def above(account: Account) -> Account | None:
    """What the account hangs below: its parent, or what it was merged into."""
    if account.merged_into is not None:
        return account.merged_into
    return survivor(account.parent) if account.parent is not None else None


def is_below(account: Account, ancestor: Account) -> bool:
    """Whether it belongs to the other at any depth, or is the other."""
    return Ancestry.objects.filter(ancestor=ancestor, descendant=account).exists()


def tree_lock() -> None:
    """Let only one change of the tree happen at a time: two could make a ring.

    Whoever changes the tree holds the first account until the transaction ends.
    """
    Account.objects.order_by("pk").select_for_update(of=("self",)).first()


def name_write(account: Account, name: str) -> None:
    """Give the account a name, with its sort key; saving is the caller's."""
    account.name = name
    account.sort_key = naming.sort_key(name)
    account.search_text = " ".join(naming.words(name, account.account_id))


def words_write(accounts: Iterable[Account]) -> None:
    """Write the words of these accounts anew, from their `search_text`."""
    accounts = list(accounts)
    for start in range(0, len(accounts), BATCH):
        some = accounts[start : start + BATCH]
        AccountWord.objects.filter(account__in=some).delete()
        # Millions of rows at a first import: plain inserts take a tenth of the time.
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {AccountWord._meta.db_table} (account_id, word)"  # noqa: S608
                " VALUES (%s, %s)",
                [(a.pk, word) for a in some for word in a.search_text.split()],
            )


def roots_write(accounts: Iterable[Account]) -> None:
    """Give new accounts their place in the tree: each beside the others."""
    Ancestry.objects.bulk_create(
        (
            Ancestry(ancestor=account, descendant=account, depth=0)
            for account in accounts
        ),
        batch_size=BATCH,
    )


def ancestry_write(account: Account) -> None:
    """Hang an account, with all below it, where its parent or merger says."""
    subtree = list(
        Ancestry.objects.filter(ancestor=account).values_list("descendant_id", "depth")
    ) or [(account.pk, 0)]
    members = [pk for pk, _ in subtree]
    Ancestry.objects.filter(descendant__in=members).exclude(
        ancestor__in=members
    ).delete()
    Ancestry.objects.bulk_create(
        [Ancestry(ancestor=account, descendant=account, depth=0)],
        ignore_conflicts=True,
    )
    top = above(account)
    if top is None:
        return
    uppers = Ancestry.objects.filter(descendant=top).values_list("ancestor_id", "depth")
    Ancestry.objects.bulk_create(
        (
            Ancestry(ancestor_id=upper, descendant_id=lower, depth=up + down + 1)
            for upper, up in uppers
            for lower, down in subtree
        ),
        batch_size=BATCH,
    )


def children_write(account: Account) -> None:
    """Hang anew what belongs to an account or to one merged into it."""
    merged = {account.pk}
    while True:
        more = set(
            Account.objects.filter(merged_into__in=merged)
            .exclude(pk__in=merged)
            .values_list("pk", flat=True)
        )
        if not more:
            break
        merged |= more
    for child in Account.objects.filter(parent__in=merged, merged_into__isnull=True):
        ancestry_write(child)


def ancestry_rebuild() -> None:
    """Work the whole tree out anew, and write only what changed."""
    wanted = _wanted()
    unchanged: set[tuple[int, int]] = set()
    stale: list[int] = []
    rows = Ancestry.objects.values_list("pk", "ancestor_id", "descendant_id", "depth")
    for pk, ancestor, descendant, depth in rows.iterator(chunk_size=BATCH):
        if wanted.get((ancestor, descendant)) == depth:
            unchanged.add((ancestor, descendant))
        else:
            stale.append(pk)
    for start in range(0, len(stale), BATCH):
        Ancestry.objects.filter(pk__in=stale[start : start + BATCH]).delete()
    Ancestry.objects.bulk_create(
        (
            Ancestry(ancestor_id=pair[0], descendant_id=pair[1], depth=depth)
            for pair, depth in wanted.items()
            if pair not in unchanged
        ),
        batch_size=BATCH,
    )


def _wanted() -> dict[tuple[int, int], int]:
    """(ancestor, descendant) → depth, from the accounts' own columns."""
    parents: dict[int, int | None] = {}
    mergers: dict[int, int] = {}
    rows = Account.objects.order_by().values_list("pk", "parent_id", "merged_into_id")
    for pk, parent, merger in rows.iterator(chunk_size=BATCH):
        parents[pk] = parent
        if merger is not None:
            mergers[pk] = merger

    def standing(pk: int) -> int:
        while pk in mergers:
            pk = mergers[pk]
        return pk

    def up(pk: int) -> int | None:
        parent = parents[pk]
        return mergers.get(pk) or (standing(parent) if parent else None)

    wanted: dict[tuple[int, int], int] = {}
    for pk in parents:
        wanted[pk, pk] = depth = 0
        upper = up(pk)
        while upper is not None and (upper, pk) not in wanted:
            depth += 1
            wanted[upper, pk] = depth
            upper = up(upper)
    return wanted
