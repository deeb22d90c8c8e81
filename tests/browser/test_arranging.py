"""The map of people arranged by hand: with a mouse, by keys, with a finger."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import CDPSession, Locator, Page, expect

from tests.browser.reader import ANALYST, HEAD, PHONE, Desk, number_of

pytestmark = pytest.mark.browser
JO, RAY = "Jo Lindqvist", "Ray Dominguez"


@pytest.fixture
def people(desk: Desk) -> Iterator[str]:
    """Where the group's people are; afterwards its map arranges itself again."""
    with desk.person(HEAD) as page:
        address = f"/accounts/{number_of(page, 'G04')}/people/"
        yield address
        page.goto(address)
        if page.locator("form[action$='/release/']").count():
            page.locator("#arrange > summary").click()
            page.get_by_role("button", name="Arrange automatically").click()
            expect(page.locator("#toasts")).to_contain_text("arranges itself")


def box(page: Page, name: str) -> Locator:
    """Of the picture that is seen."""
    return page.locator("#map svg:visible [data-key]", has_text=name)


def order(page: Page, *, down: bool = False) -> list[str]:
    """The two, from the left or from above."""
    seats = {}
    for name in (JO, RAY):
        seat = box(page, name).bounding_box()
        assert seat is not None
        seats[name] = seat["y" if down else "x"]
    return sorted(seats, key=lambda name: seats[name])


def kept(page: Page) -> None:
    """Until the answer has come: only then is there something to give up."""
    expect(page.locator("form[action$='/release/']")).to_be_attached()


def middle(found: Locator) -> tuple[float, float]:
    seat = found.bounding_box()
    assert seat is not None
    return seat["x"] + seat["width"] / 2, seat["y"] + seat["height"] / 2


def test_who_is_dragged_stays_there_and_the_lines_follow(desk: Desk, people: str):
    with desk.person(HEAD) as page:
        page.goto(people)
        first, last = before = order(page)
        tie = page.locator("#map svg:visible [data-tie]").first
        drawn = tie.get_attribute("d")
        x, y = middle(box(page, first))
        end, _y = middle(box(page, last))
        page.mouse.move(x, y)
        page.mouse.down()
        for share in (0.3, 0.7, 1.2):
            page.mouse.move(x + (end - x) * share, y + 30)
        assert tie.get_attribute("d") != drawn
        page.mouse.up()
        kept(page)
        assert people in page.url  # a drag is no click on the person's link
        page.reload()
        assert order(page) == before[::-1]


def test_by_keys_somebody_is_moved_and_put_back(desk: Desk, people: str):
    with desk.person(HEAD) as page:
        page.goto(people)
        first, _last = before = order(page)
        box(page, first).focus()
        page.keyboard.press("Space")
        expect(page.locator("#live")).to_contain_text(f"{first} is picked up, 2 of 3")
        page.keyboard.press("End")
        expect(page.locator("#live")).to_have_text("3 of 3")
        page.keyboard.press("Escape")
        expect(page.locator("#live")).to_contain_text("is back where they were")
        assert order(page) == before
        page.keyboard.press("Space")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        kept(page)
        expect(box(page, first)).to_be_focused()
        page.reload()
        assert order(page) == before[::-1]


def test_a_finger_that_rests_moves_somebody_and_one_that_wipes_scrolls(
    desk: Desk, people: str
):
    with desk.person(HEAD, size=PHONE, has_touch=True) as page:
        page.goto(people)
        first, last = before = order(page, down=True)
        touch = page.context.new_cdp_session(page)
        finger(touch, *middle(box(page, first)), to=-60, page=page, rest=0)
        assert page.locator("form[action$='/release/']").count() == 0
        box(page, last).scroll_into_view_if_needed()
        x, y = middle(box(page, first))
        _x, end = middle(box(page, last))
        finger(touch, x, y, to=end - y + 10, page=page, rest=600)
        kept(page)
        page.reload()
        assert order(page, down=True) == before[::-1]


def finger(
    touch: CDPSession, x: float, y: float, *, to: float, page: Page, rest: int
) -> None:
    def send(kind: str, points: list[dict[str, float]]) -> None:
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    send("touchStart", [{"x": x, "y": y}])
    page.wait_for_timeout(rest)
    for share in (0.25, 0.5, 0.75, 1.0):
        send("touchMove", [{"x": x, "y": y + to * share}])
    send("touchEnd", [])


def test_the_map_arranges_itself_again_and_undo_takes_that_back(
    desk: Desk, people: str
):
    with desk.person(HEAD) as page:
        page.goto(people)
        first, _last = before = order(page)
        page.locator("#arrange > summary").click()
        key = box(page, first).get_attribute("data-key")
        page.get_by_label("Who is to be moved").select_option(key)
        page.get_by_role("button", name="Last", exact=True).click()
        expect(page.locator("#toasts")).to_contain_text(f"{first} is now 3 of 3.")
        assert order(page) == before[::-1]
        page.get_by_role("button", name="Arrange automatically").click()
        page.get_by_role("button", name="Undo").click()
        expect(page.locator("#toasts")).to_contain_text("where they were put")
        assert order(page) == before[::-1]


def test_who_does_not_keep_the_account_moves_nobody(desk: Desk, people: str):
    with desk.person(ANALYST) as page:
        page.goto(people)
        before = order(page)
        x, y = middle(box(page, before[0]))
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 300, y, steps=3)
        page.mouse.up()
        assert order(page) == before
        expect(page.locator("#arrange")).to_have_count(0)
        token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
        key = box(page, before[0]).get_attribute("data-key")
        answer = page.request.post(
            f"{people}map/",
            form={"csrfmiddlewaretoken": token, "places": f"{key}:0.9:"},
            headers={"Referer": page.url},
        )
        assert answer.status == 404
        page.reload()
        assert order(page) == before
