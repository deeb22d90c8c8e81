"""Everything that happened to an account, in one line of time."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import account as make_account

pytestmark = pytest.mark.django_db


def history(house, who="hana", account="norvik", **settings):
    query = settings.pop("kind", None)
    client = Client(**settings)
    client.force_login(getattr(house.cast, who))
    address = reverse("account-history", args=[getattr(house.cast, account).pk])
    html = client.get(address, {"kind": query} if query else {}).content.decode()
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
