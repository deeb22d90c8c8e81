from __future__ import annotations

import pytest

from tests.web.charts.pictures import every_width, misplaced, parsed, texts
from tests.web.charts.test_relationship import CHINESE, LONG, SUPPORT, cards, spilled
from vitalfew.web.charts import organigram
from vitalfew.web.charts.organigram import Tree
from vitalfew.web.charts.organigram_tree import forest
from vitalfew.web.charts.relationship import Person


def tree(above: dict[str, str], *more: str, people=()) -> Tree:
    """Who reports to whom by key, and whoever else there is."""
    keys = dict.fromkeys([*above.values(), *above, *more])
    return Tree(
        tuple(people) or tuple(Person(key, f"Name {key}") for key in keys),
        above,
        "A sentence.",
        SUPPORT,
        "Superior unknown",
        lambda name: f"Below {name}",
        lambda one, other: f"{one} reports to {other}",
        lambda count: f"and {count} more",
        "Nobody is known yet.",
    )


def company(count: int, span: int, name: str = "") -> Tree:
    """Everybody but the first has one of those before them above."""
    people = [
        Person(
            f"c{i}",
            name or f"Name {i}",
            name or "Lead engineer",
            "Can block" if i % 3 == 0 else "",
            i % 4,
            ("supporter", "neutral", "critic", "unknown")[i % 4],
            "Nobody has met them" if i % 7 == 0 else "",
            f"/people/{i}/" if i % 2 else "",
        )
        for i in range(count)
    ]
    above = {f"c{i}": f"c{(i - 1) // span}" for i in range(1, count)}
    return tree(above, people=people)


def drawn(data: Tree, width: int = 1160):
    return parsed(organigram.draw(data, width))


def test_few_stand_as_a_tree_each_above_the_middle_of_those_below():
    at = cards(drawn(tree({"b": "a", "c": "a", "d": "b"}), 760))

    assert at["a"].x == (at["b"].x + at["c"].x) / 2 == 105
    assert at["d"].x == at["b"].x == 0.5
    assert [at[key].y for key in "abcd"] == [0.5, 69.5, 69.5, 138.5]


def test_those_who_would_not_fit_beside_each_other_stand_under_each_other():
    above = {f"{boss}{i}": boss for boss in "bcd" for i in range(4)}
    at = cards(drawn(tree({"b": "a", "c": "a", "d": "a"} | above), 1160))

    for boss in "bcd":
        assert {at[f"{boss}{i}"].x for i in range(4)} == {at[boss].x + 14}
    assert at["b"].y == at["c"].y == at["d"].y > at["a"].y


def test_who_reports_to_the_same_stands_as_on_the_map():
    places = {"a": None, "b": (0.8, None), "c": (0.5, None), "d": (0.2, None)}
    people = [Person(key, key, place=place) for key, place in places.items()]
    at = cards(drawn(tree(dict.fromkeys("bcd", "a"), people=people), 760))

    assert at["d"].x < at["c"].x < at["b"].x


def test_a_line_says_who_reports_to_whom():
    for width in (358, 760):
        root = drawn(tree({"b": "a"}), width)
        (path,) = root.iter("path")
        assert path.find("title").text == "Name b reports to Name a"


def test_on_a_phone_each_stands_below_and_further_in_than_who_is_above():
    data = company(20, 2)
    at = cards(drawn(data, 358))

    assert len(at) == 20
    for below, above in data.above.items():
        assert at[below].y > at[above].y
        assert at[below].x == at[above].x + 14


def test_who_has_nobody_known_above_stands_at_the_top_or_apart_in_words():
    root = drawn(tree({"b": "a", "d": "c"}, "alone"))
    at = cards(root)

    assert at["a"].y == at["c"].y == at["alone"].y == 22
    assert texts(root)[0] == "Superior unknown"


def test_a_post_without_a_name_is_a_dashed_box_above_its_people():
    people = [Person("a", "Plant", placeholder=True), Person("b", "Bo")]
    root = drawn(tree({"b": "a"}, people=people))

    above, below = (group.find("rect") for group in root.findall("g"))
    assert (above.get("stroke-dasharray"), below.get("stroke-dasharray")) == (
        "3 2",
        None,
    )


def test_a_column_that_goes_on_says_whose_people_they_are():
    root = drawn(tree({f"b{i}": "a" for i in range(40)}))

    assert len(cards(root)) == 41
    assert texts(root)[:2] == ["Below Name a", "Below Name a"]


def test_a_chain_of_any_depth_is_drawn():
    data = company(150, 1)
    assert len(cards(drawn(data))) == 150


def test_a_ring_is_cut_and_a_superior_who_is_not_there_is_left_out():
    assert len(cards(drawn(tree({"a": "b", "b": "c", "c": "a"})))) == 3
    people = [Person("a", "Ann")]
    assert len(cards(drawn(tree({"a": "gone"}, people=people)))) == 1


@pytest.mark.parametrize("count", [61, 151, 2000])
@every_width
def test_everybody_has_a_box_or_is_counted(count, width):
    data = company(count, 5)
    root = drawn(data, width)
    most = 60 if width == 358 else 150
    counted = [int(text.split()[1]) for text in texts(root) if text.startswith("and ")]

    assert len(cards(root)) == min(count, most)
    assert len(cards(root)) + sum(counted) == count


def test_of_too_many_those_nearest_to_the_top_are_drawn():
    woods = forest(tree({"b": "a", "c": "b", "d": "c", "e": "a"}, "alone"), 3)

    assert dict(woods.walk()) == {"a": 0, "b": 1, "e": 1}
    assert woods.hidden == {"b": 2, "": 1}


def test_nobody_is_said_in_words():
    for width in (358, 760, 1160):
        assert texts(drawn(tree({}), width)) == ["Nobody is known yet."]


@pytest.mark.parametrize("name", ["", LONG, CHINESE], ids=["plain", "long", "chinese"])
@pytest.mark.parametrize(
    ("count", "span"), [(1, 1), (5, 3), (30, 3), (150, 1), (150, 5), (150, 149)]
)
@every_width
def test_no_box_or_word_lies_on_another_or_outside(count, span, name, width):
    data = company(count, span, name)
    svg = organigram.draw(data, width)
    root = parsed(svg)
    assert spilled(root) == []
    assert misplaced(root) == []
    assert organigram.draw(data, width) == svg
