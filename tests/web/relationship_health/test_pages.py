"""The tab Health of an account."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from vitalfew.apps.health.keeping import readings_keep, record_keep
from vitalfew.apps.health.models import Reading, Record
from vitalfew.apps.plans.models import Plan

pytestmark = pytest.mark.django_db
TAB = 44


def page(house, who="marta", account="norvik", **settings):
    client = Client(**settings)
    client.force_login(getattr(house.cast, who))
    pk = getattr(house.cast, account).pk
    answer = client.get(reverse("account-health", args=[pk]))
    return answer.status_code, " ".join(answer.content.decode().split())


def test_the_title_says_what_lowers_it_and_each_factor_its_reason(house):
    _status, html = page(house)

    assert "Health 26: Jonas Lind decides, and nobody has met them</h2>" in html
    assert "In danger · Depending on what is not known" in html
    assert "0.0% of the promised value is proven" in html


def test_health_is_shown_of_accounts_one_may_see_and_offered_for_key_accounts(house):
    address = reverse("account-health", args=[house.cast.kelan.pk])
    status, html = page(house, "hana", "kelan")

    assert (status, f'href="{address}"' in html) == (200, False)
    assert page(house, "chen")[0] == 404


def test_who_sees_no_money_reads_no_change_of_purchases(house):
    _status, html = page(house, "carl")

    assert "You see no money of this account." in html
    assert "Purchases changed by" not in html
    assert "Purchases changed by" in page(house, "rhea")[1]


def test_a_change_is_told_with_the_factors_that_moved(house):
    readings_keep()
    kept = Reading.objects.get(account=house.cast.norvik)
    before = [
        each | {"points": 80.0} if each["name"] == "purchases" else each
        for each in kept.stored
    ]
    Reading.objects.create(
        account=kept.account, on=kept.on - dt.timedelta(days=30), points=61.2,
        low=50, high=70, stored=before,
    )  # fmt: skip

    _status, html = page(house)

    assert "Purchases 80 → " in html


def test_an_assessment_keeps_the_record_of_every_factor_tried(house):
    kept = Record.objects.latest("assessment")

    tried = {"activity", "warnings", "people", "meetings", "value"}
    assert set(kept.dated) == tried
    # Its orders reach back too short a time to try a forecast on them.
    assert kept.dated["activity"] == []


def test_the_record_keeps_what_the_forecast_found_of_chances(house):
    assessment = Record.objects.latest("assessment").assessment
    chances = [["bad", 50, 40], ["watch", 20, 9], ["good", 90, 12]]
    assessment.figures["forecast"] = {"chances": chances}

    record_keep(assessment)

    assert Record.objects.get(assessment=assessment).dated["activity"] == chances


def test_the_record_shows_shares_with_their_interval_and_not_of_few(house):
    Record.objects.update(
        outcomes=[["bad", 40, 22], ["watch", 29, 10], ["good", 0, 0]],
        dated={
            "warnings": [["bad", 20, 9], ["watch", 50, 10], ["good", 90, 9]],
            "people": [["bad", 32, 24], ["watch", 0, 0], ["good", 0, 0]],
            "activity": [["bad", 50, 40], ["watch", 0, 0], ["good", 0, 0]],
        },
    )

    _status, html = page(house)

    assert '55%<p class="mut">40% – 69%</p>' in html
    assert '–<p class="mut">–</p>' in html
    assert '75%<p class="mut">58% – 87%</p>' in html
    assert '10%<p class="mut">5% – 18%</p>' in html
    assert '80%<p class="mut">67% – 89%</p>' in html
    assert html.count("Too little history: 0.0 account-years of 30.") == 2


def test_plan_discipline_stands_beside_it_and_is_not_mixed_in(house):
    _status, html = page(house)
    before = html.split('id="health-title">')[1].split("</section>")[0]
    assert "Plan discipline: 8 of 13 are in place</h2>" in html

    Plan.objects.filter(account=house.cast.norvik).update(state=Plan.State.CLOSED)

    _status, html = page(house)
    assert html.split('id="health-title">')[1].split("</section>")[0] == before
    assert 'id="discipline-title">No plan runs</h2>' in html


def test_the_tab_speaks_chinese(house):
    _status, html = page(house, HTTP_ACCEPT_LANGUAGE="zh-CN")

    assert "健康度 26：Jonas Lind 做决定，却无人见过" in html


def test_the_tab_asks_few_queries(house, django_assert_num_queries):
    client = Client()
    client.force_login(house.cast.marta)
    address = reverse("account-health", args=[house.cast.norvik.pk])
    client.get(address)
    with django_assert_num_queries(TAB):
        client.get(address)
