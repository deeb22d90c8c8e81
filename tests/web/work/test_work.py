"""What somebody took on for customers stands in their own work."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from vitalfew.apps.trust.models import Undertaking

pytestmark = pytest.mark.django_db


def work(person, **settings):
    client = Client(**settings)
    client.force_login(person)
    return " ".join(client.get(reverse("work")).content.decode().split())


def test_a_promise_that_is_late_is_in_the_title_and_leads_to_the_account(house):
    html = work(house.cast.sam)

    assert "1 thing you took on is late</h2>" in html
    assert f"/accounts/{house.cast.norvik.pk}/business/#trust" in html
    assert "您承诺的事项有 1 件已逾期" in work(
        house.cast.sam, HTTP_ACCEPT_LANGUAGE="zh-CN"
    )


def test_who_only_has_something_open_is_told_that_nothing_presses(house):
    Undertaking.objects.filter(pk=house.undertaking.pk).update(
        owner=house.cast.marta, due_on=None
    )

    assert "Nothing is overdue or due today</h2>" in work(house.cast.marta)
