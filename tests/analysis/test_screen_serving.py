"""A screening with a record of activities: serving comes off, or it says why not."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import ibis
import pyarrow as pa
import pytest

import vitalfew as vf
from tests.analysis.order_tables import orders_of
from tests.analysis.test_screen import ALL, by_id, firm, monthly, said
from tests.analysis.test_screen import the_firm as without_rates
from vitalfew.analysis.criteria import Criteria, CriteriaError
from vitalfew.analysis.events import Events, conform_events
from vitalfew.analysis.screen import screen
from vitalfew.analysis.serving import Department, ServingRates, TimeEquation

DESK = Department("Desk", cost=97_920, people=1, hours_a_day=8, days=240)
"""97,920 minutes a year at 1.00 a minute."""
ENTRY = TimeEquation("order entry", "Desk", minutes=5, lines=1)
VISIT = TimeEquation("visit", "Desk", minutes=90)
RATES = ServingRates(departments=(DESK,), activities=(ENTRY, VISIT))
CRITERIA = replace(ALL, rates=RATES)


def entries(rows):
    """One entered order of three lines for every order: 8 minutes, 8.00."""
    for row in rows:
        yield event(row["account_id"], row["ordered_on"], "Order entry", lines=3)


def event(account, day, activity, **more):
    return {"account_id": account, "occurred_on": day, "activity": activity} | more


def record(rows):
    columns = ("account_id", "occurred_on", "activity", "lines", "minutes")
    table = pa.table({name: [row.get(name) for row in rows] for name in columns})
    return Events(conform_events(ibis.memtable(table)))


def visits(account, many):
    return [
        event(account, f"2024-{month:02}-20", "visit")
        for month in range(1, 13)
        for _ in range(many)
    ]


def screened(more=(), *, criteria=CRITERIA, events=None, rows=None):
    rows = rows or firm()
    orders = orders_of(rows, start="2023-01-01", as_of="2025-01-01")
    done = events if events is not None else [*entries(rows), *more]
    return screen(orders, criteria=criteria, events=record(done))


@cache
def without_a_record():
    orders = orders_of(firm(), start="2023-01-01", as_of="2025-01-01")
    return screen(orders, criteria=CRITERIA)


@cache
def the_firm():
    """Everybody's orders are entered; the giant is visited three times a month."""
    return screened(visits("giant", 3))


def test_what_serving_costs_is_taken_off_what_the_accounts_bring():
    plain = by_id(without_a_record())
    found = by_id(the_firm())

    giant = found["giant"]
    assert plain["giant"].contribution == 9600
    # 24 entered orders of 8 minutes, and 36 visits of 90, at 1.00 a minute.
    assert giant.cost_to_serve["cost"] == 24 * 8 + 36 * 90
    assert giant.contribution == 9600 - 3432
    assert giant.cost_to_serve["contribution_before"] == 9600
    assert giant.cost_to_serve["contribution_after"] == 9600 - 3432
    assert giant.rank == 1
    assert found["small00"].contribution == plain["small00"].contribution - 24 * 8
    assert the_firm().concentration.total == pytest.approx(
        sum(each.contribution for each in found.values())
    )


def test_years_growth_quarters_and_margin_are_those_after_serving():
    giant = by_id(the_firm())["giant"].margin

    assert giant["contribution_12m"] == 4800 - 12 * 8 - 3240
    assert giant["contribution_prior_12m"] == 4800 - 12 * 8
    assert giant["growth"] == pytest.approx(1464 / 4704 - 1)
    assert giant["margin"] == pytest.approx((9600 - 3432) / 24_000)
    assert giant["quarters_contribution"] == [1176.0] * 4 + [366.0] * 4
    assert giant["contribution_before_12m"] == 4800


def test_an_account_whose_service_costs_more_than_it_brings_is_ruled_out():
    small = by_id(the_firm())["small00"]

    # 20 a month at 60 % cost leaves 192 in two years: exactly its entered orders.
    assert small.contribution == 0
    assert small.verdict == "no"
    assert "Brings less than it costs: 0" in said(small, "against")


def test_payback_keeps_to_what_a_person_entered_and_counts_serving_once():
    plain = by_id(without_rates())

    assert by_id(the_firm())["giant"].payback == plain["giant"].payback


def test_serving_is_told_by_activity_and_year_and_against_the_average():
    giant = by_id(the_firm())["giant"]

    assert giant.cost_to_serve["activities"] == [
        {"activity": "visit", "events": 36, "minutes": 3240.0, "cost": 3240.0},
        {"activity": "order entry", "events": 24, "minutes": 192.0, "cost": 192.0},
    ]
    assert [
        (year["year"], year["events"], year["cost"])
        for year in giant.cost_to_serve["years"]
    ] == [(2023, 12, 96.0), (2024, 48, 3336.0)]
    assert giant.cost_to_serve["share_12m"] == pytest.approx(3336 / 12_000)
    sales = sum(
        row["net_amount"] for row in firm() if row["ordered_on"].startswith("2024")
    )
    average = (3240 + 8 * entered_in_2024()) / sales
    assert giant.cost_to_serve["average_12m"] == pytest.approx(average)


