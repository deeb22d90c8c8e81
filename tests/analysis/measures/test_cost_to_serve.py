"""Cost to serve: time-driven activity-based costing."""

from __future__ import annotations

from decimal import Decimal

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.method_pages import number, worked_table
from tests.analysis.order_tables import (
    by_account,
    compilable_orders,
    orders_of,
    sql_of,
)
from vitalfew.analysis.measures.cost_to_serve import (
    Activity,
    ActivityError,
    cost_to_serve,
    rated,
    timed,
)
from vitalfew.analysis.reasons import TEMPLATES
from vitalfew.analysis.serving import Department, ServingRates, TimeEquation

ORDERS = orders_of(
    {"account_id": a, "ordered_on": "2024-05-01", "net_amount": 1000} for a in "abc"
)
SCHEMA = {
    "account_id": "string",
    "activity": "string",
    "lines": "int64",
    "rush": "int64",
    "km": "float64",
}


def page_activities():
    activities = []
    for row in worked_table("cost_to_serve", "Activities"):
        drivers = [part.split() for part in row["drivers"].split(", ")]
        activities.append(
            Activity(
                name=row["activity"],
                rate=number(row["rate"]),
                minutes=number(row["minutes"]),
                drivers={name: float(minutes) for name, minutes in drivers},
            )
        )
    return activities


def page_events():
    rows = worked_table("cost_to_serve", "Events")
    return events_of(
        [row | {name: number(row[name]) for name in ("lines", "rush", "km")}]
        for row in rows
    )


def events_of(groups):
    rows = [row for group in groups for row in group]
    columns = {name: [row.get(name) for row in rows] for name in SCHEMA}
    return ibis.memtable(pa.table(columns, ibis.schema(SCHEMA).to_pyarrow()))


def test_the_capacity_cost_rate_of_the_page():
    [row] = worked_table("cost_to_serve", "Capacity cost rate")

    office = Department(
        "Office",
        cost=number(row["cost"]),
        people=number(row["people"]),
        hours_a_day=number(row["hours a day"]),
        days=number(row["days"]),
        practical_share=number(row["practical share"]),
    )

    assert office.practical_minutes == number(row["practical minutes"])
    assert office.rate == pytest.approx(number(row["rate"]), abs=5e-5)


@pytest.mark.parametrize("gap", ["cost", "people", "hours_a_day", "days"])
def test_a_department_of_which_a_figure_is_not_known_has_no_rate(gap):
    figures = {"cost": 5.0, "people": 1, "hours_a_day": 8, "days": 20}

    assert Department("Office", **figures).rate == pytest.approx(5 / 8160)
    assert Department("Office", **(figures | {gap: None})).rate is None


def test_a_department_without_capacity_has_no_rate():
    assert Department("Office", cost=5, people=0, hours_a_day=8, days=20).rate is None


def test_the_worked_table_of_the_page_is_what_the_measure_gives():
    table = cost_to_serve(ORDERS, activities=page_activities(), events=page_events())

    found = by_account(table)

    for row in worked_table("cost_to_serve", "Result"):
        account = row.pop("account_id")
        for name, cell in row.items():
            value = found[account][name]
            value = float(value) if value is not None else None
            assert value == number(cell), (account, name)


def test_an_account_without_events_is_unknown_not_free():
    table = cost_to_serve(ORDERS, activities=page_activities(), events=page_events())

    found = by_account(table)

    assert found["c"]["cost_to_serve"] is None
    assert found["c"]["contribution"] == 1000
    assert found["c"]["reason"] == "cost_to_serve.no_events"
    assert found["c"]["reason"] in TEMPLATES
    assert found["a"]["reason"] is None


def test_rows_may_stand_for_many_events():
    one = Activity("order entry", 3.5, 5, {"lines": 1})
    each = [{"account_id": "a", "activity": "order entry", "lines": n} for n in (3, 9)]
    summed = ibis.memtable(
        pa.table(
            {
                "account_id": ["a"],
                "activity": ["order entry"],
                "lines": [12],
                "events": [2],
            }
        )
    )

    apart = by_account(
        cost_to_serve(ORDERS, activities=[one], events=events_of([each]))
    )
    together = by_account(cost_to_serve(ORDERS, activities=[one], events=summed))

    assert apart["a"] == together["a"]
    assert apart["a"]["minutes"] == 22


