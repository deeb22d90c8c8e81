"""Whether an account buys centrally or unit by unit, and what its units cost."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Final

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from vitalfew.analysis.criteria import CentralizationCriteria
from vitalfew.analysis.orders import MONEY, Orders
from vitalfew.analysis.reasons import declare

NO_AMOUNTS: Final = declare(
    "centralization.no_amounts",
    "The orders have no amounts: how they spread over buying units is not known.",
)
NO_UNITS: Final = declare(
    "centralization.no_units",
    "Its orders name no buying unit: whether it buys centrally is not known.",
)
ONE_UNIT: Final = declare(
    "centralization.one_unit",
    "Only one buying unit is known: whether others buy elsewhere is not known.",
)
NO_PURCHASE: Final = declare(
    "centralization.no_purchase",
    "Its credits outweigh its purchases in every buying unit.",
)
UNNAMED: Final = declare(
    "centralization.unnamed",
    "Less than half of what it buys (%(known_share)s) names a buying unit.",
    known_share="percent",
)
CENTRAL: Final = declare(
    "centralization.central",
    "Buys %(central_share)s under frameworks or through its head office.",
    central_share="percent",
)
CONCENTRATED: Final = declare(
    "centralization.concentrated",
    "Buys mostly through few of its %(units)s buying units"
    " (as if through %(effective_units)s equal ones).",
    units="count",
    effective_units="score",
)
DISPERSED: Final = declare(
    "centralization.dispersed",
    "Buys unit by unit: %(units)s buying units, as if %(effective_units)s equal ones.",
    units="count",
    effective_units="score",
)

LEAST_KNOWN = 0.5
"""Share of the purchases that must name a unit before their spread says anything."""

MONEY_SUM = dt.Decimal(38, 4)
EXACT = 10**18
"""Squares of shares are added as whole multiples of 1/EXACT: a sum of whole numbers
does not depend on the order in which an engine adds, and never passes 64 bits."""


def centralization(
    orders: Orders,
    *,
    criteria: CentralizationCriteria | None = None,
    head_offices: Collection[str] = frozenset(),
) -> ir.Table:
    """Whether each account buys centrally, through few units, or unit by unit.

    Parameters
    ----------
    orders
        Order lines in their window, groups rolled up.
    criteria
        The boundaries between the labels, and what serving a unit costs.
    head_offices
        The ``unit_id`` of the units marked as head office.

    Returns
    -------
    ir.Table
        One row an account: `account_id`; `label` (central, concentrated, dispersed or
        unknown); `index` (normalized concentration over its units, 0 evenly spread,
        1 all through one; from two units); `units` (buying units with purchases above
        their credits); `effective_units` (as many equal units would be as
        concentrated); `central_share` (share of purchases under a framework or through
        a head office; null when neither is known); `serving_cost_a_year` (units × what
        one costs, money; null when not known); `reason` (the code of a sentence whose
        values are columns of this row); `known_share` (share of purchases that name
        their unit).

    Notes
    -----
    Formula, boundaries, worked table and source: ``docs/methods/centralization.md``.
    """
    return _centralization(orders, ["account_id"], criteria, head_offices)


def centralization_by_category(
    orders: Orders,
    *,
    criteria: CentralizationCriteria | None = None,
    head_offices: Collection[str] = frozenset(),
) -> ir.Table:
    """As `centralization`, for each product category an account buys.

    Returns
    -------
    ir.Table
        One row an account and category: the columns of `centralization` and
        `category`. Lines without a category are a category of their own, null.

    Raises
    ------
    ValueError
        The orders have no category.
    """
    if not orders.has("category"):
        raise ValueError("The orders have no product category.")
    return _centralization(orders, ["account_id", "category"], criteria, head_offices)


def _centralization(
    orders: Orders,
    keys: list[str],
    criteria: CentralizationCriteria | None,
    head_offices: Collection[str],
) -> ir.Table:
    criteria = criteria or CentralizationCriteria()
    grain = orders.by_unit if keys == ["account_id"] else orders.by_unit_and_category
    if not orders.has("net_amount"):
        return _labeled(_without_amounts(grain, keys), keys, criteria)
    units = _units(grain, keys, head_offices)
    rows = units.group_by(keys).agg(
        named_units=units.count(where=units.named),
        buying_units=units.count(where=units.share.notnull()),
        heads=units.count(where=units.is_head),
        squares=(units.share * units.share * EXACT + 0.5)
        .floor()
        .cast(dt.int64)
        .sum()
        .cast(dt.float64)
        / EXACT,
        bought=units.bought.sum().cast(MONEY_SUM),
        bought_named=units.bought_named.sum().cast(MONEY_SUM),
        central=units.central.sum().cast(MONEY_SUM),
    )
    central_known = rows.heads > 0
    if orders.has("contract_id"):
        central_known = ibis.literal(value=True)
    rows = rows.mutate(
        units=(rows.named_units > 0).ifelse(rows.buying_units, ibis.null(dt.int64)),
        effective_units=1 / rows.squares,
        index=_index(rows),
        known_share=_share(rows.bought_named, rows.bought),
        central_share=central_known.ifelse(
            _share(rows.central, rows.bought), ibis.null(dt.float64)
        ),
        why=ibis.null(dt.string),
    )
    return _labeled(rows, keys, criteria)


def _without_amounts(grain: ir.Table, keys: list[str]) -> ir.Table:
    """How many units there are is known, how much each buys is not."""
    rows = grain.group_by(keys).agg(units=grain.count(where=grain.unit_id.notnull()))
    unknown = ["index", "effective_units", "central_share", "known_share"]
    return rows.mutate(
        units=rows.units.nullif(0),
        why=ibis.literal(NO_AMOUNTS),
        **{name: ibis.null(dt.float64) for name in unknown},
    )


def _units(grain: ir.Table, keys: list[str], head_offices: Collection[str]) -> ir.Table:
    """What each unit bought; where credits outweigh purchases, nothing."""
    zero = ibis.literal(0, MONEY)
    bought = ibis.greatest(grain.revenue, zero)
    head = ibis.literal(value=False)
    if head_offices:
        head = grain.unit_id.isin(sorted(head_offices))
    central = zero
    if "contract_revenue" in grain.columns:
        under = ibis.greatest(grain.contract_revenue, zero)
        central = ibis.least(under, bought)
    named = grain.unit_id.notnull()
    rows = grain.select(
        *keys,
        named=named,
        is_head=head,
        bought=bought,
        bought_named=named.ifelse(bought, zero),
        central=head.ifelse(bought, central),
    )
    whole = rows.bought_named.sum().over(group_by=keys)
    share = rows.bought_named.cast(dt.float64) / whole.cast(dt.float64)
    none = ibis.null(dt.float64)
    return rows.mutate(share=(rows.bought_named > 0).ifelse(share, none))


def _index(rows: ir.Table) -> ir.Value:
    """Normalized concentration: 0 evenly spread, 1 all through one; from two units."""
    even = 1 / rows.buying_units.cast(dt.float64)
    index = ibis.greatest((rows.squares - even) / (1 - even), 0.0)
    return (rows.buying_units > 1).ifelse(index, ibis.null(dt.float64))


def _share(part: ir.Value, whole: ir.Value) -> ir.Value:
    share = part.cast(dt.float64) / whole.cast(dt.float64)
    return (whole > 0).ifelse(share, ibis.null(dt.float64))


def _labeled(
    rows: ir.Table, keys: list[str], criteria: CentralizationCriteria
) -> ir.Table:
    few = rows.index >= criteria.concentrated_index
    cases = [
        (rows.why.notnull(), "unknown", rows.why),
        (rows.central_share >= criteria.central_share, "central", CENTRAL),
        (rows.units.isnull(), "unknown", NO_UNITS),
        (rows.units == 0, "unknown", NO_PURCHASE),
        (rows.known_share < LEAST_KNOWN, "unknown", UNNAMED),
        (rows.units == 1, "unknown", ONE_UNIT),
        (few, "concentrated", CONCENTRATED),
    ]
    cost = ibis.null(MONEY_SUM)
    if criteria.yearly_cost_per_unit is not None:
        price = ibis.literal(Decimal(str(criteria.yearly_cost_per_unit)), MONEY)
        cost = (rows.units * price).cast(MONEY_SUM)
    return rows.select(
        *keys,
        "index",
        "units",
        "effective_units",
        "central_share",
        "known_share",
        label=ibis.cases(
            *((holds, label) for holds, label, _ in cases), else_="dispersed"
        ),
        serving_cost_a_year=cost,
        reason=ibis.cases(
            *((holds, code) for holds, _, code in cases), else_=DISPERSED
        ),
    )
