"""Rates: what departments cost and how long activities take, set on a page."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests.apps.assessments.test_serving import RATES, ana, assess, record
from vitalfew.apps.assessments.models import CriteriaVersion
from vitalfew.apps.assessments.selectors import criteria_current
from vitalfew.apps.assessments.services import criteria_change

__all__ = ["ana"]

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def entered(**changes):
    sent = {
        "departments-0-name": "Order desk",
        "departments-0-cost": "168000",
        "departments-0-people": "6",
        "departments-0-hours_a_day": "8",
        "departments-0-days": "20",
        "departments-0-practical_share": "85",
        "note": "From the books",
    }
    return sent | changes


def test_a_department_and_then_its_activity_are_set(client, cast):
    client.force_login(cast.ana)
    url = reverse("serving-rates")
    assert "Nothing that was done for customers is recorded yet" in text(
        client.get(url)
    )

    assert client.post(url, entered()).status_code == 302
    sent = entered(**{
        "activities-0-name": "Order entry",
        "activities-0-department": "Order desk",
        "activities-0-minutes": "5",
        "activities-0-lines": "1",
        "complete": "on",
    })  # fmt: skip
    assert client.post(url, sent).status_code == 302

    rates = criteria_current().rates
    assert rates.departments[0].rate == pytest.approx(168_000 / 48_960)
    assert (rates.activities[0].minutes, rates.activities[0].drivers) == (
        5,
        {"lines": 1},
    )
    assert rates.complete is True
    page = text(client.get(url))
    assert 'value="168000"' in page
    assert '<option value="Order desk" selected>' in page


def test_an_emptied_name_removes_an_entry_and_names_stand_once(client, cast):
    client.force_login(cast.hana)
    url = reverse("serving-rates")
    client.post(url, entered())

    twice = entered(**{"departments-1-name": "order desk "})
    refused = client.post(url, twice)
    assert refused.status_code == 422
    assert "order desk stands there twice." in text(refused)
    client.post(url, {"departments-0-name": "", "note": "closed"})
    assert criteria_current().rates.departments == ()


def test_saving_the_criteria_leaves_the_rates_alone(client, cast):
    criteria_change(acting=cast.ana, values={"rates": RATES})
    client.force_login(cast.ana)
    from tests.web.criteria.test_criteria import entered as criteria_entered

    sent = criteria_entered(**{"capacity.accounts": "12"})
    assert client.post(reverse("criteria"), sent).status_code == 302

    assert criteria_current().capacity.accounts == 12
    assert criteria_current().rates.departments[0].name == "Desk"


@pytest.mark.parametrize("who", ["ada", "marta", "stella", "rhea", "carl"])
def test_without_a_margin_role_over_all_accounts_nobody_finds_the_page(
    client, cast, who
):
    client.force_login(getattr(cast, who))

    assert client.get(reverse("serving-rates")).status_code == 404
    assert client.post(reverse("serving-rates"), entered()).status_code == 404
    assert not CriteriaVersion.objects.exists()
    if who == "ada":
        assert "What serving costs" not in text(client.get(reverse("criteria")))


def test_finance_reads_the_rates_and_cannot_set_them(client, cast):
    client.force_login(cast.fay)

    assert "Save rates" not in text(client.get(reverse("serving-rates")))
    assert client.post(reverse("serving-rates"), entered()).status_code == 404
    assert not CriteriaVersion.objects.exists()


# From the record to the pages


@pytest.fixture
def served(ana, tmp_path):
    criteria_change(acting=ana, values={"rates": RATES})
    record(ana, tmp_path)
    return assess(ana)


CANARY = re.compile(r"ost to serve|Serving it cost|before serving|Order entry|Desk")


def test_the_pages_say_which_contribution_they_show_and_what_serving_costs(
    client, cast, served
):
    client.force_login(cast.ana)
    row = served.rows.get(basis="contribution", account__account_id="B00")

    rates = text(client.get(reverse("serving-rates")))
    assert "1 of 1 recorded activities have a rate" in rates
    assert "Unused capacity cost" in rates
    for page in ("portfolio", "candidates"):
        assert "Contribution is less cost to serve." in text(client.get(reverse(page)))
    account = text(client.get(reverse("account", args=[row.account_id])))
    assert "Serving it cost €" not in account
    assert re.search(r"Serving it cost \S+ in 12 months, 0.\d% of its sales", account)
    for words in ("Contribution before serving", "Order entry", "2024", "2025"):
        assert words.casefold() in account.casefold()
    drawer = text(client.get(reverse("candidate", args=[row.account_id])))
    assert "Cost to serve, of sales" in drawer


def test_nobody_without_a_margin_role_sees_a_word_of_it(client, cast, served):
    row = served.rows.get(basis="revenue", account__account_id="B00")
    client.force_login(cast.ada)

    for url in (
        reverse("portfolio"),
        reverse("candidates"),
        reverse("candidate", args=[row.account_id]),
        reverse("account", args=[row.account_id]),
        reverse("criteria"),
    ):
        page = text(client.get(url))
        # Criteria in general are open to who sees all accounts; rates are not.
        assert "less cost to serve" not in page, url
        if url != reverse("criteria"):
            assert not CANARY.search(page), (url, CANARY.search(page))


def test_one_line_says_what_is_missing_and_where_it_is_imported(client, ana):
    run = assess(ana)
    row = run.rows.get(basis="contribution", account__account_id="B00")
    client.force_login(ana)

    account = text(client.get(reverse("account", args=[row.account_id])))

    assert "What serving it costs is not known" in account
    assert "No activities are imported yet." in account
    assert "Import what was done for customers" in account
    assert "less cost to serve" not in text(client.get(reverse("portfolio")))


def test_the_page_of_rates_speaks_chinese(client, cast):
    cast.ana.language = "zh-hans"
    cast.ana.save()
    client.force_login(cast.ana)

    page = text(client.get(reverse("serving-rates")))

    assert "服务客户的部门" in page
    assert "还没有为客户所做之事的记录" in page
