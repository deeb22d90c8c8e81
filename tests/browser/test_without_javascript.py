"""The main job by plain forms and links, with scripts turned off."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.orders import ORDERS, written
from tests.browser.reader import ANALYST, HEAD, Desk, number_of, sign_in, told_at

pytestmark = pytest.mark.browser

OFF = {"java_script_enabled": False}


def test_somebody_signs_in_without_scripts(desk: Desk):
    with desk.visitor(**OFF) as page:
        sign_in(page, HEAD, desk.passwords[HEAD])
        expect(page.locator("h1")).to_have_text("Portfolio")
        expect(page.locator(".a-curve svg").first).to_be_attached()


def test_the_loss_of_accounts_is_worked_out_without_scripts(desk: Desk):
    with desk.person(HEAD, **OFF) as page:
        page.goto("/what-if/")
        page.get_by_role("checkbox", name="Lone Star Gear").check()
        page.get_by_role("button", name="Recompute").click()
        expect(page.locator("#loss .a-curve h2")).to_contain_text("Lone Star Gear")
        expect(page.get_by_role("checkbox", name="Lone Star Gear")).to_be_checked()


def test_a_candidate_is_decided_without_scripts(desk: Desk):
    with desk.person(HEAD, **OFF) as page:
        number = number_of(page, "Farthest Bike")
        page.goto(f"/candidates/{number}/")
        page.check("[data-drawer] input[name=kind][value=decline]")
        page.fill("[data-drawer] .dr-f textarea[name=reason]", " ")
        page.get_by_role("button", name="Record decision").click()
        expect(page.locator("[data-drawer] .errors")).to_contain_text("reason")
        page.fill("[data-drawer] .dr-f textarea[name=reason]", "Too far to serve.")
        page.get_by_role("button", name="Record decision").click()
        expect(page.locator("#toasts")).to_contain_text("is declined")


def test_a_file_is_uploaded_and_thrown_away_without_scripts(desk: Desk, tmp_path: Path):
    with desk.person(ANALYST, **OFF) as page:
        page.goto("/imports/")
        page.set_input_files("input[type=file]", written(tmp_path, ORDERS))
        page.get_by_role("button", name="Upload and look").click()
        expect(page).to_have_url(re.compile(r"/imports/\d+/draft/$"))
        told_at(page, page.url, page.get_by_role("button", name="Import now"))
        expect(page.locator(".kpi", has_text="Refused").first).to_contain_text("2")
        page.get_by_role("button", name="Throw away").click()
        expect(page.locator("h1")).to_have_text("Data and imports")
