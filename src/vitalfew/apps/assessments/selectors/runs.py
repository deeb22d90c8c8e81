from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone

from vitalfew.apps.assessments.models import Assessment
from vitalfew.apps.imports.heartbeat import STALE
from vitalfew.apps.prepared import prepared

State = Assessment.State


def latest_assessment() -> Assessment | None:
    """The newest finished assessment; an unfinished one is never shown."""
    return _finished.first()


@prepared
def _finished() -> QuerySet[Assessment]:
    found = Assessment.objects.filter(state=State.FINISHED)
    return found.select_related("criteria").defer("inputs")[:1]


def previous_assessment(assessment: Assessment | None = None) -> Assessment | None:
    """The finished assessment before this one, or before the newest."""
    assessment = assessment or latest_assessment()
    if assessment is None:
        return None
    return _earlier.first(assessment)


@prepared
def _earlier(assessment: Assessment) -> QuerySet[Assessment]:
    found = Assessment.objects.filter(state=State.FINISHED, pk__lt=assessment.pk)
    return found.defer("figures", "inputs")[:1]


def assessment_under_way() -> Assessment | None:
    """The one that waits or runs, if any; the newest request stops the others."""
    newest = _unfinished.first()
    return newest if newest is not None and newest.under_way else None


@prepared
def _unfinished() -> QuerySet[Assessment]:
    return Assessment.objects.filter(state__in=(State.WAITING, State.RUNNING))[:1]


def assessments_silent() -> QuerySet[Assessment]:
    """Those whose process does not say any more that it is alive."""
    silent = Q(beat_at__lt=timezone.now() - STALE) | Q(beat_at__isnull=True)
    return Assessment.objects.filter(silent)


def assessment_newest() -> Assessment | None:
    """The newest of any state: what the progress of a request is read from."""
    return Assessment.objects.select_related("requested_by").first()