def test_events_of_other_activities_and_other_accounts_are_left_out():
    activity = Activity("visit", 1, 10)
    rows = [
        {"account_id": "a", "activity": "visit"},
        {"account_id": "a", "activity": "dinner"},
        {"account_id": "stranger", "activity": "visit"},
    ]

    found = by_account(
        cost_to_serve(ORDERS, activities=[activity], events=events_of([rows]))
    )

    assert found["a"]["events"] == 1
    assert sorted(found) == ["a", "b", "c"]


def test_a_measured_time_counts_instead_of_the_equation():
    visit = Activity("Visit", 2, 90)
    events = ibis.memtable(
        pa.table(
            {
                "account_id": ["a", "a"],
                "activity": ["visit ", "VISIT"],
                "minutes": [30.0, None],
            }
        )
    )

    found = by_account(cost_to_serve(ORDERS, activities=[visit], events=events))

    assert (found["a"]["minutes"], found["a"]["cost_to_serve"]) == (120, 240)


def test_an_activity_without_an_equation_costs_only_where_it_was_measured():
    events = ibis.memtable(
        pa.table(
            {"account_id": ["a", "a"], "activity": ["call"] * 2, "minutes": [8, None]}
        )
    )

    rows = timed([Activity("call", 2, None)], events).to_pyarrow().to_pylist()

    assert sorted((str(row["minutes"]), str(row["cost"])) for row in rows) == [
        ("8.0000", "16.0000"),
        ("None", "None"),
    ]


def test_the_rate_of_an_activity_is_that_of_its_department():
    rates = ServingRates(
        departments=(
            Department("Office", cost=48960, people=6, hours_a_day=8, days=20),
            Department("Stores", cost=90_000),
        ),
        activities=(
            TimeEquation("order entry", "Office", minutes=5, lines=1),
            TimeEquation("delivery", "Stores", minutes=20),
            TimeEquation("dinner", minutes=0),
            TimeEquation("visit", minutes=60),
        ),
    )

    assert rated(rates) == [
        Activity("order entry", 1.0, 5, {"lines": 1}),
        Activity("dinner", 0.0, 0, {}),
    ]


def test_without_amounts_the_cost_is_known_and_what_is_left_is_not():
    orders = orders_of([{"account_id": "a", "ordered_on": "2024-05-01"}])

    table = cost_to_serve(orders, activities=page_activities(), events=page_events())

    found = by_account(table)["a"]
    assert found["cost_to_serve"] == Decimal("129.5")
    assert (found["contribution"], found["contribution_after"]) == (None, None)


@pytest.mark.parametrize(
    ("activities", "message"),
    [
        ([], "No activity is given"),
        ([Activity("x", 1, 1), Activity("x", 2, 2)], "Two activities have one name: x"),
        ([Activity("x", 1, 1, {"pallets": 2})], "no column pallets"),
    ],
)
def test_what_does_not_fit_is_refused(activities, message):
    with pytest.raises(ActivityError, match=message):
        cost_to_serve(ORDERS, activities=activities, events=page_events())


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "pyspark"])
@pytest.mark.parametrize("amounts", [True, False])
def test_it_compiles_for_every_engine(dialect, amounts):
    events = ibis.table(SCHEMA, name="events")
    orders = compilable_orders(amounts=amounts)

    table = cost_to_serve(orders, activities=page_activities(), events=events)

    assert "order_lines" in sql_of(table, dialect)


# --- the slow, obvious twin -------------------------------------------------------

events = st.lists(
    st.fixed_dictionaries(
        {
            "account_id": st.sampled_from("ab"),
            "activity": st.sampled_from(["order entry", "visit"]),
            "lines": st.integers(0, 50),
            "rush": st.sampled_from([0, 1, None]),
            "km": st.integers(0, 400).map(lambda n: n / 4),
        }
    ),
    min_size=1,
    max_size=12,
)


def twin(rows):
    """Event by event, in plain Python."""
    costs = {}
    for row in rows:
        if row["activity"] == "order entry":
            cost = 3.5 * (5 + row["lines"] + 15 * (row["rush"] or 0))
        else:
            cost = 2 * (90 + 1.5 * row["km"])
        costs[row["account_id"]] = costs.get(row["account_id"], 0) + cost
    return costs


@settings(max_examples=15, deadline=None)
@given(rows=events, mixed=st.randoms(use_true_random=False))
def test_it_agrees_with_the_slow_twin_in_any_order_of_rows(rows, mixed):
    expected = twin(rows)
    mixed.shuffle(rows)

    table = cost_to_serve(
        ORDERS, activities=page_activities(), events=events_of([rows])
    )

    found = by_account(table)
    for account, cost in expected.items():
        assert float(found[account]["cost_to_serve"]) == pytest.approx(cost, abs=2e-4)
