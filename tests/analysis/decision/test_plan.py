"""Whether an objective is on course: the worked table of its page, and its edges."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.analysis.method_pages import number, worked_table
from vitalfew.analysis.decision.plan import (
    ActionFacts,
    ObjectiveFacts,
    PlanFacts,
    course,
    discipline,
)

SINCE, DUE = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
HALF = dt.date(2026, 7, 2)


@pytest.mark.parametrize("row", worked_table("plan", "Course"))
def test_the_worked_table_holds(row):
    start, target, now = (number(row[name]) for name in ("start", "target", "now"))

    found = course(start, target, now, since=SINCE, due=DUE, on=HALF)

    assert found.state == row["state"]
    assert found.elapsed == 0.5
    share = None if found.share is None else round(found.share, 2)
    assert share == number(row["share"])


def test_after_its_day_it_is_missed_and_not_behind():
    late = dt.date(2027, 1, 1)

    assert course(0, 10, 9, since=SINCE, due=DUE, on=late).state == "missed"
    assert course(0, 10, 8.9, since=SINCE, due=DUE, on=DUE).state == "behind"
    assert course(0, 10, 10, since=SINCE, due=DUE, on=late).state == "reached"


def test_an_objective_due_before_the_plan_begins_has_used_its_time():
    assert course(0, 10, 5, since=DUE, due=SINCE, on=SINCE).elapsed == 1


BLANK = ("", "", " ", "")
SAID = ("Wind", "Uptime", "Fewer stops", "Growth")
DONE = ObjectiveFacts("objective-1", start=True, target=True, figure=True, actions=1)
ACTION = ActionFacts("action-1", owner=True, due=True)
BARE = ActionFacts("action-1", owner=False, due=False)
HELD = {
    "empty, review in time": {},
    "empty, review overdue": {"next_review": SINCE},
    "charter complete, one of its answers unsure": {"charter": (*SAID[:3], "More?")},
    "charter complete, one objective with everything": {
        "charter": SAID, "objectives": [DONE],
    },
    "the same, an action without owner and day": {
        "charter": SAID, "objectives": [DONE], "actions": [BARE],
    },
    "the same, a risk without response": {
        "charter": SAID, "objectives": [DONE], "risks": {"risk-1": " "},
    },
}  # fmt: skip


@pytest.mark.parametrize("row", worked_table("plan", "Discipline"))
def test_the_plan_is_as_complete_as_the_page_says(row):
    nothing = {
        "charter": BLANK, "objectives": [], "actions": [], "risks": {},
        "next_review": HALF,
    }  # fmt: skip

    found = discipline(PlanFacts(**(nothing | HELD[row["plan"]])), on=HALF)

    assert (found.asked, found.met) == (number(row["asked"]), number(row["met"]))
    assert len(found.gaps) == found.asked - found.met


def test_each_gap_names_the_place_to_fill_it():
    found = discipline(
        PlanFacts(SAID, [DONE], [BARE, ACTION], {"risk-7": ""}, SINCE), on=HALF
    )

    assert [(gap.lack, gap.place) for gap in found.gaps] == [
        ("no_owner", "action-1"),
        ("no_day", "action-1"),
        ("no_response", "risk-7"),
        ("review_overdue", "period"),
    ]
