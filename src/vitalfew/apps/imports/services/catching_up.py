"""After what counts has changed: accounts follow, then an assessment.

Both are repeated until the ledger says they caught up, so a crash in between only
delays them.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import ibis
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.module_loading import import_string

from vitalfew.analysis.engines import fetched
from vitalfew.apps.accounts.sync import (
    ImportedAccount,
    accounts_sync,
    names_prepare,
)
from vitalfew.apps.imports.models import Ledger
from vitalfew.apps.imports.selectors import (
    committed_batches,
    has_orders,
    ledger,
    orders_elsewhere,
    stored_now,
)
from vitalfew.apps.imports.storage import order_store
from vitalfew.files.failpoints import reach

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from vitalfew.apps.users.models import User

COMPANY_FACTS = {
    "account_name": "name",
    "ownership_share": "ownership",
    "revenue": "yearly_revenue",
    "parent_id": "parent_id",
    "tax_id": "tax_id",
    "industry": "industry",
    "employees": "employees",
    "country": "country",
    "city": "city",
    "website": "website",
    "head_office": "head_office",
}
"""Column of a company file → fact of the account."""


class MovedOnError(Exception):
    """More has changed meanwhile: what was gathered is out of date."""


def accounts_catch_up() -> bool:
    """Bring the accounts in line with what counts; False if they already were."""
    book = ledger()
    while book.accounts_at < book.changes or orders_elsewhere() is not None:
        known = accounts_known()
        still = partial(_unchanged, book.changes)
        try:
            accounts_sync(known, names_prepare(known), check=still)
            with transaction.atomic():
                now = still()
                reach("accounts follow")
                now.accounts_at = now.changes
                now.save(update_fields=["accounts_at"])
        except MovedOnError:
            book = ledger()
        else:
            return True
    return False


def _unchanged(changes: int) -> Ledger:
    """The ledger, held until the transaction ends."""
    now = Ledger.objects.select_for_update().get(pk=1)
    if now.changes != changes:
        raise MovedOnError
    return now


def accounts_known() -> dict[str, ImportedAccount]:
    """What all imports that count say of each account: companies before orders."""
    batches, store = stored_now(), order_store()
    known: dict[str, ImportedAccount] = {}
    of_orders = _account_rows()
    if of_orders is None:
        of_orders = store.accounts(batches)
    for row in _rows(of_orders):
        facts = {"name": row["account_name"], "parent_id": row["parent_id"]}
        known[row["account_id"]] = ImportedAccount(
            facts=_filled(facts), has_orders=True
        )
    for row in _rows(store.companies(batches)):
        account = known.setdefault(row["account_id"], ImportedAccount())
        facts = {fact: row.get(column) for column, fact in COMPANY_FACTS.items()}
        account.facts.update(_filled(facts))
    for leave_out in committed_batches().values_list("leave_out", flat=True):
        for account_id in leave_out:
            if account_id in known:
                known[account_id].leave_out = True
    return known


def _account_rows() -> ir.Table | None:
    """The accounts of a warehouse, where orders are not imported at all."""
    elsewhere = orders_elsewhere()
    if elsewhere is None:
        return None
    lines = elsewhere.lines()
    rows = lines.select("account_id").distinct()
    for name in ("account_name", "parent_id"):
        if name in lines.columns:
            rows = rows.left_join(_latest(lines, name), "account_id")
            rows = rows.drop("account_id_right")
        else:
            rows = rows.mutate(**{name: ibis.null("string")})
    return rows


def _latest(lines: ir.Table, name: str) -> ir.Table:
    """What each account had last; of several on that day the first by name."""
    named = lines.filter(lines[name].notnull())
    days = named.group_by("account_id", name).agg(last=named.ordered_on.max())
    order = [ibis.desc("last"), name]
    place = ibis.row_number().over(group_by="account_id", order_by=order)
    first = days.mutate(place=place).filter(ibis._.place == 0)
    return first.select("account_id", name)


def _rows(table: ir.Table | None) -> list[dict[str, Any]]:
    return [] if table is None else fetched(table).to_pylist()


def _filled(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value not in (None, "")}


def assessment_catch_up(*, acting: User) -> bool:
    """Ask for an assessment when the figures have changed since the last request."""
    book = ledger()
    if book.assessed_at >= book.changes:
        return False
    with transaction.atomic():
        claimed = Ledger.objects.filter(
            pk=1, assessed_at=book.assessed_at, changes=book.changes
        ).update(assessed_at=F("changes"))
        if not claimed or not has_orders():
            return False
        import_string(settings.AFTER_ORDERS_CHANGE)(acting=acting)
    reach("assessment asked for")
    return True
