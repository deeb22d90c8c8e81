"""The next 12 months of an account, and what a year may bring in all."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.web.charts.pictures import (
    boxes,
    circles,
    every_width,
    misplaced,
    parsed,
    plain,
    points,
    texts,
)
from vitalfew.web.charts import ahead, outcomes
from vitalfew.web.charts.ahead import Ahead
from vitalfew.web.charts.outcomes import Mark, Outcomes

NORMAL = [(p / 100, 1000 + 4 * (p - 50)) for p in range(1, 100)]


def fan(**values) -> Ahead:
    made = {
        "months": [dt.date(2024 + at // 12, at % 12 + 1, 1) for at in range(24)],
        "sums": [400.0 + 5 * at for at in range(24)],
        "expected": 560.0,
        "half": (520.0, 610.0),
        "most": (450.0, 680.0),
        "form": plain,
        "month_form": lambda month: f"{month:%b %y}",
        "today": "Today",
        "most_text": "80% of outcomes",
        "label": "A sentence.",
    }
    return Ahead(**(made | values))


def year(**values) -> Outcomes:
    made = {
        "points": NORMAL,
        "expected": Mark(1000, "expected"),
        "worst": Mark(820, "one year in twenty"),
        "marks": [Mark(900, "fixed costs"), Mark(1010, "last 12 months")],
        "form": plain,
        "label": "A sentence.",
    }
    return Outcomes(**(made | values))


@every_width
def test_the_fan_ends_in_the_ranges_of_the_forecast(width):
    root = parsed(ahead.draw(fan(), width))
    outer, inner = (points(each) for each in root.iter("polygon"))
    past = points(next(root.iter("polyline")))
    pixels = (past[0][1] - past[-1][1]) / (5 * 23)
    high, low = outer[13][1], outer[12][1]
    assert low - high == pytest.approx((680 - 450) * pixels, rel=0.02)
    assert inner[12][1] - inner[13][1] == pytest.approx((610 - 520) * pixels, rel=0.02)


@every_width
def test_the_fan_begins_where_the_last_year_stands(width):
    root = parsed(ahead.draw(fan(), width))
    last = points(next(root.iter("polyline")))[-1]
    outer = points(next(root.iter("polygon")))
    assert outer[0] == last == outer[-1]
    assert next(circle[:2] for circle in circles(root)) == last


@every_width
def test_the_words_of_the_fan_do_not_touch(width):
    narrow = fan(expected=560.0, half=(559.0, 561.0), most=(558.0, 562.0))
    for data in (fan(), narrow):
        assert misplaced(parsed(ahead.draw(data, width))) == []


def test_a_fan_below_zero_is_drawn_below_the_line_of_zero():
    data = fan(sums=[-50.0] * 24, expected=-20.0, half=(-40.0, 5.0), most=(-90.0, 40.0))
    assert "0" in texts(parsed(ahead.draw(data, 760)))


def test_an_infinite_range_is_refused():
    with pytest.raises(ValueError, match="12 months"):
        ahead.draw(fan(most=(0.0, float("inf"))), 760)


@every_width
def test_only_bad_years_are_red(width):
    root = parsed(outcomes.draw(year(), width))
    lines = [
        float(each.get("x1", 0))
        for each in root.iter("line")
        if each.get("stroke") == "var(--bad-mark)"
    ]
    for rect in root.iter("rect"):
        end = float(rect.get("x", 0)) + float(rect.get("width", 0))
        assert (rect.get("fill") == "var(--bad-mark)") == (end <= lines[0])


@every_width
def test_equally_likely_amounts_have_columns_of_one_height(width):
    root = parsed(outcomes.draw(year(), width))
    heights = [float(rect.get("height", 0)) for rect in root.iter("rect")][2:-2]
    assert max(heights) == pytest.approx(min(heights), rel=0.02)


@every_width
def test_the_names_over_the_year_do_not_touch(width):
    close = year(
        worst=Mark(990, "one year in twenty"),
        marks=[Mark(995, "fixed costs"), Mark(1005, "last 12 months")],
    )
    for data in (year(), close):
        assert misplaced(parsed(outcomes.draw(data, width))) == []


@every_width
def test_no_line_of_the_year_runs_through_a_name(width):
    root = parsed(outcomes.draw(year(worst=Mark(960, "one year in twenty")), width))
    lines = [
        (float(each.get("x1", 0)), float(each.get("y1", 0)))
        for each in root.iter("line")
        if each.get("x1") == each.get("x2")
    ]
    assert len(lines) == 4
    for text, box in boxes(root):
        if text[0].isalpha():
            crossing = [x for x, top in lines if box.x < x < box.x + box.width]
            below = [x for x, top in lines if top >= box.y + box.height - 2]
            assert set(crossing) <= set(below), text


def test_a_year_that_is_certain_is_one_column():
    sure = [(p / 100, 500.0) for p in range(1, 100)]
    data = year(points=sure, expected=Mark(500, "e"), worst=Mark(500, "w"), marks=[])
    assert len(list(parsed(outcomes.draw(data, 760)).iter("rect"))) == 1
