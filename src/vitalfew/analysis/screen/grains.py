"""Runs the measures on the engine and brings back one compact row an account."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from vitalfew.analysis.assessment.fit import fit
from vitalfew.analysis.engines import fetched, kept
from vitalfew.analysis.measures.breadth import categories, products
from vitalfew.analysis.measures.centralization import centralization
from vitalfew.analysis.measures.concentration import (
    concentration,
    contribution_curve,
    ranking,
)
from vitalfew.analysis.measures.continuity import continuity
from vitalfew.analysis.measures.margin import margin

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from vitalfew.analysis.assessment.forecast import Forecast
    from vitalfew.analysis.assessment.judgement import Prospect
    from vitalfew.analysis.criteria import Criteria
    from vitalfew.analysis.orders import Orders
    from vitalfew.analysis.screen.serving import Serving

GRAINS: tuple[tuple[str, str], ...] = (
    ("categories", "category"),
    ("whole_orders", "order_id"),
    ("spread_orders", "order_id"),
    ("by_order", "account_id"),
    ("category_sets", "category"),
    ("by_category", "category"),
)
"""The grains computed once, in this order, and the column each needs."""

PUT_TOGETHER = "by_order"
"""A grain that costs nothing when orders have an id: those before it, as one table."""

CONTENDERS = 10_000
"""When only the first accounts are asked for, so many of those that bring most a year
are measured in full as well: the others could hardly be chosen."""


@dataclass(frozen=True)
class Measured:
    """What the measures say.

    Attributes
    ----------
    account_id, name
        Every account and prospect, in order of account_id.
    tables
        The rows of each measure, aligned with `account_id`; null where it has none.
        `breadth` without products: see `products_bought`.
    concentration
        The row of `concentration`.
    in_full
        True where every measure was taken; elsewhere `continuity` and `centralization`
        are null, because only the first accounts were asked for.
    forecast
        What is expected of the coming year; its accounts also are the table
        `forecast`, aligned.
    serving
        What serving the accounts costs, where a record of it was given.
    """

    account_id: pa.StringArray
    name: pa.StringArray
    tables: dict[str, pa.Table]
    concentration: dict[str, Any]
    in_full: npt.NDArray[np.bool_]
    forecast: Forecast
    serving: Serving | None = None

    def __len__(self) -> int:
        return len(self.account_id)


def measure(
    orders: Orders,
    *,
    criteria: Criteria,
    head_offices: Collection[str],
    prospects: Iterable[Prospect],
    expect: Callable[[Orders], Callable[[], Forecast]],
    serving: Serving | None = None,
    top: int | None = None,
) -> Measured:
    """Compute each grain once, and from it what every account does.

    What comes is what `expect` says of the orders with their grains: it asks the engine
    and gives what is left to reckon, which then runs beside the measures.

    With `top` only so many accounts by contribution, and `CONTENDERS`, are measured in
    full, and the quarters of none.
    """
    less = serving.taken_off() if serving else None
    with ExitStack() as stack:
        known = with_shared_grains(orders, stack)
        beside = stack.enter_context(ThreadPoolExecutor(1))
        expecting = beside.submit(expect(known))
        margins = margin(known, quarters=top is None, served=less)
        margins = stack.enter_context(kept(margins))
        # A row an account is a coarser day: sums over days and over accounts agree.
        known = known.with_grains({"by_day": margins})
        # Sorted here: engines sort names each in its own way.
        tables = {"margin": fetched(margins).sort_by("account_id")}
        first = _first(margins, len(tables["margin"]), orders, top)
        shown = known
        if first is not None:
            first = stack.enter_context(kept(first))
            tables["first"] = fetched(first)
            shown = _only(known, first)
        if orders.has("unit_id"):
            units = stack.enter_context(kept(shown.by_unit))
            shown = shown.with_grains({"by_unit": units})
        ranked = None
        if orders.has("net_amount"):
            ranked = stack.enter_context(kept(ranking(known)))

        def once(step: ir.Table) -> ir.Table:
            return stack.enter_context(kept(step))

        rows = {
            "breadth": categories(known),
            "continuity": continuity(shown, criteria=criteria.continuity, once=once),
            "centralization": centralization(
                shown, criteria=criteria.centralization, head_offices=head_offices
            ),
            "fit": fit(known, criteria=criteria.fit, judged=first, once=once),
            "curve": contribution_curve(known, ranked=ranked),
            "names": _names(known),
        }
        for name, table in rows.items():
            tables[name] = fetched(table)
        overall = fetched(concentration(known, ranked=ranked)).to_pylist()[0]
        expected = expecting.result()
        tables["forecast"] = expected.accounts
    named = {each.account_id: each.name for each in prospects}
    return _aligned(tables, overall, named, expected, serving)


def with_shared_grains(orders: Orders, stack: ExitStack) -> Orders:
    """The same orders with the grains that several measures need already there."""
    # Grains that somebody read before were not made for sets of categories.
    known = orders if orders.held else replace(orders)
    for grain, needed in GRAINS:
        if grain in orders.held or not orders.has(needed):
            continue
        if grain != PUT_TOGETHER or not orders.has("order_id"):
            held = stack.enter_context(kept(getattr(known, grain)))
            known = known.with_grains({grain: held, "held": known.held | {grain}})
        if grain == "categories":
            known = known.with_grains({"categories_sold": len(fetched(held))})
    return known


def on_both_bases(orders: Orders, stack: ExitStack) -> tuple[Orders, Orders]:
    """The orders as they are, and on revenue: grains without cost are computed once."""
    known = with_shared_grains(orders, stack)
    costless = known.held - {PUT_TOGETHER}
    grains = {grain: getattr(known, grain) for grain in costless}
    return known, known.on_revenue().with_grains(grains | {"held": costless})


def _first(
    margins: ir.Table, accounts: int, orders: Orders, top: int | None
) -> ir.Table | None:
    """The accounts to measure in full; None: all."""
    if top is None or not orders.has("net_amount"):
        return None
    if accounts <= 2 * (top + CONTENDERS):
        return None
    leading = [
        margins.order_by(ibis.desc(column), "account_id")
        .limit(count)
        .select("account_id")
        for column, count in ((orders.basis, top), (f"{orders.basis}_12m", CONTENDERS))
    ]
    return ibis.union(*leading, distinct=True)


def _only(orders: Orders, accounts: ir.Table) -> Orders:
    """The same orders of these accounts alone."""
    only = replace(orders, lines=orders.lines.semi_join(accounts, "account_id"))
    grains = {
        grain: getattr(orders, grain).semi_join(accounts, "account_id")
        for grain in ("by_order", "by_day")
    }
    return only.with_grains(grains)


def products_bought(orders: Orders, measured: Measured) -> pa.Array:
    """How many products each account bought, aligned with `measured`."""
    table = fetched(products(orders))
    return _rows_of(table, measured.account_id)["products"].combine_chunks()


def _names(orders: Orders) -> ir.Table:
    """The name each account had last; of several on that day the first by name."""
    if not orders.has("account_name"):
        accounts = orders.by_day.select("account_id").distinct()
        return accounts.mutate(name=ibis.null("string"))
    lines = orders.lines.filter(orders.lines.account_name.notnull())
    used = lines.group_by("account_id", "account_name").agg(last=lines.ordered_on.max())
    place = ibis.row_number().over(
        group_by="account_id", order_by=[ibis.desc("last"), "account_name"]
    )
    first = used.mutate(place=place).filter(ibis._.place == 0)
    return first.select("account_id", name="account_name")


def _aligned(
    tables: dict[str, pa.Table],
    overall: dict[str, Any],
    prospects: dict[str, str],
    expected: Forecast,
    serving: Serving | None,
) -> Measured:
    ids = tables["margin"]["account_id"].combine_chunks()
    first = tables.pop("first", tables["margin"])["account_id"].combine_chunks()
    if prospects:
        new = pa.array(sorted(prospects), pa.string())
        new = new.filter(pc.invert(pc.is_in(new, value_set=ids)))
        ids, first = pa.concat_arrays([ids, new]), pa.concat_arrays([first, new])
        ids = ids.take(pc.sort_indices(ids))
    aligned = {name: _rows_of(table, ids) for name, table in tables.items()}
    names = aligned.pop("names")["name"].combine_chunks()
    if prospects:
        given = pa.array(prospects.values(), pa.string())
        places = pc.index_in(ids, value_set=pa.array(prospects.keys(), pa.string()))
        names = pc.coalesce(names, given.take(places))
    in_full = pc.is_in(ids, value_set=first).to_numpy(zero_copy_only=False)
    names = pc.coalesce(names, ids)
    return Measured(ids, names, aligned, overall, in_full, expected, serving)


def _rows_of(table: pa.Table, ids: pa.StringArray) -> pa.Table:
    own = table["account_id"].combine_chunks()
    if own.equals(ids):
        return table.drop_columns("account_id")
    places = pc.index_in(ids, value_set=own)
    return table.drop_columns("account_id").take(places)
