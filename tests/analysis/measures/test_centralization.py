"""Centralization: does an account buy centrally or unit by unit?"""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.method_pages import number, numbers, worked_table
from tests.analysis.order_tables import (
    by_account,
    compilable_orders,
    orders_of,
    rows_of,
    sql_of,
)
from vitalfew.analysis.criteria import CentralizationCriteria
from vitalfew.analysis.measures import centralization as module
from vitalfew.analysis.measures.centralization import (
    centralization,
    centralization_by_category,
)
from vitalfew.analysis.reasons import TEMPLATES

PRICED = CentralizationCriteria(yearly_cost_per_unit=1000)


def line(unit, amount, *, account="a", contract=None, category=None):
    return {
        "account_id": account,
        "ordered_on": "2024-05-01",
        "unit_id": unit,
        "net_amount": amount,
        "contract_id": contract,
        "category": category,
    }


def judged(rows, **options):
    return by_account(centralization(orders_of(rows), **options))["a"]


def unit_lines(amounts, under=None):
    """Each unit's amount, in a line under a framework and one outside it."""
    under = under or [0] * len(amounts)
    rows = []
    for i, (amount, framed) in enumerate(zip(amounts, under, strict=True)):
        rows.append(line(f"u{i}", amount - framed))
        rows.append(line(f"u{i}", framed, contract="frame"))
    return rows


PAGE = worked_table("centralization", "Worked table")


@pytest.mark.parametrize("row", PAGE, ids=lambda row: row["case"])
def test_the_worked_table_of_the_page_is_what_the_measure_gives(row):
    rows = unit_lines(
        numbers(row["amounts by unit"]), numbers(row["under a framework"])
    )

    found = judged(rows, criteria=PRICED)

    assert found["label"] == row["label"]
    assert found["units"] == number(row["units"])
    assert found["serving_cost_a_year"] == number(row["serving_cost_a_year"])
    for name in ("index", "effective_units", "central_share"):
        assert found[name] == pytest.approx(number(row[name]), abs=5e-4), name


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([line("u", 100)], "one_unit"),
        ([line("u", 100), line("v", -10)], "one_unit"),
        ([line(None, 100)], "no_units"),
        ([line("u", -1), line("v", -2)], "no_purchase"),
        ([line("u", 10), line("v", 10), line(None, 21)], "unnamed"),
    ],
)
def test_what_cannot_be_judged_is_unknown_with_its_reason(rows, reason):
    found = judged(rows)

    assert found["label"] == "unknown"
    assert found["reason"] == f"centralization.{reason}"


def test_without_a_unit_column_no_unit_is_known():
    rows = [{"account_id": "a", "ordered_on": "2024-05-01", "net_amount": 5}]

    found = judged(rows, criteria=PRICED)

    assert (found["label"], found["reason"]) == ("unknown", "centralization.no_units")
    assert (found["units"], found["serving_cost_a_year"]) == (None, None)
    assert found["central_share"] is None


def test_lines_that_name_no_unit_are_left_out_of_the_index():
    found = judged([line("u", 50), line("v", 50), line(None, 40)])

    assert (found["label"], found["units"], found["index"]) == ("dispersed", 2, 0.0)
    assert found["known_share"] == pytest.approx(100 / 140)


def test_a_unit_marked_as_head_office_makes_its_purchases_central():
    rows = [line("hq", 60), line("b1", 20), line("b2", 20)]
    rows = [{k: v for k, v in row.items() if k != "contract_id"} for row in rows]

    found = judged(rows, head_offices={"hq"})

    assert (found["label"], found["central_share"]) == ("central", 0.6)
    assert judged(rows)["central_share"] is None
    assert judged(rows)["label"] == "dispersed"


def test_a_head_office_that_buys_alone_is_central_though_one_unit_is_known():
    found = judged([line("hq", 60)], head_offices={"hq"})

    assert (found["label"], found["units"]) == ("central", 1)


def test_another_account_s_head_office_says_nothing():
    rows = [line("b1", 60), line("b2", 40), line("hq", 1, account="other")]
    rows = [{k: v for k, v in row.items() if k != "contract_id"} for row in rows]

    assert judged(rows, head_offices={"hq"})["central_share"] is None


def test_credits_outside_the_framework_cannot_push_its_share_over_one():
    rows = [line("u", 100, contract="f"), line("u", -60), line("v", 60)]

    assert judged(rows)["central_share"] == 0.4


def test_paper_may_be_dispersed_while_mainframes_are_central():
    rows = [
        *[line(f"b{i}", 10, category="paper") for i in range(5)],
        line("hq", 900, category="mainframes", contract="frame"),
        line("b1", 100, category="mainframes"),
    ]

    found = rows_of(centralization_by_category(orders_of(rows)))

    labels = {row["category"]: row["label"] for row in found}
    assert labels == {"paper": "dispersed", "mainframes": "central"}
    assert judged(rows)["label"] == "central"


