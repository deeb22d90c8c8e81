"""Promises kept, late and waiting, as on the page of the method."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.analysis.method_pages import worked_table
from vitalfew.analysis.assessment.trust import Promised, trust

DAY = dt.date(2026, 7, 31)
ENDED = {"kept": True, "not kept": False, "–": None}
ROWS = worked_table("trust", "A worked case")


def promised(row):
    due = row["due on"]
    return Promised(
        is_promise=row["kind"] == "promise",
        due_on=None if due == "–" else dt.date.fromisoformat(due),
        kept=ENDED[row["ended"]],
        heard=row["their word"] != "–",
    )


def test_promises_are_counted_as_on_the_page():
    found = trust([promised(row) for row in ROWS], DAY)
    counts = [row["counts as"] for row in ROWS]

    assert found.kept == counts.count("kept")
    assert found.broken == counts.count("not kept")
    assert found.late == counts.count("late")
    assert found.waiting == counts.count("waiting")
    assert found.unheard == 3


def test_the_share_kept_has_the_interval_of_the_page():
    found = trust([promised(row) for row in ROWS], DAY)

    assert found.share == pytest.approx(4 / 6)
    assert [round(end, 3) for end in found.interval] == [0.3, 0.903]


def test_of_fewer_than_five_promises_no_share_is_told():
    found = trust([promised(row) for row in ROWS[:4]], DAY)

    assert (found.kept, found.share) == (4, None)
