"""Key accounts in a stage, for tests of the cycle."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from tests.apps.assessments.build import assessment, both
from vitalfew.analysis.decision.gates import next_stage
from vitalfew.apps.assessments.services import decision_record
from vitalfew.apps.program.models import Cycle
from vitalfew.apps.program.selectors import gates_now
from vitalfew.apps.program.services import cycle_move, gate_confirm


def today(days=0):
    return timezone.localdate() + dt.timedelta(days)


class Day(int):
    """Days from today, as a parameter: collected on one day, run on the next."""


def dated(values):
    """The values with every Day as the date it is now."""
    return {
        name: today(value) if isinstance(value, Day) else value
        for name, value in values.items()
    }


MEASURES = {
    "continuity": {"purchase_days": 40},
    "forecast": {"expected": 950.0},
    "margin": {"contribution_12m": 1000.0, "revenue_12m": 1000.0},
}


def measured(account, **values):
    """An assessment in which this account buys well."""
    run = assessment()
    both(
        run,
        account,
        **({"rank": 1, "contribution": 900, "measures": MEASURES} | values),
    )
    return run


def key(cast, account, manager=None):
    """Make it a key account; gives its cycle."""
    decision_record(
        acting=cast.hana,
        account=account,
        kind="designate",
        reason="Buys every month",
        manager=manager or cast.marta,
    )
    return Cycle.objects.get(account=account, ends_on__isnull=True)


def confirm(cast, cycle, *names, holds=True):
    asked = gates_now(cast.hana, cycle, next_stage(cycle.stage))
    for name in names or [gate.name for gate in asked]:
        gate_confirm(
            acting=cast.hana, cycle=cycle, gate=name, holds=holds, note="Asked them"
        )


def climb(cast, cycle, stage="stabilize"):
    """Up to a stage, with all gates confirmed or set aside."""
    for target in ("stabilize", "strengthen"):
        if cycle.stage == stage:
            break
        confirm(cast, cycle)
        cycle_move(
            acting=cast.hana,
            cycle=cycle,
            origin=cycle.stage,
            target=target,
            reason="All gates are met",
        )
        cycle.refresh_from_db()
    return cycle
