from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vitalfew.web.charts.labels import Box, Mark, place

BOUNDS = Box(0, 0, 700, 300)


def test_a_lonely_mark_has_its_label_on_the_right():
    (label,) = place([Mark(100, 100, 10, "Norvik")], BOUNDS)
    assert label is not None
    assert label.box.x == 116
    assert label.box.y + label.box.height / 2 == 100
    assert label.leader is None


def test_a_code_stands_inside_a_bubble_that_has_room():
    big, small = place(
        [Mark(100, 100, 14, "NW", inside=True), Mark(300, 100, 5, "KM", inside=True)],
        BOUNDS,
    )
    assert big is not None
    assert small is not None
    assert big.inside
    assert not small.inside


def test_a_label_at_the_right_edge_goes_to_the_left():
    (label,) = place([Mark(690, 100, 6, "Norvik Wind")], BOUNDS)
    assert label is not None
    assert label.box.x + label.box.width == 678


def test_a_label_that_had_to_move_away_is_tied_to_its_mark():
    (label,) = place([Mark(100, 100, 6, "Norvik")], BOUNDS, [Box(60, 80, 80, 40)])
    assert label is not None
    assert label.leader is not None
    start_x, start_y, end_x, end_y = label.leader
    assert (start_x - 100) ** 2 + (start_y - 100) ** 2 == pytest.approx(36)
    assert label.box.distance(end_x, end_y) == 0


def test_the_more_important_label_gets_the_better_place():
    marks = [Mark(100, 100, 6, "Less"), Mark(100, 100, 6, "More", priority=1)]
    less, more = place(marks, BOUNDS)
    assert more is not None
    assert more.box.x == 112
    assert less is None or less.box != more.box


def test_where_there_is_no_room_a_label_is_left_out():
    assert place([Mark(10, 10, 5, "Much too long for this")], Box(0, 0, 40, 20)) == [
        None
    ]


def test_words_already_standing_are_not_covered():
    taken = Box(108, 80, 200, 40)
    (label,) = place([Mark(100, 100, 6, "Norvik")], BOUNDS, [taken])
    assert label is not None
    assert not label.box.overlaps(taken)


names = st.one_of(
    st.text("abcdefghijklmnop WM", min_size=1, max_size=24),
    st.text("广东省东莞市精密机械设备制造有限公司", min_size=1, max_size=22),
)
marks = st.lists(
    st.builds(
        Mark,
        x=st.floats(5, 695),
        y=st.floats(5, 295),
        radius=st.floats(1.5, 26),
        text=names,
        priority=st.sampled_from([1.0, 2.0, 4.0]),
        bold=st.booleans(),
        inside=st.booleans(),
    ),
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(marks)
def test_labels_never_lie_on_each_other_or_a_mark_and_never_leave_the_picture(crowd):
    placed = place(crowd, BOUNDS)
    labels = [label for label in placed if label is not None]
    for i, label in enumerate(labels):
        assert BOUNDS.holds(label.box)
        assert not any(label.box.overlaps(other.box) for other in labels[i + 1 :])
    for mark, label in zip(crowd, placed, strict=True):
        for other in crowd if label else ():
            inside = label.inside and other is mark
            assert inside or label.box.distance(other.x, other.y) >= other.radius


@settings(max_examples=20, deadline=None)
@given(marks)
def test_the_same_marks_get_the_same_places(crowd):
    assert place(crowd, BOUNDS) == place(crowd, BOUNDS)
