"""Rows of an account that travel as lists are the same rows afterwards."""

from __future__ import annotations

import ibis
import pyarrow as pa

from vitalfew.analysis.lists import Unlisted, listed

ROWS = pa.table(
    {
        "account_id": ["b", "a", "b", "c", "a"],
        "month": pa.array([1, 2, 3, 4, 5], pa.int32()),
        "amount": [1.5, 2.5, 3.5, 4.5, 5.5],
        "first": pa.array([7, None, 3, None, 9], pa.int32()),
    }
)


def test_lists_give_the_rows_back():
    table = listed(ibis.memtable(ROWS), first=ibis._.first.min()).to_pyarrow()

    found = Unlisted.of(table).in_order()

    assert found.accounts.to_pylist() == [
        {"account_id": "a", "first": 9},
        {"account_id": "b", "first": 3},
        {"account_id": "c", "first": None},
    ]
    rows = zip(found.place.tolist(), found.rows.to_pylist(), strict=True)
    assert sorted((place, row["month"], row["amount"]) for place, row in rows) == [
        (0, 2, 2.5),
        (0, 5, 5.5),
        (1, 1, 1.5),
        (1, 3, 3.5),
        (2, 4, 4.5),
    ]


def test_no_rows_are_none_afterwards():
    table = listed(ibis.memtable(ROWS.slice(0, 0)).drop("first")).to_pyarrow()

    found = Unlisted.of(table).in_order()

    assert (len(found.accounts), len(found.place), len(found.rows)) == (0, 0, 0)
