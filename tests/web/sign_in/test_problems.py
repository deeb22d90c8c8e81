"""What a person reads when something went wrong, and what they never read."""

from __future__ import annotations

import logging

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from vitalfew.web.me import views


@pytest.fixture
def broken(monkeypatch):
    def breaks(error: Exception):
        def instead(*_args, **_kwargs):
            raise error

        monkeypatch.setattr(views, "OwnSettingsForm", instead)

    return breaks


def test_an_error_of_the_program_shows_no_traceback(client, cast, broken, caplog):
    broken(RuntimeError("secret detail"))
    client.force_login(cast.hana)

    response = client.get(reverse("me"))

    text = response.content.decode()
    assert response.status_code == 500
    assert "What was saved before is safe" in text
    assert "secret detail" not in text
    assert "Traceback" not in text
    assert "secret detail" in caplog.text


def test_a_database_that_does_not_answer_is_503_and_says_what_is_safe(
    client, cast, broken
):
    broken(OperationalError("database is locked"))
    client.force_login(cast.hana)

    response = client.get(reverse("me"))

    assert response.status_code == 503
    assert "Everything stored is safe" in response.content.decode()


def test_a_page_that_is_not_there_says_so_to_everybody(client, cast):
    assert client.get("/nothing/here/").status_code == 404
    client.force_login(cast.hana)
    page = client.get("/nothing/here/")

    assert page.status_code == 404
    assert "Page not found" in page.content.decode()


def test_a_form_that_expired_says_nothing_was_changed(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.hana)

    page = client.post(reverse("me"), {"theme": "dark"})

    assert page.status_code == 403
    assert "Nothing was changed" in page.content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_problems_are_told_in_the_readers_language(client, db, language):
    page = client.get("/nothing/", headers={"accept-language": language})

    words = "页面不存在" if language == "zh-hans" else "Page not found"
    assert words in page.content.decode()


def test_a_path_cannot_write_lines_into_the_log(client, cast, broken, caplog):
    broken(RuntimeError("boom"))
    client.force_login(cast.hana)
    with caplog.at_level(logging.ERROR, logger="vitalfew.web"):
        client.get(f"{reverse('me')}?a=%0aERROR%20forged")

    messages = [r.getMessage() for r in caplog.records if r.name == "vitalfew.web"]
    assert messages
    assert not any("\n" in message for message in messages)


def test_health_says_yes_or_no_and_nothing_else(client, db, monkeypatch):
    assert client.get(reverse("healthz")).content == b"ok\n"

    def refuses(*_args, **_kwargs):
        raise OperationalError("password authentication failed for user x")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", refuses)
        answer = client.get(reverse("healthz"))

    assert (answer.status_code, answer.content) == (503, b"unavailable\n")
