"""The map arranged by hand, as its pages take and show it."""

from __future__ import annotations

import pytest
from defusedxml import ElementTree
from django.test import Client
from django.urls import reverse

from tests.web.files import text_of_pdf
from vitalfew.apps.audit.models import Entry
from vitalfew.apps.people.models import MapPlace, Position
from vitalfew.apps.people.selectors import map_places

pytestmark = pytest.mark.django_db


def client_of(house, by="marta", **settings):
    client = Client(**settings)
    client.force_login(getattr(house.cast, by))
    return client


def send(house, name, by="marta", *, htmx=False, **data):
    headers = {"HX-Request": "true"} if htmx else {}
    url = reverse(name, args=[house.cast.norvik.pk])
    answer = client_of(house, by).post(url, data, follow=True, headers=headers)
    return answer.status_code, " ".join(answer.content.decode().split())


def got(house, name, by="marta", language="en"):
    client = client_of(house, by, HTTP_ACCEPT_LANGUAGE=language)
    return client.get(reverse(name, args=[house.cast.norvik.pk]))


def row_of(house, by="marta"):
    """Who of theirs stands in the row of the middle picture, from the left."""
    html = got(house, "account-people", by).content.decode()
    return order_of(html, "at-760")


def order_of(html, width):
    start = html.index("<svg", html.index(f'class="chart {width}"') - 10)
    svg = ElementTree.fromstring(html[start : html.index("</svg>", start) + 6])
    boxes = [each for each in svg.iter() if each.get("data-key", "").startswith("p")]
    boxes.sort(key=lambda each: float(each.find("rect").get("x")))
    return [each.get("data-key") for each in boxes]


@pytest.fixture
def keys(house):
    """Of Norvik's three, in the order they stand in of themselves."""
    return row_of(house)


def test_who_was_dropped_elsewhere_stands_there_for_everybody(house, keys):
    places = [f"{key}:{(i + 0.5) / 3}:" for i, key in enumerate(keys[::-1])]
    status, html = send(house, "map-arrange", htmx=True, places=places)

    assert status == 200
    assert html.startswith('<div class="who-map" id="map">')
    assert "Arrange automatically" in html
    assert row_of(house) == row_of(house, "rhea") == keys[::-1]
    entry = Entry.objects.get(action="map.arrange")
    assert entry.details == {"people": 3}


def test_without_a_script_people_are_moved_one_by_one(house, keys):
    one, two, three = keys
    status, html = send(house, "map-move", who=one, way="later")

    assert status == 200
    assert "is now 2 of 3." in html
    assert f'<option value="{one}" selected>2. ' in html
    assert row_of(house) == [two, one, three]
    for way, order in (
        ("first", [three, two, one]),
        ("earlier", [three, two, one]),
        ("last", [two, one, three]),
        ("later", [two, one, three]),
    ):
        send(house, "map-move", who=three, way=way)
        assert row_of(house) == order


def test_one_of_ours_is_moved_in_their_row(house):
    ours = f"u{house.cast.sam.pk}"
    send(house, "map-move", who=ours, way="first")
    first = map_places(house.cast.marta, house.cast.norvik)[ours][0]
    send(house, "map-move", who=ours, way="last")
    last = map_places(house.cast.marta, house.cast.norvik)[ours][0]
    assert first < last


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("map-arrange", {"places": "x"}, "not a place on the map"),
        ("map-arrange", {"places": "p1:2:"}, "not a place on the map"),
        ("map-arrange", {"places": "p999999:0.5:"}, "not on the map any more"),
        ("map-move", {"who": "p999999", "way": "first"}, "p999999"),
    ],
)
def test_what_cannot_be_done_says_why_and_nothing_changes(house, name, data, said):
    for htmx in (True, False):
        status, html = send(house, name, htmx=htmx, **data)
        assert status == 422
        assert said in html
        assert ("<html" in html) == (not htmx)
    assert not MapPlace.objects.exists()


@pytest.mark.parametrize("by", ["sam", "rhea", "chen"])
def test_who_does_not_keep_the_account_is_not_offered_it_and_changes_nothing(
    house, keys, by
):
    for name, data in (
        ("map-arrange", {"places": f"{keys[0]}:0.9:"}),
        ("map-move", {"who": keys[0], "way": "last"}),
        ("map-release", {}),
        ("map-restore", {}),
    ):
        assert send(house, name, by, **data)[0] in {403, 404}
    assert not MapPlace.objects.exists()
    html = got(house, "account-people", by).content.decode()
    for offered in ("map/move", "data-row", "arrange.js"):
        assert offered not in html
        assert offered in got(house, "account-people").content.decode()


def test_the_map_arranges_itself_again_and_undo_brings_the_places_back(house, keys):
    moved = [keys[1], keys[2], keys[0]]
    send(house, "map-move", who=keys[0], way="last")
    assert row_of(house) == moved
    _status, html = send(house, "map-release")

    assert "The map arranges itself again." in html
    assert reverse("map-restore", args=[house.cast.norvik.pk]) in html
    assert "Arrange automatically" not in html
    assert row_of(house) == keys
    send(house, "map-restore")
    assert row_of(house) == moved


def test_a_file_shows_people_where_they_were_put(house, keys):
    send(house, "map-move", who=keys[0], way="last")
    svg = got(house, "account-map-svg").content.decode()

    assert order_of(svg, "at-1160") == [keys[1], keys[2], keys[0]]


def test_the_organigram_is_a_file_as_well(house):
    Position.objects.filter(contact__name="Jonas Lind").update(
        reports_to=house.nameless
    )
    svg = got(house, "account-organigram-svg")
    said = " ".join(ElementTree.fromstring(svg.content).itertext())

    assert "Whom 1 of 3 reports to is not known" in said
    assert "Jonas Lind reports to Plant" in said
    assert "Supports us" in said
    assert "Norvik Wind organigram 20" in svg["Content-Disposition"]
    assert got(house, "account-organigram-png").content.startswith(b"\x89PNG")
    pdf = got(house, "account-organigram-pdf", language="zh-CN").content
    assert "连线由上级指向下级" in text_of_pdf(pdf)
