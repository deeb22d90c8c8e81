"""What two batches have in common, however many lines and batches there are."""

from __future__ import annotations

import itertools
import tempfile
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from tests.files.lake import Lake, contents, line, slow_rule


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path)


# A few accounts, days, amounts and numbers, so that slices meet often.
LINE = st.fixed_dictionaries(
    {
        "account_id": st.sampled_from(["A", "B"]),
        "ordered_on": st.integers(0, 3).map(lambda n: date(2024, 1, 1) + timedelta(n)),
        "net_amount": st.sampled_from([Decimal("1.0000"), Decimal("-2.5000")]),
        "order_id": st.sampled_from([None, "1", "2"]),
        "line_id": st.sampled_from([None, "1", "2"]),
        "product_id": st.sampled_from([None, "P"]),
        "account_name": st.sampled_from(["old", "new"]),
        "cost": st.sampled_from([None, Decimal("0.5000")]),
    }
)
STEPS = st.lists(
    st.one_of(
        st.lists(LINE, min_size=1, max_size=12).map(lambda rows: ("import", rows)),
        st.integers(0, 9).map(lambda n: ("again", n)),
        st.integers(0, 9).map(lambda n: ("withdraw", n)),
    ),
    min_size=1,
    max_size=7,
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS, lines_at_once=st.sampled_from([5, None]))
def test_any_sequence_of_imports_and_withdrawals_counts_by_the_rule(
    steps, lines_at_once
):
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake(Path(folder), lines_at_once=lines_at_once)
        kept: list[list[dict]] = []
        for step, value in steps:
            if step == "withdraw" and kept:
                at = value % len(kept)
                lake.withdraw(lake.committed[at])
                del kept[at]
            elif step == "again" and kept:
                rows = kept[value % len(kept)]
                lake.add(rows, columns=list(rows[0]))
                kept.append(rows)
            elif step == "import":
                lake.add(value, columns=list(value[0]))
                kept.append(value)
            assert Counter(contents(row) for row in lake.rows()) == slow_rule(kept)
            only = Counter(contents(row) for row in lake.rows(account_ids=["A"]))
            assert only == Counter(
                {
                    key: many
                    for key, many in slow_rule(kept).items()
                    if ("account_id", "A") in key
                }
            )


def test_more_batches_than_are_compared_at_once_count_by_the_rule(lake):
    numbers = itertools.product([None, "1"], [None, "1"], "AB", (1, 2), (1, 2))
    kinds = [
        line(account, f"2024-01-0{day}", amount, order_id=order, line_id=number)
        for order, number, account, day, amount in numbers
    ]
    batches = [
        [kind for at, kind in enumerate(kinds) for _ in range(at % (2 + batch % 5))]
        for batch in range(1, 11)
    ]
    for rows in batches:
        lake.add(rows)
    assert Counter(contents(row) for row in lake.rows()) == slow_rule(batches)


def test_a_large_account_is_compared_in_pieces(tmp_path):
    lake = Lake(tmp_path, lines_at_once=10)
    rows = [line("A", "2024-01-05", number) for number in range(50)]
    lake.add(rows)
    again = lake.add([*rows[25:], rows[49]])
    assert {(b.loser, b.lines) for b in again.beaten} == {
        (lake.committed[0].directory, 25)
    }
    assert len(lake.rows()) == 51


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ([("A", 1), ("C", 1)], [("B", 1), ("D", 1)]),
        ([("A", 1), ("B", 9)], [("A", 9), ("B", 1)]),
    ],
    ids=["other accounts", "other days of an account"],
)
def test_lines_are_not_read_where_lists_of_accounts_tell_that_none_is_shared(
    lake, first, second
):
    one = lake.add([line(account, f"2024-01-0{day}", 5) for account, day in first])
    lines = lake.store.root / one.lines_name
    lines.rename(lines.with_suffix(".away"))
    assert (
        lake.add(
            [line(account, f"2024-01-0{day}", 5) for account, day in second]
        ).beaten
        == ()
    )


def test_a_batch_that_loses_whole_has_no_list_of_its_lines(lake):
    lake.add([line("A", "2024-01-05", 5), line("B", "2024-01-05", 5)])
    second = lake.add([line(account, "2024-01-05", 5) for account in "ABC"])
    assert [(beaten.lines, beaten.file) for beaten in second.beaten] == [(2, "")]
    assert not list((lake.store.root / second.directory).glob("beaten-*"))


MANY = 300_000


@pytest.mark.parametrize("numbers", ["", ", 'O' || i // 4 AS order_id"])
def test_overlapping_exports_need_not_fit_into_memory(tmp_path, numbers):
    """The second has every line of the first, with another cost, and a day more."""
    files = [tmp_path / name for name in ("first.parquet", "second.parquet")]
    for cost, file in enumerate(files):
        duckdb.sql(
            f"COPY (SELECT 'A' || i % 500 AS account_id, "
            f"DATE '2024-01-01' + (i // 1000)::INTEGER AS ordered_on, "
            f"'Product with a long name ' || i % 7000 AS product_id{numbers}, "
            f"(i % 97)::DECIMAL(18, 4) AS net_amount, {cost}::DECIMAL(18, 4) AS cost "
            f"FROM range({MANY + 1000 * cost}) t(i) ORDER BY 1, 2) TO '{file}'"
        )
    lake = Lake(tmp_path / "orders", memory="48MB")
    lake.add_file(files[0])
    (beaten,) = lake.add_file(files[1]).beaten
    assert beaten.lines == MANY
    totals = lake.store.totals(lake.committed)
    expected = sum(i % 97 for i in range(MANY + 1000))
    assert (totals.lines, totals.net_amount) == (MANY + 1000, expected)
