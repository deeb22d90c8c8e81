"""What if we lose these: numbers follow each tick."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.reader import HEAD, Desk

pytestmark = pytest.mark.browser


def box(page: Page, name: str) -> Locator:
    return page.get_by_role("checkbox", name=name)


def test_ticking_accounts_changes_the_numbers_at_once(desk: Desk):
    with desk.person(HEAD) as page:
        page.goto("/what-if/")
        title = page.locator("#loss .a-curve h2")
        before = title.inner_text()
        box(page, "Lone Star Gear").check()
        expect(title).not_to_have_text(before)
        expect(title).to_contain_text("Lone Star Gear")
        one = title.inner_text()
        box(page, "Front Range Outdoor").check()
        expect(title).not_to_have_text(one)
        page.wait_for_url(lambda url: url.count("account=") == 2)
        page.reload()
        expect(box(page, "Lone Star Gear")).to_be_checked()
        expect(box(page, "Front Range Outdoor")).to_be_checked()
        page.get_by_role("link", name="Untick all").click()
        expect(title).to_have_text(before)


def test_a_search_keeps_what_was_ticked(desk: Desk):
    with desk.person(HEAD) as page:
        page.goto("/what-if/")
        box(page, "Lone Star Gear").check()
        page.wait_for_url(lambda url: "account=" in url)
        page.fill("#loss-q", "Cascadia")
        expect(page.locator("#loss form tbody")).not_to_contain_text("Front Range")
        box(page, "Cascadia Cycling Group").check()
        page.wait_for_url(lambda url: url.count("account=") == 2)
        page.fill("#loss-q", "")
        expect(box(page, "Lone Star Gear")).to_be_checked()
        expect(box(page, "Cascadia Cycling Group")).to_be_checked()
