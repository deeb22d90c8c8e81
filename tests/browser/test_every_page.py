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
COLORS = ["color-contrast", "link-in-text-block"]
AXE_COLORS = {"resultTypes": ["violations"], "runOnly": COLORS}
"""All that differs in the dark, but for what switches the theme: on every page alike,
so that one page is examined whole."""
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
    "/key-accounts/",
    "/warnings/",
    "/plans/slides/",
    "/accounts/",
    "/accounts/?q=nobody",
    "/accounts/search/?q=a",
    "/accounts/prospects/new/",
    "/accounts/{group}/",
    "/accounts/{group}/cycle/",
    "/accounts/{group}/plan/",
    "/accounts/{group}/plan/?edit=action",
    "/accounts/{group}/people/?who=p1",
    "/accounts/{group}/people/?view=organigram",
    "/accounts/{group}/people/?form=touch",
    "/accounts/{group}/health/",
    "/accounts/{group}/handover/",
    "/contacts/1/",
    "/contacts/1/erase/",
    "/contacts/same/",
    "/accounts/{group}/business/",
    "/accounts/{group}/business/?open=tell-competitor",
    "/library/",
    "/library/new/",
    "/library/1/",
    "/library/1/change/",
    "/accounts/{group}/cases/new/?method=1",
    "/accounts/{group}/plan/?edit=action&method=1",
    "/cases/1/correct/",
    "/cases/1/withdraw/",
    "/solutions/",
    "/solutions/new/",
    "/accounts/{group}/business/?open=draft",
    "/accounts/{group}/decisions/",
    "/accounts/{group}/history/",
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


def axe(page: Page, options: dict[str, object] = AXE) -> list[str]:
    found = Axe().run(page, options=options).response["violations"]
    return [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]]


def resized(page: Page, size: tuple[int, int]) -> Page:
    width, height = size
    page.set_viewport_size({"width": width, "height": height})
    return page


def themed(page: Page, theme: str) -> Page:
    page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
    return page


def looks(page: Page) -> dict[str, list[str]]:
    """At both widths, ending at the wider; no script of ours asks for the width."""
    return {
        "on a phone": resized(page, PHONE).evaluate(LOOKS),
        "on a desk": resized(page, DESK).evaluate(LOOKS),
    }


def accessible(page: Page, *, dark: dict[str, object]) -> dict[str, list[str]]:
    """In both themes, and at the width of a phone."""
    return {
        "light": axe(themed(page, "light")),
        "dark": axe(themed(page, "dark"), dark),
        "light on a phone": axe(themed(resized(page, PHONE), "light")),
    }


def test_every_page_of_the_head_is_whole_and_accessible(
    desk: Desk, numbers: dict[str, int]
):
    """A page is loaded once and looked at in many ways."""
    found = {}
    with desk.person(HEAD) as page:
        for path in OF_HEAD:
            told = opened(page, path, numbers)
            dark = AXE if path == "/" else AXE_COLORS
            seen = looks(page) | accessible(page, dark=dark)
            found |= {f"{told} {how}": what for how, what in seen.items()}
    assert {path: what for path, what in found.items() if what} == {}


def test_every_page_of_the_head_is_whole_in_chinese(
    desk: Desk, numbers: dict[str, int]
):
    found = {}
    with desk.person(HEAD, language=CHINESE) as page:
        for path in OF_HEAD:
            told = opened(page, path, numbers)
            found |= {f"{told} {how}": what for how, what in looks(page).items()}
    assert {path: what for path, what in found.items() if what} == {}


@pytest.mark.parametrize("language", [ENGLISH, CHINESE])
def test_pages_of_other_roles_are_whole_and_accessible(
    desk: Desk, numbers: dict[str, int], language: str
):
    found = {}
    for person, paths in OF_OTHERS.items():
        with desk.person(person, language=language) as page:
            for path in paths:
                told = opened(page, path, numbers)
                seen = looks(page)
                if language == ENGLISH:
                    seen["to all senses"] = axe(page)
                found |= {f"{person} {told} {how}": seen[how] for how in seen}
    assert {path: what for path, what in found.items() if what} == {}


def test_pages_of_visitors_are_whole_and_accessible(
    desk: Desk, numbers: dict[str, int]
):
    found = {}
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