def test_dear_and_cheap_service_are_reasons_by_the_firms_average():
    found = by_id(screened(visits("small11", 1)))

    # 12 visits of 90 minutes and 12 orders of 8 on sales of 372.
    assert "Serving it costs 316.1% of its sales, 10.5% on average" in said(
        found["small11"], "against"
    )
    assert "Serving it costs only 0.8% of its sales, 10.5% on average" in said(
        found["giant"], "for"
    )


def test_the_departments_tell_what_of_their_capacity_was_not_used():
    [desk] = the_firm().serving.departments
    assert desk.practical_minutes == 97_920
    assert desk.minutes == pytest.approx(3240 + 8 * entered_in_2024())
    assert desk.unused == 97_920 - desk.minutes
    assert desk.unused_cost == pytest.approx(desk.unused * 1.0)
    assert json.loads(the_firm().to_json())["cost_to_serve"]["departments"] == [
        {
            "name": "Desk",
            "rate": 1.0,
            "practical_minutes": 97_920.0,
            "minutes": desk.minutes,
            "unused": desk.unused,
            "unused_cost": desk.unused,
        }
    ]


def entered_in_2024():
    return sum(row["ordered_on"].startswith("2024") for row in firm())


# When it is not taken off


def reason_of(screening):
    return screening.serving.reason.sentence()


def unchanged(screening, plain=None):
    plain = plain or without_a_record()
    return [
        (each.account_id, each.rank, each.contribution) for each in plain.records()
    ] == [
        (each.account_id, each.rank, each.contribution) for each in screening.records()
    ]


def test_one_account_without_an_event_is_unknown_and_nothing_is_taken_off():
    rows = firm()
    done = [each for each in entries(rows) if each["account_id"] != "loser"]
    found = screened(events=done)

    assert reason_of(found) == (
        "1 of 17 customers that bought have no recorded activity"
    )
    assert unchanged(found)
    accounts = by_id(found)
    assert accounts["loser"].cost_to_serve["label"] == "unknown"
    assert accounts["loser"].cost_to_serve["cost"] is None
    assert any(
        "No event of serving it" in text for text in said(accounts["loser"], "unknown")
    )
    # What is known is told all the same.
    assert accounts["giant"].cost_to_serve["contribution_before"] == 9600
    assert accounts["giant"].cost_to_serve["contribution_after"] == 9600 - 192


def test_a_record_that_is_said_to_be_complete_costs_nothing_where_it_is_silent():
    done = [each for each in entries(firm()) if each["account_id"] != "loser"]
    complete = replace(CRITERIA, rates=replace(RATES, complete=True))
    found = screened(events=done, criteria=complete)

    assert found.serving.counts
    loser = by_id(found)["loser"]
    assert (loser.cost_to_serve["label"], loser.cost_to_serve["cost"]) == ("known", 0)
    assert by_id(found)["giant"].contribution == 9600 - 192


def test_an_activity_without_a_rate_is_named_and_nothing_is_taken_off():
    found = screened([event("giant", "2024-05-01", "dinner")] * 2)

    assert reason_of(found) == "2 recorded events have no rate or no time: dinner"
    assert unchanged(found)
    giant = by_id(found)["giant"].cost_to_serve
    assert (giant["label"], giant["unknown_events"], giant["cost"]) == (
        "partly",
        2,
        192,
    )
    nothing = replace(
        RATES, activities=(*RATES.activities, TimeEquation("dinner", minutes=0))
    )
    left_out = screened(
        [event("giant", "2024-05-01", "dinner")] * 2,
        criteria=replace(CRITERIA, rates=nothing),
    )
    assert left_out.serving.counts


def test_a_measured_time_needs_no_equation():
    rates = replace(RATES, activities=(ENTRY, replace(VISIT, minutes=None)))
    measured = [event("giant", "2024-05-01", "visit", minutes=45.5)]
    found = screened(measured, criteria=replace(CRITERIA, rates=rates))

    assert by_id(found)["giant"].cost_to_serve["cost"] == 192 + 45.5
    assert found.serving.counts


def test_a_record_of_one_year_of_two_is_shown_and_not_taken_off():
    done = [each for each in entries(firm()) if each["occurred_on"] > "2024"]
    found = screened(events=done, criteria=replace(
        CRITERIA, rates=replace(RATES, complete=True)
    ))  # fmt: skip

    assert reason_of(found) == "In 12 months with orders no activity is recorded"
    assert unchanged(found)
    giant = by_id(found)["giant"].cost_to_serve
    assert (giant["cost_12m"], giant["contribution_after"]) == (96, None)
    assert giant["share_12m"] == pytest.approx(96 / 12_000)


