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
    from vitalfew.files.store import BatchFiles


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


@dataclass(frozen=True)
class AccountLines:
    """Which order lines are an account's own; equal ones read the same lines.

    Attributes
    ----------
    batches
        The imports that count; None when a warehouse holds the orders, which may answer
        otherwise the next time.
    counting
        The companies whose lines these are: the account and all that belongs to it.
    parts
        Whether there is more than one, so that companies are its buying units.
    moved
        Units that were split off, with the company they came from and what they became.
    """

    batches: tuple[BatchFiles, ...] | None
    counting: tuple[str, ...]
    parts: bool
    moved: tuple[tuple[tuple[str, str], str], ...]
    columns: tuple[str, ...]
    start: date | None
    as_of: date | None

    def read(self) -> AccountOrders | None:
        """None when there are none in the window."""
        lines = self._stored()
        if lines is None:
            return None
        lines = _split(lines, dict(self.moved))
        lines = lines.filter(self._counts(lines))
        if not len(lines):
            return None
        days = pc.min_max(lines["ordered_on"]).as_py()
        end = self.as_of or days["max"] + timedelta(days=1)
        window = Window(self.start or days["min"], end)
        return AccountOrders(_as_one(lines) if self.parts else lines, window)

    def _stored(self) -> pa.Table | None:
        mine = set(self.counting)
        origins = {origin for (origin, _unit), end in self.moved if end in mine}
        return _stored(self.batches, mine | origins, self.columns)

    def _counts(self, lines: pa.Table) -> pa.ChunkedArray:
        mine = pa.array(self.counting, pa.string())
        counts, day = pc.is_in(lines["account_id"], value_set=mine), lines["ordered_on"]
        if self.as_of is not None:
            counts = pc.and_(counts, pc.less(day, pa.scalar(self.as_of)))
        if self.start is not None:
            counts = pc.and_(counts, pc.greater_equal(day, pa.scalar(self.start)))
        return counts


def lines_of_account(
    acting: User,
    account: Account,
    *,
    columns: Sequence[str] = COLUMN_NAMES,
    start: date | None = None,
    as_of: date | None = None,
) -> AccountLines | None:
    """What to read of one account and all that belongs to it.

    None when the person may not see the account. Money is the caller's business.
    """
    if not may_see(acting, account):
        return None
    members = parts_of(account)
    return AccountLines(
        batches=None if orders_elsewhere() is not None else tuple(stored_now()),
        counting=tuple(sorted(set(members) - excluded_ids(members))),
        parts=len(members) > 1,
        moved=tuple(sorted(splits().items())),
        columns=tuple(sorted({*columns, "account_id", "unit_id", "ordered_on"})),
        start=start,
        as_of=as_of,
    )


def _stored(
    batches: tuple[BatchFiles, ...] | None, ids: set[str], columns: Sequence[str]
) -> pa.Table | None:
    if batches is not None:
        if not any(batch.kind == "orders" for batch in batches):
            return None
        return account_lines(order_store(), batches, ids, columns)
    elsewhere = orders_elsewhere()
    if elsewhere is None:
        return None
    own = elsewhere.lines(account_ids=ids)
    return fetched(own.select([name for name in columns if name in own.columns]))


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
