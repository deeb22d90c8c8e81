"""A file from upload to figures, and back."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.orders import ORDERS, written
from tests.browser.reader import ANALYST, Desk

SLOWLY = 60_000


def upload(page: Page, file: Path) -> None:
    page.goto("/imports/")
    page.set_input_files("input[type=file]", file)
    expect(page.get_by_role("button", name="Import now")).to_be_visible(timeout=SLOWLY)


def assessed(page: Page, title: str) -> None:
    """Wait until Portfolio says this; assessments run beside the pages."""
    for _ in range(120):
        page.goto("/")
        if page.locator(".a-curve h2.fig-t").inner_text() == title:
            return
        page.wait_for_timeout(500)
    raise AssertionError(page.locator(".a-curve h2.fig-t").inner_text())


def figures(page: Page) -> list[str]:
    page.goto("/")
    return [
        *page.locator(".kpi").all_inner_texts(),
        *page.locator(".a-curve h2, #key-accounts tbody tr").all_inner_texts(),
    ]


def test_a_file_is_looked_at_imported_counted_and_withdrawn(desk: Desk, tmp_path: Path):
    with desk.person(ANALYST) as page:
        before = figures(page)
        title = page.locator(".a-curve h2.fig-t").inner_text()
        upload(page, written(tmp_path, ORDERS))
        expect(page.locator("#map-account_id")).to_have_value("Customer ID")
        expect(page.locator("#map-net_amount")).to_have_value("Net")
        lines = page.locator(".kpi", has_text="Lines that can be used")
        expect(lines).to_contain_text("96")
        refused = page.locator("section[aria-labelledby=refused-title] tbody tr")
        expect(refused).to_have_count(2)
        expect(refused.first).to_contain_text("2020-02-31")
        expect(refused.last).to_contain_text("ten")
        page.get_by_role("button", name="Import now").click()
        page.goto("/imports/")
        row = page.locator("tr", has_text="orders.csv").first
        for _ in range(60):
            if "Imported" in row.inner_text() or "Counts" in row.inner_text():
                break
            page.wait_for_timeout(500)
            page.reload()
        after = title.replace("of 610", "of 614")
        assert after != title
        page.goto("/imports/")
        assessed_with(page, "614")
        page.goto("/accounts/?q=Quarry")
        expect(page.locator("#accounts tbody tr")).to_have_count(1)
        page.goto("/imports/")
        page.locator("tr", has_text="orders.csv").first.locator("a.acct").click()
        page.get_by_role("link", name="Withdraw").click()
        dialog = page.locator("dialog[open]")
        dialog.locator("input[name=reason], textarea[name=reason]").fill("A trial.")
        dialog.get_by_role("button", name="Withdraw import").click()
        expect(page.locator("main")).to_contain_text("A trial.")
        assessed(page, title)
        assert figures(page) == before


def assessed_with(page: Page, customers: str) -> None:
    for _ in range(120):
        page.goto("/")
        if f"of {customers} customers" in page.locator(".a-curve h2").inner_text():
            return
        page.wait_for_timeout(500)
    raise AssertionError(page.locator(".a-curve h2").inner_text())