def test_the_last_month_may_still_be_open():
    done = [each for each in entries(firm()) if each["occurred_on"] < "2024-12"]

    assert screened(events=done).serving.counts


def test_without_cost_in_the_orders_serving_is_told_but_not_taken_off():
    rows = [{k: v for k, v in row.items() if k != "cost"} for row in firm()]
    found = screened(rows=rows)

    assert reason_of(found) == (
        "The orders have no cost: there is no contribution to take it off"
    )
    orders = orders_of(rows, start="2023-01-01", as_of="2025-01-01")
    assert unchanged(found, screen(orders, criteria=CRITERIA))
    assert by_id(found)["giant"].cost_to_serve["contribution_before"] is None


def test_a_record_outside_of_the_window_says_so():
    found = screened(events=[event("giant", "2020-01-01", "visit")])

    assert reason_of(found) == "No activity is recorded in the days looked at"
    assert unchanged(found)


# The contract


def test_without_a_record_the_bytes_are_the_same_whatever_the_rates():
    assert without_a_record().to_json() == without_rates().to_json()


def test_with_a_record_keys_are_added_at_the_end_alone():
    found = json.loads(the_firm().to_json())

    assert list(found)[-2:] == ["accounts", "cost_to_serve"]
    assert found["basis"] == "contribution"
    assert (found["cost_to_serve"]["included"], found["cost_to_serve"]["reason"]) == (
        True,
        None,
    )
    account = found["accounts"][0]
    assert list(account)[-2:] == ["unknown", "cost_to_serve"]
    assert next(iter(account["cost_to_serve"])) == "label"
    assert account["cost_to_serve"]["contribution_after"] == account["contribution"]


def test_the_first_accounts_are_told_the_same_when_only_they_are_asked_for():
    orders = orders_of(firm(), start="2023-01-01", as_of="2025-01-01")
    done = record([*entries(firm()), *visits("giant", 3)])

    part = screen(orders, criteria=CRITERIA, events=done, top=3)

    assert part.to_json(top=3) == the_firm().to_json(top=3)


def test_the_order_of_events_does_not_matter():
    done = [*entries(firm()), *visits("giant", 3)]

    assert screened(events=done[::-1]).to_json() == the_firm().to_json()


def test_events_of_a_subsidiary_count_for_the_group_of_the_orders(tmp_path):
    rows = [{**row, "parent_id": "group"} for row in monthly("branch", 500)]
    path = tmp_path / "orders.csv"
    head = list(rows[0])
    path.write_text("\n".join(
        [",".join(head), *(",".join(str(row[n]) for n in head) for row in rows)]
    ))  # fmt: skip
    orders = vf.read_orders(path)

    found = vf.screen(orders, criteria=CRITERIA, events=record(list(entries(rows))))

    [group] = found.records()
    assert (group.account_id, group.cost_to_serve["cost"]) == ("group", 24 * 8)


# The rates


def test_rates_come_back_from_storage_as_they_were():
    stored = json.loads(json.dumps(CRITERIA.to_dict()))

    assert Criteria.from_dict(stored) == CRITERIA


@pytest.mark.parametrize(
    ("rates", "message"),
    [
        ({"tariff": 1}, "rates.tariff: there is no such criterion."),
        (
            {"departments": [{"name": "Desk", "salary": 1}]},
            "rates.salary: there is no such criterion.",
        ),
        ({"departments": [{"cost": 1}]}, "rates.name: is missing."),
        (
            {"departments": [{"name": ""}]},
            "rates.departments.name: every entry needs a name.",
        ),
        (
            {"activities": [{"name": "Visit"}, {"name": "visit "}]},
            "rates.activities.visit: two entries have this name.",
        ),
        (
            {"departments": [{"name": "Desk", "people": -1}]},
            "rates.departments.Desk.people: -1 is below 0, the least allowed.",
        ),
        (
            {"departments": [{"name": "Desk", "practical_share": 85}]},
            "rates.departments.Desk.practical_share: 85 is above 1, the most allowed.",
        ),
        (
            {"activities": [{"name": "visit", "minutes": "90"}]},
            "rates.activities.visit.minutes: '90' is not a number.",
        ),
        (
            {"activities": [{"name": "visit", "department": "Sales"}]},
            "rates.activities.visit.department: there is no department 'Sales'.",
        ),
        ({"complete": "yes"}, "rates.complete: 'yes' is neither true nor false."),
    ],
)
def test_rates_that_cannot_be_are_refused_by_name(rates, message):
    with pytest.raises(CriteriaError) as refused:
        Criteria.from_dict({"rates": rates})

    assert str(refused.value) == message
