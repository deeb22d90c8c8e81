"""Everything that happened to an account, in one line of time."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import account as make_account
from vitalfew.apps.accounts.models import Account
from vitalfew.apps.audit.models import Entry
from vitalfew.apps.program.falling_back import event_report

pytestmark = pytest.mark.django_db


def history(house, who="hana", account="norvik", **settings):
    query = {k: settings.pop(k) for k in ("kind", "page") if k in settings}
    client = Client(**settings)
    client.force_login(getattr(house.cast, who))
    address = reverse("account-history", args=[getattr(house.cast, account).pk])
    html = client.get(address, query).content.decode()
    return " ".join(html.split())


def test_it_tells_decisions_moves_gates_events_warnings_and_the_team(house):
    html = history(house)

    assert "Made key account" in html
    assert "Moved from Establish to Stabilize" in html
    assert "Gate confirmed: A value proposition is agreed" in html
    assert "Event reported: Decision-maker or champion left" in html
    assert "Warning raised: Silence" in html
    assert "Judgement recorded" in html


def test_one_kind_can_be_asked_for_and_nonsense_shows_everything(house):
    decisions = history(house, kind="decision")

    assert "1 thing happened since" in decisions
    assert "Made key account" in decisions
    assert "Gate confirmed" not in decisions
    assert "Gate confirmed" in history(house, kind="<b>")


def test_a_warning_that_shows_a_margin_is_not_told_without_a_margin_role(house):
    assert "Warning raised: Falling purchases" in history(house)
    assert "Warning raised: Falling purchases" not in history(house, "rhea")


def test_an_account_of_which_nothing_is_told_says_what_will_stand_here(house):
    new = make_account("X900", "Xeno")
    client = Client()
    client.force_login(house.cast.hana)

    html = client.get(reverse("account-history", args=[new.pk])).content.decode()

    assert "Nothing has happened yet" in html
    assert "stand here as they happen" in html


def test_it_speaks_chinese(house):
    html = history(house, HTTP_ACCEPT_LANGUAGE="zh-CN")

    assert "从“建立关系”升到“稳定关系”" in html
    assert "关口已确认：价值主张已与客户谈定" in html


def test_nothing_is_left_out_however_much_happened(house):
    """A decision of years ago is found under hundreds of newer things."""
    made = {"actor": house.cast.marta, "account": house.cast.norvik}
    Entry.objects.bulk_create(
        Entry(action="touch.log", subject_type="touch", subject_id=str(n), **made)
        for n in range(450)
    )
    newest = history(house)
    (found,) = re.findall(r"(\d+) things happened since", newest)

    last = history(house, page=str(-(-int(found) // 100)))

    assert newest.count('<li class="li">') == 100
    assert f"1–100 of {found}" in newest
    assert "Made key account" not in newest
    assert "Made key account" in last
    assert "1 thing happened since" in history(house, kind="decision")


def test_what_changed_in_its_market_is_told_of_it(house):
    Account.objects.filter(pk=house.cast.norvik.pk).update(industry="Wind power")
    event_report(
        acting=house.cast.hana,
        kind="market",
        on=dt.date(2026, 5, 2),
        note="Subsidies ended",
        industry="wind power",
    )

    assert "Event reported: Market of an industry changed" in history(
        house, kind="cycle"
    )
    assert "Subsidies ended" in history(house)
    assert "Subsidies ended" not in history(house, account="brenner")


def test_the_history_takes_no_more_queries_for_more(
    house, django_assert_max_num_queries
):
    made = {"actor": house.cast.marta, "account": house.cast.norvik}
    client = Client()
    client.force_login(house.cast.hana)
    address = reverse("account-history", args=[house.cast.norvik.pk])
    client.get(address)
    with CaptureQueriesContext(connection) as before:
        client.get(address)
    Entry.objects.bulk_create(
        Entry(action="touch.log", subject_type="touch", subject_id=str(n), **made)
        for n in range(150)
    )

    with django_assert_max_num_queries(len(before)):
        client.get(address)
