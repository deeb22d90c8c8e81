from __future__ import annotations

import datetime as dt

import pytest

from tests.web.charts.pictures import (
    every_width,
    misplaced,
    parsed,
    plain,
    points,
    texts,
)
from vitalfew.web.charts import history
from vitalfew.web.charts.history import Event, History


def months(count: int) -> list[dt.date]:
    return [dt.date(2023 + i // 12, i % 12 + 1, 1) for i in range(count)]


def past(*values: float | None, events: tuple[Event, ...] = ()) -> History:
    return History(
        months(len(values)),
        values,
        plain,
        lambda day: f"{day:%b %y}",
        "A sentence.",
        events,
    )


def test_columns_begin_at_zero_and_are_as_high_as_their_month():
    root = parsed(history.draw(past(100, 50, 200), 760))
    heights = [float(rect.get("height", 0)) for rect in root.iter("rect")]
    bottoms = {
        float(r.get("y", 0)) + float(r.get("height", 0)) for r in root.iter("rect")
    }
    assert heights == [95, 47.5, 190]  # 190 px from 12 to 202 show 200
    assert bottoms == {202}


def test_a_month_below_zero_hangs_from_the_line_of_zero():
    root = parsed(history.draw(past(100, -100), 760))
    up, down = root.iter("rect")
    assert float(down.get("y", 0)) == float(up.get("y", 0)) + float(up.get("height", 0))


def test_the_mean_is_of_the_month_and_the_two_before():
    root = parsed(history.draw(past(90, 120, 150, 210), 760))
    (line,) = root.iter("polyline")
    (_x1, first), (_x2, second) = points(line)
    # 210 is drawn 190 px high: means 120 and 160.
    assert first == pytest.approx(202 - 190 * 120 / 210, abs=0.06)
    assert second == pytest.approx(202 - 190 * 160 / 210, abs=0.06)


def test_an_unknown_month_leaves_a_gap_in_columns_and_mean():
    root = parsed(history.draw(past(1, 2, 3, 4, None, 6, 7, 8, 9), 760))
    assert len(list(root.iter("rect"))) == 8
    assert [len(points(line)) for line in root.iter("polyline")] == [2, 2]


def test_events_stand_above_their_month_and_those_outside_are_left_out():
    data = past(
        *range(1, 25),
        events=(
            Event(dt.date(2023, 6, 14), "Framework signed"),
            Event(dt.date(2019, 1, 1), "Long ago"),
        ),
    )
    said = texts(parsed(history.draw(data, 760)))
    assert "Framework signed" in said
    assert "Long ago" not in said


@every_width
def test_words_never_lie_on_each_other(width):
    day = dt.date(2024, 3, 1)
    data = past(
        *[1000.0 * i for i in range(36)],
        events=tuple(Event(day, f"Decision number {i}") for i in range(4)),
    )
    assert misplaced(parsed(history.draw(data, width))) == []


@pytest.mark.parametrize(
    "values",
    [
        (),
        (5,),
        (5, 6),
        (-5, -6, -7),
        (4, 4, 4, 4),
        (1e15, 1e-9, 3),
        (None, None),
        (0, 0, 0),
    ],
    ids=["none", "one", "two", "all below zero", "equal", "huge", "unknown", "zero"],
)
@every_width
def test_hard_cases_are_drawn(values, width):
    assert misplaced(parsed(history.draw(past(*values), width))) == []


def test_a_value_that_is_not_a_number_is_refused():
    with pytest.raises(ValueError, match="month"):
        history.draw(past(1, float("inf")), 760)
