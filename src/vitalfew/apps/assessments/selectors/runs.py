from __future__ import annotations

from vitalfew.apps.assessments.models import Assessment

State = Assessment.State


def latest_assessment() -> Assessment | None:
    """The newest finished assessment; an unfinished one is never shown."""
    return (
        Assessment.objects.filter(state=State.FINISHED)
        .select_related("criteria")
        .defer("inputs")
        .first()
    )


def previous_assessment(assessment: Assessment | None = None) -> Assessment | None:
    """The finished assessment before this one, or before the newest."""
    assessment = assessment or latest_assessment()
    if assessment is None:
        return None
    earlier = Assessment.objects.filter(state=State.FINISHED, pk__lt=assessment.pk)
    return earlier.defer("figures", "inputs").first()


def assessment_under_way() -> Assessment | None:
    """The one that waits or runs, if any."""
    return Assessment.objects.filter(state__in=(State.WAITING, State.RUNNING)).first()


def assessment_newest() -> Assessment | None:
    """The newest of any state: what the progress of a request is read from."""
    return Assessment.objects.select_related("requested_by").first()
