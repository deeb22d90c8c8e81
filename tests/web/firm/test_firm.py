"""The company's settings on their page, and what they do to what people see."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from tests.apps.assessments import build
from vitalfew.apps.firm.models import Rate
from vitalfew.apps.firm.selectors import firm_settings

PAGE = reverse("firm")
SETTINGS = {
    "name": "Tianhe",
    "currency": "eur",
    "fiscal_year_start": "4",
    "amounts_are": "gross",
    "tax_percent": "13",
    "date_basis": "order",
    "leave_out_intercompany": "on",
    "fixed_costs_a_year": "250000",
    "number_format": "1.234,56",
    "money_format": "full",
}


def test_settings_are_kept(client, cast):
    client.force_login(cast.ada)

    assert client.post(PAGE, SETTINGS).status_code == 302

    firm = firm_settings()
    assert (firm.name, firm.currency, firm.fiscal_year_start) == ("Tianhe", "EUR", 4)
    assert (firm.amounts_are, firm.tax_rate) == ("gross", Decimal("0.13"))
    assert firm.fixed_costs_a_year == 250_000


def test_the_format_of_numbers_changes_what_everybody_reads(client, cast):
    run = build.assessment()
    build.both(run, cast.brenner, rank=1, contribution=1_234_567)
    client.force_login(cast.ada)
    client.post(PAGE, SETTINGS)

    client.force_login(cast.hana)

    assert "1.234.567\u00a0€" in client.get(reverse("accounts")).content.decode()


def test_ones_own_format_wins_over_the_companys(client, cast):
    run = build.assessment()
    build.both(run, cast.brenner, rank=1, contribution=1_234_567)
    client.force_login(cast.ada)
    client.post(PAGE, SETTINGS)
    cast.hana.money_format = "wan"
    cast.hana.number_format = "1,234.56"
    cast.hana.save()

    client.force_login(cast.hana)

    assert "€123 万" in client.get(reverse("accounts")).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"currency": "E1"},
        {"tax_percent": "101"},
        {"fiscal_year_start": "13"},
        {"fixed_costs_a_year": "-1"},
        {"number_format": "1;234"},
    ],
)
def test_a_setting_that_makes_no_sense_is_shown_again(client, cast, wrong):
    client.force_login(cast.ada)

    assert client.post(PAGE, SETTINGS | wrong).status_code == 422
    assert firm_settings().name == ""


def test_whoever_may_not_change_them_reads_them(client, cast):
    client.force_login(cast.hana)

    page = client.get(PAGE).content.decode()

    assert "An administrator changes these." in page
    assert "disabled" in page
    assert reverse("rate-add") not in page


def test_rates_are_added_replaced_and_removed(client, cast):
    client.force_login(cast.ada)
    for rate in ("7.1", "7.2"):
        client.post(
            reverse("rate-add"),
            {"currency": "usd", "valid_from": "2024-01-01", "rate": rate},
        )
    row = Rate.objects.get()
    assert (row.currency, row.rate) == ("USD", Decimal("7.2"))
    assert "7.2" in client.get(PAGE).content.decode()

    client.post(reverse("rate-remove", args=[row.pk]))
    assert not Rate.objects.exists()


def test_a_rate_that_makes_no_sense_is_shown_again(client, cast):
    client.force_login(cast.ada)

    response = client.post(
        reverse("rate-add"), {"currency": "usd", "valid_from": "soon", "rate": "0"}
    )

    assert response.status_code == 422
    assert not Rate.objects.exists()
