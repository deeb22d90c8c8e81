"""The library while a plan is written: it answers what is typed, and is taken up."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.reader import HEAD, Desk, number_of

pytestmark = pytest.mark.browser


def test_what_is_typed_finds_methods_and_one_click_takes_one_into_the_plan(desk: Desk):
    with desk.person(HEAD) as page:
        page.goto(f"/accounts/{number_of(page, '697')}/plan/?edit=action")
        action = page.get_by_role("textbox", name="Action")
        found = page.locator("#elsewhere-found")
        action.press_sequentially("Lunch with the owner")
        expect(found).to_contain_text("has “owner”")

        # The form of the action stands beside it, empty and asked for.
        action.fill("")
        page.get_by_label("What you want to try").press_sequentially("wrong parts")
        expect(found).to_contain_text("has “wrong”, “parts”")

        found.get_by_role("link", name="Take into the plan").first.click()
        expect(action).to_have_value("Wrong parts counted together")
