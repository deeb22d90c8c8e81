from __future__ import annotations

from django_tasks import task

from vitalfew.apps.assessments.selectors.runs import latest_assessment


@task()
def measure_parts() -> None:
    """What began since the newest assessment does not wait for the next one."""
    from vitalfew.apps.program.parts import parts_measure

    latest = latest_assessment()
    if latest is not None:
        parts_measure(latest)
