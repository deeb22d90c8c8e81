"""Which language a page speaks."""

from __future__ import annotations

from django.urls import reverse

SIGN_IN = reverse("account_login")


def test_the_browser_decides_for_whoever_is_not_signed_in(client, db):
    page = client.get(SIGN_IN, headers={"accept-language": "zh-CN,zh;q=0.9"})

    assert 'lang="zh-Hans"' in page.content.decode()
    assert page["Content-Language"] == "zh-hans"
    assert 'lang="en"' in client.get(SIGN_IN).content.decode()


def test_a_choice_on_the_sign_in_page_is_remembered_by_the_browser(client, db):
    client.post(reverse("language"), {"language": "zh-hans", "next": SIGN_IN})

    assert "登录" in client.get(SIGN_IN).content.decode()


def test_the_persons_own_language_wins_over_browser_and_cookie(client, cast):
    client.cookies["language"] = "en"
    cast.hana.language = "zh-hans"
    cast.hana.save()
    client.force_login(cast.hana)

    assert "个人设置" in client.get(reverse("me")).content.decode()


def test_choosing_a_language_is_kept_with_the_person(client, cast):
    client.force_login(cast.hana)

    client.post(reverse("language"), {"language": "zh-hans"})

    cast.hana.refresh_from_db()
    assert cast.hana.language == "zh-hans"


def test_a_language_that_does_not_exist_is_refused(client, cast):
    client.force_login(cast.hana)

    assert client.post(reverse("language"), {"language": "tlh"}).status_code == 400
    cast.hana.refresh_from_db()
    assert cast.hana.language == ""
