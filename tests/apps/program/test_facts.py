"""What an assessment says to the gates is kept, and is still of who asks."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.apps.assessments.build import assessment, both
from vitalfew.analysis.decision.gates import Facts
from vitalfew.apps.program.facts import facts_at

pytestmark = pytest.mark.django_db


def bought(run, account, days):
    measures = {
        "continuity": {"purchase_days": days},
        "forecast": {"expected": 500.0},
        "margin": {"contribution_12m": 400.0, "revenue_12m": 900.0},
    }
    both(
        run, account, rank=1, contribution=400, continuity="regular", measures=measures
    )


def test_facts_are_of_the_assessment_that_is_asked_for(cast):
    runs = [assessment(day=dt.date(2026, month, 1)) for month in (4, 7)]
    for run, days in zip(runs, (12, 19), strict=True):
        bought(run, cast.norvik, days)

    # Asked twice: what was kept the first time is the same.
    for run, days in (*zip(runs, (12, 19), strict=True), (runs[0], 12)):
        found = facts_at(cast.hana, [cast.norvik.pk], assessment=run)
        assert found == {
            cast.norvik.pk: Facts(
                purchase_days=days,
                continuity="regular",
                expected=500.0,
                last_12_months=400.0,
            )
        }


def test_nobody_gets_facts_that_were_kept_for_somebody_else(cast):
    run = assessment()
    bought(run, cast.norvik, 12)
    assert facts_at(cast.hana, [cast.norvik.pk], assessment=run)

    assert facts_at(cast.chen, [cast.norvik.pk], assessment=run) == {}
    # Without an account in it the assessment says nothing of it, to everybody.
    empty = {cast.brenner.pk: Facts()}
    assert facts_at(cast.hana, [cast.brenner.pk], assessment=run) == empty


def test_without_an_assessment_nothing_is_known(cast):
    assert facts_at(cast.hana, [cast.norvik.pk], assessment=None) == {}
