"""Decline: fewer purchases, lower amounts, and how often that is said wrongly."""

from __future__ import annotations

import datetime as dt
import math

import duckdb
import ibis
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.method_pages import number, worked_table
from tests.analysis.models.purchase_logs import RETAIL
from tests.analysis.order_tables import adventureworks, orders_of
from vitalfew.analysis.assessment.warning import warnings
from vitalfew.analysis.assessment.warning.chart import (
    LOOKS_FOR,
    Seen,
    Sums,
    Usual,
    watch,
)
from vitalfew.analysis.assessment.warning.clock import clock
from vitalfew.analysis.assessment.warning.decline import (
    RUNS,
    chosen,
    declines,
    whole,
)
from vitalfew.analysis.assessment.warning.months import months
from vitalfew.analysis.assessment.warning.rules import (
    Amounts,
    Purchases,
    limits_by_kind,
)
from vitalfew.analysis.criteria import WarningCriteria
from vitalfew.analysis.models.cusum import (
    LIMITS,
    fewer_purchases,
    lower_amounts,
    run_length,
)
from vitalfew.analysis.orders import orders_from_table

AS_OF = dt.date(2025, 1, 1)
START = dt.date(2022, 1, 1)


def month(place):
    """The first day of a month of the window."""
    return dt.date(START.year + place // 12, place % 12 + 1, 1)


def bought(account, counts, *, amount=100, cost=None):
    """Orders on the first so many days of each month of the window."""
    for place, count in enumerate(counts):
        for day in range(count):
            row = {
                "account_id": account,
                "ordered_on": str(month(place) + dt.timedelta(days=day)),
                "net_amount": amount(place) if callable(amount) else amount,
            }
            if cost is not None:
                row["cost"] = cost(place)
            yield row


def steady(times=30):
    """Accounts that keep buying, so that the firm has a rhythm and a clock."""
    for each in range(times):
        yield from bought(f"steady{each:02}", [3 + (each + m) % 3 for m in range(36)])


def found_in(rows, **options):
    orders = orders_of(rows, start=str(START), as_of=str(AS_OF))
    options = {"false_alarms_a_year": 0.2} | options
    found, _charts = declines(orders, clock(orders), **options)
    return {each.account_id: each for each in found}


def test_who_buys_on_half_the_days_has_declined():
    counts = [4] * 30 + [2, 1, 2, 1, 2, 1]

    found = found_in([*steady(), *bought("a", counts)])

    assert list(found) == ["a"]
    decline = found["a"]
    assert (decline.kind, decline.money) == ("decline", "none")
    assert decline.since == dt.date(2024, 7, 1)
    assert decline.reason.code == "warning.decline.purchases"
    values = decline.reason.values
    assert (values["seen"], values["months"]) == (9, 6)
    assert values["usual"] == pytest.approx(24, abs=1)
    assert decline.clears.sentence() == (
        "Clears when it buys on 3 or more days in a month."
    )
    assert decline.severity > 2


def test_as_many_days_for_less_money_is_a_decline_of_revenue():
    def amount(place):
        return 100 if place < 30 else 30

    found = found_in([*steady(), *bought("a", [4] * 36, amount=amount)])

    assert list(found) == ["a"]
    assert found["a"].money == "revenue"
    assert found["a"].since == dt.date(2024, 7, 1)
    assert found["a"].reason.values["seen"] == 6 * 4 * 30
    assert found["a"].reason.values["usual"] == pytest.approx(2400, rel=0.05)


def test_the_same_revenue_at_less_margin_is_a_decline_of_contribution():
    def cost(place):
        return 50 if place < 30 else 90

    rows = [*bought("a", [4] * 36, cost=cost)]
    rows += [row | {"cost": 50} for row in steady()]

    found = found_in(rows)

    assert [(each.account_id, each.money) for each in found.values()] == [
        ("a", "contribution")
    ]


def test_who_is_silent_has_not_declined_as_well():
    rows = [*steady(), *bought("a", [4] * 30)]

    assert found_in(rows) == {}
    orders = orders_of(rows, start=str(START), as_of=str(AS_OF))
    kinds = {each.account_id: each.kind for each in warnings(orders).found}
    assert kinds == {"a": "silence"}


def test_a_season_of_the_whole_firm_is_no_decline_of_anybody():
    def counts(place):
        return 3 if place % 12 in (5, 6, 7) else 5

    rows = [
        row
        for each in range(30)
        for row in bought(f"a{each}", [counts(place) for place in range(33)])
    ]
    orders = orders_of(rows, start=str(START), as_of="2024-09-01")

    assert declines(orders, clock(orders), false_alarms_a_year=1.0)[0] == []


def test_half_a_year_of_decline_that_ended_has_cleared():
    counts = [4] * 24 + [1] * 6 + [4] * 6

    assert found_in([*steady(), *bought("a", counts)]) == {}


def test_a_lower_level_kept_for_more_than_a_year_is_the_usual_one():
    counts = [6] * 16 + [2] * 20

    assert found_in([*steady(), *bought("a", counts)]) == {}


def test_only_watched_and_unexplained_accounts_are_named():
    rows = [*steady()]
    for name in "abc":
        rows += bought(name, [4] * 30 + [1] * 6)

    assert list(found_in(rows, watched=["a", "b"], explained=["b"])) == ["a"]


def test_a_year_of_orders_tells_nothing():
    rows = list(bought("a", [4] * 6 + [1] * 6))
    orders = orders_of(rows, start=str(START), as_of="2023-01-01")

    assert declines(orders, clock(orders), false_alarms_a_year=1.0)[0] == []


def test_warnings_name_the_decline_with_the_rest():
    rows = [*steady(), *bought("a", [4] * 30 + [2, 1, 2, 1, 2, 1])]
    orders = orders_of(rows, start=str(START), as_of=str(AS_OF))

    found = warnings(orders, criteria=WarningCriteria(false_alarms_per_week=3.5))

    row = found.to_pyarrow().to_pylist()[0]
    assert (row["account_id"], row["kind"]) == ("a", "decline")
    assert row["evidence"] == (
        "Bought on 9 days in the last 6 months; 24 would be usual."
    )


RULE = Purchases(1e-12, 1e-12)


def seen(rows):
    values = np.array(rows, dtype=float)
    return Seen(values, np.ones(values.shape[1]), np.zeros(len(values), dtype=int))


def test_an_alarm_after_which_the_account_recovered_was_false():
    dip = [4] * 20 + [1] * 4 + [4] * 12
    fall = [4] * 26 + [1] * 10

    charts = watch(seen([dip, fall, [4] * 36]), RULE, 48.0)

    assert (charts.false_alarms, charts.true_alarms) == (1, 1)
    assert charts.alarm.tolist() == [False, True, False]
    # From the 14th month on; six months must follow, and an alarm is not watched.
    assert 3.5 < charts.years < 4.25
    # One in four years: too few to say how often.
    assert charts.a_year is None


def test_accounts_that_do_not_change_alarm_about_as_often_as_theory_says():
    rng = np.random.default_rng(4)
    rates = rng.gamma(4.0, 1.0, 400)
    rows = seen(rng.poisson(rates[:, None], (400, 60)))

    charts = watch(rows, Purchases.of(Usual(*_whole(rows))), 96.0)

    assert charts.years > 1000
    alarms = charts.false_alarms + charts.true_alarms
    # Somewhat more often: what is usual is known from a few years only.
    assert 0.8 < alarms / charts.years / (12 / 96) < 2.2
    assert charts.false_alarms > 0.6 * alarms
    assert charts.a_year == charts.false_alarms / charts.years


def _whole(rows):
    last = np.full(len(rows.values), rows.values.shape[1])
    return vars(Sums.of(rows).between(rows.first + 1, last)).values()


def slowly(counts, limit_of, *, ratio=0.5, least_months=12, least_bought=6):
    """The chart of one account in plain Python: alarm, first month, at each month."""
    start = zero = 1
    total, began, alarmed = 0.0, 0, False
    for place, count in enumerate(counts):
        usual = counts[start:zero]
        if len(usual) >= least_months and sum(usual) >= least_bought and place >= zero:
            rate = sum(usual) / len(usual)
            limit = limit_of(rate)
            step = rate * (1 - ratio) + count * math.log(ratio)
            total = min(max(total + step, 0.0), limit)
            over = total >= limit
        else:
            total, over = 0.0, False
        if over and not alarmed:
            began = place
        alarmed = over
        if total == 0:
            zero = max(place + 1, start)
        if alarmed and place - began >= 12:
            start, zero, total, alarmed = zero, place + 1, 0.0, False
    return alarmed, zero


def test_of_very_many_accounts_the_chart_is_the_most_sensitive_that_is_borne():
    chance = np.random.default_rng(5)
    rates = chance.gamma(2, 2, (5_000, 1)) * np.ones((1, 60))
    rows = seen(chance.poisson(rates))
    rule = Purchases.of(whole(rows))
    borne = 2 * 365 / 7 / 200_000  # two a week, 200,000 accounts

    found = chosen(rows, rule, borne)

    place = RUNS.index(found.run)
    sooner = watch(rows, rule, RUNS[place - 1])
    assert found.run > 3_072
    assert found.false_alarms <= borne * found.years
    assert sooner.false_alarms > borne * sooner.years


@given(st.lists(st.integers(0, 6), min_size=13, max_size=48))
@settings(deadline=None)
def test_the_chart_is_what_plain_python_makes_of_it(counts):
    def limit_of(rate):
        usual = Usual(*(np.array([each]) for each in (12.0, 1.0, rate, 0.0)))
        return float(RULE.limit(usual, 48.0)[0])

    charts = watch(seen([counts]), RULE, 48.0)

    alarmed, since = slowly(counts, limit_of)
    assert charts.alarm[0] == alarmed
    if alarmed:
        assert charts.since[0] == since


def recounted(orders, account, since):
    """Purchase days and amounts of an account since a day, from the lines."""
    lines = orders.lines
    lines = lines.filter(lines.account_id == account, lines.ordered_on >= since)
    rows = lines.to_pyarrow().to_pylist()
    return {
        "none": len({row["ordered_on"] for row in rows if row["net_amount"] > 0}),
        "revenue": float(sum(row["net_amount"] for row in rows)),
    }


def test_wholesalers_who_have_declined_did_buy_as_little_as_is_said():
    lines = duckdb.sql(
        f"""SELECT CustomerID AS account_id, InvoiceDate::DATE AS ordered_on,
                   Invoice AS order_id,
                   (Quantity * Price)::DECIMAL(18, 4) AS net_amount
            FROM '{RETAIL}' WHERE CustomerID IS NOT NULL
              AND NOT (sheet = 'Year 2010-2011' AND InvoiceDate < '2010-12-10')"""
    )
    orders = orders_from_table(ibis.memtable(lines.to_arrow_table()))

    found, _charts = declines(orders, clock(orders), false_alarms_a_year=0.1)

    assert {each.money for each in found} == {"none", "revenue"}
    for each in sorted(found, key=lambda found: -found.severity)[:12]:
        values = each.reason.values
        seen = recounted(orders, each.account_id, each.since)[each.money]
        assert values["seen"] == pytest.approx(seen, abs=0.01)
        assert values["seen"] < 0.6 * values["usual"]


@pytest.mark.shared_data
def test_resellers_on_their_quarterly_rhythm_do_not_decline(shared_data):
    orders = adventureworks(shared_data)

    found, _charts = declines(orders, clock(orders), false_alarms_a_year=0.1)

    # Three years tell too little of buyers who come four times a year.
    assert len(found) < 0.01 * 632


def test_months_end_on_the_as_of_day():
    rows = [
        {"account_id": "a", "ordered_on": day, "net_amount": 7}
        for day in ("2024-10-31", "2024-11-01", "2024-11-30", "2024-12-01")
    ]
    orders = orders_of(rows, start="2024-08-15", as_of="2024-12-31")

    found = months(orders, clock(orders))

    assert [str(day) for day in found.starts] == [
        "2024-08-31",
        "2024-09-30",
        "2024-10-31",
        "2024-11-30",
        "2024-12-31",
    ]
    assert found.bought.tolist() == [[0, 0, 2, 2]]
    assert found.amounts["revenue"].tolist() == [[0, 0, 14, 14]]


@pytest.mark.parametrize("row", worked_table("warning", "Worked sum"))
def test_the_worked_sum_of_the_page(row):
    usual = Usual(*(np.array([each]) for each in (12.0, 12.0, 48.0, 0.0)))
    days = [number(part) for part in row["days"].split()]

    total = 0.0
    for count in days:
        total = max(0.0, total + float(RULE.step(usual, np.array([count]), 1.0)[0]))

    assert total == pytest.approx(number(row["sum"]), abs=5e-4)
    over = total >= float(RULE.limit(usual, 48.0)[0])
    assert over == (row["alarm"] == "yes")


@pytest.mark.parametrize("row", worked_table("warning", "Limits of the sum"))
def test_the_limits_of_the_page(row):
    rate = number(row["days a month"])
    usual = Usual(*(np.array([each]) for each in (12.0, 1.0, rate, 0.0)))

    for run in (48, 192, 768):
        found = float(RULE.limit(usual, run)[0])
        assert found == pytest.approx(number(row[f"{run} months"]), abs=5e-3)


@pytest.mark.parametrize("size", [0.2, 1.6, 25.6])
def test_the_limits_kept_in_the_package_are_those_that_run_lengths_give(size):
    steps = {"purchases": fewer_purchases, "amounts": lower_amounts}
    for name, kept in limits_by_kind().items():
        row = kept.lengths[kept.sizes.tolist().index(size)]
        for place in (0, 4, 8, 14):
            length = run_length(steps[name](size, ratio=LOOKS_FOR), LIMITS[place])
            assert row[place] == pytest.approx(math.log(length), abs=1e-6)


def test_a_loss_counts_as_nothing_brought():
    rule = Amounts(1, 0.5)
    usual = Usual(*(np.array([each]) for each in (12.0, 12.0, 1200.0, 180_000.0)))

    steps = [rule.step(usual, np.array([seen]), 1.0)[0] for seen in (-50.0, 0.0)]

    assert steps[0] == steps[1] > 0
