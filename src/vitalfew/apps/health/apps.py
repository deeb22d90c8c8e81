from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from vitalfew.apps.assessments.models import Assessment


class HealthConfig(AppConfig):
    name = "vitalfew.apps.health"
    label = "health"

    def ready(self) -> None:
        from vitalfew.apps.assessments.following import follow

        follow(_keep)


def _keep(assessment: Assessment) -> None:
    # The analysis is slow to load, and most processes never assess anything.
    from vitalfew.apps.health.keeping import readings_keep, record_keep

    readings_keep()
    record_keep(assessment)
