"""What we took on, on the tab Business."""

from __future__ import annotations

import pytest

from tests.web.business.test_pages import page, send
from vitalfew.apps.trust.models import Undertaking

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
