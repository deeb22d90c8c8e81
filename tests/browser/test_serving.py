"""What serving costs, with the sample's record of visits, calls and deliveries."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.orders import written
from tests.browser.reader import ANALYST, HEAD, SLOWLY, Desk, number_of, told_at

pytestmark = pytest.mark.browser

VISITS = """Event No,Customer ID,Date,Activity,Hours
V-1,312,2020-05-04,visit,1.5
V-2,312,2020-05-18,visit,2
V-3,312,2020-05-40,visit,2
"""


def test_a_group_that_costs_more_than_it_brings_is_shown_so(desk: Desk):
    with desk.person(HEAD) as page:
        page.goto(f"/accounts/{number_of(page, 'G02')}/")
        block = page.locator("section[aria-labelledby=serving-title]")
        expect(block.locator("h2")).to_contain_text("of its sales; the average is")
        expect(block).to_contain_text("have no recorded activity")
        after = block.locator("div", has_text="Contribution after serving").last
        expect(after).to_contain_text("−$")
        page.goto("/criteria/serving/")
        expect(page.locator("main h2").first).to_contain_text("Unused capacity cost $")


def test_activities_are_looked_at_imported_and_withdrawn(desk: Desk, tmp_path):
    with desk.person(ANALYST) as page:
        page.goto("/imports/")
        page.get_by_role("radio", name="Service activities").check()
        page.set_input_files(
            "input[type=file]", written(tmp_path, VISITS, "visits.csv")
        )
        button = page.get_by_role("button", name="Import now")
        expect(button).to_be_visible(timeout=SLOWLY)
        used = page.locator(".kpi", has_text="Lines that can be used")
        expect(used).to_contain_text("2")
        refused = page.locator("section[aria-labelledby=refused-title] tbody tr")
        expect(refused).to_contain_text(["2020-05-40"])
        button.click()

        row = page.locator("tr", has_text="visits.csv")
        told_at(page, "/imports/", row.filter(has_text="Imported"))
        expect(row).to_contain_text("Service activities")
        row.locator("a.acct").click()
        page.get_by_role("link", name="Withdraw").click()
        dialog = page.locator("dialog[open]")
        dialog.locator("[name=reason]").fill("A trial.")
        dialog.get_by_role("button", name="Withdraw import").click()
        expect(page.locator("main")).to_contain_text("A trial.")
