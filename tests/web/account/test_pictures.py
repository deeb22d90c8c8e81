"""What the pictures of an account's page are drawn from."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.web.account.test_drilldown import ROWS, account_orders
from vitalfew.web.account import pictures
from vitalfew.web.account.drilldown import drill_down
from vitalfew.web.formats import Formats

ENGLISH = Formats(language="en", currency="CNY")
CHINESE = Formats(language="zh-hans", currency="CNY")
WORKED = {
    "label": "paid_back",
    "months": 22,
    "cumulative": [-2e6, 0.5e6, 3e6],
    "single_order": -2e6,
}
"""Sales of 10 M a year at 30 %, 5 M at the start, 0.5 M a year to serve from year 2."""


def test_cash_runs_evenly_within_a_year_and_crosses_zero_in_the_month_paid_back():
    cash = pictures.monthly([-5e6, *WORKED["cumulative"]])

    assert len(cash) == 37
    assert (cash[0], cash[12], cash[24], cash[36]) == (-5e6, -2e6, 0.5e6, 3e6)
    assert cash[21] < 0 < cash[22]


def test_the_table_behind_payback_sets_both_ways_side_by_side():
    picture = pictures.payback_picture(WORKED, 5e6, ENGLISH)

    assert picture.rows == [
        ["0", "−¥5,000,000", "−¥5,000,000"],
        ["1", "−¥2,000,000", "−¥2,000,000"],
        ["2", "¥500,000", "−¥2,000,000"],
        ["3", "¥3,000,000", "−¥2,000,000"],
    ]


def test_payback_without_an_investment_is_words_without_a_picture():
    picture = pictures.payback_picture(WORKED, None, ENGLISH)

    assert picture.svg is None
    assert picture.title.startswith("Paid back in month 22")


def test_one_order_only_keeps_its_cash_where_it_is():
    payback = {"label": "single_order", "cumulative": [-2e6] * 3, "single_order": -2e6}

    picture = pictures.payback_picture(payback, 5e6, ENGLISH)

    assert [row[2] for row in picture.rows[1:]] == ["−¥2,000,000"] * 3


def test_the_history_names_its_window_and_a_month_that_is_not_over():
    whole = pictures.history_picture(
        drill_down(account_orders(), "contribution"), ENGLISH
    )
    cut = pictures.history_picture(
        drill_down(account_orders(as_of="2024-12-05"), "contribution"), ENGLISH
    )

    assert whole.sub.startswith("Contribution, 1 Jan 2023 to 31 Dec 2024.")
    assert not whole.sub.endswith("The last month is not over yet.")
    assert cut.sub.endswith("The last month is not over yet.")
    assert len(whole.rows) == 24


def test_without_money_no_picture_has_an_amount():
    drill = drill_down(account_orders(), "none")

    history = pictures.history_picture(drill, ENGLISH)
    units = pictures.units_picture(drill, {}, ENGLISH)

    assert pictures.categories_picture(drill, ENGLISH) is None
    assert history.columns == ["Month", "Orders"]
    assert units.rows == [["Oslo", "4"], ["Bergen", "1"]]
    assert "¥" not in history.svg + units.svg


def test_the_calendar_counts_days_and_leaves_months_outside_the_window_empty():
    found = pictures.calendar(
        drill_down(account_orders(start="2023-02-01"), "contribution")
    )

    assert [year.year for year in found] == [2024, 2023]
    assert found[0].months[:2] == (2, 0)
    assert found[1].months[:2] == (None, 1)
    assert found[0].total == 3


def test_a_rank_needs_two_assessments_to_be_drawn():
    days = [dt.date(2025, 5, 1), dt.date(2025, 8, 1)]

    assert pictures.rank_picture([(days[0], 3)], 48, ENGLISH) is None
    assert pictures.rank_picture([(days[0], None), (days[1], 3)], 48, ENGLISH) is None
    drawn = pictures.rank_picture([(days[0], 5), (days[1], 3)], 48, ENGLISH)
    assert drawn.rows == [["1 May 2025", "5"], ["1 Aug 2025", "3"]]


@pytest.mark.parametrize(("formats", "first"), [(ENGLISH, "Jan"), (CHINESE, "1 月")])
def test_months_have_short_names(formats, first):
    assert pictures.month_names(formats)[0] == first


def test_quarters_are_named_by_their_last_day():
    assert pictures.quarter_ends(dt.date(2025, 11, 1), 2) == [
        dt.date(2025, 7, 31),
        dt.date(2025, 10, 31),
    ]


def test_categories_show_both_years_in_the_table():
    drill = drill_down(account_orders(ROWS), "revenue")

    picture = pictures.categories_picture(drill, ENGLISH)

    assert picture.rows[0] == ["Bearings", "¥100", "¥100", "77%"]
