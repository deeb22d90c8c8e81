"""Health: its factors, the total and what caps it, what moved it, and its record."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.method_pages import number, worked_table
from tests.analysis.order_tables import orders_of
from vitalfew.analysis.assessment.health import (
    Factor,
    Facts,
    Health,
    Moved,
    Outcome,
    health,
    health_record,
    moved,
    reweighed,
    weighed,
)
from vitalfew.analysis.assessment.health.dated import (
    dated_record,
    quarter_ends,
    years_around,
)
from vitalfew.analysis.assessment.health.total import GROWTH, NAMES, _totals, on_scale
from vitalfew.analysis.assessment.health.warned import warnings_record
from vitalfew.analysis.criteria import Criteria, CriteriaError, HealthCriteria
from vitalfew.analysis.reasons import Reason

TODAY = dt.date(2026, 7, 31)
GOOD = Facts(
    growth=0.1,
    active=0.98,
    warnings=0,
    way=0.5,
    recorded=True,
    last_met=dt.date(2026, 7, 15),
    proven=1.2,
)
UNKNOWN = Reason("unknown", "health.unrated")


def points(name, facts=GOOD):
    found = {each.name: each for each in health(facts, on=TODAY).factors}[name]
    return found.points, found.critical, found.reason.sentence()


def factors(cells):
    return tuple(
        Factor(
            name,
            None if cell == "–" else float(cell.removesuffix("*")),
            UNKNOWN,
            critical=cell.endswith("*"),
            weight=getattr(HealthCriteria(), name),
        )
        for name, cell in zip(NAMES, cells.split(", "), strict=True)
    )


def test_the_weights_are_those_of_the_page():
    rows = worked_table("health", "What it is made of")

    assert {row["factor"]: float(row["weight"]) for row in rows} == asdict(
        HealthCriteria()
    )


@pytest.mark.parametrize("row", worked_table("health", "Worked totals"))
def test_the_worked_totals_hold(row):
    some = factors(row["points"])

    found = Health(*_totals(some), some)

    total = None if found.points is None else round(found.points, 1)
    assert total == number(row["total"])
    assert round(found.low, 1) == number(row["lowest"])
    assert round(found.high, 1) == number(row["highest"])
    assert found.band == row["band"]


@pytest.mark.parametrize(
    ("name", "values", "expected", "critical", "said"),
    [
        ("purchases", {}, 90.0, False, "Purchases changed by 10.0% within 12 months"),
        (
            "purchases",
            {"growth": -0.3},
            0.0,
            True,
            "Purchases changed by -30.0% within 12 months",
        ),
        (
            "purchases",
            {"growth": None},
            None,
            False,
            "Fewer than two years of purchases",
        ),
        ("activity", {}, 98.0, False, "Buys within 12 months with probability 98.0%"),
        (
            "activity",
            {"active": 0.49},
            49.0,
            True,
            "Buys within 12 months with probability 49.0%",
        ),
        ("activity", {"lapsed": True}, 0.0, True, "They no longer buy"),
        ("warnings", {"warnings": 2}, 25.0, False, "Lasting early warnings: 2"),
        (
            "warnings",
            {"warnings": 1, "silent": True},
            50.0,
            True,
            "Silent for longer than ever",
        ),
        (
            "warnings",
            {"warnings": None},
            None,
            False,
            "Nobody has looked for warnings yet",
        ),
        ("people", {}, 75.0, False, "Supported by people who count: 50.0% of the way"),
        ("people", {"single": True}, 50.0, False, "The contact hangs on one of us"),
        (
            "people",
            {"way": -0.5},
            25.0,
            False,
            "People who count are against us: 50.0% of the way",
        ),
        (
            "people",
            {"unmet": "Jonas Lind"},
            0.0,
            True,
            "Jonas Lind decides, and nobody has met them",
        ),
        (
            "people",
            {"way": None},
            None,
            False,
            "Influence and support of nobody are rated",
        ),
        ("meetings", {}, 100.0, False, "Last met or called 16 days ago"),
        (
            "meetings",
            {"last_met": dt.date(2026, 5, 2)},
            50.0,
            False,
            "Last met or called 90 days ago",
        ),
        (
            "meetings",
            {"last_met": None},
            0.0,
            False,
            "Nobody was met or called within a year",
        ),
        (
            "meetings",
            {"recorded": False},
            None,
            False,
            "No contact was ever written down",
        ),
        ("value", {}, 100.0, False, "120.0% of the promised value is proven"),
        (
            "value",
            {"proven": None},
            None,
            False,
            "No value was agreed that is due by now",
        ),
    ],
)
def test_a_factor_is_read_from_facts(name, values, expected, critical, said):
    found = points(name, replace(GOOD, **values))

    assert found == (expected, critical, said)


def test_one_critical_factor_holds_the_total_down_however_good_the_rest():
    found = health(replace(GOOD, unmet="Jonas Lind"), on=TODAY)

    assert found.points == 40
    assert found.high == 40
    assert [each.name for each in found.critical] == ["people"]


def test_nothing_known_is_unknown_from_worst_to_best():
    found = health(Facts(), on=TODAY)

    assert (found.points, found.low, found.high, found.band) == (
        None, 0, 100, "unknown",
    )  # fmt: skip


@given(st.floats(-1, 2), st.floats(-1, 2))
def test_more_purchases_never_give_fewer_points(one, other):
    low, high = sorted([one, other])

    assert on_scale(low, GROWTH) <= on_scale(high, GROWTH)


@given(st.lists(st.one_of(st.none(), st.floats(0, 100)), min_size=6, max_size=6))
def test_the_total_lies_between_its_worst_and_its_best(points_given):
    some = tuple(
        Factor(name, value, UNKNOWN)
        for name, value in zip(NAMES, points_given, strict=True)
    )
    total, low, high = _totals(some)

    assert low - 1e-9 <= (low if total is None else total) <= high + 1e-9


def test_other_weights_give_another_total_of_the_same_points():
    some = factors("70, 90, 100, –, –, –")
    heavy = HealthCriteria(purchases=9, activity=1, warnings=0, people=0, meetings=0)

    found = weighed(some, heavy)

    # (9 × 70 + 1 × 90) ÷ 10; the value of weight 1 is not known: 720 of 1,100.
    assert (found.points, round(found.low, 2)) == (72.0, 65.45)
    assert found.band == "good"
    assert reweighed(some, found.factors)
    assert not reweighed(some, some)


def test_a_factor_of_weight_zero_is_left_out_and_holds_nothing_down():
    some = factors("90, 95, 100, 0*, 100, –")
    without = HealthCriteria(people=0)

    found = weighed(some, without)

    assert (found.band, found.critical) == ("good", ())
    assert found.points == pytest.approx((3 * 90 + 2 * 95 + 2 * 100 + 2 * 100) / 9)


@pytest.mark.parametrize(
    "values",
    [dict.fromkeys(NAMES, 0), {"people": -1}, {"value": 11}, {"meetings": True}],
)
def test_weights_that_say_nothing_or_too_much_are_refused(values):
    with pytest.raises(CriteriaError):
        Criteria(health=HealthCriteria(**values))


def test_a_change_names_the_heaviest_factor_first():
    before = factors("80, 90, 100, –, 50, –")
    after = factors("70, 90, 100, 0, 100, –")

    # people 2 × |0 − 50|, meetings 2 × 50, purchases 3 × 10
    assert moved(before, after) == [
        Moved("people", None, 0, 2),
        Moved("meetings", 50, 100, 2),
        Moved("purchases", 80, 70, 3),
    ]


@pytest.mark.parametrize("row", worked_table("health", "Record"))
def test_the_shares_of_the_record_hold(row):
    found = Outcome(row["band"], int(row["account-years"]), int(row["fell"]))

    share = None if found.share is None else round(found.share, 3)
    assert share == number(row["share"])
    assert [round(end, 3) for end in found.interval] == [
        number(row["from"]), number(row["to"]),
    ]  # fmt: skip


def bought(account, *yearly):
    """What an account bought in each year from 2021 on, on one day each."""
    return [
        {
            "account_id": account,
            "order_id": f"{account}{year}",
            "ordered_on": f"{2021 + year}-03-01",
            "net_amount": amount,
        }
        for year, amount in enumerate(yearly)
        if amount
    ]


def test_each_year_of_the_past_is_judged_by_the_year_after_it():
    rows = [
        *bought("A", 100, 110, 70, 100),  # 2022 good, then fell; 2023 bad, then rose
        *bought("B", 100, 100, 100, 100),  # 2022 and 2023 good, never fell
        *bought("C", 0, 100, 90, 10),  # 2022 new: not judged; 2023 watch, then fell
        *bought("D", 0, 0, 0, 100),
    ]

    found = health_record(orders_of(rows, start="2021-01-01", as_of="2025-01-01"))

    assert [(each.band, each.account_years, each.fell) for each in found] == [
        ("bad", 1, 0), ("watch", 1, 1), ("good", 3, 1),
    ]  # fmt: skip


def test_a_short_past_or_one_without_amounts_says_nothing():
    rows = bought("A", 100, 110)

    assert health_record(orders_of(rows, start="2021-01-01", as_of="2023-01-01")) == []
    bare = [{k: v for k, v in row.items() if k != "net_amount"} for row in rows]
    assert health_record(orders_of(bare, start="2019-01-01", as_of="2023-01-01")) == []


def test_quarter_ends_have_a_year_of_orders_on_both_sides():
    rows = [{"account_id": "A", "ordered_on": "2023-02-01", "net_amount": 1}]
    orders = orders_of(rows, start="2023-01-01", as_of="2025-04-02")

    assert quarter_ends(orders) == [dt.date(2024, 1, 1), dt.date(2024, 4, 1)]


def test_a_dated_factor_is_held_against_the_year_after_four_quarters_to_a_year():
    rows = [
        {"account_id": account, "ordered_on": f"{year}-06-15", "net_amount": amount}
        for account, amounts in {"A": (100, 69), "B": (100, 71), "C": (0, 50)}.items()
        for year, amount in zip((2023, 2024), amounts, strict=True)
    ]
    orders = orders_of(rows, start="2023-01-01", as_of="2025-01-01")
    day = dt.date(2024, 1, 1)
    years = years_around(orders, ["A", "B", "C", "Z"], [day])
    assert years == {("A", day): (100, 69), ("B", day): (100, 71)}

    points = {("A", day): 40.0, ("B", day): 40.0, ("C", day): 40.0, ("Z", day): 90.0}

    bad, watch, good = dated_record(points, years)
    assert (bad.account_years, bad.fell, bad.share) == (0.5, 0.25, None)
    assert (watch.account_years, good.account_years) == (0, 0)
    assert dated_record({}, years) == []


def weekly(account, last):
    """Buys every Monday from 2022 up to this day."""
    monday = dt.date(2022, 1, 3)
    while monday <= last:
        yield {"account_id": account, "ordered_on": monday, "net_amount": 10}
        monday += dt.timedelta(days=7)


def test_warnings_of_a_past_day_know_nothing_of_what_came():
    ends = {
        "goes on": (20, dt.date(2024, 12, 30)),
        "was silent": (6, dt.date(2023, 9, 30)),  # for three months on 1 January 2024
        "stopped after": (6, dt.date(2024, 2, 1)),
    }
    rows = [
        row
        for name, (count, last) in ends.items()
        for number in range(count)
        for row in weekly(f"{name} {number}", last)
    ]

    found = warnings_record(orders_of(rows, start="2022-01-01", as_of="2025-01-01"))

    # 1 January 2023 and 2024: of 32 and 26 without a warning none and six fell.
    assert [(each.band, each.account_years, each.fell) for each in found] == [
        ("bad", 0, 0), ("watch", 6, 6), ("good", 58, 6),
    ]  # fmt: skip


def test_warnings_need_a_year_on_both_sides_and_amounts():
    rows = list(weekly("A", dt.date(2023, 11, 1)))

    short = orders_of(rows, start="2022-01-01", as_of="2023-12-01")
    assert warnings_record(short) == []
    bare = [{k: v for k, v in row.items() if k != "net_amount"} for row in rows]
    unpriced = orders_of(bare, start="2022-01-01", as_of="2025-01-01")
    assert warnings_record(unpriced) == []
