"""Parents as people corrected them, else as imports name them.

What is to be done is found without a lock and done in parts, so that others can write
in between; whoever was faster wins, and the rest is found anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from vitalfew.apps.accounts import tree
from vitalfew.apps.accounts.models import Account, Ancestry
from vitalfew.apps.accounts.turns import Check, turn

BATCH = 1_000
Moves = list[tuple[int, int | None]]
"""Keys of accounts and of their parents to be."""


@dataclass(frozen=True)
class _Plan:
    rings: list[str]
    first: Moves
    """Accounts without a parent so far."""
    others: Moves


def parents_follow(
    wanted: Mapping[str, dict[str, Any]], owned: Collection[str], check: Check
) -> list[str]:
    """Set every parent as corrected, else as imported; rings stay open and are told.

    `owned` are the accounts that had an imported parent before. An account of which
    neither an import nor a person ever named a parent stays where it is.
    """
    plan, left = _planned(wanted, owned), 0
    while plan.first and len(plan.first) != left:
        left = len(plan.first)
        for start in range(0, left, BATCH):
            with turn(check):
                tree.tree_lock()
                _hang(dict(plan.first[start : start + BATCH]))
        plan = _planned(wanted, owned)
    if plan.first or plan.others:
        with turn(check):
            tree.tree_lock()
            plan = _planned(wanted, owned)
            _parents_write([*plan.first, *plan.others])
            tree.ancestry_rebuild()
    return plan.rings


def _planned(wanted: Mapping[str, dict[str, Any]], owned: Collection[str]) -> _Plan:
    rows = list(
        Account.objects.order_by("account_id").values_list(
            "pk", "account_id", "edited", "parent__account_id"
        )
    )
    keys = {account_id: pk for pk, account_id, _edited, _parent in rows}
    corrected = {
        account_id: edited["parent_id"]
        for _pk, account_id, edited, _parent in rows
        if "parent_id" in edited
    }
    parents = {
        account_id: facts["parent_id"]
        for account_id, facts in wanted.items()
        if facts.get("parent_id") and facts["parent_id"] != account_id
    }
    parents.update(corrected)
    told = set(parents)
    rings = _rings(parents)
    for account_id in rings:
        if account_id not in corrected:
            del parents[account_id]
    first: Moves = []
    others: Moves = []
    for pk, account_id, _edited, parent in rows:
        wished = parents.get(account_id) or None
        if wished != parent and (account_id in told or account_id in owned):
            moves = others if parent else first
            moves.append((pk, keys.get(wished or "")))
    return _Plan(rings, [move for move in first if move[1]], others)


def _hang(moves: dict[int, int | None]) -> None:
    """Hang accounts that have no parent, with all below them, as far as that is sure.

    An account whose parent to be lies below one of them waits, and one that somebody
    moved or corrected meanwhile is no longer ours.
    """
    free = list(
        Account.objects.order_by("pk")
        .filter(pk__in=moves, parent__isnull=True, merged_into__isnull=True)
        .exclude(edited__has_key="parent_id")
        .values_list("pk", flat=True)
    )
    below: dict[int, list[tuple[int, int]]] = {}
    for upper, lower, depth in Ancestry.objects.filter(ancestor__in=free).values_list(
        "ancestor_id", "descendant_id", "depth"
    ):
        below.setdefault(upper, []).append((lower, depth))
    covered = {lower for rows in below.values() for lower, _depth in rows}
    tops = _standing({moves[pk] for pk in free})
    sure = {
        pk: tops[parent]
        for pk in free
        if (parent := moves[pk]) in tops and tops[parent] not in covered
    }
    _parents_write([(pk, moves[pk]) for pk in sure])
    uppers: dict[int, list[tuple[int, int]]] = {}
    for lower, upper, depth in Ancestry.objects.filter(
        descendant__in=set(sure.values())
    ).values_list("descendant_id", "ancestor_id", "depth"):
        uppers.setdefault(lower, []).append((upper, depth))
    Ancestry.objects.bulk_create(
        (
            Ancestry(ancestor_id=upper, descendant_id=lower, depth=up + down + 1)
            for pk, top in sure.items()
            for upper, up in uppers[top]
            for lower, down in below[pk]
        ),
        batch_size=BATCH,
    )


def _standing(parents: Collection[int | None]) -> dict[int | None, int]:
    """Each account, and what stands for it where it was merged."""
    found = Account.objects.select_related("merged_into").in_bulk(
        [pk for pk in parents if pk]
    )
    return {pk: tree.survivor(account).pk for pk, account in found.items()}


def _rings(parents: Mapping[str, str]) -> list[str]:
    """Accounts that are, at some depth, their own parent."""
    safe: set[str] = set()
    found: set[str] = set()
    for start in parents:
        path: dict[str, None] = {}
        at: str | None = start
        while at and at not in safe and at not in path:
            path[at] = None
            at = parents.get(at)
        if at in path:
            steps = list(path)
            found.update(steps[steps.index(at) :])
        safe.update(path)
    return sorted(found)


def _parents_write(moves: Iterable[tuple[int, int | None]]) -> None:
    # A statement for every parent would be as many as there are groups.
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {Account._meta.db_table} SET parent_id = %s WHERE id = %s",  # noqa: S608
            [(parent, pk) for pk, parent in moves],
        )
