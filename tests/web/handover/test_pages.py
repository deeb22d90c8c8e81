"""The page for handing an account over."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.web.files import text_of_pdf
from vitalfew.apps.handover.models import LetBe
from vitalfew.apps.plans.models import Action

pytestmark = pytest.mark.django_db


def page(house, who="marta", **settings):
    client = Client(**settings)
    client.force_login(getattr(house.cast, who))
    answer = client.get(reverse("account-handover", args=[house.cast.norvik.pk]))
    return " ".join(answer.content.decode().split())


def send(house, url, who="marta", **data):
    client = Client()
    client.force_login(getattr(house.cast, who))
    address = reverse(url, args=[house.cast.norvik.pk])
    answer = client.post(address, data, follow=True)
    return answer.status_code, " ".join(answer.content.decode().split())


@pytest.fixture
def left(house):
    house.cast.sam.is_active = False
    house.cast.sam.save(update_fields=["is_active"])
    return Action.objects.get(owner=house.cast.sam)


def test_a_new_manager_reads_everything_on_one_page(house):
    html = page(house)

    assert "Nothing hangs in the air</h2>" in html
    for told in (
        "large &lt;script&gt;",
        "Health 26",
        "Jonas Lind · CPO",
        "Executive · Economic buyer",
        "Nobody has met Jonas Lind, who decides",
        "stock &lt;script&gt;",
        "grow &lt;script&gt;",
        "lost &lt;script&gt;",
        "stated &lt;script&gt;",
        "Promise: Spare parts &lt;script&gt;",
        "ran &lt;script&gt;alert(7)&lt;/script&gt; · Satisfied",
    ):
        assert told in html


def test_a_loose_end_is_taken_with_one_button(house, left):
    assert "The action of Sam" in page(house)
    assert "Give it to Marta Olsen</button>" in page(house)

    status, html = send(house, "loose-end-take", key=f"action:{left.pk}")

    left.refresh_from_db()
    assert (status, left.owner) == (200, house.cast.marta)
    assert "Done: Give it to Marta Olsen." in html


def test_letting_be_asks_for_a_reason(house, left):
    key = f"action:{left.pk}"
    status, html = send(house, "loose-end-let-be", key=key, reason="")
    assert status == 422
    assert "it is kept." in html
    assert not LetBe.objects.exists()

    _status, html = send(house, "loose-end-let-be", key=key, reason="Settled by phone")

    assert "Settled by phone" in html
    assert "The action of Sam" not in html


def test_what_is_not_there_any_more_is_refused(house):
    status, html = send(house, "loose-end-take", key="tie:9999")

    assert status == 422
    assert "seen to in the meantime" in html


def test_readers_are_offered_nothing(house, left):
    html = page(house, "rhea")

    assert "Give it to Marta Olsen" in html
    assert "Give it to Marta Olsen</button>" not in html


def test_margins_stay_with_those_who_may_see_them(house):
    assert "445k" in page(house, "marta")
    assert "445k" not in page(house, "rhea")


def test_the_page_speaks_chinese(house, left):
    html = page(house, HTTP_ACCEPT_LANGUAGE="zh-CN")

    assert "有 4 件事悬而未决" in html
    assert "交给 Marta Olsen" in html


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ["Handing over Norvik Wind", "Jonas Lind · CPO", "The action of Sam"]),
        ("zh-CN", ["交接 Norvik Wind", "Jonas Lind · CPO", "交给 Marta Olsen"]),
    ],
)
def test_all_of_it_is_a_pdf_in_the_readers_language(house, left, language, told):
    client = Client(HTTP_ACCEPT_LANGUAGE=language)
    client.force_login(house.cast.marta)

    answer = client.get(reverse("handover-pdf", args=[house.cast.norvik.pk]))

    assert answer["Content-Type"] == "application/pdf"
    text = text_of_pdf(answer.content)
    for words in told:
        assert words in text
