"""Everything an assessment rests on, read once when it begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from vitalfew.analysis.assessment.judgement import Judgement as Judged
from vitalfew.analysis.assessment.judgement import Prospect
from vitalfew.analysis.events import Events
from vitalfew.analysis.orders import Orders
from vitalfew.apps.accounts.models import Account, Kind
from vitalfew.apps.accounts.selectors import head_offices
from vitalfew.apps.accounts.tree import survivor
from vitalfew.apps.assessments.models import Judgement
from vitalfew.apps.imports.selectors import current_orders


@dataclass(frozen=True)
class Inputs:
    """What goes into the analysis, and a record of it that stays with the run."""

    orders: Orders
    events: Events | None
    batches: list[int]
    head_offices: frozenset[str]
    judgements: tuple[Judged, ...]
    prospects: tuple[Prospect, ...]
    record: dict[str, Any]


def inputs_now(*, as_of: date | None, start: date | None) -> Inputs | None:
    """What is known at this moment; None when there are no orders."""
    current = current_orders(as_of=as_of, start=start)
    if current is None:
        return None
    recorded = list(
        Judgement.objects.select_related("account", "by").order_by("at", "pk")
    )
    offices = head_offices()
    prospects = prospects_now()
    return Inputs(
        orders=current.orders,
        events=current.events,
        batches=current.batches,
        head_offices=frozenset(unit for units in offices.values() for unit in units),
        judgements=tuple(judged(judgement) for judgement in recorded),
        prospects=prospects,
        record={
            "judgements": [judgement.pk for judgement in recorded],
            "head_offices": offices,
            "prospects": [prospect.account_id for prospect in prospects],
        },
    )


def judged(judgement: Judgement) -> Judged:
    return Judged(
        account_id=survivor(judgement.account).account_id,
        topic=judgement.topic,  # type: ignore[arg-type]  # the model's choices
        by=judgement.by.name,
        on=timezone.localdate(judgement.at),
        why=judgement.reason,
        score=judgement.score,
        values=judgement.values,
    )


def prospects_now() -> tuple[Prospect, ...]:
    """Companies without orders that may be chosen."""
    found = Account.objects.filter(
        kind=Kind.PROSPECT, has_orders=False, merged_into__isnull=True, exclusion=""
    ).order_by("account_id")
    return tuple(Prospect(account.account_id, account.name) for account in found)
