"""What the orders say of a part of an account: a buying unit or a product line.

See ``docs/methods/cycle.md``. A part is looked at as if it were an account, by the same
measures; a part that no order line names is unknown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import ibis
import pyarrow as pa

from vitalfew.analysis.assessment.warning import Found, warnings
from vitalfew.analysis.criteria import ContinuityCriteria, WarningCriteria
from vitalfew.analysis.engines import fetched
from vitalfew.analysis.measures.continuity import continuity
from vitalfew.analysis.measures.margin import margin

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from vitalfew.analysis.orders import Orders

Column = Literal["category", "unit_id"]
NAMES: dict[Column, tuple[str, ...]] = {
    "category": ("category",),
    "unit_id": ("unit_id", "unit_name"),
}
"""The columns by which people call a part."""


@dataclass(frozen=True)
class Part:
    """A part of an account as people call it.

    Attributes
    ----------
    key
        Tells it from all other parts and from every account.
    names
        What it is called; capitals and space around do not matter.
    """

    key: str
    account_id: str
    column: Column
    names: frozenset[str]


@dataclass(frozen=True)
class PartMeasured:
    """A part that the orders name, on the revenue basis.

    Attributes
    ----------
    continuity, purchase_days
        As of an account.
    last_12_months, before_12_months
        What it bought; None where there are no amounts or the window is too short.
    share, share_before
        Of what the whole account bought in the same year; None where that is not known
        or not above zero.
    warnings
        Silent, buying less, narrowing: as of an account.
    """

    key: str
    continuity: str
    purchase_days: int
    last_12_months: float | None
    before_12_months: float | None
    share: float | None
    share_before: float | None
    warnings: tuple[Found, ...]


def parts_measured(
    orders: Orders,
    parts: Iterable[Part],
    *,
    pattern: ContinuityCriteria | None = None,
    warning: WarningCriteria | None = None,
) -> dict[str, PartMeasured]:
    """What the orders say of these parts, by key; who is not named is left out.

    Runs the queries. How regular purchases are, and how often a warning is wrong, is
    learned from all accounts and from these parts beside them.
    """
    orders, parts = orders.on_revenue(), list(parts)
    lines = _lines_of(orders, parts)
    if lines is None:
        return {}
    apart = replace(orders, lines=lines)
    bought = {
        row["account_id"]: row for row in _rows(continuity(apart, criteria=pattern))
    }
    amounts = _amounts(apart, bought)
    accounts = {part.account_id for part in parts if part.key in bought}
    of_account = orders.lines.filter(orders.lines.account_id.isin(sorted(accounts)))
    wholes = _amounts(replace(orders, lines=of_account), accounts)
    beside = replace(orders, lines=orders.lines.union(lines))
    warned: dict[str, list[Found]] = defaultdict(list)
    for found in warnings(beside, criteria=warning, accounts=bought).found:
        warned[found.account_id].append(found)
    return {
        part.key: _measured(
            part.key,
            bought[part.key],
            amounts[part.key],
            wholes[part.account_id],
            warned[part.key],
        )
        for part in parts
        if part.key in bought
    }


Years = tuple[float | None, float | None]
"""The last 12 months, and the 12 before them."""


def _measured(
    key: str, row: Mapping[str, Any], own: Years, whole: Years, warned: list[Found]
) -> PartMeasured:
    return PartMeasured(
        key=key,
        continuity=row["label"],
        purchase_days=row["purchase_days"],
        last_12_months=own[0],
        before_12_months=own[1],
        share=_share(own[0], whole[0]),
        share_before=_share(own[1], whole[1]),
        warnings=tuple(warned),
    )


def _share(part: float | None, whole: float | None) -> float | None:
    """The part's share of the whole.

    >>> _share(25.0, 100.0), _share(25.0, 0.0), _share(None, 100.0)
    (0.25, None, None)
    """
    return (
        part / whole if part is not None and whole is not None and whole > 0 else None
    )


def _amounts(orders: Orders, keys: Collection[str]) -> dict[str, Years]:
    found: dict[str, Years] = dict.fromkeys(keys, (None, None))
    if not orders.covers(12):
        return found
    for row in _rows(margin(orders, quarters=False)):
        last, before = row["revenue_12m"], row["revenue_prior_12m"]
        found[row["account_id"]] = _number(last), _number(before)
    return found


def _number(amount: Any) -> float | None:  # noqa: ANN401
    return None if amount is None else float(amount)


def _lines_of(orders: Orders, parts: Collection[Part]) -> ir.Table | None:
    """The lines of the parts, each as those of an account; None without any."""
    lines, found = orders.lines, []
    for column in NAMES:
        asked = [part for part in parts if part.column == column]
        pairs = _known(orders, column, asked) if asked and orders.has(column) else []
        if not pairs:
            continue
        columns = ("of_account", "value", "key")
        listed = [dict(zip(columns, pair, strict=True)) for pair in pairs]
        known = ibis.memtable(pa.Table.from_pylist(listed))
        same = [lines.account_id == known.of_account, lines[column] == known.value]
        joined = lines.inner_join(known, same)
        found.append(joined.mutate(account_id=joined.key).select(*lines.columns))
    return ibis.union(*found) if len(found) > 1 else next(iter(found), None)


def _known(
    orders: Orders, column: Column, parts: Collection[Part]
) -> list[tuple[str, str, str]]:
    """Account, value in its lines, and the key of the part called so."""
    lines = orders.lines
    accounts = sorted({part.account_id for part in parts})
    names = [name for name in NAMES[column] if orders.has(name)]
    named = lines.filter(lines.account_id.isin(accounts), lines[column].notnull())
    called: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in _rows(named.select("account_id", *names).distinct()):
        for name in names:
            called[row["account_id"], called_as(row[name] or "")].add(row[column])
    pairs = {
        (part.account_id, value, part.key)
        for part in parts
        for name in part.names
        for value in called.get((part.account_id, called_as(name)), ())
    }
    return sorted(pairs)


def called_as(name: str) -> str:
    """A name as it is compared with others.

    >>> called_as(" Oslo  Works ")
    'oslo works'
    """
    return " ".join(name.split()).casefold()


def _rows(table: ir.Table) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = fetched(table).to_pylist()
    return rows
