"""The tab Business of an account: what is known, offered, proven and promised."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from vitalfew.apps.value.models import Statement

pytestmark = pytest.mark.django_db


def page(house, who="marta", account="norvik", query="", **settings):
    client = Client(**settings)
    client.force_login(getattr(house.cast, who))
    address = reverse("account-business", args=[getattr(house.cast, account).pk])
    return " ".join(client.get(address + query).content.decode().split())


def send(house, name, *args, who="marta", **data):
    client = Client()
    client.force_login(getattr(house.cast, who))
    answer = client.post(reverse(name, args=args), data)
    return answer.status_code, " ".join(answer.content.decode().split())


def test_the_tab_says_what_is_unknown_and_where_each_statement_comes_from(house):
    html = page(house)

    assert "8 of 11 topics are unknown" in html
    assert "stated &lt;script&gt;" in html
    assert "their &lt;script&gt;" in html
    assert "2 May 2026 · " in html
    assert "High threat" in html


@pytest.mark.parametrize(
    ("who", "may"), [("marta", True), ("hana", True), ("rhea", False)]
)
def test_only_who_runs_the_account_is_offered_to_write(house, who, may):
    assert ("?open=tell-trend" in page(house, who)) == may
    opened = page(house, who, query="?open=tell-competitor")
    assert ("id_competitor_supplies" in opened) == may


def test_a_statement_is_recorded_on_the_page_and_told_in_the_history(house):
    status, _html = send(
        house,
        "statement-record",
        house.cast.norvik.pk,
        "trend",
        text="They repair rather than replace",
        source="Trade fair",
        said_on="2026-05-03",
    )

    assert status == 302
    assert "7 of 11 topics are unknown" in page(house)
    client = Client()
    client.force_login(house.cast.marta)
    history = client.get(reverse("account-history", args=[house.cast.norvik.pk]))
    assert "Statement recorded: Trends" in history.content.decode()


def test_a_refused_statement_keeps_what_was_written(house):
    before = Statement.objects.count()

    status, html = send(
        house, "statement-record", house.cast.norvik.pk, "trend", text="They repair"
    )

    assert status == 422
    assert "They repair" in html
    assert Statement.objects.count() == before


def test_the_tab_speaks_chinese(house):
    html = page(house, HTTP_ACCEPT_LANGUAGE="zh-CN")

    assert "11 个主题中有 8 个未知" in html
    assert "还有谁供货" in html
