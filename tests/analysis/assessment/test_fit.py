import pytest

from tests.analysis.method_pages import number, worked_table
from tests.analysis.order_tables import by_account, compilable_orders, orders_of
from vitalfew.analysis.assessment.fit import (
    NO_CATEGORIES,
    NO_COMPARISON,
    SHORT_HISTORY,
    fit,
)
from vitalfew.analysis.criteria import FitCriteria

CRITERIA = FitCriteria(least_peers=3, least_buyers=2)
EARLIER, LATER = "2023-06-15", "2024-06-15"


def line(account, category, day, amount, **more):
    return {
        "account_id": account,
        "ordered_on": day,
        "net_amount": amount,
        "category": category,
        **more,
    }


def page_rows():
    for row in worked_table("fit", "Worked table"):
        for category in ("pumps", "seals", "paint"):
            amounts = row[category].split(",")
            for day, amount in zip((EARLIER, LATER), amounts, strict=True):
                if float(amount):
                    yield line(row["account"], category, day, float(amount))


def fitted(rows, *, start="2023-01-01", as_of="2025-01-01"):
    orders = orders_of(list(rows), start=start, as_of=as_of)
    return by_account(fit(orders, criteria=CRITERIA))


@pytest.mark.parametrize("row", worked_table("fit", "Worked result"))
def test_fit_is_that_of_the_method_page(row):
    found = fitted(page_rows())[row["account"]]

    assert found["kept_lines_share"] == pytest.approx(number(row["lines"]), abs=0.0001)
    assert found["score"] == pytest.approx(number(row["score"]), abs=0.0001)
    assert found["label"] == row["label"]
    assert found["peers"] == 4


def test_the_account_itself_is_no_evidence_for_its_own_lines():
    rows = [
        *page_rows(),
        line("A", "ladders", EARLIER, 50),
        line("A", "ladders", LATER, 9),
    ]

    assert fitted(rows)["A"]["kept_lines_share"] == pytest.approx(1.0)


def test_returns_above_those_of_similar_accounts_lower_the_score():
    rows = [*page_rows(), line("A", "pumps", LATER, -160)]
    before, after = fitted(page_rows())["A"], fitted(rows)["A"]

    assert after["credit_rate"] == pytest.approx(0.5)
    assert after["peers_credit_rate"] == 0.0
    assert after["score"] == pytest.approx(1 + 4 * (3 * 1 + 0.5) / 4)
    assert after["kept_lines_share"] == before["kept_lines_share"]


def test_purchases_outside_our_channels_lower_the_score():
    rows = [{**row, "channel": "engineers"} for row in page_rows()]
    rows[0]["channel"] = "web"
    found = fitted(rows)

    assert found["A"]["main_channels_share"] == pytest.approx(220 / 320)
    assert found["A"]["score"] == pytest.approx(1 + 4 * (3 + 1 + 220 / 320) / 5)
    assert found["B"]["main_channels_share"] == 1.0


def test_lines_count_where_the_orders_have_no_amounts():
    rows = [
        {name: value for name, value in row.items() if name != "net_amount"}
        for row in page_rows()
    ]
    row = fitted(rows)["E"]

    assert row["kept_lines_share"] == pytest.approx(0.5)
    assert row["credit_rate"] is None
    assert row["score"] == pytest.approx(3.0)


def test_an_account_whose_lines_nobody_else_tried_is_unknown():
    rows = [*page_rows(), line("Z", "ships", EARLIER, 5), line("Z", "ships", LATER, 5)]
    row = fitted(rows)["Z"]

    assert row["label"] == "unknown"
    assert row["score"] is None
    assert row["reason"] == NO_COMPARISON


def test_fit_is_unknown_without_categories_or_with_a_short_history():
    bare = [{"account_id": "A", "ordered_on": LATER, "net_amount": 1}]
    short = fitted(page_rows(), start="2024-01-01")

    assert fitted(bare)["A"]["reason"] == NO_CATEGORIES
    assert fitted(bare)["A"]["label"] == "unknown"
    assert {row["reason"] for row in short.values()} == {SHORT_HISTORY}


def test_equal_lines_have_one_main_line_whatever_the_order_of_rows():
    rows = [
        line(f"{account}", category, day, 10)
        for account in "PQRSTU"
        for category in ("beta", "alpha")
        for day in (EARLIER, LATER)
    ]

    assert fitted(rows) == fitted(reversed(rows))


def test_fit_is_one_expression_that_needs_no_data_to_be_written():
    table = fit(compilable_orders())

    assert table.schema()["score"].is_floating()
