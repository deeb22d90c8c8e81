"""The calendar of somebody's work, under a secret address."""

from __future__ import annotations

import datetime as dt
import html
import re

import icalendar
import pytest
from django.test import Client
from django.urls import reverse

from vitalfew.apps.plans.models import Action, CalendarFeed, Plan
from vitalfew.apps.teams.models import Membership
from vitalfew.apps.users.models import User

pytestmark = pytest.mark.django_db


def made(person):
    client = Client()
    client.force_login(person)
    page = client.post(reverse("calendar-make")).content.decode()
    found = re.search(r'value="http://[^/]*(/calendar\.ics\?key=[^"]*)"', page)
    return client, html.unescape(found[1])


def events(address):
    answer = Client().get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = icalendar.Calendar.from_ical(answer.content)
    return {str(each["SUMMARY"]): each for each in calendar.walk("VEVENT")}


def test_it_holds_ones_own_actions_promises_and_reviews_without_signing_in(house):
    _client, address = made(house.cast.sam)

    event, promise = events(address).values()

    assert event["SUMMARY"] == house.action.title
    assert event.decoded("DTSTART") == dt.date(2026, 5, 4)
    assert f"/accounts/{house.cast.norvik.pk}/plan/" in str(event["URL"])
    assert promise["SUMMARY"] == house.undertaking.title
    assert f"/accounts/{house.cast.norvik.pk}/business/" in str(promise["URL"])
    Plan.objects.filter(pk=house.plan.pk).update(next_review=dt.date(2026, 8, 1))
    _client, address = made(house.cast.marta)
    assert set(events(address)) == {"Review of the plan: Norvik Wind"}


def test_it_speaks_the_language_of_its_owner(house):
    User.objects.filter(pk=house.cast.marta.pk).update(language="zh-hans")
    _client, address = made(house.cast.marta)

    assert "计划回顾：Norvik Wind" in events(address)


def test_only_what_its_owner_still_sees_is_in_it(house):
    _client, address = made(house.cast.sam)
    Membership.objects.filter(user=house.cast.sam).update(ends_on=dt.date(2026, 1, 1))

    assert events(address) == {}


def test_a_wrong_a_replaced_and_a_revoked_address_are_absent(house, caplog):
    client, old = made(house.cast.sam)
    client, new = made(house.cast.sam)
    key = new.partition("key=")[2]

    gone = [old, reverse("calendar"), f"{reverse('calendar')}?key=x"]
    assert [Client().get(address).status_code for address in gone] == [404] * 3
    assert events(new)
    assert "An address is in use" in client.get(reverse("work")).content.decode()
    client.post(reverse("calendar-revoke"))
    assert Client().get(new).status_code == 404
    assert key not in caplog.text
    assert not CalendarFeed.objects.exists()


def test_the_address_is_kept_as_a_hash_and_dies_with_its_person(house):
    client, address = made(house.cast.sam)
    key = address.partition("key=")[2]

    assert key not in client.get(reverse("work")).content.decode()
    assert CalendarFeed.objects.get().digest != key
    User.objects.filter(pk=house.cast.sam.pk).update(is_active=False)
    assert Client().get(address).status_code == 404


def test_events_of_two_firms_are_told_apart(house, settings):
    _client, address = made(house.cast.sam)
    uids = []
    for host in ("one.example", "two.example"):
        settings.BASE_URL = f"https://{host}"
        uids += [str(each["UID"]) for each in events(address).values()]

    assert len(set(uids)) == len(uids) == 4


def test_long_chinese_lines_are_folded_and_signs_escaped(house):
    """RFC 5545: 75 octets a line, and no letter is torn in two."""
    title = "与客户确认备件清单, 交货期; 数量\\单位" * 8
    Action.objects.filter(pk=house.action.pk).update(title=title)
    _client, address = made(house.cast.sam)

    content = Client().get(address).content

    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert title in events(address)
