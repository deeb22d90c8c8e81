"""A file from upload to figures, and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.orders import ORDERS, written
from tests.browser.reader import ANALYST, SLOWLY, Desk, told_at
from vitalfew.apps import sample

pytestmark = pytest.mark.browser


def upload(page: Page, file: Path) -> None:
    page.goto("/imports/")
    page.set_input_files("input[type=file]", file)
    expect(page.get_by_role("button", name="Import now")).to_be_visible(timeout=SLOWLY)


def title_becomes(page: Page, words: str) -> None:
    """Wait until Portfolio says this; assessments run beside the pages."""
    told_at(page, "/", page.locator(".a-curve h2.fig-t", has_text=words))


def figures(page: Page) -> list[str]:
    page.goto("/")
    return [
        *page.locator(".kpi").all_inner_texts(),
        *page.locator(".a-curve h2, #key-accounts tbody tr").all_inner_texts(),
    ]


def test_a_file_is_looked_at_imported_counted_and_withdrawn(desk: Desk, tmp_path: Path):
    with desk.person(ANALYST) as page:
        before = figures(page)
        upload(page, written(tmp_path, ORDERS))

        # What was guessed, what can be used, what is refused and why.
        expect(page.locator("#map-account_id")).to_have_value("Customer ID")
        expect(page.locator("#map-net_amount")).to_have_value("Net")
        lines = page.locator(".kpi", has_text="Lines that can be used")
        expect(lines).to_contain_text("96")
        refused = page.locator("section[aria-labelledby=refused-title] tbody tr")
        expect(refused).to_have_count(2)
        expect(refused.first).to_contain_text("2020-02-31")
        expect(refused.last).to_contain_text("ten")
        assert figures(page) == before

        # Leaving the page does not stop the import; the next assessment counts it.
        page.go_back()
        page.get_by_role("button", name="Import now").click()
        title_becomes(page, "of 614 customers")
        page.goto("/accounts/?q=Quarry")
        expect(page.locator("#accounts tbody tr")).to_have_count(1)
        page.goto("/imports/")
        row = page.locator("tr", has_text="orders.csv").first
        expect(row).to_contain_text("Imported")

        # Withdrawn with a reason, every figure is what it was.
        row.locator("a.acct").click()
        page.get_by_role("link", name="Withdraw").click()
        dialog = page.locator("dialog[open]")
        dialog.locator("[name=reason]").fill("A trial.")
        dialog.get_by_role("button", name="Withdraw import").click()
        expect(page.locator("main")).to_contain_text("A trial.")
        title_becomes(page, "of 610 customers")
        assert figures(page) == before


def test_a_file_that_holds_no_table_is_refused_in_words(desk: Desk, tmp_path: Path):
    with desk.person(ANALYST) as page:
        page.goto("/imports/")
        page.set_input_files("input[type=file]", written(tmp_path, "", "empty.csv"))
        note = page.locator(".note--bad")
        expect(note).to_contain_text("empty", timeout=SLOWLY)
        page.get_by_role("button", name="Throw away").click()
        expect(page.locator("main")).not_to_contain_text("empty.csv")


def test_the_same_file_again_says_that_it_changes_nothing(desk: Desk, tmp_path: Path):
    sales = Path(sample.__file__).parent / "adventureworks" / "Sales.csv"
    with desk.person(ANALYST) as page:
        page.goto("/imports/")
        page.set_input_files("input[type=file]", sales)
        main = page.locator("main")
        expect(main).to_contain_text("imported already", timeout=SLOWLY)
        page.get_by_role("button", name="Throw away").click()
