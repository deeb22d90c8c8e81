"""The figures of parts that run their own cycle: a buying unit, a product line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction

from vitalfew.analysis.decision.part import (
    Part,
    PartMeasured,
    called_as,
    parts_measured,
)
from vitalfew.apps.accounts.models import Ancestry
from vitalfew.apps.assessments.selectors.criteria import criteria_of
from vitalfew.apps.imports.selectors import current_orders
from vitalfew.apps.imports.storage import order_store
from vitalfew.apps.program.models import Cycle, PartFigures

if TYPE_CHECKING:
    from vitalfew.analysis.assessment.warning import Found
    from vitalfew.apps.assessments.models import Assessment

COLUMN = {Cycle.Part.UNIT: "unit_id", Cycle.Part.LINE: "category"}


def parts_measure(assessment: Assessment) -> None:
    """Measure the running parts that have no figures of this assessment yet."""
    running = Cycle.objects.filter(ends_on__isnull=True).exclude(part=Cycle.Part.WHOLE)
    cycles = list(
        running.exclude(figures__assessment=assessment).select_related("account")
    )
    if not cycles:
        return
    with order_store().lease("parts"):
        current = current_orders(as_of=assessment.as_of, start=assessment.window_from)
        if current is None:
            return
        criteria = criteria_of(assessment.criteria)
        found = parts_measured(
            current.orders,
            _asked(cycles),
            pattern=criteria.continuity,
            warning=criteria.warning,
        )
    with transaction.atomic():
        PartFigures.objects.bulk_create(
            (_figures(each, assessment, found.get(_key(each))) for each in cycles),
            # Somebody else measured it meanwhile: from the same orders.
            ignore_conflicts=True,
        )


def _key(cycle: Cycle) -> str:
    # No account's number ends in a line break: readers take it for the end of the line.
    return f"part {cycle.pk}\n"


def _asked(cycles: Collection[Cycle]) -> list[Part]:
    companies = _companies(cycles)
    return [
        Part(
            key=_key(cycle),
            account_id=cycle.account.account_id,
            column=COLUMN[cycle.part],  # type: ignore[index, arg-type]  # its choices
            names=frozenset({cycle.name, *companies[cycle.pk]}),
        )
        for cycle in cycles
    ]


def _companies(cycles: Iterable[Cycle]) -> dict[int, set[str]]:
    """Companies below the account that are called as the unit: their numbers.

    Where an order line names no buying unit, its company is the unit.
    """
    units = [cycle for cycle in cycles if cycle.part == Cycle.Part.UNIT]
    below: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    rows = Ancestry.objects.filter(
        ancestor__in={cycle.account_id for cycle in units}, depth__gt=0
    ).values_list("ancestor_id", "descendant__name", "descendant__account_id")
    for account, name, number in rows:
        below[account][called_as(name)].add(number)
    named: dict[int, set[str]] = defaultdict(set)
    for cycle in units:
        named[cycle.pk] = below[cycle.account_id][called_as(cycle.name)]
    return named


def _figures(
    cycle: Cycle, assessment: Assessment, found: PartMeasured | None
) -> PartFigures:
    figures = PartFigures(cycle=cycle, assessment=assessment, named=found is not None)
    if found is not None:
        figures.continuity = found.continuity
        figures.purchase_days = found.purchase_days
        figures.last_12_months = found.last_12_months
        figures.before_12_months = found.before_12_months
        figures.share, figures.share_before = found.share, found.share_before
        figures.warnings = [_warned(each) for each in found.warnings]
    return figures


def _warned(found: Found) -> dict[str, Any]:
    return {
        "kind": found.kind,
        "since": found.since.isoformat(),
        "money": found.money,
        "evidence": [found.reason.code, dict(found.reason.values)],
    }
