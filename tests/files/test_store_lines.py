"""Each line counts once, whatever imports overlap, and withdrawing restores exactly."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.files.lake import Lake, line
from vitalfew.files.store import StoreError


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path)


def month(number: int, *, corrected: bool = False) -> list[dict]:
    return [
        line(
            "A" if day % 2 else "B",
            f"2024-{number:02d}-{day:02d}",
            100 + day + (1000 if corrected else 0),
            order_id=f"SO-{number}-{day}",
            line_id="1",
        )
        for day in (3, 11, 20)
    ]


def plain(number: int) -> list[dict]:
    """The same without order and line numbers, one day with two equal lines."""
    rows = [
        {key: row[key] for key in ("account_id", "ordered_on", "net_amount")}
        for row in month(number)
    ]
    return [*rows, rows[0]]


@pytest.mark.parametrize("lines_of", [month, plain])
def test_withdrawing_january_to_march_leaves_february_to_april_whole(lake, lines_of):
    first = lake.add(lines_of(1) + lines_of(2) + lines_of(3))
    lake.add(lines_of(2) + lines_of(3) + lines_of(4))
    all_four = Lake(lake.store.root / "x")
    all_four.add(lines_of(1) + lines_of(2) + lines_of(3) + lines_of(4))
    assert lake.amounts() == all_four.amounts()
    lake.withdraw(first)
    last_three = Lake(lake.store.root / "y")
    last_three.add(lines_of(2) + lines_of(3) + lines_of(4))
    assert lake.amounts() == last_three.amounts()


@pytest.mark.parametrize("lines_of", [month, plain])
def test_importing_the_same_lines_again_changes_nothing(lake, lines_of):
    lake.add(lines_of(1))
    before = lake.amounts()
    again = lake.add(lines_of(1))
    assert lake.amounts() == before
    lake.withdraw(again)
    assert lake.amounts() == before


def test_the_newest_export_of_a_numbered_line_counts_until_it_is_withdrawn(lake):
    lake.add(month(1))
    correction = lake.add(month(1, corrected=True))
    assert {amount for _, _, amount in lake.amounts()} == {
        "1103.0000",
        "1111.0000",
        "1120.0000",
    }
    lake.withdraw(correction)
    assert {amount for _, _, amount in lake.amounts()} == {
        "103.0000",
        "111.0000",
        "120.0000",
    }


def test_a_numbered_line_whose_day_was_corrected_counts_once(lake):
    lake.add([line("A", "2024-01-31", 10, order_id="1", line_id="1")])
    lake.add([line("A", "2024-02-01", 10, order_id="1", line_id="1")])
    assert lake.amounts() == [("A", "2024-02-01", "10.0000")]


def test_the_same_order_number_of_two_accounts_is_two_lines(lake):
    lake.add([line("A", "2024-01-31", 10, order_id="1", line_id="1")])
    lake.add([line("B", "2024-01-31", 10, order_id="1", line_id="1")])
    assert len(lake.rows()) == 2


def test_equal_lines_without_a_number_count_as_often_as_in_their_fullest_batch(lake):
    same = line("A", "2024-01-05", 50, product_id="P")
    lake.add([same, same])
    three = lake.add([same, same, same])
    lake.add([same])
    assert len(lake.rows()) == 3
    lake.withdraw(three)
    assert len(lake.rows()) == 2


def test_a_customer_that_changed_its_name_did_not_order_twice(lake):
    lake.add([line("A", "2024-01-05", 50, account_name="Aster Ltd", cost=Decimal(30))])
    lake.add([line("A", "2024-01-05", 50, account_name="Aster plc", cost=Decimal(31))])
    (row,) = lake.rows()
    assert (row["account_name"], row["cost"]) == ("Aster plc", Decimal(31))


def test_a_product_name_is_not_taken_for_a_product_id(lake):
    lake.add([line("A", "2024-01-05", 50, product_id="Bolt", product_name=None)])
    lake.add([line("A", "2024-01-05", 50, product_id=None, product_name="Bolt")])
    assert len(lake.rows()) == 2


def test_batches_with_different_columns_are_one_table(lake):
    lake.add([line("A", "2024-01-05", 50)])
    lake.add([line("B", "2024-01-06", 60, category="Tools")])
    assert [(row["account_id"], row["category"]) for row in lake.rows()] in (
        [("A", None), ("B", "Tools")],
        [("B", "Tools"), ("A", None)],
    )


def test_no_batches_are_an_empty_table_with_all_columns(lake):
    table = lake.store.lines([]).to_pyarrow()
    assert table.num_rows == 0
    assert "account_id" in table.column_names


def test_only_the_lines_of_the_accounts_asked_for_come_back(lake):
    lake.add(month(1))
    lake.add(month(1, corrected=True) + month(2))
    assert {row["account_id"] for row in lake.rows(account_ids=["B"])} == {"B"}
    assert lake.rows(account_ids=[]) == []
    together = lake.amounts(account_ids=["A"]) + lake.amounts(account_ids=["B"])
    assert sorted(together) == lake.amounts()


def test_one_batch_is_a_plain_scan_of_its_file(lake):
    lake.add(month(1))
    assert "JOIN" not in sql_of(lake)


def test_batches_without_a_common_line_are_a_plain_scan(lake):
    lake.add(month(1))
    lake.add(month(2))
    assert "JOIN" not in sql_of(lake)


def test_a_batch_that_is_covered_whole_is_not_read_at_all(lake):
    covered = lake.add(month(1))
    lake.add(month(1) + month(2))
    (lake.store.root / covered.lines_name).unlink()
    assert "JOIN" not in sql_of(lake)
    assert len(lake.rows()) == 6


def test_a_copy_of_a_file_is_recognized_without_comparing_its_lines(lake):
    lake.add(month(1))
    (found,) = lake.add(month(1)).beaten
    assert (found.lines, found.file) == (3, "")


def sql_of(lake: Lake) -> str:
    import ibis

    return str(ibis.to_sql(lake.store.lines(lake.committed))).upper()


def test_a_missing_file_of_a_committed_batch_is_named(lake):
    batch = lake.add(month(1))
    (lake.store.root / batch.lines_name).unlink()
    with pytest.raises(StoreError, match="missing in the order store"):
        lake.rows()


def test_product_files_name_what_the_lines_leave_open(lake):
    lake.add(
        [
            line("A", "2024-01-05", 1, product_id="P1", category=None),
            line("A", "2024-01-06", 2, product_id="P2", category="Own"),
            line("A", "2024-01-07", 3, product_id="P3", category=None),
        ]
    )
    lake.add(
        [
            {"product_id": "P1", "product_name": "Pump", "category": "Old"},
            {"product_id": "P2", "product_name": "Valve", "category": "Old"},
        ],
        "products",
    )
    newest = lake.add(
        [{"product_id": "P1", "product_name": None, "category": "New"}], "products"
    )
    found = {
        row["product_id"]: (row["product_name"], row["category"]) for row in lake.rows()
    }
    assert found == {"P1": ("Pump", "New"), "P2": ("Valve", "Own"), "P3": (None, None)}
    lake.withdraw(newest)
    found = {row["product_id"]: row["category"] for row in lake.rows()}
    assert found["P1"] == "Old"


def test_company_files_give_each_account_its_newest_filled_values(lake):
    lake.add(
        [
            {"account_id": "A", "account_name": "Aster", "industry": "Pumps"},
            {"account_id": "B", "account_name": "Bora", "industry": None},
        ],
        "companies",
    )
    lake.add(
        [{"account_id": "A", "account_name": None, "industry": "Wind"}], "companies"
    )
    table = lake.store.companies(lake.committed).order_by("account_id").to_pyarrow()
    assert table.to_pylist() == [
        {"account_id": "A", "account_name": "Aster", "industry": "Wind"},
        {"account_id": "B", "account_name": "Bora", "industry": None},
    ]


def test_totals_are_exact_decimals(lake):
    lake.add([line("A", "2024-01-05", "0.1"), line("A", "2024-01-06", "0.2")])
    found = lake.store.totals(lake.committed)
    assert (found.lines, found.net_amount) == (2, Decimal("0.3"))


def test_looking_at_a_file_tells_what_keeping_it_would_change(lake):
    from tests.files.lake import staged

    lake.add(month(1))
    item = staged(lake.store.staging_dir("draft"), month(1) + month(2))
    seen = lake.store.compare(
        lake.store.look(item.path, kind=item.kind), lake.committed
    )
    after = lake.store.totals([*lake.committed, seen])
    assert after.lines == 6
    assert lake.store.totals(lake.committed).lines == 3


PAGE = Path(__file__).resolve().parents[2] / "docs" / "methods" / "order-store.md"


def worked_rows() -> list[list[str]]:
    text = PAGE.read_text(encoding="utf-8").split("## Worked example")[1]
    rows = [line.strip("|").split("|") for line in text.splitlines() if line[:1] == "|"]
    return [[cell.strip() for cell in row] for row in rows[2:]]


@pytest.mark.parametrize(("withdrawn", "column"), [(None, 6), (2, 7)])
def test_the_worked_example_of_the_method_page_holds(lake, withdrawn, column):
    rows = worked_rows()
    for number in ("1", "2", "3"):
        batch = lake.add(
            [
                line(
                    row[1],
                    row[2],
                    row[5],
                    order_id=row[3] or None,
                    line_id=row[4] or None,
                )
                for row in rows
                if row[0] == number
            ]
        )
        if number == "2":
            second = batch
    if withdrawn:
        lake.withdraw(second)
    expected = sorted(
        (row[1], row[2], f"{row[5]}.0000") for row in rows if row[column] == "yes"
    )
    assert lake.amounts() == expected
    text = PAGE.read_text(encoding="utf-8")
    total = sum(Decimal(amount) for _, _, amount in expected)
    assert f"{total.normalize():f}" in text
