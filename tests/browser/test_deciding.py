"""From a candidate to a decision, and what a decision leaves behind."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.reader import CHINESE, HEAD, Desk, number_of

pytestmark = pytest.mark.browser


def drawer_of(page: Page, name: str) -> None:
    page.goto("/candidates/")
    page.locator("#list").get_by_role("link", name=name).click()
    expect(page.locator("[data-drawer] h2")).to_have_text(name)


def choose(page: Page, kind: str, reason: str, manager: str = "") -> None:
    page.check(f"[data-drawer] input[name=kind][value={kind}]")
    if manager:
        label = page.locator("[data-drawer] option", has_text=manager).inner_text()
        page.select_option("[data-drawer] select[name=manager]", label=label)
    page.fill("[data-drawer] .dr-f textarea[name=reason]", reason)


def record(page: Page) -> None:
    page.get_by_role("button", name="Record decision").click()


def test_a_drawer_opens_by_keys_and_escape_gives_the_focus_back(desk: Desk):
    with desk.person(HEAD) as page:
        page.goto("/candidates/")
        page.keyboard.press("j")
        page.keyboard.press("j")
        focused = "document.activeElement.textContent.trim()"
        name = page.locator("#content tr.is-at a.acct b").inner_text()
        page.keyboard.press("Enter")
        expect(page.locator("[data-drawer] h2")).to_have_text(name)
        expect(page.locator("[data-drawer] h2")).to_be_focused()
        assert re.search(r"/candidates/\d+/$", page.url)
        page.keyboard.press("Escape")
        expect(page.locator("[data-drawer]")).to_have_count(0)
        page.wait_for_function(f"name => {focused}.endsWith(name)", arg=name)
        expect(page.locator("#content tr.is-sel")).to_have_count(0)


def test_with_a_drawer_open_j_goes_to_the_next_candidate(desk: Desk):
    with desk.person(HEAD) as page:
        page.goto("/candidates/")
        names = page.locator("#list a.acct b").all_inner_texts()
        page.locator("#list a.acct").first.click()
        expect(page.locator("[data-drawer] h2")).to_have_text(names[0])
        page.keyboard.press("j")
        expect(page.locator("[data-drawer] h2")).to_have_text(names[1])


def test_a_decision_without_a_reason_is_refused_in_place_and_keeps_the_rest(desk: Desk):
    with desk.person(HEAD) as page:
        drawer_of(page, "Resale Services")
        drawer = page.locator("[data-drawer]")
        reason = drawer.locator(".dr-f textarea[name=reason]")
        for nothing in ("", "   "):
            choose(page, "designate", nothing, manager="Tomás Ruiz")
            record(page)
            expect(drawer.get_by_role("alert")).to_contain_text("Write down the reason")
            expect(drawer.get_by_role("alert")).to_be_focused()
            expect(reason).to_have_attribute("aria-invalid", "true")
            assert reason.evaluate("field => field.required")
        expect(drawer.locator("input[value=designate]")).to_be_checked()
        chosen = drawer.locator("select[name=manager] option:checked")
        expect(chosen).to_contain_text("Tomás Ruiz")
        choose(page, "not_now", "They merge with a rival; ask when that is done.")
        record(page)
        expect(drawer.get_by_role("alert")).to_be_visible()
        expect(drawer.locator(".dr-f textarea[name=reason]")).to_have_value(
            "They merge with a rival; ask when that is done."
        )
        page.goto("/candidates/?view=decided")
        expect(page.locator("main")).not_to_contain_text("Resale Services")


def test_a_missing_reason_is_asked_for_in_the_language_of_the_page(desk: Desk):
    with desk.person(HEAD, language=CHINESE) as page:
        page.goto("/candidates/")
        page.locator("#list a.acct", has_text="Resale Services").click()
        page.check("[data-drawer] input[name=kind][value=decline]")
        page.get_by_role("button", name="记录决定").click()
        alert = page.locator("[data-drawer]").get_by_role("alert")
        expect(alert).to_contain_text("请写明理由")


def test_a_new_key_account_is_on_portfolio_and_its_history_says_who_and_why(desk: Desk):
    with desk.person(HEAD) as page:
        drawer_of(page, "Front Range Outdoor")
        choose(page, "designate", "Three sites, one buyer.", manager="Marta Olsen")
        record(page)
        expect(page.locator("#toasts")).to_contain_text("Marta Olsen runs it")
        page.goto("/")
        row = page.locator("#key-accounts tr", has_text="Front Range Outdoor")
        expect(row).to_contain_text("Marta Olsen")
        row.locator("a.acct").click()
        page.get_by_role("link", name="Decisions").click()
        history = page.locator("main article").first
        expect(history).to_contain_text("Three sites, one buyer.")
        expect(history).to_contain_text("Li Wen · account manager Marta Olsen")
        expect(history).to_contain_text("$145k")


def test_not_now_needs_its_day_and_then_stands_among_the_decided(desk: Desk):
    with desk.person(HEAD) as page:
        drawer_of(page, "Better Bike Shop")
        choose(page, "not_now", "Their buyer retires in spring.")
        record(page)
        expect(page.locator("[data-drawer]").get_by_role("alert")).to_be_visible()
        page.fill("[data-drawer] input[name=ask_again_on]", "2099-03-01")
        record(page)
        expect(page.locator("#toasts")).to_contain_text("not now")
        page.goto("/candidates/?view=decided")
        row = page.locator("tr", has_text="Better Bike Shop")
        expect(row).to_contain_text("ask again on 1 Mar 2099")


def test_a_declined_candidate_leaves_the_list_and_keeps_the_reason(desk: Desk):
    with desk.person(HEAD) as page:
        drawer_of(page, "Real Sporting Goods")
        choose(page, "decline", "One shop that will close.")
        record(page)
        expect(page.locator("#toasts")).to_contain_text("is declined")
        expect(page.locator("#list")).not_to_contain_text("Real Sporting Goods")
        page.goto("/candidates/?view=decided")
        row = page.locator("tr", has_text="Real Sporting Goods")
        expect(row).to_contain_text("One shop that will close.")


def test_the_last_place_of_a_manager_goes_to_the_first_who_takes_it(desk: Desk):
    """Chen Yu has room for three and runs two: the second taker is told so."""
    with desk.person(HEAD) as first, desk.person(HEAD) as second:
        for page, name in ((first, "Rural Cycle"), (second, "Grand Discount")):
            number = number_of(page, name)
            page.goto(f"/candidates/{number}/")
            choose(page, "designate", "Grows each season.", manager="Chen Yu")
        record(first)
        expect(first.locator("#toasts")).to_contain_text("Chen Yu runs it")
        record(second)
        refused = second.locator("[data-drawer]").get_by_role("alert")
        expect(refused).to_contain_text("Chen Yu")
        expect(
            second.locator("[data-drawer] .dr-f textarea[name=reason]")
        ).to_have_value("Grows each season.")
        second.goto("/")
        expect(second.locator("#key-accounts")).not_to_contain_text("Grand Discount")


def test_ending_a_key_account_asks_first_and_starts_on_the_safe_button(desk: Desk):
    with desk.person(HEAD) as page:
        number = number_of(page, "Permanent Finish")
        page.goto(f"/candidates/{number}/")
        page.get_by_role("link", name="End key-account status …").click()
        dialog = page.get_by_role("alertdialog")
        expect(dialog).to_contain_text("Permanent Finish Products")
        expect(dialog.get_by_role("button", name="Keep")).to_be_focused()
        dialog.get_by_role("button", name="Keep").click()
        expect(dialog).to_have_count(0)
        page.get_by_role("link", name="End key-account status …").click()
        dialog.locator("textarea").fill("Sold to a competitor of ours.")
        dialog.get_by_role("button", name="End status").click()
        expect(page.locator("#toasts")).to_contain_text("not a key account any more")
        page.goto("/")
        expect(page.locator("#key-accounts")).not_to_contain_text("Permanent Finish")
        page.goto(f"/accounts/{number}/decisions/")
        history = page.locator("main article")
        expect(history).to_have_count(2)
        expect(history.first).to_contain_text("Sold to a competitor of ours.")
