from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from vitalfew.analysis.criteria import ASKED, RANGES, Criteria
from vitalfew.analysis.serving import ServingRates
from vitalfew.apps.assessments.models import CriteriaVersion
from vitalfew.apps.prepared import prepared

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Changed:
    """One criterion that differs between two versions."""

    name: str
    before: Any
    after: Any


def criteria_of(version: CriteriaVersion) -> Criteria:
    """The criteria of a version; fields younger than it have their defaults."""
    return _criteria_of(json.dumps(version.values))


@lru_cache(maxsize=8)
def _criteria_of(values: str) -> Criteria:
    return Criteria.from_dict(json.loads(values))


def criteria_current() -> Criteria:
    """What the next assessment will use."""
    newest = _newest.first()
    return criteria_of(newest) if newest else Criteria()


@prepared
def _newest() -> QuerySet[CriteriaVersion]:
    return CriteriaVersion.objects.all()[:1]


def criteria_versions() -> QuerySet[CriteriaVersion]:
    return CriteriaVersion.objects.select_related("created_by")


def hourly_rates() -> dict[str, Decimal | None]:
    """What an hour of each department costs; None where it is not known."""
    return {
        each.name: None if each.rate is None else Decimal(str(each.rate * 60))
        for each in criteria_current().rates.departments
    }


def priced(hours: Decimal, rate: Decimal | None) -> Decimal | None:
    """To the cent; None where nobody knows what an hour costs."""
    return None if rate is None else (hours * rate).quantize(CENT)


def changed(before: Criteria, after: Criteria) -> list[Changed]:
    """Every criterion that differs, in the order of the documentation."""
    return [
        Changed(name, before.value(name), after.value(name))
        for name in (*(name for name, _low, _high in RANGES), *ASKED)
        if before.value(name) != after.value(name)
    ]


def rates_changed(before: ServingRates, after: ServingRates) -> list[Changed]:
    """Every figure of the rates that differs; None where there is no such entry."""
    old, new = before.flat(), after.flat()
    return [
        Changed(f"rates.{name}", old.get(name), new.get(name))
        for name in dict.fromkeys([*old, *new])
        if old.get(name) != new.get(name)
    ]
