from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.web.charts.pictures import (
    boxes,
    circles,
    every_width,
    misplaced,
    parsed,
    texts,
)
from vitalfew.web.charts import matrix
from vitalfew.web.charts.matrix import BIGGEST, DOT, MOST_DOTS, Bubble, Dot, Matrix

LONG = "广东省东莞市某某大型精密机械设备制造股份有限公司华南分公司"


def plane(*bubbles: Bubble, many: Sequence[Dot] = ()) -> Matrix:
    return Matrix(
        bubbles,
        many,
        3.0,
        3.5,
        lambda value: f"{value:g}",
        "A sentence.",
        strength_text="Our strength with them",
        attractiveness_text="Attractiveness",
        zone_text="Key-account zone",
        qualify_text="Invest to qualify",
        standard_text="Standard service",
        serve_text="Serve well, do not court",
    )


def test_area_shows_contribution():
    root = parsed(
        matrix.draw(
            plane(
                Bubble("Norvik Wind", "NW", 4, 4, 400, "key"),
                Bubble("Kelan Medical", "KM", 2, 4, 100, "key"),
            ),
            1160,
        )
    )
    small, big = sorted(r for _x, _y, r in circles(root))
    assert big == BIGGEST[1160]
    assert big == 2 * small


def test_more_attractive_is_higher_and_stronger_is_further_right():
    root = parsed(
        matrix.draw(
            plane(
                Bubble("A", "A", 2, 2, 1, "proposed"),
                Bubble("B", "B", 4, 4, 1, "proposed"),
            ),
            760,
        )
    )
    (ax, ay, _), (bx, by, _) = circles(root)
    assert ax < bx
    assert ay > by


def test_the_few_are_named_key_accounts_have_codes_the_many_are_silent():
    drawing = matrix.draw(
        plane(
            Bubble("Huayin Photonics", "HP", 3.7, 4.4, 2, "proposed"),
            Bubble("Norvik Wind", "NW", 4.4, 4.1, 6, "key"),
            many=[Dot(2.2, 2.2, 1)],
        ),
        760,
    )
    said = texts(parsed(drawing))
    assert "Huayin Photonics" in said
    assert "NW" in said
    assert "Norvik Wind" not in said
    assert len(circles(parsed(drawing))) == 3


def test_a_narrow_picture_has_codes_and_a_list_that_explains_them():
    data = plane(
        Bubble("Huayin Photonics", "HP", 3.7, 4.4, 2, "proposed"),
        Bubble("Norvik <Wind>", "NW", 4.4, 4.1, 6, "key"),
        many=[Dot(2.2, 2.2, 1)],
    )
    said = texts(parsed(matrix.draw(data, 358)))
    assert "HP" in said
    assert "Huayin Photonics" not in said
    assert matrix.draw_listed(data, 358).endswith(
        '</svg><ul class="codes at-358">'
        "<li><b>NW</b><span>Norvik &lt;Wind&gt;</span></li>"
        "<li><b>HP</b><span>Huayin Photonics</span></li></ul>"
    )


def test_a_wide_picture_lists_whoever_stands_on_it_without_a_name():
    data = plane(
        Bubble("Huayin Photonics", "HP", 3.7, 4.4, 2, "proposed"),
        Bubble("Norvik Wind", "NW", 4.4, 4.1, 6, "key"),
        Bubble(LONG, "广", 2, 2, 1, "proposed"),
    )

    listed = matrix.draw_listed(data, 760).rpartition("</svg>")[2]

    assert listed == (
        '<ul class="codes at-760"><li><b>NW</b><span>Norvik Wind</span></li>'
        f"<li><b>广</b><span>{LONG}</span></li></ul>"
    )


def test_a_name_that_finds_no_place_is_listed():
    pile = [
        Bubble(f"Proposed customer {i}", f"P{i}", 4.9, 4 + i / 1000, 9, "proposed")
        for i in range(60)
    ]

    drawing = matrix.draw_listed(plane(*pile), 760)

    picture, _end, listed = drawing.partition("</svg>")
    said = set(texts(parsed(picture + "</svg>")))
    for bubble in pile:
        assert (bubble.name in said) != (f"<span>{bubble.name}</span>" in listed)
    assert 3 < len([b for b in pile if b.name in said]) < 60


def test_a_bubble_with_an_address_is_a_link():
    one = Bubble("Norvik", "N", 3.7, 4.4, 2, "proposed", url="/candidates/?a=1&b=2")
    link = next(parsed(matrix.draw(plane(one), 760)).iter("a"))
    assert link.get("href") == "/candidates/?a=1&b=2"
    assert link.get("aria-label") == "Norvik"


def test_a_crowd_stays_a_picture():
    crowd = [Dot(1 + i % 211 / 60, 1 + i % 197 / 70, i % 13) for i in range(50_000)]
    drawing = matrix.draw(plane(many=crowd), 1160)
    assert len(circles(parsed(drawing))) <= MOST_DOTS
    assert drawing == matrix.draw(plane(many=crowd[::-1]), 1160)


CODES = {"NW", "广", "DP"}
bubbles = st.lists(
    st.builds(
        Bubble,
        name=st.sampled_from(["Norvik Wind", LONG, "A", "Dongping Port Cranes"]),
        code=st.sampled_from(sorted(CODES)),
        strength=st.floats(1, 5),
        attractiveness=st.floats(1, 5),
        size=st.floats(-10, 100),
        kind=st.sampled_from(["proposed", "key", "below", "seen"]),
        selected=st.booleans(),
    ),
    max_size=60,
)
dots = st.lists(
    st.builds(Dot, st.floats(1, 5), st.floats(1, 5), st.floats(-10, 100)), max_size=20
)
NAMES = {"Norvik Wind", "A", "Dongping Port Cranes"}


def on_bubbles(root):
    """Labels that lie on a bubble, a code inside its own one aside."""
    found = []
    for text, box in boxes(root):
        middle = box.x + box.width / 2, box.y + box.height / 2
        for x, y, r in circles(root):
            own = text in CODES and math.dist(middle, (x, y)) < 4
            solid = r >= DOT and not own
            if text in NAMES | CODES and solid and box.distance(x, y) < r:
                found.append((text, x, y))
    return found


@settings(max_examples=30, deadline=None)
@given(bubbles, dots, st.sampled_from([358, 760, 1160]))
def test_no_words_overlap_whoever_stands_where(few, many, width):
    root = parsed(matrix.draw(plane(*few, many=many), width))

    assert misplaced(root) == []
    assert on_bubbles(root) == []


@pytest.mark.parametrize(
    "crowd",
    [
        [],
        [Bubble("A", "A", 3, 3.5, 1, "proposed")],
        [Bubble("A", "A", 3, 3, -5, "key"), Bubble("B", "B", 3, 3, -5, "below")],
        [Bubble(LONG, "广", 5, 5, 1e15, "proposed")],
        [Bubble("A", "A", 1e9, 1e-9, 1e-12, "seen")],
    ],
    ids=["nobody", "one", "losing on one spot", "long name", "huge and tiny"],
)
@every_width
def test_hard_cases_are_drawn(crowd, width):
    assert misplaced(parsed(matrix.draw(plane(*crowd), width))) == []


def test_a_score_that_is_not_a_number_is_refused():
    with pytest.raises(ValueError, match="Norvik"):
        matrix.draw(plane(Bubble("Norvik", "N", float("nan"), 1, 1, "key")), 760)
    with pytest.raises(ValueError, match="one of the many"):
        matrix.draw(plane(many=[Dot(1, float("nan"), 1)]), 760)
