"""Continuity: does an account buy continuously or once, on its own rhythm?"""

from __future__ import annotations

import datetime as dt
import itertools
import statistics
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.method_pages import number, numbers, worked_table
from tests.analysis.order_tables import (
    adventureworks,
    by_account,
    compilable_orders,
    day,
    orders_of,
    rows_of,
    sql_of,
)
from vitalfew.analysis.criteria import ContinuityCriteria
from vitalfew.analysis.measures import continuity as module
from vitalfew.analysis.measures.continuity import continuity
from vitalfew.analysis.reasons import TEMPLATES


def bought_on(days, *, account="a", amounts=None):
    amounts = amounts or [100] * len(days)
    return [
        {"account_id": account, "ordered_on": when, "net_amount": amount}
        for when, amount in zip(days, amounts, strict=True)
    ]


def every(gap, *, times, first="2022-01-10"):
    return [day(first) + dt.timedelta(days=gap * i) for i in range(times)]


def judged(rows, *, as_of, criteria=None, start="2022-01-01"):
    orders = orders_of(rows, start=start, as_of=str(as_of))
    return by_account(continuity(orders, criteria=criteria))["a"]


PAGE = worked_table("continuity", "Worked table")


@pytest.mark.parametrize("row", PAGE, ids=lambda row: row["account"])
def test_the_worked_table_of_the_page_is_what_the_measure_gives(row):
    monthly = list(enumerate(numbers(row["amounts by month"]), 1))
    days = [f"2024-{month:02}-15" for month, amount in monthly if amount]
    amounts = [amount for _, amount in monthly if amount]

    found = judged(
        bought_on(days, amounts=amounts), as_of="2025-01-01", start="2024-01-01"
    )

    assert found["label"] == row["label"]
    for name in ("gap_cv", "interval", "size_cv2"):
        assert found[name] == pytest.approx(number(row[name]), abs=5e-4), name


def test_a_perfectly_regular_quarterly_buyer_is_regular_not_intermittent():
    days = [f"{y}-{m:02}-20" for y in (2022, 2023, 2024) for m in (1, 4, 7, 10)]

    found = judged(bought_on(days), as_of="2024-12-31")

    assert found["label"] == "regular"
    assert found["usual_gap_days"] == 91.0
    assert (found["interval"], found["size_cv2"]) == (1.0, 0.0)
    assert found["trend"] == pytest.approx(0, abs=0.1)


@pytest.mark.parametrize("as_of", ["2022-01-02", "2022-07-01", "2024-12-31"])
def test_one_large_order_is_one_off_however_long_ago(as_of):
    rows = bought_on(["2022-01-01"], amounts=[200_000_000])

    found = judged(rows, as_of=as_of)

    assert (found["label"], found["reason"]) == ("one_off", "continuity.one_off")
    assert found["purchase_days"] == 1
    assert found["usual_gap_days"] is None


def test_three_deliveries_of_one_project_are_one_off():
    rows = bought_on(["2022-03-01", "2022-03-09", "2022-03-30"])

    found = judged(rows, as_of="2024-01-01")

    assert (found["label"], found["reason"]) == ("one_off", "continuity.burst")


def test_a_project_that_began_lately_is_new():
    rows = bought_on(["2023-10-01", "2023-10-09", "2023-10-30"])

    assert judged(rows, as_of="2024-01-01")["label"] == "new"


def test_new_ends_after_180_days():
    rows = bought_on(every(20, times=10))

    assert judged(rows, as_of=day("2022-01-10") + dt.timedelta(179))["label"] == "new"
    old = judged(rows, as_of=day("2022-01-10") + dt.timedelta(days=181))
    assert old["label"] == "regular"


def test_the_same_amount_every_year_is_regular():
    rows = bought_on(["2020-11-05", "2021-11-08", "2022-11-03", "2023-11-06"])

    found = judged(rows, as_of="2024-09-30", start="2020-01-01")

    assert found["label"] == "regular"
    assert found["overdue_ratio"] < 1


def season(year):
    return [f"{year}-10-05", f"{year}-10-30", f"{year}-11-20", f"{year}-12-15"]


