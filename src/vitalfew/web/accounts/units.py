"""The buying units of an account, from its order lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow.compute as pc

from vitalfew.apps.accounts.selectors import parts_of
from vitalfew.apps.imports.account_orders import lines_of_account

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
    columns = ("unit_id", "unit_name")
    asked = lines_of_account(acting, account, columns=columns)
    orders = asked.read() if asked else None
    if orders is None or not orders.has("unit_id"):
        return []
    named = orders.lines.filter(pc.is_valid(orders.lines["unit_id"]))
    name = "unit_name" if orders.has("unit_name") else "unit_id"
    summed = named.group_by("unit_id").aggregate([(name, "max"), ([], "count_all")])
    companies = set(parts_of(account))
    units = [
        Unit(row["unit_id"], row[f"{name}_max"] or row["unit_id"], row["count_all"])
        for row in summed.to_pylist()
        if row["unit_id"] not in companies
    ]
    return sorted(units, key=lambda unit: (-unit.lines, unit.unit_id))[:MOST_UNITS]
