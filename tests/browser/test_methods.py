"""The methods of the product: a case of one's own."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.reader import HEAD, Desk

pytestmark = pytest.mark.browser


def test_a_case_of_payback_follows_each_figure_and_keeps_its_address(desk: Desk):
    with desk.person(HEAD) as page:
        page.goto("/methods/payback/")
        title = page.locator("#case h2")
        expect(title).to_contain_text("Paid back in month 22")
        page.get_by_label("Spent to win an account").fill("2500000")
        expect(title).to_contain_text("Paid back in month 10")
        page.wait_for_url(lambda url: "investment=2500000" in url)
        page.reload()
        expect(title).to_contain_text("Paid back in month 10")

        page.get_by_label("Spent to win an account").fill("")
        expect(page.locator("#case")).to_contain_text("Nothing was computed.")
        page.get_by_role("link", name="Back to the worked case").click()
        expect(title).to_contain_text("Paid back in month 22")
