from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from vitalfew.apps.assessments.models import Assessment


class CareConfig(AppConfig):
    name = "vitalfew.apps.care"
    label = "care"

    def ready(self) -> None:
        from vitalfew.apps.assessments.following import follow

        follow(_look_for_warnings)


def _look_for_warnings(assessment: Assessment) -> None:
    # The analysis is slow to load, and most processes never assess anything.
    from vitalfew.apps.care.finding import warnings_find

    warnings_find(assessment)
