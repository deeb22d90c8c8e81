"""Sparkline, interval and meter: one size, beside a figure."""

from __future__ import annotations

import pytest

from tests.web.charts.pictures import circles, parsed, points
from vitalfew.web.charts import interval, meter, sparkline
from vitalfew.web.charts.interval import Interval
from vitalfew.web.charts.meter import Meter
from vitalfew.web.charts.sparkline import Sparkline


def test_a_sparkline_spans_its_own_lowest_and_highest_value():
    root = parsed(sparkline.draw(Sparkline([0, 10, 5], "Up, then half down.")))
    (line,) = root.iter("polyline")
    assert points(line) == [(2, 22), (57.5, 2), (113, 12)]
    assert circles(root) == [(113, 12, 1.9)]


def test_a_sparkline_breaks_where_a_value_is_unknown():
    root = parsed(sparkline.draw(Sparkline([1, 2, None, 3, 4, None], "A gap.")))
    assert [len(points(line)) for line in root.iter("polyline")] == [2, 2]


@pytest.mark.parametrize("values", [[], [None], [7], [7, 7], [-1, -2], [1e300, 1e-300]])
def test_a_sparkline_of_hard_cases_is_drawn(values):
    parsed(sparkline.draw(Sparkline(values, "A sentence.")))


def test_a_flat_sparkline_runs_in_the_middle():
    (line,) = parsed(sparkline.draw(Sparkline([7, 7], "Flat."))).iter("polyline")
    assert {y for _x, y in points(line)} == {12}


def test_an_interval_puts_band_dot_and_tick_on_one_scale():
    root = parsed(
        interval.draw(
            Interval(2, 4, 6, (0, 10), "2 to 6, middle 4", before=3), width=108
        )
    )
    (band,) = root.iter("rect")
    assert (band.get("x"), band.get("width")) == ("24", "40")
    assert circles(root) == [(44, 7, 3.5)]
    ticks = [line.get("x1") for line in root.iter("line")]
    assert ticks == ["0", "34"]


def test_a_meter_shows_its_score_and_the_threshold():
    root = parsed(meter.draw(Meter(4, 1, 5, "4 of 5", threshold=3.5), width=80))
    track, filled = root.iter("rect")
    assert (track.get("width"), filled.get("width")) == ("80", "60")
    assert next(root.iter("line")).get("x1") == "50"


@pytest.mark.parametrize(
    ("share", "fill"), [(0.5, "var(--few)"), (0.9, "var(--warn-mark)")]
)
def test_a_meter_marks_what_is_beyond_a_limit(share, fill):
    root = parsed(meter.draw(Meter(share, 0, 1, "x", threshold=0.6, is_limit=True)))
    assert [rect.get("fill") for rect in root.iter("rect")][1] == fill


def test_an_unknown_score_is_an_empty_track_not_a_zero():
    root = parsed(meter.draw(Meter(None, 1, 5, "Not known")))
    (track,) = root.iter("rect")
    assert track.get("fill") == "none"
    assert track.get("stroke-dasharray") == "3 3"


@pytest.mark.parametrize(
    ("draw", "data"),
    [
        (sparkline.draw, Sparkline([1, float("nan")], "x")),
        (interval.draw, Interval(1, float("nan"), 3, (0, 4), "x")),
        (meter.draw, Meter(float("inf"), 0, 1, "x")),
    ],
)
def test_a_value_that_is_not_a_number_is_refused(draw, data):
    with pytest.raises(ValueError, match="unknown is None"):
        draw(data)
