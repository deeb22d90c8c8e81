"""The product by keys alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.reader import HEAD, Desk

pytestmark = pytest.mark.browser

SPONSOR = "wang.jian@sample.example"
PROSPECT = "华东骑行装备有限公司"


def test_a_question_mark_shows_all_keys_and_escape_closes_them(desk: Desk):
    with desk.person(HEAD) as page:
        page.goto("/")
        page.keyboard.press("?")
        keys = page.get_by_role("dialog", name="All keys")
        expect(keys).to_contain_text("Search or jump")
        expect(keys).to_contain_text("G C")
        expect(keys.get_by_role("button", name="Close")).to_be_focused()
        page.keyboard.press("Escape")
        expect(keys).to_have_count(0)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("lone", "Lone Star Gear"),
        ("G04", "Lone Star Gear"),
        ("hdqx", PROSPECT),
        ("huadong", PROSPECT),
        ("华东", PROSPECT),
    ],
)
def test_slash_finds_an_account_by_name_id_and_pinyin(
    desk: Desk, typed: str, found: str
):
    with desk.person(HEAD) as page:
        page.goto("/candidates/")
        page.keyboard.press("/")
        expect(page.locator(".rail [data-jump]")).to_be_focused()
        page.keyboard.type(typed)
        first = page.locator("#found a").first
        expect(first).to_contain_text(found)
        page.keyboard.press("ArrowDown")
        expect(first).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_contain_text(found)


def test_g_and_a_letter_go_to_a_place(desk: Desk):
    with desk.person(HEAD) as page:
        page.goto("/")
        page.keyboard.press("g")
        page.keyboard.press("c")
        page.wait_for_url("**/candidates/")  # and until its scripts hear keys
        expect(page.locator("h1")).to_have_text("Candidates")
        page.keyboard.press("g")
        page.keyboard.press("p")
        expect(page.locator("h1")).to_have_text("Portfolio")


def test_single_keys_are_letters_in_a_field(desk: Desk):
    with desk.person(HEAD) as page:
        page.goto("/")
        page.keyboard.press("/")
        page.keyboard.type("?jkxg/")
        expect(page.locator(".rail [data-jump]")).to_have_value("?jkxg/")
        expect(page.locator("dialog[open]")).to_have_count(0)
        expect(page.locator("tr.is-at")).to_have_count(0)


def test_single_keys_can_be_switched_off(desk: Desk):
    with desk.person(SPONSOR) as page:
        page.goto("/me/")
        page.uncheck("input[name=single_keys]")
        page.get_by_role("button", name="Keep these settings").click()
        expect(page.locator("#toasts [data-toast]")).to_be_visible()
        for key in ("?", "/", "j"):
            page.keyboard.press(key)
        expect(page.locator("dialog[open]")).to_have_count(0)
        expect(page.locator("[data-jump]").first).not_to_be_focused()


def test_the_first_tab_offers_to_skip_to_the_content(desk: Desk):
    with desk.person(HEAD) as page:
        page.goto("/")
        page.keyboard.press("Tab")
        skip = page.get_by_role("link", name="Skip to content")
        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.locator("#main")).to_be_focused()
