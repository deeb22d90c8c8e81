"""Keeps how healthy key accounts are, and what the firm's past says of such health."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from vitalfew.analysis.assessment.health import Factor, Health, health, health_record
from vitalfew.analysis.assessment.health.warned import warnings_record
from vitalfew.apps.accounts.models import Account
from vitalfew.apps.assessments.clock import today
from vitalfew.apps.assessments.inputs import inputs_now
from vitalfew.apps.assessments.selectors.criteria import criteria_of
from vitalfew.apps.health.facts import facts_of
from vitalfew.apps.health.models import Reading, Record
from vitalfew.apps.health.past import outcomes_dated
from vitalfew.apps.health.selectors import criteria_counting
from vitalfew.apps.imports.storage import order_store
from vitalfew.apps.users.selectors import system_user

if TYPE_CHECKING:
    from vitalfew.analysis.assessment.health import Outcome
    from vitalfew.apps.assessments.models import Assessment


def readings_keep() -> None:
    """Keep the health of all key accounts as of today; once a day."""
    on = today()
    accounts = Account.objects.filter(
        designations__isnull=False, designations__ends_on__isnull=True
    ).distinct()
    facts, criteria = facts_of(system_user(), accounts, on), criteria_counting()
    Reading.objects.bulk_create(
        [
            _reading(account, health(known, on=on, criteria=criteria), on)
            for account, known in facts.items()
        ],
        update_conflicts=True,
        unique_fields=["account", "on"],
        update_fields=["points", "low", "high", "stored"],
    )


def record_keep(assessment: Assessment) -> None:
    """Keep what became of accounts in all of the past, up to this assessment's day."""
    if assessment.as_of is None:
        return
    with order_store().lease("health"):
        inputs = inputs_now(as_of=assessment.as_of, start=None)
        if inputs is None:
            return
        found, dated = health_record(inputs.orders), outcomes_dated(inputs.orders)
        rules = criteria_of(assessment.criteria).warning
        dated["warnings"] = warnings_record(inputs.orders, rules)
    kept = {name: _listed(each) for name, each in dated.items()}
    kept["activity"] = assessment.figures.get("forecast", {}).get("chances", [])
    Record.objects.update_or_create(
        assessment=assessment,
        defaults={
            "outcomes": _listed(found),
            "dated": kept,
        },
    )


def _listed(found: Iterable[Outcome]) -> list[list[object]]:
    return [[each.band, each.account_years, each.fell] for each in found]


def _reading(account: int, found: Health, on: date) -> Reading:
    return Reading(
        account_id=account,
        on=on,
        points=found.points,
        low=found.low,
        high=found.high,
        stored=[_stored(each) for each in found.factors],
    )


def _stored(factor: Factor) -> dict[str, object]:
    reason = factor.reason
    return {
        "name": factor.name,
        "points": factor.points,
        "weight": factor.weight,
        "critical": factor.critical,
        "side": reason.side,
        "code": reason.code,
        "values": dict(reason.values),
    }
