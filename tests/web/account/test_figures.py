"""What the titles of an account's page say."""

from __future__ import annotations

import pytest

from tests.web.account.test_drilldown import ROWS, account_orders
from vitalfew.analysis.assessment.payback import NOT_ENTERED
from vitalfew.web.account import figures
from vitalfew.web.account.drilldown import Category, drill_down
from vitalfew.web.formats import Formats

ENGLISH = Formats(language="en", currency="CNY")


def finding(rows=ROWS, money="contribution", **window):
    return figures.history_finding(
        drill_down(account_orders(rows, **window), money), ENGLISH
    )


def line(day, amount, cost=0):
    return {"ordered_on": day, "order_id": day, "net_amount": amount, "cost": cost}


def test_the_history_says_by_how_much_contribution_fell():
    assert finding() == "Contribution fell 11% to ¥40"


def test_the_history_says_revenue_when_revenue_is_all_one_may_see():
    assert finding(money="revenue") == "Revenue fell 13% to ¥130"


def test_the_history_of_a_young_window_makes_no_comparison():
    assert finding(start="2024-01-01") == "Contribution of the last 12 months is ¥40"


def test_a_change_of_less_than_half_a_percent_is_no_change():
    rows = [line("2023-05-01", 1000), line("2024-05-01", 1002)]

    assert finding(rows) == "Contribution stayed at ¥1.00k"


def test_an_account_that_stopped_buying_is_said_to_have_stopped():
    assert (
        finding([line("2023-05-01", 1000)])
        == "No orders in the last 12 months, after ¥1.00k in the 12 before"
    )


def test_without_money_the_history_counts_orders():
    assert (
        finding(money="none")
        == "Orders in the last 12 months: 2, after 2 in the 12 before"
    )


def by_fiscal_year(first_month):
    rows = [line("2023-02-01", 10), line("2023-08-01", 20), line("2024-02-01", 40)]
    orders = account_orders(rows, start="2023-01-01", as_of="2024-07-01")
    return figures.fiscal_years(drill_down(orders, "revenue"), first_month, ENGLISH)


def test_a_fiscal_year_from_july_adds_up_the_months_from_july():
    assert by_fiscal_year(7) == [("2023/24", "¥60"), ("2022/23, in part", "¥10")]


def test_a_fiscal_year_from_january_is_the_calendar_year():
    assert by_fiscal_year(1) == [("2024, in part", "¥40"), ("2023", "¥30")]


def category(name, now, state="kept", share=None):
    return Category(name, now, None, (), share, state)


def test_categories_name_the_largest_the_new_and_the_dropped():
    found = figures.categories_finding(
        [
            category("Bearings", 62, share=0.62),
            category("Brakes", 38, "new", share=0.38),
            category("Seals", 0, "dropped", share=0.0),
        ],
        ENGLISH,
    )

    assert found == "Largest: Bearings, 62%; new: Brakes; no longer bought: Seals"


def test_a_category_that_loses_is_named_beside_the_largest():
    found = figures.categories_finding(
        [
            category("Bearings", 17_600, share=1.74),
            category("Brakes", -7_500, share=-0.74),
        ],
        ENGLISH,
    )

    assert found == "Bearings brings ¥17.6k, Brakes loses ¥7.50k"


def test_more_than_three_names_become_a_number():
    assert figures.listed(list("ABCDE")) == "A, B, C and 2 more"


@pytest.mark.parametrize(
    ("ranks", "said"),
    [
        ([5, 3, 2], "Rose from rank 5 to 2"),
        ([2, 4], "Fell from rank 2 to 4"),
        ([2, 2], "Rank 2"),
        ([None, 7], "Rank 7"),
        ([None], "No rank yet"),
    ],
)
def test_rank_over_time(ranks, said):
    assert figures.rank_finding(ranks, ENGLISH) == said


def test_payback_sets_the_continued_pattern_against_one_order_alone():
    """The worked case: 10 M a year at 30 %, 5 M to win, 0.5 M a year to serve."""
    payback = {
        "label": "paid_back",
        "months": 22,
        "cumulative": [-2e6, 0.5e6, 3e6],
        "single_order": -2e6,
    }

    assert (
        figures.payback_finding(payback, ENGLISH)
        == "Paid back in month 22; one order alone would leave ¥2.00M uncovered"
    )


def test_payback_that_never_comes_names_the_years_looked_at():
    payback = {"label": "never", "cumulative": [-3, -2, -1], "single_order": -3}

    assert (
        figures.payback_finding(payback, ENGLISH)
        == "Not paid back within 3 years; one order alone would leave ¥3 uncovered"
    )


def test_unknown_payback_says_what_to_enter():
    payback = {"label": "unknown", "reason": NOT_ENTERED}

    assert figures.payback_finding(payback, ENGLISH) == (
        "Payback: enter what winning and serving a key account costs"
    )


def test_a_measure_without_a_reason_says_nothing():
    assert figures.measure_sentence({"label": "central"}, ENGLISH) == ""
