"""How accounts moved between stages within a year, counted and drawn."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from tests.web.charts.pictures import misplaced, parsed, texts
from vitalfew.apps.program.models import Move
from vitalfew.web.charts import flow
from vitalfew.web.charts.flow import Band, Flow, State
from vitalfew.web.cycle.flow import finding, passages
from vitalfew.web.formats import Formats

SINCE, TODAY = dt.date(2025, 7, 1), dt.date(2026, 7, 1)
ENGLISH = Formats("en")
STAGE, INK = "var(--stage-3)", "var(--ink-3)"


def move(cycle, on, origin, target):
    return Move(cycle_id=cycle, on=on, origin=origin, target=target)


def test_a_passage_is_counted_from_where_it_stood_to_where_it_stands():
    old, later = dt.date(2025, 1, 1), dt.date(2026, 1, 1)
    moves = [
        move(1, old, "", "establish"),
        move(2, old, "", "establish"),
        move(3, old, "", "establish"),
        move(4, old, "", "establish"),
        move(4, dt.date(2025, 6, 1), "establish", ""),
        move(2, SINCE, "establish", "stabilize"),
        move(1, later, "establish", "stabilize"),
        move(2, later, "stabilize", "establish"),
        move(3, later, "establish", ""),
        move(5, later, "", "establish"),
        move(6, dt.date(2026, 7, 2), "", "establish"),
    ]

    assert passages(moves, SINCE, TODAY) == {
        ("establish", "stabilize"): 1,
        ("stabilize", "establish"): 1,
        ("establish", "ended"): 1,
        ("new", "establish"): 1,
    }


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (
            {
                ("establish", "strengthen"): 2,
                ("stabilize", "zero"): 1,
                ("new", "establish"): 3,
                ("establish", "ended"): 1,
                ("establish", "establish"): 9,
            },
            "In twelve months: 2 moved up, 1 fell back, 3 began, 1 ended",
        ),
        (
            {("establish", "establish"): 9},
            "In twelve months nobody changed the stage",
        ),
    ],
)
def test_the_title_says_who_moved(found, said):
    assert finding(Counter(found), ENGLISH) == said


@pytest.mark.parametrize("width", [358, 760, 1160])
def test_both_sides_hold_all_accounts_and_nothing_lies_outside(width):
    data = Flow(
        states=[
            State("Strengthen", STAGE),
            State("Stabilize", STAGE),
            State("Ended", INK),
        ],
        bands=[Band(1, 0, 3), Band(1, 1, 1), Band(0, 2, 2)],
        then="1 Jul 2025",
        now="1 Jul 2026",
        label="A sentence.",
    )

    root = parsed(flow.draw(data, width))

    assert misplaced(root) == []
    assert {"Strengthen 2", "Stabilize 4", "Strengthen 3", "Ended 2"} <= set(
        texts(root)
    )
    heights = [float(rect.get("height", 0)) for rect in root.iter("rect")]
    assert heights[1] == pytest.approx(2 * heights[0], abs=0.2)
    assert sum(heights[:2]) == pytest.approx(sum(heights[2:]), abs=0.3)
