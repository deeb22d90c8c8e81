"""The buying units of an account, from its order lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis

from vitalfew.apps.accounts.selectors import parts_of
from vitalfew.apps.imports.selectors import orders_of_account

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.users.models import User

MOST_UNITS = 1_000


@dataclass(frozen=True)
class Unit:
    unit_id: str
    name: str
    lines: int


def units_of(acting: User, account: Account) -> list[Unit]:
    """Units that could be split off: not the companies, which can be moved."""
    orders = orders_of_account(acting, account)
    if orders is None or not orders.has("unit_id"):
        return []
    lines = orders.lines
    name = lines.unit_name.max() if orders.has("unit_name") else lines.unit_id.max()
    summed = lines.group_by("unit_id").agg(name=name, lines=ibis._.count())
    companies = set(parts_of(account))
    rows = summed.filter(summed.unit_id.notnull()).to_pyarrow().to_pylist()
    units = [
        Unit(row["unit_id"], row["name"] or row["unit_id"], row["lines"])
        for row in rows
        if row["unit_id"] not in companies
    ]
    return sorted(units, key=lambda unit: (-unit.lines, unit.unit_id))[:MOST_UNITS]
