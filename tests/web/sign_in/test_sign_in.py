"""Getting in, getting back in, and keeping others out."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils.http import int_to_base36

from tests.cast import PASSWORD
from vitalfew.apps.audit.models import Entry
from vitalfew.apps.users.jobs import password_link_send
from vitalfew.apps.users.models import User
from vitalfew.apps.users.services import user_deactivate, user_invite, user_set_roles

SIGN_IN = reverse("account_login")
RESET = reverse("account_reset_password")
NEW = "a quiet river at night"


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture(autouse=True)
def jobs_at_once(settings):
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}
    }


def sign_in(client: Client, email="hana@vitalfew.example", password=PASSWORD, **more):
    return client.post(SIGN_IN, {"login": email, "password": password}, **more)


def signed_in(client: Client) -> bool:
    return client.get(reverse("me")).status_code == 200


def ask(client: Client, email: str, **more):
    return client.post(RESET, {"email": email}, **more)


def link_in(message) -> str:
    return re.search(r"https?://\S+", message.body).group()


def path_in(message) -> str:
    return "/" + link_in(message).split("/", 3)[3]


def test_the_right_password_opens_the_start_page(client, cast):
    response = sign_in(client)

    assert (response.status_code, response["Location"]) == (302, "/")
    assert signed_in(client)


def test_the_address_may_be_written_in_capitals(client, cast):
    assert sign_in(client, "HANA@Vitalfew.Example").status_code == 302


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, cast):
    wrong = sign_in(client, password="not it at all")
    unknown = sign_in(client, "nobody@vitalfew.example", "not it at all")

    def error(response):
        return re.findall(
            r'role="alert".*?</div>', response.content.decode(), re.DOTALL
        )

    assert wrong.status_code == unknown.status_code == 200
    assert error(wrong) == error(unknown) != []
    assert not signed_in(client)


def test_the_session_has_a_new_key_after_signing_in(client, cast):
    client.get(SIGN_IN)
    session = client.session
    session["before"] = "x"
    session.save()
    client.cookies["sessionid"] = session.session_key

    sign_in(client)

    assert client.session.session_key != session.session_key


def test_guessing_is_stopped_for_the_address_whatever_the_host(client, cast):
    for _ in range(5):
        sign_in(client, password="wrong")

    refused = sign_in(client, headers={"host": "localhost"})

    assert not signed_in(client)
    assert refused.status_code in {200, 429}
    assert sign_in(Client(), "ana@vitalfew.example").status_code == 302


def test_guessing_at_many_addresses_from_one_place_is_stopped(client, cast):
    for number in range(20):
        sign_in(client, f"guess{number}@x.example", "wrong")

    sign_in(client)

    assert not signed_in(client)


def test_a_made_up_forwarding_header_does_not_dodge_the_limit(client, cast):
    for number in range(20):
        sign_in(
            client,
            f"guess{number}@x.example",
            "wrong",
            headers={"x-forwarded-for": f"10.0.0.{number}"},
        )

    sign_in(client, headers={"x-forwarded-for": "10.9.9.9"})

    assert not signed_in(client)


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "http:evil.example",
        "https:/evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        " https://evil.example",
        "/\t/evil.example",
        "\x00//evil.example",
        "http://testserver@evil.example/",
        "https://localhost.evil.example",
    ],
)
@pytest.mark.parametrize("page", ["account_login", "language", "appearance", "columns"])
def test_nobody_is_sent_to_another_site(client, cast, page, address):
    if page != "account_login":
        client.force_login(cast.hana)
    data = {
        "login": "hana@vitalfew.example",
        "password": PASSWORD,
        "language": "en",
        "theme": "dark",
        "table": "t",
        "next": address,
    }

    response = client.post(reverse(page), data)

    assert response.status_code == 302
    assert response["Location"] == "/"


def test_a_page_one_wanted_to_see_opens_after_signing_in(client, cast):
    response = client.post(
        SIGN_IN,
        {"login": "hana@vitalfew.example", "password": PASSWORD, "next": "/people/"},
    )

    assert response["Location"] == "/people/"


def test_signing_out_asks_first_and_needs_a_form(client, cast):
    client.force_login(cast.hana)
    client.get(reverse("account_logout"))
    assert signed_in(client)

    client.post(reverse("account_logout"))
    assert not signed_in(client)


def test_nobody_makes_an_account_for_oneself(client, db):
    page = reverse("account_signup")
    data = {"email": "new@x.example", "password1": NEW, "password2": NEW}

    assert "Ask your administrator" in client.get(page).content.decode()
    client.post(page, data)
    assert not User.objects.filter(email="new@x.example").exists()


def test_a_mail_brings_a_link_to_a_new_password(client, cast):
    assert ask(client, "hana@vitalfew.example").status_code == 302
    page = client.get(path_in(mail.outbox[0]), follow=True)
    where = page.redirect_chain[-1][0]
    client.post(where, {"password1": NEW, "password2": NEW})

    assert sign_in(Client(), password=NEW).status_code == 302
    assert sign_in(Client(), password=PASSWORD).status_code == 200
    assert Entry.objects.filter(action="user.password", actor=cast.hana).count() == 1


def test_the_link_is_gone_from_the_address_before_the_page_shows(client, cast):
    ask(client, "hana@vitalfew.example")
    path = path_in(mail.outbox[0])
    key = path.rstrip("/").rpartition("-")[2]

    page = client.get(path, follow=True)

    assert key not in page.redirect_chain[-1][0]
    assert key not in page.content.decode()


def test_looking_at_the_link_does_not_use_it_up_and_using_it_does(client, cast):
    ask(client, "hana@vitalfew.example")
    path = path_in(mail.outbox[0])
    for _ in range(3):
        Client().head(path)
        Client().get(path, follow=True)

    page = client.get(path, follow=True)
    where = page.redirect_chain[-1][0]
    client.post(where, {"password1": NEW, "password2": NEW})

    late = Client().get(path, follow=True).content.decode()
    assert "This link does not work any more" in late


def test_an_old_link_does_not_work(client, cast, settings):
    ask(client, "hana@vitalfew.example")
    settings.PASSWORD_RESET_TIMEOUT = -1

    page = client.get(path_in(mail.outbox[0]), follow=True).content.decode()

    assert "This link does not work any more" in page


def test_the_link_leads_to_the_configured_address_not_to_a_host_header(
    client, cast, settings
):
    settings.BASE_URL = "https://kam.firm.example"
    settings.ALLOWED_HOSTS = ["*"]

    ask(client, "hana@vitalfew.example", headers={"host": "evil.example"})

    assert link_in(mail.outbox[0]).startswith("https://kam.firm.example/sign-in/")
    assert "evil" not in mail.outbox[0].message().as_string()


def test_known_and_unknown_addresses_get_the_same_answer(client, cast):
    known = ask(client, "hana@vitalfew.example")
    unknown = ask(client, "nobody@vitalfew.example")

    assert (known.status_code, known["Location"]) == (
        unknown.status_code,
        unknown["Location"],
    )
    assert [message.to for message in mail.outbox] == [["hana@vitalfew.example"]]


def test_asking_again_and_again_stops_the_mails(client, cast):
    for _ in range(6):
        ask(client, "hana@vitalfew.example")

    assert len(mail.outbox) == 3


def test_the_mail_speaks_the_language_of_the_person(client, cast):
    User.objects.filter(pk=cast.hana.pk).update(language="zh-hans")

    ask(client, "hana@vitalfew.example")

    assert mail.outbox[0].subject == "设置新的 vitalfew 密码"
    assert "Hana Head，您好" in mail.outbox[0].body


def test_a_deactivated_person_gets_no_link(client, cast):
    user_deactivate(acting=cast.ada, user=cast.hana)

    ask(client, "hana@vitalfew.example")

    assert mail.outbox == []


def test_an_invitation_waits_until_the_person_is_sure_to_be_there(
    client, cast, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        user_invite(acting=cast.ada, user=cast.sam)
        assert mail.outbox == []

    assert mail.outbox[0].to == ["sam@vitalfew.example"]
    assert mail.outbox[0].subject == "Your vitalfew account"


def test_a_name_cannot_add_headers_to_a_mail(cast):
    User.objects.filter(pk=cast.sam.pk).update(name="Sam\r\nBcc: evil@x.example")

    password_link_send.call(cast.sam.pk, "invitation", "en")

    assert mail.outbox[0].recipients() == ["sam@vitalfew.example"]
    assert "Bcc" not in mail.outbox[0].message()


def test_changing_the_password_ends_other_sessions_and_keeps_this_one(client, cast):
    other = Client()
    sign_in(other)
    sign_in(client)

    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW},
    )

    assert signed_in(client)
    assert not signed_in(other)


def test_the_old_password_is_asked_for_before_it_is_changed(client, cast):
    client.force_login(cast.hana)

    client.post(
        reverse("account_change_password"),
        {"oldpassword": "guess", "password1": NEW, "password2": NEW},
    )

    cast.hana.refresh_from_db()
    assert cast.hana.check_password(PASSWORD)


@pytest.mark.parametrize("weak", ["short", "12345678901", "hana@vitalfew.example"])
def test_a_weak_password_is_not_kept(client, cast, weak):
    key = default_token_generator.make_token(cast.hana)
    path = reverse(
        "account_reset_password_from_key", args=[int_to_base36(cast.hana.pk), key]
    )
    where = client.get(path, follow=True).redirect_chain[-1][0]

    response = client.post(where, {"password1": weak, "password2": weak})

    assert response.status_code == 200
    cast.hana.refresh_from_db()
    assert cast.hana.check_password(PASSWORD)


def test_new_roles_count_from_the_next_click_on(client, cast):
    client.force_login(cast.sam)
    assert client.get(reverse("people")).status_code == 404

    user_set_roles(acting=cast.ada, user=cast.sam, roles=["head"])

    assert client.get(reverse("people")).status_code == 200


def test_deactivating_ends_all_sessions_for_ever(client, cast):
    sign_in(client)
    user_deactivate(acting=cast.ada, user=cast.hana)
    assert not signed_in(client)

    User.objects.filter(pk=cast.hana.pk).update(is_active=True)
    assert not signed_in(client)
