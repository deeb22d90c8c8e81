"""Accounts that are key already begin their cycle with their designation."""

from __future__ import annotations

from typing import Any

from django.db import migrations


def begin(apps: Any, _schema: Any) -> None:  # noqa: ANN401 - as Django gives them
    designations = apps.get_model("assessments", "Designation")
    cycles = apps.get_model("program", "Cycle")
    moves = apps.get_model("program", "Move")
    for each in designations.objects.filter(ends_on__isnull=True).select_related(
        "started_by"
    ):
        decision = each.started_by
        cycle = cycles.objects.create(
            account_id=each.account_id,
            stage="establish",
            since=each.starts_on,
            starts_on=each.starts_on,
            centralization=(decision.figures.get("revenue") or {}).get(
                "centralization", ""
            ),
        )
        moves.objects.create(
            cycle=cycle,
            origin="",
            target="establish",
            on=each.starts_on,
            reason=decision.reason,
            by_id=decision.by_id,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("program", "0001_initial"),
        ("assessments", "0003_heartbeat"),
    ]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
