"""Narrowing and moved purchasing: one year against the year before."""

from __future__ import annotations

import datetime as dt

import numpy as np
from scipy.stats import poisson

from tests.analysis.order_tables import orders_of
from vitalfew.analysis.assessment.warning import warnings
from vitalfew.analysis.assessment.warning.found import ByChance
from vitalfew.analysis.assessment.warning.move import moves
from vitalfew.analysis.assessment.warning.narrowing import narrowings

AS_OF = dt.date(2025, 1, 1)
ONE_IN_100 = ByChance("", 0, 0.0, level=0.01)


def line(account, day, **values):
    on = AS_OF + dt.timedelta(days=day)
    return {"account_id": account, "ordered_on": str(on), "net_amount": 5, **values}


def orders(rows):
    start = line("start", -1110)
    return orders_of([start, *rows], as_of=str(AS_OF))


def weekly(account, first, last, **values):
    return [line(account, day, **values) for day in range(first, last, 7)]


def test_a_category_bought_weekly_that_stops_is_a_narrowing():
    rows = weekly("a", -720, -1, category="Pumps")
    rows += weekly("a", -719, -370, category="Seals")
    (found,) = narrowings(orders(rows), "category", setting=ONE_IN_100)

    assert (found.account_id, found.kind, found.money) == ("a", "narrowing", "none")
    values = found.reason.values
    assert (values["lost"], values["had"], values["name"]) == (1, 2, "Seals")
    assert found.since == dt.date(2024, 1, 1)


def test_the_chance_is_that_of_as_many_pauses():
    rows = weekly("a", -720, -1, category="Pumps")
    days = (-700, -650, -600, -550)
    rows += [line("a", day, category="Seals") for day in days]
    found = narrowings(orders(rows), "category", setting=ONE_IN_100)
    # 51 weekly days a year; Seals on 4 other days: 55 days before, 53 since, or so.
    before = len({r["ordered_on"] for r in rows if r["ordered_on"] < "2024-01-01"})
    since = len({r["ordered_on"] for r in rows if r["ordered_on"] >= "2024-01-01"})
    pumps = before - 4
    expected = np.exp(-4 * since / before) + np.exp(-pumps * since / before)
    chance = poisson.sf(0, expected)
    assert chance > 0.01
    assert found == []


def test_a_narrowing_by_units_names_the_unit():
    rows = weekly("a", -720, -1, unit_id="Wuxi", category="Pumps")
    rows += weekly("a", -718, -370, unit_id="Nantong", category="Pumps")
    (found,) = narrowings(orders(rows), "unit_id", setting=ONE_IN_100)
    assert found.reason.values["name"] == "Nantong"


def test_one_account_narrows_for_one_cause_at_a_time():
    rows = weekly("a", -720, -1, unit_id="Wuxi", category="Pumps")
    rows += weekly("a", -718, -370, unit_id="Nantong", category="Seals")
    kinds = [each.kind for each in warnings(orders(rows)).found]
    assert kinds.count("narrowing") == 1


def test_the_evidence_carries_how_often_the_rule_was_wrong():
    rows = weekly("a", -720, -1, category="Pumps")
    rows += weekly("a", -719, -370, category="Seals")
    told = narrowings(orders(rows), "category", setting=ByChance("", 3, 60.0, 0.01))
    few = narrowings(orders(rows), "category", setting=ByChance("", 0, 2.0, 0.01))

    assert [each.false_alarms_a_year for each in told] == [0.05]
    # None in two account-years says little: too little to show.
    assert [each.false_alarms_a_year for each in few] == [None]


def test_too_few_purchase_days_are_no_narrowing():
    rows = [line("a", day, category="Seals") for day in (-700, -600, -500, -400, -380)]
    rows += weekly("a", -300, -1, category="Pumps")
    assert narrowings(orders(rows), "category", setting=ONE_IN_100) == []


def test_a_main_unit_that_gives_up_its_part_has_moved():
    rows = weekly("a", -720, -367, unit_id="Wuxi") + weekly(
        "a", -360, -1, unit_id="Ulm"
    )
    rows += [line("a", day, unit_id="Ulm") for day in (-700, -500)]
    rows += [line("a", day, unit_id="Wuxi") for day in (-300, -100)]
    (found,) = moves(orders(rows), setting=ONE_IN_100)
    assert found.reason.values["name"] == "Wuxi"
    assert found.reason.values["before"] > 0.9
    assert found.reason.values["now"] < 0.1


def test_one_unit_alone_cannot_move():
    assert (
        moves(orders(weekly("a", -720, -1, unit_id="Wuxi")), setting=ONE_IN_100) == []
    )


def test_orders_of_less_than_two_years_say_nothing():
    rows = weekly("a", -500, -1, category="Pumps", unit_id="Wuxi")
    young = orders_of(rows, as_of=str(AS_OF))
    assert narrowings(young, "category", setting=ONE_IN_100) == []
    assert moves(young, setting=ONE_IN_100) == []


def test_orders_without_categories_or_units_give_no_such_warning():
    known = orders(weekly("a", -720, -1))
    assert narrowings(known, "category", setting=ONE_IN_100) == []
    assert moves(known, setting=ONE_IN_100) == []
