"""What is late: it still has to be done, and its day has passed."""

from __future__ import annotations

import datetime as dt

import pytest

from vitalfew.apps.plans.models import Action, Plan
from vitalfew.apps.trust.models import Undertaking

ON = dt.date(2026, 5, 4)
BEFORE = dt.date(2026, 5, 3)


@pytest.mark.parametrize(
    ("due_on", "state", "plan", "late"),
    [
        (BEFORE, "open", "agreed", True),
        (ON, "open", "agreed", False),
        (None, "open", "agreed", False),
        (BEFORE, "done", "agreed", False),
        (BEFORE, "dropped", "agreed", False),
        (BEFORE, "open", "closed", False),
    ],
)
def test_an_action_of_a_plan_that_runs(due_on, state, plan, late):
    action = Action(due_on=due_on, state=state, plan=Plan(state=plan))
    assert action.is_late(ON) is late


@pytest.mark.parametrize(
    ("due_on", "state", "withdrawn_by", "late"),
    [
        (BEFORE, "open", None, True),
        (ON, "open", None, False),
        (None, "open", None, False),
        (BEFORE, "kept", None, False),
        (BEFORE, "open", 1, False),
    ],
)
def test_what_was_taken_on_and_counts(due_on, state, withdrawn_by, late):
    made = Undertaking(due_on=due_on, state=state, withdrawn_by_id=withdrawn_by)
    assert made.is_late(ON) is late
