"""Who sets the company's settings, and which values they can have."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from vitalfew.apps.audit.models import Entry
from vitalfew.apps.firm import services
from vitalfew.apps.firm.models import Firm, Rate
from vitalfew.apps.firm.selectors import firm_settings

DAY = datetime.date(2024, 1, 1)


def state():
    return [list(Firm.objects.values()), list(Rate.objects.values())]


def test_settings_are_kept_with_what_they_were_before(cast):
    services.firm_change(
        acting=cast.ada,
        values={"name": "Tianhe", "currency": "CNY", "fiscal_year_start": 4},
    )
    services.firm_change(acting=cast.ada, values={"currency": "EUR"})

    firm = firm_settings()
    assert (firm.name, firm.currency, firm.fiscal_year_start) == ("Tianhe", "EUR", 4)
    newest = Entry.objects.first()
    assert newest.action == "firm.change"
    assert newest.details == {"currency": {"before": "CNY", "after": "EUR"}}


def test_saving_the_same_settings_again_writes_nothing(cast):
    services.firm_change(acting=cast.ada, values={"name": "Tianhe"})
    services.firm_change(acting=cast.ada, values={"name": "Tianhe"})

    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    "values",
    [
        {"currency": "eur"},
        {"currency": "EURO"},
        {"fiscal_year_start": 13},
        {"fiscal_year_start": 0},
        {"tax_rate": Decimal("1.2")},
        {"tax_rate": Decimal("-0.1")},
        {"fixed_costs_a_year": Decimal(-1)},
        {"amounts_are": "both"},
        {"date_basis": "mood"},
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(cast, values):
    with pytest.raises(ValidationError):
        services.firm_change(acting=cast.ada, values=values)

    assert state() == [[], []]
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "name", ["hana", "marta", "sam", "stella", "ana", "fay", "carl", "rhea"]
)
def test_only_an_administrator_sets_them(cast, name):
    acting = getattr(cast, name)
    rate = Rate.objects.create(currency="USD", valid_from=DAY, rate=1)
    before = state()

    for change in (
        lambda: services.firm_change(acting=acting, values={"name": "X"}),
        lambda: services.rate_set(
            acting=acting, currency="USD", valid_from=DAY, rate=Decimal(2)
        ),
        lambda: services.rate_remove(acting=acting, rate=rate),
    ):
        with pytest.raises(PermissionDenied):
            change()

    assert state() == before


def test_a_rate_counts_from_a_day_on_and_is_replaced_on_the_same_day(cast):
    for rate in ("7.1", "7.2"):
        services.rate_set(
            acting=cast.ada, currency="usd", valid_from=DAY, rate=Decimal(rate)
        )

    row = Rate.objects.get()
    assert (row.currency, row.rate) == ("USD", Decimal("7.2"))
    services.rate_remove(acting=cast.ada, rate=row)
    assert not Rate.objects.exists()
    assert Entry.objects.count() == 3


@pytest.mark.parametrize(
    ("currency", "rate"), [("US", "1"), ("USD", "0"), ("USD", "-1")]
)
def test_a_rate_is_above_zero_and_names_a_currency(cast, currency, rate):
    with pytest.raises(ValidationError):
        services.rate_set(
            acting=cast.ada, currency=currency, valid_from=DAY, rate=Decimal(rate)
        )

    assert not Rate.objects.exists()
