"""The worked case of payback, computed for whoever asks with other figures."""

from __future__ import annotations

import pytest
from django.urls import reverse

from vitalfew.apps.firm.models import Firm

ADDRESS = "/methods/payback/"
HTMX = {"HX-Request": "true", "HX-Target": "case"}


@pytest.fixture
def reader(client, cast):
    Firm.objects.create(pk=1, currency="USD")
    client.force_login(cast.carl)
    return client


def read(client, **asked):
    response = client.get(ADDRESS, asked)
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_begins_with_the_worked_case(reader):
    assert reverse("method", args=["payback"]) == ADDRESS

    page = read(reader)

    assert "Paid back in month 22; one order alone would leave $2.00M uncovered" in page
    for figure in ("−$2,000,000", "$500,000", "$3,000,000"):
        assert f'<td class="n">{figure}</td></tr>' in page
    assert "<dt>Paid back in</dt><dd>month 22</dd>" in page
    assert "<dt>Net present value</dt><dd>$1,671,675</dd>" in page
    assert "<dt>Return on all costs</dt><dd>50.0%</dd>" in page
    assert "<dt>After one order alone</dt><dd>−$2,000,000</dd>" in page
    assert 'name="sales" value="10000000"' in page
    assert 'class="chart at-760"' in page


def test_other_figures_are_computed_from_the_address_alone(reader):
    page = read(reader, sales="1000", margin="50", investment="2000", serving="0")

    assert "Not paid back within 3 years" in page
    assert "<dt>Paid back in</dt><dd>not within the years counted</dd>" in page
    assert 'name="investment" value="2000"' in page


def test_a_change_brings_the_result_alone(reader):
    answer = reader.get(ADDRESS, {"rate": "0"}, headers=HTMX).content.decode()

    assert "<dt>Net present value</dt><dd>$3,000,000</dd>" in answer
    assert "<form" not in answer


def test_figures_are_in_the_readers_format(reader, cast):
    cast.carl.number_format = "1.234,56"
    cast.carl.language = "zh-hans"
    cast.carl.save()

    page = read(reader)

    assert "第 22 个月收回投入；若仅一笔订单，仍差 200 万\u00a0$" in page
    assert "<dt>净现值（NPV）</dt><dd>1.671.675\u00a0$</dd>" in page


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"sales": "much"}, "Sales a year</a>: Enter a number."),
        ({"sales": ""}, "Sales a year</a>: This field is required."),
        ({"sales": "nan"}, "Sales a year</a>: Enter a number."),
        ({"investment": "-1"}, "Spent to win an account</a>: Ensure this value is"),
        ({"years": "1e9"}, "Years counted</a>: Enter a whole number."),
        ({"years": "31"}, "Years counted</a>: Ensure this value is less than"),
    ],
)
def test_what_cannot_be_computed_is_said_once_and_nothing_is_shown(reader, asked, said):
    page = read(reader, **asked)

    assert page.count("Nothing was computed.") == 1
    assert page.count(said) == 1
    assert "Net present value" not in page
    assert f'name="years" value="{asked.get("years", 3)}"' in page


def test_an_investment_of_nothing_and_years_of_loss_are_computed(reader):
    assert "Paid back in month 0" in read(reader, investment="0")
    assert "Not paid back within 3 years" in read(reader, margin="-5")
