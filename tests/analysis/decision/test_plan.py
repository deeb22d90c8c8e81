"""Whether an objective is on course: the worked table of its page, and its edges."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.analysis.method_pages import number, worked_table
from vitalfew.analysis.decision.plan import course

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