def test_a_seasonal_buyer_has_not_lapsed_out_of_season():
    days = season(2021) + season(2022) + season(2023)

    found = judged(bought_on(days), as_of="2024-09-20", start="2021-01-01")

    assert found["overdue_ratio"] > 3
    assert found["label"] == "intermittent"


def test_a_seasonal_buyer_that_missed_its_season_has_lapsed():
    days = season(2021) + season(2022) + season(2023)

    found = judged(bought_on(days), as_of="2025-01-10", start="2021-01-01")

    assert found["label"] == "lapsed"
    assert found["longest_gap_days"] < found["days_since_last"]


def test_a_monthly_buyer_silent_for_three_gaps_has_lapsed():
    days = every(30, times=12)
    last = days[-1]

    before = judged(bought_on(days), as_of=last + dt.timedelta(days=89))
    after = judged(bought_on(days), as_of=last + dt.timedelta(days=90))

    assert (before["label"], after["label"]) == ("regular", "lapsed")
    assert after["overdue_ratio"] == 3.0


def test_buying_at_random_but_often_is_continuous():
    gaps = [3, 20, 9, 31, 2, 14, 40, 6, 25, 1, 18, 33, 5, 12, 28, 8, 22]
    days = [day("2022-01-10") + dt.timedelta(sum(gaps[:i])) for i in range(18)]

    found = judged(bought_on(days), as_of=days[-1] + dt.timedelta(days=5))

    assert found["label"] == "continuous"
    assert found["gap_cv"] > 0.3


def test_trend_compares_the_halves_of_its_own_history():
    amounts = [100] * 6 + [50] * 6

    found = judged(bought_on(every(30, times=12), amounts=amounts), as_of="2023-01-01")

    assert found["trend"] == -0.5


def test_the_middle_step_counts_half_to_each_side_of_the_trend():
    rows = bought_on(every(60, times=5), amounts=[10, 10, 40, 10, 10])

    assert judged(rows, as_of="2022-10-01")["trend"] == 0.0


def test_credits_and_free_lines_are_no_purchase():
    rows = bought_on(every(30, times=12)) + bought_on(
        ["2022-01-12", "2022-06-01"], amounts=[-50, 0]
    )

    found = judged(rows, as_of="2023-01-01")

    assert (found["purchase_days"], found["label"]) == (12, "regular")


def test_an_account_with_credits_only_never_bought():
    found = judged(bought_on(["2022-05-01"], amounts=[-5]), as_of="2023-01-01")

    assert (found["label"], found["reason"]) == ("one_off", "continuity.never")
    assert found["purchase_days"] == 0
    assert found["days_since_last"] is None


def test_a_log_without_amounts_is_judged_by_its_days():
    rows = [
        {"account_id": "a", "ordered_on": when}
        for when in [*every(30, times=12), *every(30, times=6, first="2022-07-09")]
    ]

    found = judged(rows, as_of="2023-01-01")

    assert found["label"] == "regular"
    assert found["size_cv2"] is None
    assert found["trend"] == 0.0


def test_the_boundaries_are_criteria():
    rows = bought_on(every(30, times=12), amounts=[1, 30] * 6)
    lenient = ContinuityCriteria(lumpy_size_cv2=2.0)

    assert judged(rows, as_of="2023-01-01")["label"] == "lumpy"
    assert judged(rows, as_of="2023-01-01", criteria=lenient)["label"] == "regular"


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "pyspark"])
@pytest.mark.parametrize("amounts", [True, False])
def test_it_compiles_for_every_engine(dialect, amounts):
    sql = sql_of(continuity(compilable_orders(amounts=amounts)), dialect)

    assert "order_lines" in sql


def test_without_amounts_the_columns_are_the_same():
    without = continuity(compilable_orders(amounts=False))

    assert continuity(compilable_orders()).schema() == without.schema()


def test_every_reason_takes_its_values_from_the_columns_of_its_row():
    columns = set(continuity(compilable_orders()).columns)
    codes = [value for value in vars(module).values() if str(value) in TEMPLATES]

    assert len(codes) == 9
    for code in codes:
        assert set(TEMPLATES[code].kinds) <= columns, code


