from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise

import pytest

from tests.web.charts.pictures import (
    WIDTHS,
    boxes,
    every_width,
    misplaced,
    parsed,
    texts,
)
from vitalfew.web.charts import relationship
from vitalfew.web.charts.labels import Box
from vitalfew.web.charts.relationship import Line, Map, Person, Tie
from vitalfew.web.charts.relationship_layout import shares_of

SUPPORT = {
    "supporter": "Supporter",
    "neutral": "Neutral",
    "critic": "Critic",
    "unknown": "Support unknown",
}
LONG = "Maximiliane-Philippa Freifrau von Hohenstein-Wallersberg zu Sonnenbühl"
CHINESE = "欧阳诸葛司马上官明珠·阿卜杜热合曼"


def people(*keys: str, **more: object) -> tuple[Person, ...]:
    return tuple(Person(key, f"Name {key}", **more) for key in keys)  # type: ignore[arg-type]


def drawing(theirs, ours=(), ties=(), lines=()) -> Map:
    return Map(
        tuple(theirs),
        tuple(ours),
        tuple(ties),
        tuple(lines),
        "Norvik",
        "Us",
        "A sentence.",
        SUPPORT,
        {3: "Executives", 2: "Management", 1: "Technical", 0: "Level unknown"},
        lambda level, count: f"and {count} more of level {level}",
        lambda count: f"and {count} more of us",
        "Nobody is known yet.",
    )


