"""Every page a head or an administrator can open: sound, legible, operable."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.reader import (
    ADMINISTRATOR,
    ANALYST,
    CHINESE,
    DESK,
    ENGLISH,
    HEAD,
    PHONE,
    Desk,
    number_of,
)

pytestmark = pytest.mark.browser

LOOKS = Path(__file__).with_name("looks.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": RULES}}
ABSENT = "/no/such/page/"
OF_HEAD = [
    "/",
    "/what-if/",
    "/what-if/?account={group}",
    "/candidates/",
    "/candidates/?view=decided",
    "/candidates/{candidate}/",
    "/candidates/{group}/",
    "/criteria/",
    "/criteria/serving/",
    "/warnings/",
    "/accounts/",
    "/accounts/?q=nobody",
    "/accounts/search/?q=a",
    "/accounts/prospects/new/",
    "/accounts/{group}/",
    "/accounts/{group}/decisions/",
    "/accounts/{group}/group/",
    "/accounts/{prospect}/",
    "/imports/",
    "/imports/1/",
    "/people/",
    "/company/",
    "/activity/",
    "/methods/",
    "/methods/payback/",
    "/methods/continuity/",
    "/me/",
    "/sign-in/password/",
    "/sign-in/out/",
    ABSENT,
]
OF_OTHERS = {
    ANALYST: [
        "/imports/",
        "/imports/1/withdraw/",
        "/accounts/duplicates/",
        "/accounts/{group}/edit/",
        "/accounts/{group}/move/",
        "/accounts/{group}/merge/",
        "/accounts/{group}/split/",
        "/accounts/{group}/exclude/",
    ],
    ADMINISTRATOR: [
        "/imports/sources/",
        "/people/new/",
        "/people/2/",
        "/company/",
    ],
}
OF_VISITORS = ["/sign-in/", "/sign-in/reset/", "/sign-in/closed/", "/sign-in/inactive/"]


@pytest.fixture(scope="module")
def numbers(sample_desk: Desk) -> dict[str, int]:
    with sample_desk.person(HEAD) as page:
        return {
            "group": number_of(page, "G04"),
            "candidate": number_of(page, "Chic Department"),
            "prospect": number_of(page, "P-002"),
        }


def opened(page: Page, path: str, numbers: dict[str, int]) -> str:
    path = path.format_map(numbers)
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == (404 if path == ABSENT else 200), path
    return path


def axe(page: Page) -> list[str]:
    found = Axe().run(page, options=AXE).response["violations"]
    return [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("language", [ENGLISH, CHINESE])
def test_nothing_is_cut_off_or_wider_than_the_screen(
    desk: Desk, numbers: dict[str, int], language: str, size: tuple[int, int]
):
    found = {}
    with desk.person(HEAD, language=language, size=size) as page:
        for path in OF_HEAD:
            told = opened(page, path, numbers)
            found[told] = page.evaluate(LOOKS)
    for person, paths in OF_OTHERS.items():
        with desk.person(person, language=language, size=size) as page:
            for path in paths:
                told = opened(page, path, numbers)
                found[f"{person} {told}"] = page.evaluate(LOOKS)
    assert {path: what for path, what in found.items() if what} == {}


@pytest.mark.parametrize(
    ("size", "themes"),
    [(DESK, ["light", "dark"]), (PHONE, ["light"])],
    ids=["desk", "phone"],
)
def test_every_page_of_the_head_is_accessible_in_light_and_dark(
    desk: Desk, numbers: dict[str, int], size: tuple[int, int], themes: list[str]
):
    found = {}
    with desk.person(HEAD, size=size) as page:
        for path in OF_HEAD:
            told = opened(page, path, numbers)
            for theme in themes:
                page.evaluate(
                    "theme => { document.documentElement.dataset.theme = theme; }",
                    theme,
                )
                found[f"{told} {theme}"] = axe(page)
    assert {path: what for path, what in found.items() if what} == {}


def test_pages_of_other_roles_and_of_visitors_are_accessible(
    desk: Desk, numbers: dict[str, int]
):
    found = {}
    for person, paths in OF_OTHERS.items():
        with desk.person(person) as page:
            for path in paths:
                told = opened(page, path, numbers)
                found[f"{person} {told}"] = axe(page)
    with desk.visitor() as page:
        for path in OF_VISITORS:
            opened(page, path, numbers)
            found[path] = axe(page) + page.evaluate(LOOKS)
    assert {path: what for path, what in found.items() if what} == {}


def test_the_watch_hears_a_script_that_the_policy_refuses(sample_desk: Desk):
    """So that "nobody complained" on all other pages says something."""
    with sample_desk.visitor() as page:
        page.goto("/sign-in/")
        page.evaluate(
            "document.body.append(Object.assign(document.createElement('script'),"
            " {textContent: 'document.title = \"run\"'}))"
        )
        expect(page).to_have_title("Sign in · vitalfew")
    heard = list(sample_desk.watch.complaints)
    sample_desk.watch.complaints.clear()
    assert any("script-src" in complaint for complaint in heard)
