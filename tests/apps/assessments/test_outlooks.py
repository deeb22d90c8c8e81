"""What an assessment keeps of the coming year."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.analysis.order_tables import order_table
from vitalfew.analysis.assessment.forecast import forecast
from vitalfew.analysis.orders import Window, orders_from_table
from vitalfew.apps.assessments.outlooks import contract_ends, outlooks_of
from vitalfew.apps.assessments.services import framework_record

START = dt.date(2022, 1, 1)
AS_OF = dt.date(2025, 1, 1)


def orders(*, amounts=True, years=3):
    rows = []
    for account in range(40):
        for day in range(account % 7, 365 * years, 14 + account):
            row = {
                "account_id": f"C{account:03}",
                "ordered_on": str(AS_OF - dt.timedelta(days=365 * years - day)),
                "contract_id": "F-1" if account == 1 else None,
            }
            if amounts:
                row |= {"net_amount": 100 + account, "cost": 60}
            rows.append(row)
    start = AS_OF - dt.timedelta(days=365 * years)
    return orders_from_table(order_table(rows), window=Window(start, AS_OF))


def outlooks(seen):
    return outlooks_of(forecast(seen, contract_ends=contract_ends()))


def test_every_account_has_a_forecast_with_its_ranges_and_all_have_a_risk(db):
    found = outlooks(orders())

    assert len(found.accounts) == 40
    for known in found.accounts.values():
        assert known["low80"] <= known["low50"] <= known["high50"] <= known["high80"]
        assert 0 <= known["p_active"] <= 1
    risk = found.figures["risk"]
    total = sum(known["expected"] for known in found.accounts.values())
    assert risk["expected"] == pytest.approx(total)
    assert risk["worst"] < risk["expected"]
    assert found.figures["forecast"]["record"][0] == "forecast.record"


def test_the_end_of_a_framework_lowers_what_is_expected(cast):
    before = outlooks(orders()).accounts["C001"]
    framework_record(
        acting=cast.hana,
        account=cast.norvik,
        contract_id="F-1",
        ends_on=AS_OF + dt.timedelta(days=60),
    )
    after = outlooks(orders()).accounts["C001"]

    assert after["expected"] < before["expected"] / 2
    assert after["reason"] == "forecast.contract_ends"


def test_orders_too_young_to_try_are_unknown_with_the_reason(db):
    found = outlooks(orders(years=3).within(Window(dt.date(2024, 12, 10), AS_OF)))

    assert {known["expected"] for known in found.accounts.values()} == {None}
    assert all(known["reason"] for known in found.accounts.values())
    assert "risk" not in found.figures


def test_without_amounts_nothing_is_said_of_money(db):
    assert outlooks(orders(amounts=False)).accounts == {}


def test_the_values_of_a_reason_can_be_said_in_any_format(db):
    found = outlooks(orders(years=1))

    for known in found.accounts.values():
        assert known["reason"] == "forecast.thin"
        assert known["values"]["months"] == pytest.approx(12)
