"""Columns become Python values as one value after the other would."""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal

import hypothesis.strategies as st
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings

from vitalfew.analysis.screen.columns import known, plain_rows, plain_values

MONEY = st.decimals(min_value=Decimal(-(10**33)), max_value=Decimal(10**33), places=4)
KINDS = {
    "decimal": (pa.decimal128(38, 4), MONEY),
    "float": (pa.float64(), st.floats()),
    "date": (pa.date32(), st.dates()),
    "text": (pa.string(), st.sampled_from(["", "a", "利润"])),
    "integer": (pa.int64(), st.integers(-(2**63), 2**63 - 1)),
    "flag": (pa.bool_(), st.booleans()),
    "decimals": (pa.list_(pa.decimal128(38, 4)), st.lists(st.none() | MONEY)),
}


def slow_twin(value):
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, list):
        return [slow_twin(each) for each in value]
    return value


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_column_is_read_as_its_values_would_be(kind, data):
    type_, values = KINDS[kind]
    given_ = data.draw(st.lists(st.none() | values, max_size=12))
    start = data.draw(st.integers(0, 3))
    array = pa.array(given_, type_)[start:]
    column = pa.chunked_array([array, array[1:]], type_)
    expected = [slow_twin(value) for value in column.to_pylist()]
    assert repr(plain_values(column)) == repr(expected)
    assert repr(plain_values(array)) == repr(expected[: len(array)])


def test_a_table_is_read_as_one_row_after_the_other():
    table = pa.table(
        {
            "amount": pa.array([Decimal("1.10"), None], pa.decimal128(12, 2)),
            "day": pa.array([date(2024, 1, 5), date(2024, 1, 5)]),
        }
    )
    assert plain_rows(table) == [
        {"amount": 1.1, "day": date(2024, 1, 5)},
        {"amount": None, "day": date(2024, 1, 5)},
    ]
    assert plain_rows(table.slice(0, 0)) == []


def test_not_a_number_is_unknown():
    assert known(np.array([1.5, math.nan])) == [1.5, None]
    assert known(np.array([0.0])) == [0.0]
