"""A run whose process died is known by its silence; one that is alive is let be."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.apps.assessments.build import assessment, row
from vitalfew.apps.assessments.models import Assessment
from vitalfew.apps.assessments.selectors import (
    assessment_under_way,
    latest_assessment,
)
from vitalfew.apps.assessments.services import (
    assessment_request,
    assessments_repair,
)

ALIVE = timedelta(seconds=50)
DEAD = timedelta(seconds=70)


@pytest.fixture
def run(cast):
    """A run that has stored a row already."""
    requested = assessment_request(acting=cast.ana)
    Assessment.objects.filter(pk=requested.pk).update(state="running")
    row(requested, cast.norvik, rank=1, contribution=100)
    return requested


def silent(run, since):
    Assessment.objects.filter(pk=run.pk).update(beat_at=timezone.now() - since)
    run.refresh_from_db()
    return run


def test_a_run_that_says_it_is_alive_goes_on(run):
    assert silent(run, ALIVE).under_way

    assessments_repair()

    run.refresh_from_db()
    assert (run.state, run.rows.count()) == ("running", 1)
    assert assessment_under_way() == run


def test_a_silent_run_is_not_under_way_even_before_anybody_writes_that_down(run):
    silent(run, DEAD)

    assert (run.under_way, run.stopped, run.stopped_by) == (
        False,
        True,
        "assessment_cut_off",
    )
    assert assessment_under_way() is None


def test_the_worker_stops_a_silent_run_and_forgets_its_rows_alone(run, cast):
    finished = assessment()
    row(finished, cast.norvik, rank=1, contribution=100)
    silent(run, DEAD)

    assessments_repair()

    run.refresh_from_db()
    assert (run.state, run.problem) == ("failed", "assessment_cut_off")
    assert run.rows.count() == 0
    assert latest_assessment() == finished
    assert finished.rows.count() == 1


def test_a_new_request_does_not_wait_for_a_silent_one_whose_rows_go_too(run, cast):
    silent(run, DEAD)

    newer = assessment_request(acting=cast.ana)
    assessments_repair()

    run.refresh_from_db()
    assert (run.state, run.rows.count()) == ("failed", 0)
    assert assessment_under_way() == newer


def test_a_request_no_worker_has_taken_yet_is_not_cut_off(cast):
    waiting = assessment_request(acting=cast.ana)

    assessments_repair()

    waiting.refresh_from_db()
    assert (waiting.state, waiting.under_way) == ("waiting", True)
