from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitalfew.web.charts.scale import Linear, radius, ticks, ticks_inside
from vitalfew.web.charts.svg import number
from vitalfew.web.charts.text import shortened, text_width


def test_a_chinese_character_is_as_wide_as_it_is_high():
    assert text_width("诺维克", 14) == 42


def test_chinese_is_never_set_below_12_and_measured_so():
    assert text_width("诺维克", 11) == 36


def test_combining_marks_take_no_room():
    assert text_width("e\u0301") == text_width("e")


@given(st.text(max_size=40), st.floats(0, 200))
def test_a_shortened_text_fits_its_room(text, room):
    assert text_width(shortened(text, room)) <= room


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, "0"), (-0.01, "0"), (1.25, "1.2"), (3, "3"), (-2.5, "-2.5"), (1e6, "1000000")],
)
def test_coordinates_have_one_decimal_and_no_minus_zero(value, written):
    assert number(value) == written


@given(
    st.floats(-1e12, 1e12),
    st.floats(1e-9, 1e12),
    st.integers(2, 8),
)
def test_ticks_are_round_and_hold_the_span(low, span, most):
    high = low + span
    if high <= low:
        return
    found = ticks(low, high, most)
    # Numbers this far from zero are no finer than a few of their last places.
    slack = (high - low) * 1e-6 + 1e-6 + 4 * math.ulp(max(abs(low), abs(high)))
    assert found[0] <= low + slack
    assert found[-1] >= high - slack
    assert len(found) <= most + 2
    assert list(found) == sorted(set(found))
    assert set(ticks_inside(low, high, most)) <= set(found)


def test_one_value_is_drawn_in_the_middle():
    assert Linear(5, 5, 0, 100)(5) == 50


def test_four_times_the_amount_is_twice_the_radius():
    assert radius(100, 400, 20) == 10
    assert radius(-5, 400, 20, least=2) == 2


def test_a_middle_dot_within_a_chinese_name_is_as_wide_as_its_characters():
    assert text_width("买买提·艾力", 12) == 72
    assert text_width("张…", 12) == 24
    assert text_width("王伟 · 采购", 12) == 4 * 12 + 3 * 0.25 * 12
