"""Every address × every person × own and foreign account × reading and sending."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.web.access.crawl import body_of
from tests.web.access.table import (
    ALL,
    PAGES,
    SEE_BRENNER,
    SEE_KELAN,
    SEE_NORVIK,
    Page,
)
from tests.web.house import fingerprint

pytestmark = pytest.mark.django_db

ON_BOTH = "hana marta rhea"
"""Roles are decided before any database is asked: three of ten are enough for two."""
PEOPLE = (ON_BOTH if os.environ.get("TEST_DATABASE_URL") else ALL).split()
SEEN = {"norvik": SEE_NORVIK, "brenner": SEE_BRENNER, "kelan": SEE_KELAN}
OF_ACCOUNT = {name: page for name, page in PAGES.items() if page.of_account}


def names_of(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names_of(pattern.url_patterns)
        else:
            yield pattern.name


def signed_in(house, name: str, **settings) -> Client:
    client = Client(raise_request_exception=False, **settings)
    client.force_login(getattr(house.cast, name))
    return client


def path_of(house, name: str) -> str:
    return reverse(name, args=PAGES[name].args(house))


def status_of(response) -> int:
    body_of(response)  # a file that is sent stays open until it is read
    return response.status_code


def text_of(response) -> str:
    """What a person sees of an answer, without tokens that differ each time."""
    if response.streaming:
        return ""
    text = response.content.decode()
    text = re.sub(r'(csrfmiddlewaretoken" value|X-CSRFToken": )="?[^"]*"', "", text)
    text = re.sub(r'"X-CSRFToken": "[^"]*"', "", text)
    return re.sub(r'name="next" value="[^"]*"', "", text)


def test_every_address_has_a_line_in_the_table():
    assert set(names_of(get_resolver().url_patterns)) == set(PAGES)


def may_see(page: Page, who: str, account: str = "norvik") -> bool:
    return not page.of_account or who in SEEN[account].split()


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever is sent here is as if it had not been sent."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("who", PEOPLE)
def test_a_person_reads_what_their_role_allows_and_nothing_else(house, who):
    client = signed_in(house, who)
    wrong = {}
    for name, page in PAGES.items():
        allowed = who in page.read.split() and may_see(page, who)
        expected = page.get if allowed else {404}
        if name == "portfolio" and who == "carl":
            expected = {302}
        status = status_of(client.get(path_of(house, name)))
        if status not in expected:
            wrong[name] = status

    assert wrong == {}


@pytest.mark.parametrize("who", PEOPLE)
def test_a_person_sends_what_their_role_allows_and_nothing_else(house, who):
    client = signed_in(house, who)
    before = fingerprint()
    wrong = {}
    for name, page in PAGES.items():
        if who in page.write.split() and may_see(page, who):
            continue
        status = client.post(path_of(house, name), page.data).status_code
        if status not in {404, 405}:
            wrong[name] = status
    assert wrong == {}
    assert fingerprint() == before

    for name, page in PAGES.items():
        if who not in page.write.split() or not may_see(page, who):
            continue
        with taken_back():
            client = signed_in(house, who)
            status = client.post(path_of(house, name), page.data).status_code
        if status not in page.post:
            wrong[name] = status
    assert wrong == {}


@pytest.mark.parametrize("who", PEOPLE)
def test_an_account_one_may_not_see_looks_absent(house, who):
    client = signed_in(house, who)
    before = fingerprint()
    wrong = []
    for name, page in OF_ACCOUNT.items():
        for method, allowed in (("get", page.read), ("post", page.write)):
            send = getattr(client, method)
            hidden = [
                account
                for account in SEEN
                if who not in allowed.split() or not may_see(page, who, account)
            ]
            if not hidden:
                continue
            absent = send(reverse(name, args=[999_999_999]), page.data)
            if absent.status_code not in {404, 405}:
                wrong.append((name, method, absent.status_code))
            for account in hidden:
                at = reverse(name, args=[getattr(house.cast, account).pk])
                found = send(at, page.data)
                same = text_of(found) == text_of(absent)
                if found.status_code != absent.status_code or not same:
                    wrong.append((name, method, account, found.status_code))

    assert wrong == []
    assert fingerprint() == before


# Norvik's pages are those that everybody reads above.
@pytest.mark.parametrize("account", sorted(SEEN.keys() - {"norvik"}))
@pytest.mark.parametrize("who", PEOPLE)
def test_an_account_one_may_see_is_there(house, account, who):
    client = signed_in(house, who)
    wrong = {}
    for name, page in OF_ACCOUNT.items():
        if who in page.read.split() and may_see(page, who, account):
            address = reverse(name, args=[getattr(house.cast, account).pk])
            status = status_of(client.get(address))
            if status not in page.get:
                wrong[name] = status

    assert wrong == {}


def test_whoever_is_not_signed_in_is_asked_to(house):
    before = fingerprint()
    sign_in = reverse("account_login")
    wrong = []
    for name, page in PAGES.items():
        path = path_of(house, name)
        for method in ("get", "post"):
            response = getattr(Client(), method)(path)
            if page.public:
                fine = response.status_code in page.get | page.post
            else:
                asked = response.get("Location", "").startswith(sign_in)
                fine = response.status_code == 302 and asked
            if not fine:
                wrong.append((name, method, response.status_code))

    assert wrong == []
    assert fingerprint() == before


@pytest.mark.parametrize("who", ["ada", "hana", "ana", "marta"])
def test_nothing_is_accepted_without_the_token_of_a_form(house, who):
    client = signed_in(house, who, enforce_csrf_checks=True)
    before = fingerprint()

    statuses = {
        name: client.post(path_of(house, name), page.data).status_code
        for name, page in PAGES.items()
    }

    # Who may not send at all is refused before or after the token is asked for.
    refused = {
        name: {403} if who in PAGES[name].write.split() else {403, 404}
        for name in statuses
    }
    assert {n: s for n, s in statuses.items() if s not in refused[n]} == {}
    assert fingerprint() == before


@pytest.mark.parametrize("who", ["ada", "hana", "ana"])
def test_no_other_method_does_anything(house, who):
    client = signed_in(house, who)
    before = fingerprint()

    statuses = {
        (name, method): getattr(client, method)(path_of(house, name)).status_code
        for name in PAGES
        for method in ("put", "patch", "delete", "options", "trace")
    }

    assert {at: s for at, s in statuses.items() if s not in {404, 405}} == {}
    assert fingerprint() == before


def test_a_deactivated_person_is_out_at_once(house):
    client = signed_in(house, "hana")
    type(house.cast.hana).objects.filter(pk=house.cast.hana.pk).update(is_active=False)
    sign_in = reverse("account_login")

    inside = {
        name
        for name, page in PAGES.items()
        if not page.public
        and not client.get(path_of(house, name)).get("Location", "").startswith(sign_in)
    }

    assert inside == set()
