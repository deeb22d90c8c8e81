"""An empty installation, from the command line to an assessment of one's own file."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.orders import WHOLE, written
from tests.browser.product import COMMAND, Product, own_environment, running
from tests.browser.reader import SLOWLY, Desk, told_at

pytestmark = pytest.mark.browser

PEOPLE = {
    "hana@firm.example": ("Hana Berg", "head"),
    "ruo@firm.example": ("Ruo Lin", "analyst"),
}
PASSWORD = "correct horse battery 7"


@pytest.fixture(scope="module")
def empty(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Product]:
    folder = tmp_path_factory.mktemp("empty")
    with running("serve", data=folder / "data", log=folder / "log") as product:
        yield product


@pytest.fixture(scope="module")
def office(browser: Browser, empty: Product) -> Desk:
    """The people whom the command line let in."""
    for email, (name, role) in PEOPLE.items():
        command = [COMMAND, "user", "add", email, "--name", name, "--role", role]
        added = subprocess.run(
            [*command, "--data", str(empty.data)],
            input=f"{PASSWORD}\n",
            capture_output=True,
            text=True,
            env=own_environment(),
            check=False,
        )
        assert added.returncode == 0, added.stderr
        assert f"{name} ({email}) can sign in." in added.stdout + added.stderr
    return Desk(browser, empty, dict.fromkeys(PEOPLE, PASSWORD))


def test_the_empty_state_leads_to_an_assessment_of_ones_own_file(
    office: Desk, tmp_path: Path
):
    head, analyst = PEOPLE
    with office.person(head) as page:
        page.goto("/")
        expect(page.locator("h1")).to_have_text("First steps")
        expect(page.locator("main")).to_contain_text("Ruo Lin")
    with office.person(analyst) as page:
        page.goto("/")
        page.get_by_role("link", name="Import orders").click()
        page.set_input_files("input[type=file]", written(tmp_path, WHOLE))
        now = page.get_by_role("button", name="Import now")
        expect(now).to_be_visible(timeout=SLOWLY)
        page.goto("/")
        page.get_by_role("link", name="Go on with orders.csv").click()
        now.click()
        expect(page.locator(".note--good")).to_contain_text("Imported", timeout=SLOWLY)
        told_at(page, "/", page.locator("h1", has_text="Portfolio"))
        expect(page.locator(".a-curve h2")).to_contain_text("of 4 customers")
    with office.person(head) as page:
        page.goto("/candidates/")
        expect(page.locator("#list")).to_contain_text("Quarry Wheels")
    assert office.watch.complaints == []
