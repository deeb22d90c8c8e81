"""The figures and findings of the portfolio."""

from __future__ import annotations

import pytest

from tests.web.portfolio.test_table import key
from vitalfew.web.charts import concentration
from vitalfew.web.formats import Formats
from vitalfew.web.portfolio import figures

ENGLISH = Formats(language="en", currency="CNY")
FOUND = {
    "accounts": 312,
    "total": 96_000_000.0,
    "accounts_for_80pct": 48,
    "share_of_accounts_for_80pct": 48 / 312,
    "top_20pct_share": 0.852,
    "hhi": 0.027,
    "effective_number": 37.4,
    "peak": 1.056,
    "peak_at": 254,
    "tail_loss": 5_340_000.0,
    "losing_accounts": 58,
    "accounts_over_10pct": 0,
}
NORVIK = key(1, "Norvik", contribution=40_000_000, share=0.42, rank=2,
             amount_12m=11.0, amount_prior_12m=10.0)  # fmt: skip
KELAN = key(3, "Kelan", contribution=1_280_000, share=0.01, rank=30,
            amount_12m=5.0, amount_prior_12m=None)  # fmt: skip


def test_the_finding_names_the_few_and_those_that_cost_more_than_they_bring():
    assert figures.finding(FOUND, "contribution", ENGLISH) == (
        "48 of 312 customers make 80% of contribution; 58 cost more than they bring"
    )


def test_one_losing_customer_is_spoken_of_in_the_singular():
    found = FOUND | {"losing_accounts": 1}

    assert figures.finding(found, "contribution", ENGLISH).endswith(
        "; 1 costs more than it brings"
    )


def test_when_nobody_loses_the_finding_stops_after_the_few():
    found = FOUND | {"losing_accounts": 0}

    assert figures.finding(found, "contribution", ENGLISH) == (
        "48 of 312 customers make 80% of contribution"
    )


def test_on_the_revenue_basis_nothing_speaks_of_contribution():
    said = [
        figures.finding(FOUND, "revenue", ENGLISH),
        figures.subtitle("revenue", "all orders", 2),
        *(
            figure.label
            for figure in figures.strip([NORVIK], FOUND, "revenue", ENGLISH)
        ),
    ]

    assert said[0] == "48 of 312 customers make 80% of revenue"
    assert not [words for words in said if "ontribution" in words]


def test_a_total_of_zero_or_less_forms_no_share():
    found = {"accounts": 3, "total": -200.0, "accounts_for_80pct": None}

    assert figures.finding(found, "contribution", ENGLISH) == (
        "All 3 customers together bring −¥200: no share can be formed"
    )
    assert figures.curve([[1, 1.0]], found, [], "contribution", ENGLISH) is None


def test_orders_without_amounts_say_so():
    found = {"accounts": 3, "total": None}

    assert figures.finding(found, "revenue", ENGLISH) == (
        "The orders have no amounts, so nobody knows who brings most"
    )


def test_key_accounts_are_summed_with_their_share_and_their_change():
    figure = figures.key_accounts_figure(
        [NORVIK, KELAN], FOUND, "contribution", ENGLISH
    )

    assert figure.value == "¥41.3M"
    assert figure.note == "2 key accounts, 43% of all"
    assert (figure.change, figure.change_is) == ("+10.0% in a year", "up")


def test_an_account_without_a_year_before_does_not_enter_the_change():
    assert figures.growth_together([KELAN]) is None
    assert figures.growth_together([NORVIK, KELAN]) == pytest.approx(0.1)


def test_without_a_decision_the_strip_says_so_instead_of_zero():
    figure = figures.key_accounts_figure([], FOUND, "contribution", ENGLISH)

    assert figure.unknown
    assert figure.note == "No key account has been decided yet"


def test_key_accounts_without_orders_are_unknown_not_zero():
    figure = figures.key_accounts_figure([key(9, "Aster")], FOUND, "revenue", ENGLISH)

    assert figure.unknown
    assert figure.note == "1 key account"


def test_the_strip_has_five_figures_and_the_tail_is_red():
    strip = figures.strip([NORVIK], FOUND, "contribution", ENGLISH)

    assert [figure.value for figure in strip] == [
        "¥40.0M",
        "85%",
        "37.4",
        "0",
        "¥5.34M",
    ]
    assert strip[4].tone == "bad"
    assert strip[4].note == "58 customers cost more than they bring"


def test_unknown_figures_show_a_dash():
    strip = figures.strip([], {"accounts": 3, "total": None}, "contribution", ENGLISH)

    assert [figure.value for figure in strip] == ["–"] * 5


def test_a_curve_of_many_customers_is_drawn_at_as_many_points_as_show():
    points = [[rank, rank / 200_000] for rank in (1, 50_000, 150_000, 200_000)]
    found = FOUND | {"accounts": 200_000, "accounts_for_80pct": 50_000}

    drawn = figures.curve(points, found, [NORVIK], "contribution", ENGLISH)

    assert len(drawn.cumulative) == 580
    assert drawn.cumulative[144] == pytest.approx(0.25)
    assert drawn.few == 145
    assert drawn.key_ranks == [1]
    assert len(concentration.draw(drawn, 1160)) < 4_000


def test_a_curve_of_few_customers_keeps_every_one_of_them():
    points = [[1, 0.5], [2, 0.8], [3, 1.05], [4, 1.0]]
    found = FOUND | {"accounts": 4, "accounts_for_80pct": 2, "losing_accounts": 1}

    drawn = figures.curve(points, found, [NORVIK], "contribution", ENGLISH)

    assert drawn.cumulative == [0.5, 0.8, 1.05, 1.0]
    assert (drawn.few, drawn.key_ranks) == (2, [2])
    assert drawn.rug_text == "1 key account, 42% of contribution"


def test_the_table_behind_the_curve_begins_with_each_of_the_first_and_ends_with_all():
    points = [[rank, rank / 1000] for rank in range(1, 1001)]

    rows = figures.curve_table(points, ENGLISH)

    assert rows[0] == ("1", "0.1%")
    assert rows[-1] == ("1,000", "100.0%")
    assert len(rows) <= 75


def test_fewer_than_five_customers_have_no_top_fifth():
    strip = figures.strip([], FOUND | {"accounts": 4}, "contribution", ENGLISH)

    assert strip[1].unknown
    assert strip[1].note == "fewer than five customers"
