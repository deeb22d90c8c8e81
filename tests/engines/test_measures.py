"""Every measure says the same on every engine, from one set of expressions.

Those that a screening takes are compared on Spark there, on grains computed once.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import ibis.expr.types as ir
import pyarrow as pa
import pytest

from tests.engines.agreement import differences
from tests.engines.conftest import Place
from tests.engines.lines import AS_OF, made_up_lines
from vitalfew.analysis.assessment.fit import fit
from vitalfew.analysis.criteria import CentralizationCriteria
from vitalfew.analysis.engines import fetched, in_byte_order
from vitalfew.analysis.measures.breadth import breadth
from vitalfew.analysis.measures.centralization import (
    centralization,
    centralization_by_category,
)
from vitalfew.analysis.measures.concentration import concentration, contribution_curve
from vitalfew.analysis.measures.continuity import continuity
from vitalfew.analysis.measures.cost_to_serve import (
    Activity,
    by_account_and_activity,
    by_activity,
    cost_to_serve,
    serving,
    timed,
)
from vitalfew.analysis.measures.loss import loss, year_totals
from vitalfew.analysis.measures.margin import margin
from vitalfew.analysis.measures.rfm import rfm
from vitalfew.analysis.orders import Orders, orders_from_table

PRICED = CentralizationCriteria(yearly_cost_per_unit=100)
ENTRY = Activity("entry", 3.5, 5, {"lines": 1})


@dataclass(frozen=True)
class Firm:
    """A firm's tables in one engine."""

    orders: Orders
    events: ir.Table


@cache
def firm(place: Place, *, amounts: bool) -> Firm:
    lines = made_up_lines()
    if not amounts:
        lines = lines.drop_columns(["net_amount", "cost"])
    orders = orders_from_table(in_byte_order(place(lines)), as_of=AS_OF)
    return Firm(orders, place(events()))


def events() -> pa.Table:
    first = dt.date(2023, 1, 1)
    return pa.table(
        {
            "account_id": [f"a{number % 20}" for number in range(100)],
            "activity": [("Entry", "call")[n % 7 == 0] for n in range(100)],
            "lines": [number if number % 7 else None for number in range(100)],
            "minutes": [number if number % 3 == 0 else None for number in range(100)],
            "occurred_on": [first + dt.timedelta(9 * n) for n in range(100)],
        }
    )


def served(firm: Firm) -> ir.Table:
    return timed([ENTRY], firm.events)


OF_A_SCREENING = {
    "margin": lambda firm: margin(firm.orders),
    "concentration": lambda firm: concentration(firm.orders),
    "contribution_curve": lambda firm: contribution_curve(firm.orders),
    "continuity": lambda firm: continuity(firm.orders),
    "centralization": lambda firm: centralization(
        firm.orders, criteria=PRICED, head_offices={"w"}
    ),
    "breadth": lambda firm: breadth(firm.orders),
    "fit": lambda firm: fit(firm.orders),
}
OTHERS = {
    "rfm": lambda firm: rfm(firm.orders),
    "loss": lambda firm: loss(firm.orders, ["a1"], fixed_costs=Decimal(5)),
    "year_totals": lambda firm: year_totals(firm.orders),
    "centralization_by_category": lambda firm: centralization_by_category(firm.orders),
    "cost_to_serve": lambda firm: cost_to_serve(
        firm.orders, activities=[ENTRY], events=firm.events
    ),
    "serving": lambda firm: serving(firm.orders, served(firm)),
    "by_activity": lambda firm: by_activity(firm.orders, served(firm)),
    "by_account_and_activity": lambda firm: by_account_and_activity(served(firm)),
    "margin_after_serving": lambda firm: margin(
        firm.orders, served=serving(firm.orders, served(firm))
    ),
}
KEYS = {
    "concentration": (),
    "loss": (),
    "centralization_by_category": ("account_id", "category"),
    "by_activity": ("activity",),
    "by_account_and_activity": ("account_id", "year", "activity"),
}
AMOUNTS = pytest.mark.parametrize("amounts", [True, False], ids=["amounts", "none"])


def check(measure: str, known: Firm, looked_at: Firm) -> None:
    compute = {**OF_A_SCREENING, **OTHERS}[measure]
    expected, found = fetched(compute(known)), fetched(compute(looked_at))
    keys = KEYS.get(measure, ("account_id",))
    assert differences(found, expected, *keys)[:5] == []
    assert expected.num_rows > 0


@pytest.mark.postgres
@AMOUNTS
@pytest.mark.parametrize("measure", [*OF_A_SCREENING, *OTHERS])
def test_a_measure_says_the_same_on_postgresql(
    on_duckdb, on_postgres, measure, amounts
):
    check(
        measure,
        firm(on_duckdb, amounts=amounts),
        firm(on_postgres, amounts=amounts),
    )


@pytest.mark.spark
@pytest.mark.parametrize("measure", OTHERS)
def test_a_measure_says_the_same_on_spark(on_duckdb, on_spark, measure):
    check(measure, firm(on_duckdb, amounts=True), firm(on_spark, amounts=True))
