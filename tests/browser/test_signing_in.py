"""Signing in, and how somebody wants to see the product."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.reader import FINANCE, HEAD, Desk, sign_in

pytestmark = pytest.mark.browser

FINDING = "8 of 610 customers make 80% of contribution; 315 cost more than they bring"


def test_a_wrong_password_is_told_and_the_right_one_opens_the_portfolio(desk: Desk):
    with desk.visitor() as page:
        sign_in(page, HEAD, "not the password")
        expect(page.locator(".note--bad")).to_be_visible()
        expect(page.locator("input[name=login]")).to_have_value(HEAD)
        expect(page.locator("input[name=password]")).to_have_value("")
        sign_in(page, HEAD, desk.passwords[HEAD])
        expect(page.locator("h1")).to_have_text("Portfolio")


def test_portfolio_says_its_finding_and_marks_the_key_accounts(desk: Desk):
    with desk.person(HEAD) as page:
        page.goto("/")
        expect(page.locator(".a-curve h2.fig-t")).to_have_text(FINDING)
        curve = page.locator(".a-curve svg[role=img]:visible")
        expect(curve).to_have_count(1)
        names = page.locator("#key-accounts tbody a.acct b").all_inner_texts()
        assert {"Lone Star Gear", "Cascadia Cycling Group"} <= set(names)
        expect(curve).to_contain_text(f"{len(names)} key accounts, ")


def test_the_language_switches_to_chinese_and_back(desk: Desk):
    with desk.person(FINANCE) as page:
        page.goto("/")
        page.click(".rail-foot button[name=language]")
        expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
        expect(page.locator(".a-curve h2.fig-t")).to_contain_text("8")
        expect(page.locator(".nav a[aria-current=page]").first).to_have_text("总览")
        page.reload()
        expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
        page.click(".rail-foot button[name=language]")
        expect(page.locator(".a-curve h2.fig-t")).to_have_text(FINDING)


def test_the_dark_theme_stays_after_a_reload(desk: Desk):
    with desk.person(FINANCE) as page:
        page.goto("/")
        with page.expect_response("**/me/appearance/"):
            page.get_by_role("button", name="Dark theme").click()
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        page.reload()
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        dark = page.evaluate(
            "getComputedStyle(document.documentElement).backgroundColor"
        )
        assert dark == "rgb(14, 15, 18)"
        with page.expect_response("**/me/appearance/"):
            page.get_by_role("button", name="Light theme").click()
        expect(page.locator("html")).to_have_attribute("data-theme", "light")
