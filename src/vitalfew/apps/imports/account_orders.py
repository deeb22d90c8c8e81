"""The order lines of one account, read at once and added up in memory by its page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from vitalfew.analysis.engines import fetched
from vitalfew.analysis.orders import COLUMN_NAMES, Basis, Window
from vitalfew.apps.accounts.policies import may_see
from vitalfew.apps.accounts.selectors import excluded_ids, parts_of, splits
from vitalfew.apps.imports.selectors import (
    order_store,
    orders_elsewhere,
    stored_now,
)
from vitalfew.files.account_lines import account_lines

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.users.models import User


@dataclass(frozen=True)
class AccountOrders:
    """What an account and all that belongs to it bought in a window.

    Attributes
    ----------
    lines
        One row an order line, with columns of the contract. Companies below the account
        are buying units where the lines name none.
    window
        The days the lines cover; ``window.end`` is the as-of day.
    """

    lines: pa.Table
    window: Window

    def has(self, name: str) -> bool:
        return name in self.lines.column_names

    @property
    def basis(self) -> Basis:
        """`contribution` when every amount has its cost, otherwise `revenue`."""
        if not (self.has("net_amount") and self.has("cost")):
            return "revenue"
        amount, cost = self.lines["net_amount"], self.lines["cost"]
        gap = pc.and_(pc.is_null(cost), pc.not_equal(amount, 0))
        return "revenue" if pc.any(gap).as_py() else "contribution"


def orders_of_account(
    acting: User,
    account: Account,
    *,
    columns: Sequence[str] = COLUMN_NAMES,
    start: date | None = None,
    as_of: date | None = None,
) -> AccountOrders | None:
    """The orders of one account and all that belongs to it, as this person may see it.

    None when there are none in the window, or when the person may not see the account.
    Money is the caller's business.
    """
    if not may_see(acting, account):
        return None
    members = parts_of(account)
    lines = _lines(members, sorted({*columns, "account_id", "unit_id", "ordered_on"}))
    if lines is None:
        return None
    day = lines["ordered_on"]
    if as_of is not None:
        lines = lines.filter(pc.less(day, pa.scalar(as_of)))
    if start is not None:
        day = lines["ordered_on"]
        lines = lines.filter(pc.greater_equal(day, pa.scalar(start)))
    if not len(lines):
        return None
    days = pc.min_max(lines["ordered_on"]).as_py()
    end = as_of or days["max"] + timedelta(days=1)
    return AccountOrders(lines, Window(start or days["min"], end))


def _lines(members: list[str], columns: Sequence[str]) -> pa.Table | None:
    """What counts of these accounts, as one account."""
    moved, mine = splits(), set(members)
    origins = {origin for (origin, _unit), end in moved.items() if end in mine}
    lines = _stored(mine | origins, columns)
    if lines is None:
        return None
    counting = pa.array(sorted(mine - excluded_ids(members)), pa.string())
    lines = _split(lines, moved)
    lines = lines.filter(pc.is_in(lines["account_id"], value_set=counting))
    return _as_one(lines) if len(members) > 1 else lines


def _stored(ids: set[str], columns: Sequence[str]) -> pa.Table | None:
    elsewhere = orders_elsewhere()
    if elsewhere is not None:
        own = elsewhere.lines(account_ids=ids)
        return fetched(own.select([name for name in columns if name in own.columns]))
    batches = stored_now()
    if not any(batch.kind == "orders" for batch in batches):
        return None
    return account_lines(order_store(), batches, ids, columns)


def _split(lines: pa.Table, moved: Mapping[tuple[str, str], str]) -> pa.Table:
    """Units that were split off count as the account they became."""
    if not moved or "unit_id" not in lines.column_names:
        return lines
    origins = pa.array([f"{account}\0{unit}" for account, unit in moved])
    ends = pa.array([*moved.values()])
    origin = pc.binary_join_element_wise(lines["account_id"], lines["unit_id"], "\0")
    now = pc.take(ends, pc.index_in(origin, value_set=origins))
    place = lines.column_names.index("account_id")
    return lines.set_column(place, "account_id", pc.coalesce(now, lines["account_id"]))


def _as_one(lines: pa.Table) -> pa.Table:
    """Companies as units where none is named: `analysis.orders.rolled_up` of a few."""
    company = lines["account_id"]
    if "unit_id" not in lines.column_names:
        return lines.append_column("unit_id", company)
    place = lines.column_names.index("unit_id")
    return lines.set_column(place, "unit_id", pc.coalesce(lines["unit_id"], company))