def crowd(count: int, name: str = "", role: str = "Can block", gaps: int = 7) -> Map:
    """So many of theirs with hard names, a fifth as many of us, all kinds of lines."""
    theirs = [
        Person(
            f"c{i}",
            name or f"Name {i}",
            name or "Lead engineer",
            role if i % 3 == 0 else "",
            i % 4,
            ("supporter", "neutral", "critic", "unknown")[i % 4],
            "Decides; nobody has met them" if gaps and i % gaps == 0 else "",
            f"/people/{i}/" if i % 2 else "",
        )
        for i in range(count)
    ]
    ours = [Person(f"u{i}", name or f"Ours {i}", name) for i in range(count // 5 + 1)]
    ties = [
        Tie(ours[i * j % len(ours)].key, f"c{i}", (i % 5) / 4, wanted=i % 7 == 0)
        for i in range(count)
        for j in (1, 3)
    ]
    kinds = ("influence", "conflict", "informal")
    lines = [Line(f"c{i}", f"c{i + 4}", kinds[i % 3]) for i in range(min(count, 9))]
    return drawing(theirs, ours, ties, lines)


def cards(root) -> dict[str, Box]:
    """The box of each person, by key."""
    found = {}
    for group in root.iter():
        if group.get("data-key"):
            (rect,) = group.findall("rect")
            sides = (float(rect.get(n, "nan")) for n in ("x", "y", "width", "height"))
            found[group.get("data-key")] = Box(*sides)
    return found


def spilled(root) -> list[tuple[str, str]]:
    """Boxes on each other or outside, and words outside their box."""
    drawn = list(cards(root).items())
    sheet = Box(0, 0, float(root.get("width", 0)), float(root.get("height", 0)))
    found = [(key, "outside") for key, box in drawn if not sheet.holds(box)]
    found += [
        (key, other)
        for i, (key, box) in enumerate(drawn)
        for other, second in drawn[i + 1 :]
        if box.overlaps(second)
    ]
    for group in root.iter():
        key = group.get("data-key")
        if key:
            outer = dict(drawn)[key]
            found += [(key, text) for text, at in boxes(group) if not outer.holds(at)]
    return found


def test_few_people_stand_in_two_rows_with_a_curve_between():
    theirs = (
        Person("c1", "Ann", "COO", "Sponsor", 3, "supporter"),
        Person("c2", "Bo", "CPO", "Decides", 3, gap="Decides; nobody has met them"),
    )
    ours = (Person("u1", "Li", "Manager"), Person("u2", "Wu", "Quality"))
    ties = (Tie("u1", "c1", 1.0), Tie("u2", "c2", 0.0, wanted=True))

    root = parsed(relationship.draw(drawing(theirs, ours, ties), 760))

    left = 45.94  # "Norvik" in 11 px, and 12.5 px beside it
    assert cards(root) == {
        "c1": Box(pytest.approx(left, abs=0.06), 0.5, 200, 57),
        "c2": Box(pytest.approx(left + 209, abs=0.06), 0.5, 200, 57),
        "u1": Box(pytest.approx(left, abs=0.06), 138.5, 200, 41),
        "u2": Box(pytest.approx(left + 209, abs=0.06), 138.5, 200, 41),
    }
    close, wanted = (path for path in root.iter("path"))
    assert close.get("d") == "M145.9 57.5C145.9 98 145.9 98 145.9 138.5"
    assert close.get("stroke-width") == "4.9"
    assert wanted.get("stroke") == "var(--bad-mark)"
    assert wanted.get("stroke-dasharray") == "3 4"
    assert float(root.get("height", 0)) == 180


def test_a_gap_is_dashed_and_says_in_words_what_is_missing():
    data = drawing([Person("c", "Bo", "CPO", "Decides", gap="Nobody has met them")])
    root = parsed(relationship.draw(data, 760))
    (rect,) = root.iter("rect")
    assert rect.get("stroke-dasharray") == "3 2"
    assert rect.get("fill") == "var(--bad-tint)"
    said = [title.text for title in root.iter("title")]
    assert said == ["Bo · CPO · Decides · Support unknown · Nobody has met them"]


def test_each_support_has_a_shape_of_its_own():
    def shape(support):
        data = drawing([Person("c", "Bo", support=support)])
        group = next(
            e for e in parsed(relationship.draw(data, 760)).iter() if e.get("data-key")
        )
        mark = list(group)[-1]
        return mark.tag, mark.get("fill"), mark.get("stroke-dasharray")

    assert len({shape(support) for support in SUPPORT}) == 4


def test_a_box_with_an_address_is_a_link_that_says_all_of_it():
    data = drawing([Person("c", "Bo", "CPO", "Buys", href="/people/4/")])
    root = parsed(relationship.draw(data, 358))
    (link,) = root.iter("a")
    assert link.get("href") == "/people/4/"
    assert link.get("aria-label") == "Bo · CPO · Buys · Support unknown"
    assert link.find("rect").get("class") == "hit"


def test_lines_that_would_cross_do_not():
    theirs, ours = people("c1", "c2", "c3"), people("u1", "u2", "u3")
    ties = [Tie("u3", "c1", 1), Tie("u2", "c2", 1), Tie("u1", "c3", 1)]
    at = cards(parsed(relationship.draw(drawing(theirs, ours, ties), 760)))
    assert [at[f"c{i}"].x - at[f"u{4 - i}"].x for i in (1, 2, 3)] == [0, 0, 0]


@pytest.mark.parametrize("place", [(0.99, None), (None, 0.99)])
def test_who_was_put_last_stands_last_in_every_form(place):
    theirs = (Person("c1", "Ann", place=place), *people("c2", "c3", "c4"))
    ours = people("u1", "u2")
    ties = [Tie("u1", "c1", 1), Tie("u2", "c4", 1)]
    data = drawing(theirs, ours, ties)
    wide = cards(parsed(relationship.draw(data, 760)))
    narrow = cards(parsed(relationship.draw(data, 358)))
    assert wide["c1"].x == max(box.x for box in wide.values())
    assert narrow["c1"].y == max(box.y for box in narrow.values())


def test_a_row_and_a_column_are_arranged_each_for_itself():
    data = drawing([Person("c1", "Ann", place=(0.99, 0.1)), *people("c2", "c3")])
    wide = cards(parsed(relationship.draw(data, 760)))
    narrow = cards(parsed(relationship.draw(data, 358)))
    assert wide["c1"].x == max(box.x for box in wide.values())
    assert narrow["c1"].y == min(box.y for box in narrow.values())


def test_a_row_follows_the_column_from_the_top_while_only_that_was_arranged():
    last = {"ceo": (3, 0.5), "cfo": (3, 0.9), "tech": (1, 0.1)}
    theirs = [Person(k, k, level=n, place=(None, y)) for k, (n, y) in last.items()]
    at = cards(parsed(relationship.draw(drawing(theirs[::-1]), 760)))
    assert sorted(at, key=lambda key: at[key].x) == ["ceo", "cfo", "tech"]


def test_where_there_is_room_somebody_stands_exactly_where_they_were_put():
    ours = (Person("u1", "Li", place=(0.7, 0.7)),)
    data = drawing(people("c1", "c2", "c3", "c4"), ours, [Tie("u1", "c1", 1)])
    for width in (760, 358):
        layout = relationship.layout_of(data, width)
        assert shares_of(layout)["u1"] == pytest.approx(0.7, abs=0.001)


def test_on_the_widest_picture_a_place_says_on_which_side_of_ours():
    keys = [f"c{i}" for i in range(14)]
    theirs = [Person(k, k, level=1, place=(1.0, 0.5)) for k in keys[:9]]
    theirs += people(*keys[9:], level=1)
    at = cards(parsed(relationship.draw(drawing(theirs, people("u")), 1160)))
    assert {key for key in keys if at[key].x > at["u"].x} == set(keys[:9])
    assert len({at[key].x for key in keys}) == 2


@pytest.mark.parametrize("count", [1, 4, 8, 13, 60, 150])
@every_width
def test_a_map_kept_as_it_is_drawn_is_drawn_the_same(count, width):
    data = crowd(count)
    layout = relationship.layout_of(data, width)
    shares = shares_of(layout)
    places = {
        key: (share, None) if layout.upright else (row.side, share)
        for row in layout.rows
        for key in row.keys
        for share in [shares[key]]
    }
    theirs, ours = (
        tuple(replace(person, place=places.get(person.key)) for person in side)
        for side in (data.theirs, data.ours)
    )
    again = relationship.layout_of(replace(data, theirs=theirs, ours=ours), width)
    assert set(again.boxes) == set(layout.boxes)
    for key, box in layout.boxes.items():
        assert (again.boxes[key].x, again.boxes[key].y) == (
            pytest.approx(box.x, abs=0.5),
            pytest.approx(box.y, abs=0.5),
        )


def test_somebody_new_stands_among_those_put_by_hand():
    held = [Person(f"c{i}", "X", place=((i + 0.5) / 4, None)) for i in range(4)]
    data = drawing([Person("new", "New"), *held[::-1]])
    at = cards(parsed(relationship.draw(data, 760)))
    order = sorted(at, key=lambda key: at[key].x)
    assert [key for key in order if key != "new"] == ["c0", "c1", "c2", "c3"]


def test_only_a_map_that_may_be_arranged_says_what_a_script_needs():
    data = drawing(people("c1", "c2"), people("u"), [Tie("u", "c1", 1)])
    root = parsed(relationship.draw(replace(data, movable=True), 760))
    (tie,) = root.iter("path")
    assert tie.get("data-tie") == "c1 u"
    assert [each.get("data-row") for each in root if each.get("data-key")] == [
        "0",
        "0",
        "1",
    ]
    assert root.get("data-runs") == "across"
    assert json.loads(root.get("data-rows", ""))[0][2:] == [0, None]
    assert "data-row" not in relationship.draw(data, 760)


def test_levels_are_bands_from_the_executives_down():
    root = parsed(relationship.draw(crowd(30), 1160))
    at = cards(root)
    rows = [[box.y for k, box in at.items() if k in level(n)] for n in (3, 2, 1, 0)]
    for above, below in pairwise(rows):
        assert max(above) < min(below)
    assert texts(root).count("Executives") == 2  # theirs stand on both sides


def level(number: int) -> set[str]:
    return {f"c{i}" for i in range(30) if i % 4 == number}


def test_of_too_many_those_who_matter_are_drawn_and_the_others_counted():
    data = crowd(150)
    quiet = tuple(Person(f"q{i}", "Quiet", level=1) for i in range(38))
    data = drawing(quiet + data.theirs, data.ours, data.ties)
    root = parsed(relationship.draw(data, 1160))
    keys = set(cards(root))
    must = {person.key for person in data.theirs if person.gap or person.role}
    theirs = {person.key for person in data.theirs}
    assert must <= keys
    hidden = sum(person.key not in keys for person in data.theirs if person.level == 1)
    assert hidden > 38
    assert f"and {hidden} more of level 1" in texts(root)
    assert len(keys & theirs) == max(60, len(must))


def test_of_too_many_of_us_those_with_the_closest_ties_are_drawn():
    ours = people(*(f"u{i}" for i in range(30)))
    ties = [Tie(f"u{i}", "c", 0.5) for i in range(3, 30)]
    root = parsed(relationship.draw(drawing(people("c"), ours, ties), 760))
    assert not {"u0", "u1", "u2"} & set(cards(root))
    assert "and 6 more of us" in texts(root)


def test_nobody_is_said_in_words():
    for width in WIDTHS:
        root = parsed(relationship.draw(drawing(()), width))
        assert texts(root)[-1] == "Nobody is known yet."


def test_each_kind_of_informal_line_has_its_own_sign():
    def signs(kind):
        lines = [Line("c1", "c2", kind, "A and B")]
        root = parsed(relationship.draw(drawing(people("c1", "c2"), lines=lines), 760))
        (line,) = (g for g in root.findall("g") if not g.get("data-key"))
        path = line.find("path")
        signs = [mark.tag for mark in line if mark is not path][1:]
        return signs, path.get("stroke-dasharray"), line.find("title").text

    assert signs("influence") == (["polygon"], None, "A and B")
    assert signs("conflict") == (["path"], None, "A and B")
    assert signs("informal") == ([], "1 3", "A and B")


@pytest.mark.parametrize("name", ["", LONG, CHINESE], ids=["plain", "long", "chinese"])
@pytest.mark.parametrize("count", [0, 1, 2, 5, 30, 150])
@every_width
def test_no_box_or_word_lies_on_another_or_outside(count, name, width):
    data = crowd(count, name, role=name or "Can block")
    svg = relationship.draw(data, width)
    root = parsed(svg)
    assert spilled(root) == []
    assert misplaced(root) == []
    assert relationship.draw(data, width) == svg


def test_a_tie_of_somebody_who_is_not_there_is_left_out():
    data = drawing(people("c"), people("u"), [Tie("u", "gone", 1), Tie("x", "c", 1)])
    assert list(parsed(relationship.draw(data, 760)).iter("path")) == []


@pytest.mark.parametrize(
    "data",
    [
        drawing(people("c"), people("u"), [Tie("u", "c", float("nan"))]),
        drawing([Person("c", "Bo", place=(float("inf"), 0))]),
    ],
)
def test_a_value_that_is_not_a_number_is_refused(data):
    with pytest.raises(ValueError, match="unknown is None"):
        relationship.draw(data, 760)
