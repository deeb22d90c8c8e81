"""On paper: what an account, the portfolio and the candidates become."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.browser.reader import CHINESE, ENGLISH, HEAD, Desk, number_of
from tests.web.files import text_of_pdf

pytestmark = pytest.mark.browser

PORTRAIT, LANDSCAPE = (595, 842), (842, 595)
POINT = 1.5


def sheets(page: Page) -> list[tuple[float, float]]:
    """The size of each page of paper in points, as the PDF declares it."""
    data = page.pdf(prefer_css_page_size=True, print_background=True)
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", data)
    assert len(boxes) == len(re.findall(rb"/Type\s*/Page\b", data))
    return [(float(width), float(height)) for width, height in boxes]


@pytest.mark.parametrize("language", [ENGLISH, CHINESE])
def test_an_account_is_one_upright_page(desk: Desk, language: str):
    with desk.person(HEAD, language=language) as page:
        page.goto(f"/accounts/{number_of(page, 'G04')}/")
        (sheet,) = sheets(page)
        assert sheet == pytest.approx(PORTRAIT, abs=POINT)


def test_a_long_history_begins_under_its_head(desk: Desk):
    with desk.person(HEAD) as page:
        page.goto(f"/accounts/{number_of(page, 'G04')}/history/")
        newest = page.locator("#main ul .li b").first.inner_text()
        pdf = page.pdf(prefer_css_page_size=True)
    assert newest in text_of_pdf(pdf, pages=1)


@pytest.mark.parametrize("path", ["/", "/candidates/", "/accounts/", "/what-if/"])
def test_boards_and_tables_lie_on_their_side(desk: Desk, path: str):
    with desk.person(HEAD) as page:
        page.goto(path)
        for sheet in sheets(page):
            assert sheet == pytest.approx(LANDSCAPE, abs=POINT)


def test_paper_is_light_in_the_dark_theme_and_without_rail(desk: Desk):
    with desk.person(HEAD, color_scheme="dark") as page:
        page.goto("/")
        page.emulate_media(media="print", color_scheme="dark")
        sheet = page.locator("#main")
        white = sheet.evaluate("sheet => getComputedStyle(sheet).backgroundColor")
        assert white == "rgb(255, 255, 255)"
        assert not page.locator(".rail").is_visible()
        assert not page.locator(".acts").is_visible()


def test_links_that_say_something_stay_on_paper(desk: Desk):
    """What a plan lacks, and who of them said what: not only ways to somewhere."""
    with desk.person(HEAD) as page:
        number = number_of(page, "Brakes and Gears")
        page.goto(f"/accounts/{number}/plan/")
        plan = text_of_pdf(page.pdf(prefer_css_page_size=True))
        page.goto(f"/accounts/{number}/business/")
        business = text_of_pdf(page.pdf(prefer_css_page_size=True))
    assert "The action has no day" in plan
    assert "They may come again. Dana Whitlock" in business
