"""What we took on, on the tab Business."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from tests.web.business.test_pages import page, send
from vitalfew.apps.people.services.posts import Held, position_add
from vitalfew.apps.trust.models import Undertaking
from vitalfew.apps.trust.services import Taken, undertaking_begin, undertaking_end

pytestmark = pytest.mark.django_db


def test_the_tab_says_what_is_late_and_what_they_said(house):
    html = page(house)

    assert "0 of 1 promise kept, 1 is late" in html
    assert "Eva &lt;script&gt;" in html
    assert "Sam" in html


def test_a_promise_kept_too_late_is_ended_by_whoever_made_it(house):
    status, _html = send(
        house,
        "undertaking-act",
        house.undertaking.pk,
        "end",
        who="sam",
        kept="yes",
        on="2026-03-09",
        outcome="They came in time",
    )

    html = page(house)
    assert status == 302
    assert "0 of 1 promise kept, their word is missing on 1" in html
    assert "Nobody of theirs has said what they think of it." in html


def test_the_tab_says_how_sure_the_share_of_kept_promises_is(house):
    day = dt.date(2026, 3, 2)
    for _ in range(4):
        made = undertaking_begin(
            acting=house.cast.marta,
            account=house.cast.norvik,
            taken=Taken("promise", "Parts", house.cast.sam, day, due_on=day),
        )
        undertaking_end(
            acting=house.cast.marta, undertaking=made, kept=True, on=day, outcome="Came"
        )

    assert "80.0% kept; with 95% certainty between 37.6% and 96.4%." in page(house)
    html = page(house, HTTP_ACCEPT_LANGUAGE="zh-CN")
    assert "兑现率 80.0%，95% 的把握在 37.6% 与 96.4% 之间。" in html


def test_a_refused_end_keeps_what_was_written(house):
    status, html = send(
        house, "undertaking-act", house.undertaking.pk, "end", outcome="They came"
    )

    assert status == 422
    assert "They came" in html
    assert Undertaking.objects.get(pk=house.undertaking.pk).state == "open"


def test_the_tab_speaks_of_trust_in_chinese(house):
    html = page(house, HTTP_ACCEPT_LANGUAGE="zh-CN")

    assert "1 项到期承诺中已兑现 0 项，1 项逾期" in html


def test_their_words_are_kept_the_newest_first_and_who_spoke_is_linked(house):
    post = position_add(
        acting=house.cast.hana, account=house.cast.norvik, held=Held(title="COO"),
        person={"name": "Ingrid Solheim"},
    )  # fmt: skip
    pilot = Undertaking.objects.get(kind="pilot")
    given = {"said": "dissatisfied", "on": "2026-03-05", "text": "Noisy by now"}
    send(house, "undertaking-word", pilot.pk, contact=post.contact_id, **given)

    html = page(house)

    assert html.index("Noisy by now") < html.index("What they said before: 1 word")
    assert "Eva &lt;script&gt;" in html.partition("What they said before")[2]
    assert reverse("contact", args=[post.contact_id]) in html
    assert "written down by Marta Olsen" in html
    zh = page(house, HTTP_ACCEPT_LANGUAGE="zh-CN")
    assert "此前的评价：1 条" in zh


def test_the_form_offers_who_has_a_post_there_and_keeps_what_was_refused(house):
    status, html = send(
        house, "undertaking-word", house.undertaking.pk, said="satisfied",
        on="2026-03-05", text="All came",
    )  # fmt: skip

    assert status == 422
    assert "All came" in html
    assert "Nobody of these" in html
    assert not house.undertaking.words.exists()
