"""A warning from the portfolio to its answer, and what the page keeps of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.reader import HEAD, Desk

pytestmark = pytest.mark.browser

ACCOUNT = "Cascadia Cycling Group"


def warning_of(page: Page, name: str) -> Locator:
    return page.locator("li[id^=warning-]", has_text=name)


def answer(page: Page, choice: str, note: str = "") -> None:
    line = warning_of(page, ACCOUNT)
    if not line.locator("details[open]").count():
        line.locator("summary").click()
    line.get_by_role("radio", name=choice).check()
    line.locator("textarea").fill(note)
    line.get_by_role("button", name="Record").click()


def test_a_warning_is_seen_acted_on_and_dismissed_with_a_reason(desk: Desk):
    with desk.person(HEAD) as page:
        page.goto("/")
        page.get_by_role("link", name=f"Look: {ACCOUNT}").click()
        expect(page.locator("main")).to_contain_text("would be usual")

        page.goto("/warnings/")
        expect(warning_of(page, ACCOUNT)).to_contain_text("Not answered")
        answer(page, "Seen, not yet decided")
        expect(page.locator("#toasts")).to_contain_text("Your answer was recorded")
        expect(warning_of(page, ACCOUNT)).to_contain_text("Seen")

        answer(page, "It needs nothing")
        refused = warning_of(page, ACCOUNT).get_by_role("alert")
        expect(refused).to_contain_text("it is kept")
        answer(page, "Something is done about it", "Marta visits them on Monday.")
        expect(page.locator("#toasts")).to_contain_text("Your answer was recorded")

        answer(page, "It needs nothing", "They moved two orders into June.")
        expect(warning_of(page, ACCOUNT)).to_have_count(0)
        page.goto("/warnings/?show=past")
        # Another one of the same account may have cleared long ago.
        line = warning_of(page, ACCOUNT).filter(has_text="Marta visits them")
        line.locator("summary").click()
        for said in (
            "Marta visits them on Monday.",
            "They moved two orders into June.",
        ):
            expect(line).to_contain_text(said)
        page.goto("/")
        expect(page.locator("main section li", has_text=ACCOUNT)).to_have_count(0)
