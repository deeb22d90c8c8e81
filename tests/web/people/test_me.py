"""One's own settings, and that they have an effect."""

from __future__ import annotations

from django.urls import reverse

from vitalfew.apps.audit.models import Entry

SETTINGS = {
    "language": "",
    "theme": "auto",
    "density": "normal",
    "number_format": "",
    "money_format": "",
    "single_keys": "on",
}


def test_settings_are_kept_and_show_at_once(client, cast):
    client.force_login(cast.sam)

    client.post(
        reverse("me"),
        SETTINGS | {"language": "zh-hans", "theme": "dark", "density": "compact"},
    )

    page = client.get(reverse("me")).content.decode()
    assert 'lang="zh-Hans"' in page
    assert 'data-theme="dark"' in page
    assert 'data-density="compact"' in page
    assert Entry.objects.get().details == {
        "language": "zh-hans",
        "theme": "dark",
        "density": "compact",
    }


def test_single_keys_can_be_switched_off(client, cast):
    client.force_login(cast.sam)
    without = {name: v for name, v in SETTINGS.items() if name != "single_keys"}

    client.post(reverse("me"), without)

    assert 'data-keys="off"' in client.get(reverse("me")).content.decode()


def test_a_choice_that_does_not_exist_is_refused(client, cast):
    client.force_login(cast.sam)

    for wrong in ({"theme": "pink"}, {"number_format": "x"}, {"language": "tlh"}):
        assert client.post(reverse("me"), SETTINGS | wrong).status_code == 422
    assert client.post(reverse("appearance"), {"theme": "pink"}).status_code == 400

    cast.sam.refresh_from_db()
    assert cast.sam.theme == "auto"
    assert not Entry.objects.exists()


def test_theme_and_rows_change_from_the_menu(client, cast):
    client.force_login(cast.sam)

    client.post(reverse("appearance"), {"theme": "dark"})
    client.post(reverse("appearance"), {"density": "relaxed"})

    cast.sam.refresh_from_db()
    assert (cast.sam.theme, cast.sam.density) == ("dark", "relaxed")


def test_columns_are_kept_by_table(client, cast):
    client.force_login(cast.sam)

    client.post(reverse("columns"), {"table": "key-accounts", "shown": ["rank", "fit"]})
    client.post(reverse("columns"), {"table": "other", "shown": []})

    cast.sam.refresh_from_db()
    assert cast.sam.columns == {"key-accounts": ["rank", "fit"], "other": []}


def test_columns_cannot_hold_whatever_somebody_sends(client, cast):
    client.force_login(cast.sam)
    page = reverse("columns")

    for wrong in (
        {"table": "x" * 41},
        {"table": "<b>"},
        {"table": "t", "shown": ["<script>"]},
        {"table": "t", "shown": [f"c{n}" for n in range(41)]},
    ):
        assert client.post(page, wrong).status_code == 400

    cast.sam.refresh_from_db()
    assert cast.sam.columns == {}
