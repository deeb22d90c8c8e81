"""Parts of accounts: what the orders say of a buying unit or a product line."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.analysis.order_tables import orders_of
from vitalfew.analysis.decision.part import Part, parts_measured

AS_OF = dt.date(2026, 1, 1)


def bought(account, days, **line):
    for before in days:
        on = AS_OF - dt.timedelta(days=before)
        amount = {"net_amount": line.get("net_amount", 100)}
        yield {"account_id": account, "ordered_on": str(on)} | line | amount


@pytest.fixture(scope="module")
def found():
    """A's Oslo bought every week until 200 days ago; its Bergen goes on."""
    oslo = {"unit_id": "U1", "unit_name": "Oslo Works", "category": "Pumps"}
    bergen = {"unit_id": "U2", "unit_name": "Bergen", "category": "Seals"}
    rows = [
        *bought("A", range(200, 1090, 7), **oslo),
        *bought("A", range(3, 1090, 7), **bergen),
        *bought("B", range(2, 1090, 10), **oslo, net_amount=900),
    ]
    for other in range(8):
        rows += bought(f"D{other}", range(other + 1, 1090, 9), category="Pumps")
    orders = orders_of(rows, as_of="2026-01-01", start="2023-01-01")
    asked = [
        Part("oslo", "A", "unit_id", frozenset({" oslo  works"})),
        Part("seals", "A", "category", frozenset({"SEALS"})),
        Part("rome", "A", "unit_id", frozenset({"Rome"})),
        Part("both", "A", "unit_id", frozenset({"Bergen", "U1"})),
    ]
    return parts_measured(orders, asked)


def test_a_part_is_measured_as_an_account_by_its_own_lines(found):
    oslo = found["oslo"]

    assert (oslo.continuity, oslo.purchase_days) == ("lapsed", 128)
    assert (oslo.last_12_months, oslo.before_12_months) == (2400.0, 5200.0)
    assert (oslo.share, oslo.share_before) == (2400 / 7600, 5200 / 10500)


def test_a_part_that_fell_silent_is_warned_of_and_the_other_is_not(found):
    assert [each.kind for each in found["oslo"].warnings] == ["silence"]
    assert found["oslo"].warnings[0].reason.values["days"] == 200
    assert found["seals"].warnings == ()


def test_several_that_are_called_so_count_together_and_none_is_unknown(found):
    assert found["both"].last_12_months == 2400.0 + 5200.0
    assert found["both"].share == 1.0
    assert "rome" not in found


def test_without_amounts_the_days_are_known_and_the_money_is_not():
    rows = [
        {"account_id": "A", "ordered_on": f"2025-{month:02}-05", "category": "Pumps"}
        for month in range(1, 13)
    ]
    orders = orders_of(rows, as_of="2026-01-01", start="2024-01-01")

    asked = [Part("pumps", "A", "category", frozenset({"Pumps"}))]
    pumps = parts_measured(orders, asked)["pumps"]

    assert (pumps.purchase_days, pumps.last_12_months, pumps.share) == (12, None, None)


def test_orders_that_name_no_such_column_name_no_part():
    orders = orders_of(bought("A", range(1, 400, 7)), as_of="2026-01-01")

    asked = [Part("pumps", "A", "category", frozenset({"Pumps"}))]
    assert parts_measured(orders, asked) == {}
