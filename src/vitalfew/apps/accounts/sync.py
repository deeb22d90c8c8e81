"""Accounts as imports describe them: created and changed in bulk.

What people corrected (`edited`) always wins. An account whose imports were all
withdrawn stays, without orders: decisions and notes may hang on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from vitalfew.apps.accounts import naming, tree
from vitalfew.apps.accounts.facts import AMOUNTS, FACTS, column_values, stored
from vitalfew.apps.accounts.hanging import parents_follow
from vitalfew.apps.accounts.models import Account, Ancestry, Exclusion, HeadOffice, Kind
from vitalfew.apps.accounts.turns import Check, nothing, turn

BATCH = 1_000
"""Accounts written in one transaction, which is over in a fraction of a second."""
NAME_LENGTH = 300
LEFT_OUT = "Left out when its orders were imported."
COLUMNS = (
    *FACTS,
    "sort_key",
    "search_text",
    "imported",
    "has_orders",
    "exclusion",
    "exclusion_reason",
)


@dataclass
class ImportedAccount:
    """What all imports together say of one account."""

    facts: dict[str, Any] = field(default_factory=dict)
    """Facts of `facts.FACTS`, `parent_id` and `head_office`; only what is known."""
    has_orders: bool = False
    leave_out: bool = False


@dataclass(frozen=True)
class Synced:
    """What changed."""

    created: int
    changed: int
    rings: tuple[str, ...]
    """Accounts whose imported parents form a ring; those parents were not taken."""


Names = Mapping[tuple[str, str], tuple[str, str]]
"""(account id, name) → sort key and search text."""


def names_prepare(known: Mapping[str, ImportedAccount]) -> Names:
    """Work out how new names sort and are found: slow, so before anything is locked."""
    present = dict(Account.objects.order_by().values_list("account_id", "name"))
    prepared = {}
    for account_id, item in known.items():
        name = str(item.facts.get("name") or account_id)[:NAME_LENGTH]
        if present.get(account_id) != name:
            prepared[account_id, name] = _keys(name, account_id)
    return prepared


def _keys(name: str, account_id: str) -> tuple[str, str]:
    return naming.sort_key(name), " ".join(naming.words(name, account_id))


def accounts_sync(
    known: Mapping[str, ImportedAccount],
    names: Names | None = None,
    *,
    check: Check = nothing,
) -> Synced:
    """Bring all accounts in line with what imports say; a second call does nothing.

    A transaction for every few accounts: others want to write too. Cut off in between,
    a second call does the rest; `check` is asked in each whether to go on.
    """
    everybody = _with_parents(known)
    wanted = {account_id: _stored(item) for account_id, item in everybody.items()}
    existing = {
        row[0]: row[1:]
        for row in Account.objects.order_by().values_list(
            "account_id", "imported", "has_orders"
        )
    }
    new = [account_id for account_id in wanted if account_id not in existing]
    changed = [
        account_id
        for account_id, before in existing.items()
        if before
        != (wanted.get(account_id, {}), _has_orders(everybody.get(account_id)))
    ]
    applied = _Applied(wanted, everybody, names or {})
    _create(new, applied, check)
    owned = {
        account_id
        for account_id, (facts, _) in existing.items()
        if "parent_id" in facts
    }
    # Before the facts: they tell whose parent came from an import until now.
    rings = parents_follow(wanted, owned, check)
    _change(changed, applied, check)
    with turn(check):
        _mark_head_offices(wanted)
    return Synced(len(new), len(changed), tuple(rings))


def _with_parents(known: Mapping[str, ImportedAccount]) -> dict[str, ImportedAccount]:
    """Also the groups that are only named as parents."""
    everybody = dict(known)
    for item in known.values():
        parent = item.facts.get("parent_id")
        if parent and parent not in everybody:
            everybody[parent] = ImportedAccount()
    return everybody


def _stored(item: ImportedAccount) -> dict[str, Any]:
    facts = {name: _plain(name, value) for name, value in item.facts.items()}
    if item.leave_out:
        facts["exclusion"] = Exclusion.PSEUDO.value
    return facts


def _plain(name: str, value: object) -> object:
    if name in AMOUNTS and isinstance(value, Decimal):
        digits = 4 if name == "ownership" else 2
        return stored(round(value, digits))
    if name == "employees" and value is not None:
        return max(int(str(value).partition(".")[0]), 0)
    field_ = Account._meta.get_field(name) if name in FACTS else None
    limit = getattr(field_, "max_length", None)
    return value[:limit] if isinstance(value, str) and limit else value


def _has_orders(item: ImportedAccount | None) -> bool:
    return item is not None and item.has_orders


@dataclass(frozen=True)
class _Applied:
    """What imports say, put into one account after the other."""

    wanted: Mapping[str, dict[str, Any]]
    everybody: Mapping[str, ImportedAccount]
    names: Names

    def to(self, account: Account) -> Account:
        facts = self.wanted.get(account.account_id, {})
        _exclusion_follow(account, facts.get("exclusion", ""))
        account.imported = facts
        account.has_orders = _has_orders(self.everybody.get(account.account_id))
        for column, value in column_values(account.imported, account.edited).items():
            setattr(account, column, value)
        account.name = account.name or account.account_id
        keys = self.names.get((account.account_id, account.name))
        account.sort_key, account.search_text = keys or _keys(
            account.name, account.account_id
        )
        return account


def _create(new: list[str], applied: _Applied, check: Check) -> None:
    for start in range(0, len(new), BATCH):
        fresh = [
            applied.to(Account(account_id=account_id, kind=Kind.CUSTOMER))
            for account_id in new[start : start + BATCH]
        ]
        with turn(check):
            present = set(
                Account.objects.order_by()
                .filter(account_id__in=new[start : start + BATCH])
                .values_list("account_id", flat=True)
            )
            made = Account.objects.bulk_create(
                account for account in fresh if account.account_id not in present
            )
            tree.words_write(made)
            tree.roots_write(made)


def _change(changed: list[str], applied: _Applied, check: Check) -> None:
    for start in range(0, len(changed), BATCH):
        with turn(check):
            _change_some(changed[start : start + BATCH], applied)


def _change_some(changed: list[str], applied: _Applied) -> None:
    some = list(Account.objects.filter(account_id__in=changed))
    renamed = []
    for account in some:
        words = account.search_text
        if applied.to(account).search_text != words:
            renamed.append(account)
    # An upsert is one statement for many rows; bulk_update is one branch a row.
    Account.objects.bulk_create(
        some,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=COLUMNS,
    )
    tree.words_write(renamed)


def _exclusion_follow(account: Account, after: str) -> None:
    before = account.imported.get("exclusion", "")
    # What a person set or lifted stays; only what imports set follows them.
    if before != after and account.exclusion == before:
        account.exclusion = after
        account.exclusion_reason = LEFT_OUT if after else ""


def _mark_head_offices(wanted: Mapping[str, dict[str, Any]]) -> None:
    """The companies that files call head office, below the top of their group."""
    offices = [a for a, facts in wanted.items() if facts.get("head_office")]
    tops: dict[str, int] = {}
    for start in range(0, len(offices), BATCH):
        tops.update(
            Ancestry.objects.filter(
                descendant__account_id__in=offices[start : start + BATCH],
                depth__gt=0,
                ancestor__parent__isnull=True,
                ancestor__merged_into__isnull=True,
            ).values_list("descendant__account_id", "ancestor_id")
        )
    marked = HeadOffice.objects.filter(marked_by__isnull=True)
    present = {(row.unit_id, row.account_id): row.pk for row in marked}
    marked.filter(
        pk__in=[pk for pair, pk in present.items() if pair not in tops.items()]
    ).delete()
    HeadOffice.objects.bulk_create(
        (
            HeadOffice(account_id=top, unit_id=unit)
            for unit, top in tops.items()
            if (unit, top) not in present
        ),
        ignore_conflicts=True,
    )
