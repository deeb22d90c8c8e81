from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from vitalfew.apps.assessments.models import Assessment


class ProgramConfig(AppConfig):
    name = "vitalfew.apps.program"
    label = "program"

    def ready(self) -> None:
        from vitalfew.apps.assessments.following import follow, follow_designation
        from vitalfew.apps.program.services import cycle_begin, cycle_end

        follow_designation(began=cycle_begin, ended=cycle_end)
        follow(_measure_parts)
        follow(_look_for_regressions)


def _measure_parts(assessment: Assessment) -> None:
    # The analysis is slow to load, and most processes never assess anything.
    from vitalfew.apps.program.parts import parts_measure

    parts_measure(assessment)


def _look_for_regressions(_assessment: Assessment) -> None:
    from vitalfew.apps.program.finding import proposals_find

    proposals_find()
