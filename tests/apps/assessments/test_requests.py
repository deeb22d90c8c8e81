"""Who may ask for an assessment, and what it says where there are no orders."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from tests.apps.assessments.firm import assess
from vitalfew.apps.assessments.models import Assessment, AssessmentRow
from vitalfew.apps.assessments.services import assessment_request


@pytest.mark.parametrize("who", ["ada", "marta", "fay", "rhea"])
def test_only_head_and_analyst_ask_for_an_assessment(cast, who):
    with pytest.raises(PermissionDenied):
        assessment_request(acting=getattr(cast, who))

    assert not Assessment.objects.exists()


def test_without_orders_the_run_says_what_to_do_and_leaves_no_rows(cast):
    run = assess(cast.ana)

    assert (run.state, run.problem) == ("failed", "assessment_no_orders")
    assert not AssessmentRow.objects.exists()
