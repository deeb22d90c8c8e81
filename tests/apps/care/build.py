"""Warnings written by hand, for tests of what becomes of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.apps.assessments.build import AS_OF
from vitalfew.apps.accounts.models import Account
from vitalfew.apps.care.models import EarlyWarning
from vitalfew.apps.care.services import Found

LATER = AS_OF + dt.timedelta(days=30)


def found(account: Account, kind: str = "silence", **values: Any) -> Found:
    made: dict[str, Any] = {
        "money": "none",
        "since": AS_OF - dt.timedelta(days=20),
        "severity": 2.0,
        "false_alarms_a_year": 0.1,
        "evidence": ["continuity.new", {"purchase_days": 5}],
        "clears": None,
        "set_to": ["warning.set.cases", {"cases": 200}],
    }
    return Found(account=account, kind=kind, **(made | values))


def state_of(account: Account) -> list[tuple[str, str, bool]]:
    """Kind, answer and whether it lasts, of each warning in the order they came."""
    warnings = EarlyWarning.objects.filter(account=account).order_by("pk")
    return [(each.kind, each.state, each.cleared_on is None) for each in warnings]
