"""Forecasts and warnings are the same, whichever engine the orders are in."""

from __future__ import annotations

import pytest

from tests.engines.agreement import differences, same
from tests.engines.conftest import Place
from tests.engines.lines import AS_OF, made_up_lines
from vitalfew.analysis.assessment.forecast import Forecast, forecast, in_batches
from vitalfew.analysis.assessment.warning import Warned, warnings
from vitalfew.analysis.engines import in_byte_order
from vitalfew.analysis.orders import Orders, orders_from_table


def orders_in(place: Place) -> Orders:
    return orders_from_table(in_byte_order(place(made_up_lines())), as_of=AS_OF)


@pytest.fixture(scope="module")
def forecast_here(on_duckdb) -> Forecast:
    return forecast(orders_in(on_duckdb))


@pytest.fixture(scope="module")
def warned_here(on_duckdb) -> Warned:
    return warnings(orders_in(on_duckdb))


def test_forecasts_are_the_same_in_batches_as_well(on_engine, forecast_here):
    (found,) = in_batches(orders_in(on_engine))

    expected = forecast_here.accounts
    assert len(expected) == 94
    assert set(expected["method"].to_pylist()) == {"combination", None}
    rows = found.accounts.cast(expected.schema)
    assert differences(rows, expected, "account_id")[:5] == []
    assert found.record.coverage == forecast_here.record.coverage


def test_warnings_are_the_same(on_engine, warned_here):
    found = warnings(orders_in(on_engine))

    assert differences(found.to_pyarrow(), warned_here.to_pyarrow())[:5] == []
    for part in ("record", "silence"):
        here = vars(getattr(warned_here, part))
        there = vars(getattr(found, part))
        assert [name for name in here if not same(there[name], here[name])] == []
    kinds = {"centralization", "decline", "narrowing", "silence"}
    assert {each.kind for each in found.found} == kinds
    assert len(found.settings) == 7
    assert [vars(each) for each in found.settings] == [
        vars(each) for each in warned_here.settings
    ]