def test_by_category_needs_categories():
    rows = [{"account_id": "a", "ordered_on": "2024-05-01", "net_amount": 5}]

    with pytest.raises(ValueError, match="no product category"):
        centralization_by_category(orders_of(rows))


def test_a_log_without_amounts_counts_units_and_is_unknown():
    rows = [
        {"account_id": "a", "ordered_on": "2024-05-01", "unit_id": u} for u in "uvv"
    ]

    found = judged(rows, criteria=PRICED)

    assert (found["label"], found["units"]) == ("unknown", 2)
    assert found["reason"] == "centralization.no_amounts"
    assert found["serving_cost_a_year"] == Decimal(2000)
    assert (found["index"], found["central_share"]) == (None, None)


def test_the_boundaries_are_criteria():
    rows = unit_lines([90, 5, 5], [50, 0, 0])

    assert judged(rows)["label"] == "concentrated"
    central = CentralizationCriteria(central_share=0.5)
    assert judged(rows, criteria=central)["label"] == "central"
    dispersed = CentralizationCriteria(concentrated_index=0.8)
    assert judged(rows, criteria=dispersed)["label"] == "dispersed"


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "pyspark"])
@pytest.mark.parametrize("amounts", [True, False])
def test_it_compiles_for_every_engine(dialect, amounts):
    orders = compilable_orders(amounts=amounts)

    for measure in (centralization, centralization_by_category):
        table = measure(orders, criteria=PRICED, head_offices={"hq", "head"})
        assert "order_lines" in sql_of(table, dialect)


def test_without_amounts_the_columns_are_the_same():
    without = centralization(compilable_orders(amounts=False))

    assert centralization(compilable_orders()).schema() == without.schema()


def test_every_reason_takes_its_values_from_the_columns_of_its_row():
    columns = set(centralization(compilable_orders()).columns)
    codes = [value for value in vars(module).values() if str(value) in TEMPLATES]

    assert len(codes) == 8
    for code in codes:
        assert set(TEMPLATES[code].kinds) <= columns, code


# --- the slow, obvious twin -------------------------------------------------------


def twin(rows, heads):
    """The measure again for one account in plain Python."""
    units, under = {}, {}
    for row in rows:
        unit, amount = row["unit_id"], row["net_amount"]
        units[unit] = units.get(unit, 0) + amount
        if row["contract_id"]:
            under[unit] = under.get(unit, 0) + amount
    bought = {u: float(v) for u, v in units.items() if v > 0}
    total = sum(bought.values())
    named = {u: v for u, v in bought.items() if u is not None}
    shares = [v / sum(named.values()) for v in named.values()]
    h = sum(s * s for s in shares)
    n = len(named)
    central = sum(
        v if u in heads else min(v, max(0.0, float(under.get(u, 0))))
        for u, v in bought.items()
    )
    index = (h - 1 / n) / (1 - 1 / n) if n > 1 else None
    share = central / total if total else None
    return {
        "index": index,
        "units": n if any(u is not None for u in units) else None,
        "effective_units": 1 / h if named else None,
        "central_share": share,
        "label": label(index, n, share, sum(named.values()), total),
    }


def label(index, n, share, named, total):
    if share is not None and share >= 0.6:
        return "central"
    if n < 2 or named < 0.5 * total:
        return "unknown"
    return "concentrated" if index >= 0.5 else "dispersed"


lines = st.lists(
    st.builds(
        line,
        st.sampled_from(["u", "v", "w", "hq", None]),
        st.integers(-300, 1000).map(lambda c: Decimal(c) / 100),
        account=st.sampled_from("ab"),
        contract=st.sampled_from([None, None, "frame"]),
    ),
    min_size=1,
    max_size=20,
)


@settings(max_examples=20, deadline=None)
@given(rows=lines)
def test_it_agrees_with_the_slow_twin(rows):
    rows = [line("x", 1, contract="f", account="c"), *rows]
    found = by_account(centralization(orders_of(rows), head_offices={"hq"}))

    for account in {row["account_id"] for row in rows}:
        mine = [row for row in rows if row["account_id"] == account]
        for name, value in twin(mine, {"hq"}).items():
            is_float = isinstance(value, float)
            close = pytest.approx(value, abs=1e-9) if is_float else value
            assert found[account][name] == close, name


@settings(max_examples=8, deadline=None)
@given(rows=lines, mixed=st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(rows, mixed):
    first = by_account(centralization(orders_of(rows)))
    again = list(rows)
    mixed.shuffle(again)

    assert by_account(centralization(orders_of(again))) == first


@settings(max_examples=8, deadline=None)
@given(rows=lines, factor=st.sampled_from([3, 1000]))
def test_another_currency_unit_changes_nothing(rows, factor):
    scaled = [row | {"net_amount": row["net_amount"] * factor} for row in rows]

    first = by_account(centralization(orders_of(rows)))
    second = by_account(centralization(orders_of(scaled)))

    for account, row in first.items():
        assert second[account]["label"] == row["label"]
        if row["index"] is not None:
            assert second[account]["index"] == pytest.approx(row["index"], abs=1e-12)