# --- the slow, obvious twin -------------------------------------------------------


def twin(bought, as_of):
    """The measure again for one account: {day: amount} in plain Python."""
    days = sorted(when for when, amount in bought.items() if amount > 0)
    if not days:
        return {"label": "one_off", "purchase_days": 0}
    silent = (as_of - days[-1]).days
    found = {"purchase_days": len(days), "days_since_last": silent}
    gaps = [(b - a).days for a, b in itertools.pairwise(days)]
    if len(days) < 3:
        return found | {"label": "one_off"}
    usual = statistics.median(gaps)
    step = max(usual, 30)
    sizes = {}
    for when in days:
        k = int((when - days[0]).days / step + 0.5)
        sizes[k] = sizes.get(k, 0) + float(bought[when])
    filled = list(sizes.values())
    steps = max(sizes) + 1
    found |= {
        "usual_gap_days": usual,
        "gap_cv": statistics.pstdev(gaps) / statistics.mean(gaps),
        "interval": steps / len(sizes),
        "size_cv2": (statistics.pstdev(filled) / statistics.mean(filled)) ** 2,
        "overdue_ratio": silent / usual,
    }
    return found | {"label": label(found, days, gaps, as_of)}


def label(found, days, gaps, as_of):
    silent = found["days_since_last"]
    if (as_of - days[0]).days < 180:
        return "new"
    if (days[-1] - days[0]).days < 30:
        return "one_off"
    if found["overdue_ratio"] >= 3 and silent > 1.25 * max(gaps):
        return "lapsed"
    if found["size_cv2"] >= 0.49:
        return "lumpy"
    if found["gap_cv"] < 0.3:
        return "regular"
    return "continuous" if found["interval"] <= 1.32 else "intermittent"


purchases = st.dictionaries(
    st.dates(dt.date(2022, 1, 1), dt.date(2024, 12, 31)),
    st.integers(-1, 20).map(lambda v: Decimal(v * v * (1 if v > 0 else -1))),
    min_size=1,
    max_size=14,
)
accounts = st.lists(purchases, min_size=1, max_size=6)


def rows_for(histories, factor=1):
    return [
        {"account_id": f"a{i}", "ordered_on": when, "net_amount": amount * factor}
        for i, history in enumerate(histories)
        for when, amount in history.items()
    ]


WINDOW = {"start": "2022-01-01", "as_of": "2025-01-01"}


@settings(max_examples=20, deadline=None)
@given(histories=accounts)
def test_it_agrees_with_the_slow_twin(histories):
    found = by_account(continuity(orders_of(rows_for(histories), **WINDOW)))

    for i, history in enumerate(histories):
        for name, expected in twin(history, dt.date(2025, 1, 1)).items():
            is_float = isinstance(expected, float)
            close = pytest.approx(expected, abs=1e-9) if is_float else expected
            assert found[f"a{i}"][name] == close, name


@settings(max_examples=8, deadline=None)
@given(histories=accounts, mixed=st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(histories, mixed):
    rows = rows_for(histories)
    first = by_account(continuity(orders_of(rows, **WINDOW)))
    mixed.shuffle(rows)

    assert by_account(continuity(orders_of(rows, **WINDOW))) == first


@settings(max_examples=8, deadline=None)
@given(histories=accounts, factor=st.sampled_from([2, 1000]))
def test_another_currency_unit_changes_nothing(histories, factor):
    first = by_account(continuity(orders_of(rows_for(histories), **WINDOW)))
    scaled = by_account(continuity(orders_of(rows_for(histories, factor), **WINDOW)))

    for account, row in first.items():
        for name, value in row.items():
            expected = pytest.approx(value) if isinstance(value, float) else value
            assert scaled[account][name] == expected, name


@pytest.mark.shared_data
def test_adventureworks_resellers_are_labeled_once_each(shared_data):
    found = rows_of(continuity(adventureworks(shared_data)))

    labels = [row["label"] for row in found]
    assert len(labels) == 632
    assert None not in labels
    assert labels.count("regular") == 301
    assert labels.count("one_off") == 59
