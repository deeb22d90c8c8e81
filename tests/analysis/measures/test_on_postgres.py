"""The same expressions give the same rows on PostgreSQL as on DuckDB."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import duckdb
import ibis
import numpy as np
import psycopg
import pyarrow as pa
import pytest

from tests.analysis.order_tables import compilable_orders, sql_of
from vitalfew.analysis.criteria import CentralizationCriteria
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
from vitalfew.analysis.measures.loss import loss
from vitalfew.analysis.measures.margin import margin
from vitalfew.analysis.measures.rfm import rfm
from vitalfew.analysis.orders import COLUMNS

pytestmark = pytest.mark.postgres

EVENTS = {
    "account_id": "string",
    "activity": "string",
    "lines": "int64",
    "minutes": "int64",
    "occurred_on": "date",
}
PRICED = CentralizationCriteria(yearly_cost_per_unit=100)
ENTRY = Activity("entry", 3.5, 5, {"lines": 1})

MEASURES = {
    "margin": margin,
    "concentration": concentration,
    "contribution_curve": contribution_curve,
    "continuity": continuity,
    "centralization": lambda o: centralization(o, criteria=PRICED, head_offices={"w"}),
    "centralization_by_category": centralization_by_category,
    "breadth": breadth,
    "rfm": rfm,
    "loss": lambda o: loss(o, ["a1"], fixed_costs=Decimal(5)),
    "cost_to_serve": lambda o: cost_to_serve(
        o, activities=[ENTRY], events=ibis.table(EVENTS, name="events")
    ),
    "serving": lambda o: serving(o, served()),
    "by_activity": lambda o: by_activity(o, served()),
    "by_account_and_activity": lambda _: by_account_and_activity(served()),
    "margin_after_serving": lambda o: margin(o, served=serving(o, served())),
}


def served():
    return timed([ENTRY], ibis.table(EVENTS, name="events"))


def made_up_lines():
    chance = np.random.default_rng(3)

    def below(limit):
        return int(chance.integers(limit))

    def one_of(*values):
        return values[below(len(values))]

    for number in range(2000):
        values = {
            "account_id": f"a{below(30)}",
            "ordered_on": dt.date(2022, 1, 1) + dt.timedelta(below(1096)),
            "net_amount": Decimal(below(22000) - 2000) / 100,
            "order_id": one_of("1", "2", None, str(number), str(number)),
            "unit_id": one_of("u", "v", "w", None),
            "product_id": one_of(*"pqrst"),
            "category": one_of("x", "y", "z", None),
            "cost": Decimal(below(9000)) / 100,
            "contract_id": one_of(None, "f"),
        }
        yield tuple(values.get(column.name) for column in COLUMNS)


@pytest.fixture(scope="module")
def engines(postgres):
    """The same tables in both engines: two functions from SQL to sorted rows."""
    lines = list(made_up_lines())
    first = dt.date(2023, 1, 1)
    events = [
        (
            f"a{i % 20}",
            ("Entry", "call")[i % 7 == 0],
            i,
            i if i % 3 == 0 else None,
            first + dt.timedelta(9 * i),
        )
        for i in range(100)
    ]
    slow = psycopg.connect(postgres, autocommit=True)
    fast = duckdb.connect()
    types = {"string": "text", "date": "date"}
    columns = ", ".join(
        f'"{c.name}" {types.get(str(c.type), "numeric(18, 4)")}' for c in COLUMNS
    )
    slow.execute(f"create table order_lines ({columns})")
    slow.execute(
        "create table events (account_id text, activity text, lines bigint, "
        "minutes bigint, occurred_on date)"
    )
    with slow.cursor() as cursor:
        places = ", ".join(["%s"] * len(COLUMNS))
        cursor.executemany(f"insert into order_lines values ({places})", lines)
        cursor.executemany("insert into events values (%s, %s, %s, %s, %s)", events)
    arrow = {
        column.name: pa.array(values, column.type.to_pyarrow())
        for column, values in zip(COLUMNS, zip(*lines, strict=True), strict=True)
    }
    fast.register("order_lines", pa.table(arrow))
    done = dict(zip(EVENTS, map(list, zip(*events, strict=True)), strict=True))
    fast.register("events", pa.table(done))
    yield {"postgres": slow, "duckdb": fast}
    slow.close()
    fast.close()


def rows_on(engines, table, dialect):
    found = engines[dialect].execute(sql_of(table, dialect))
    names = [column[0] for column in found.description]
    rows = [tuple(plain(value) for value in row) for row in found.fetchall()]
    return names, sorted(rows, key=repr)


def plain(value):
    """Money to the cent's hundredth, ratios to nine digits."""
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, Decimal):
        return round(float(value), 4)
    return round(value, 9) if isinstance(value, float) else value


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("amounts", [True, False])
def test_both_engines_give_the_same_rows(engines, measure, amounts):
    table = MEASURES[measure](compilable_orders(amounts=amounts))

    names, rows = rows_on(engines, table, "postgres")

    assert (names, rows) == rows_on(engines, table, "duckdb")
    assert rows
