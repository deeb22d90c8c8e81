"""Concentration: how much of the firm hangs on how few accounts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.method_pages import number, numbers, worked_table
from tests.analysis.order_tables import (
    adventureworks,
    by_account,
    compilable_orders,
    orders_of,
    rows_of,
    sql_of,
)
from vitalfew.analysis.measures.concentration import concentration, contribution_curve
from vitalfew.analysis.reasons import TEMPLATES


def orders_with(revenues, costs=None):
    """One line an account: a0, a1, …"""
    rows = [
        {"account_id": f"a{i:03}", "ordered_on": "2024-05-01", "net_amount": revenue}
        for i, revenue in enumerate(revenues)
    ]
    for row, cost in zip(rows, costs or [], strict=False):
        row["cost"] = cost
    return orders_of(rows)


def measured(revenues, costs=None):
    [row] = rows_of(concentration(orders_with(revenues, costs)))
    return row


def page_orders():
    return orders_of(
        {
            "account_id": row["account_id"],
            "ordered_on": "2024-05-01",
            "net_amount": row["revenue"],
            "cost": row["cost"],
        }
        for row in worked_table("concentration", "Worked table")
    )


def test_the_worked_table_of_the_page_is_what_the_measure_gives():
    [found] = rows_of(concentration(page_orders()))

    for row in worked_table("concentration", "Result"):
        expected = number(row["result"])
        assert float(found[row["value"]]) == pytest.approx(expected, abs=5e-7), row
    assert found["reason"] is None


def test_the_curve_of_the_page_is_what_the_measure_gives():
    curve = by_account(contribution_curve(page_orders()))

    for row in worked_table("concentration", "Worked table"):
        found = curve[row["account_id"]]
        for name in ("contribution", "rank", "cumulative", "cumulative_share"):
            expected = number(row[name])
            assert float(found[name]) == pytest.approx(expected, abs=5e-7), row


@pytest.mark.parametrize(
    "row",
    worked_table("concentration", "Fixed points of the Gini coefficient"),
    ids=lambda row: row["revenues"],
)
def test_the_gini_coefficient_has_the_fixed_points_of_the_page(row):
    found = measured(numbers(row["revenues"]))

    assert found["gini"] == pytest.approx(number(row["gini"]), abs=1e-12)


@pytest.mark.parametrize("revenues", [[100, -150], [100, -100]])
def test_a_total_of_zero_or_less_has_no_shares_and_says_why(revenues):
    found = measured(revenues)

    null = {name for name, value in found.items() if value is None}
    assert null >= {
        "accounts_for_80pct",
        "share_of_accounts_for_80pct",
        "top_20pct_share",
        "peak",
    }
    assert found["reason"] == "concentration.no_total"
    assert set(TEMPLATES["concentration.no_total"].kinds) <= set(found)
    assert (found["peak_at"], found["losing_accounts"]) == (1, 1)
    assert found["tail_loss"] == -revenues[1]
    assert found["hhi"] == 1.0


def test_when_nobody_buys_above_zero_everything_of_revenue_is_unknown():
    found = measured([-1, -2])

    assert (found["gini"], found["hhi"], found["effective_number"]) == (None,) * 3
    assert found["accounts_over_10pct"] is None
    assert (found["peak_at"], found["tail_loss"]) == (0, Decimal(3))


def test_a_log_without_amounts_counts_accounts_and_says_why_no_more():
    orders = orders_of(
        [
            {"account_id": "a", "ordered_on": "2024-05-01"},
            {"account_id": "a", "ordered_on": "2024-05-02"},
            {"account_id": "b", "ordered_on": "2024-05-02"},
        ]
    )

    [found] = rows_of(concentration(orders))

    assert found.pop("accounts") == 2
    assert found.pop("reason") == "concentration.no_amounts"
    assert set(found.values()) == {None}
    assert by_account(contribution_curve(orders))["a"]["share"] is None


def test_without_amounts_the_columns_are_the_same():
    known = compilable_orders()
    unknown = compilable_orders(amounts=False)

    for measure in (concentration, contribution_curve):
        assert measure(known).schema() == measure(unknown).schema()


def test_the_top_fifth_is_rounded_down():
    assert measured([1] * 4)["top_20pct_share"] == 0.0
    assert measured([1] * 5)["top_20pct_share"] == 0.2
    assert measured([1] * 9)["top_20pct_share"] == pytest.approx(1 / 9)


def test_exactly_80_percent_is_enough():
    assert measured([80, 20])["accounts_for_80pct"] == 1
    assert measured(["79.99", "20.01"])["accounts_for_80pct"] == 2


def test_exactly_a_tenth_of_revenue_is_over_the_line():
    assert measured([10] * 10)["accounts_over_10pct"] == 10
    assert measured([*[10] * 9, "9.99"])["accounts_over_10pct"] == 9


def test_ties_are_ranked_by_account():
    ranks = by_account(contribution_curve(orders_with([5, 7, 5, 5])))

    assert [ranks[f"a00{i}"]["rank"] for i in range(4)] == [2, 1, 3, 4]


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "pyspark"])
@pytest.mark.parametrize("amounts", [True, False])
def test_it_compiles_for_every_engine(dialect, amounts):
    orders = compilable_orders(amounts=amounts)

    assert "order_lines" in sql_of(concentration(orders), dialect)
    assert "order_lines" in sql_of(contribution_curve(orders), dialect)


# --- the slow, obvious twin -------------------------------------------------------


def twin(worths):
    """The measure again in plain Python, on the revenue basis."""
    total = sum(worths)
    ranked = sorted(worths, reverse=True)
    sums = [sum(ranked[: k + 1]) for k in range(len(ranked))]
    buyers = sorted(w for w in worths if w > 0)
    m, all_bought = len(buyers), sum(buyers)
    peak = max([0, *sums])
    found = {
        "total": total,
        "tail_loss": peak - total,
        "peak": peak / total if total > 0 else None,
        "top_20pct_share": sum(ranked[: len(ranked) // 5]) / total
        if total > 0
        else None,
        "accounts_for_80pct": next(
            k for k, s in enumerate(sums, 1) if 5 * s >= 4 * total
        )
        if total > 0
        else None,
        "hhi": sum((b / all_bought) ** 2 for b in buyers) if m else None,
        "gini": sum(abs(x - y) for x in buyers for y in buyers) / (2 * m * all_bought)
        if m
        else None,
    }
    return found


worths = st.lists(st.integers(-1000, 10000), min_size=1, max_size=30)


@settings(max_examples=15, deadline=None)
@given(worths=worths)
def test_it_agrees_with_the_slow_twin(worths):
    found = measured(worths)

    for name, expected in twin(worths).items():
        value = found[name]
        value = float(value) if value is not None else None
        assert value == pytest.approx(expected, abs=1e-9), name


@settings(max_examples=15, deadline=None)
@given(worths=worths, factor=st.sampled_from([2, 10, 100000]))
def test_another_currency_unit_changes_no_share(worths, factor):
    found, scaled = measured(worths), measured([w * factor for w in worths])

    for name in ("peak", "peak_at", "hhi", "gini", "accounts_for_80pct"):
        assert scaled[name] == pytest.approx(found[name]), name
    assert scaled["tail_loss"] == found["tail_loss"] * factor


@settings(max_examples=15, deadline=None)
@given(worths=worths.filter(lambda w: sum(w) > 0))
def test_a_twin_of_every_account_halves_the_hhi_and_keeps_the_gini(worths):
    found, doubled = measured(worths), measured([*worths, *worths])

    assert doubled["hhi"] == pytest.approx(found["hhi"] / 2)
    assert doubled["gini"] == pytest.approx(found["gini"], abs=1e-9)
    assert doubled["peak"] == pytest.approx(found["peak"])


@settings(max_examples=15, deadline=None)
@given(worths=worths, mixed=st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(worths, mixed):
    rows = [
        {"account_id": f"a{i % 7}", "ordered_on": "2024-05-01", "net_amount": w}
        for i, w in enumerate(worths)
    ]
    first = rows_of(concentration(orders_of(rows)))
    mixed.shuffle(rows)

    assert rows_of(concentration(orders_of(rows))) == first


@pytest.mark.shared_data
def test_adventureworks_has_the_known_whale_curve(shared_data):
    [found] = rows_of(concentration(adventureworks(shared_data)))

    assert found["accounts"] == 632
    assert found["total"] == Decimal("999494.57")
    assert found["total"] + found["tail_loss"] == Decimal("2674728.67")
    assert found["peak"] == pytest.approx(2.676, abs=5e-4)
    assert found["peak_at"] == 308
    assert found["losing_accounts"] == 324
    assert found["tail_loss"] == Decimal("1675234.10")


@pytest.mark.shared_data
def test_adventureworks_sales_are_spread_over_many_resellers(shared_data):
    orders = adventureworks(shared_data).on_revenue()

    [found] = rows_of(concentration(orders))

    assert found["total"] == Decimal("77548570.20")
    assert found["top_20pct_share"] == pytest.approx(0.672, abs=5e-4)
    assert found["hhi"] == pytest.approx(0.0046, abs=5e-5)
    assert found["peak"] == 1.0
