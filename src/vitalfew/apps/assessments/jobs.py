from __future__ import annotations

from django_tasks import task

from vitalfew.apps.assessments.models import Assessment
from vitalfew.apps.assessments.services.runs import assessment_run


@task()
def assess(assessment_id: int) -> None:
    assessment_run(Assessment.objects.get(pk=assessment_id))
