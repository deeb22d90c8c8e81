"""Assessments written row by row, for tests of what is read from them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from vitalfew.analysis.criteria import Criteria
from vitalfew.apps.accounts.models import Account
from vitalfew.apps.assessments.models import Assessment, AssessmentRow, CriteriaVersion

AS_OF = dt.date(2026, 7, 1)
START = dt.date(2023, 7, 1)


def assessment(*, day: dt.date = AS_OF, **values: Any) -> Assessment:
    version = CriteriaVersion.objects.first() or CriteriaVersion.objects.create(
        values=Criteria().to_dict()
    )
    made = {
        "state": Assessment.State.FINISHED,
        "as_of": day,
        "window_from": START,
        "window_to": day,
        "currency": "EUR",
        "criteria": version,
        "code_version": "test",
        "finished_at": dt.datetime(2026, 7, 1, 8, tzinfo=dt.UTC),
    }
    return Assessment.objects.create(**(made | values))


def row(
    run: Assessment,
    account: Account,
    *,
    rank: int | None,
    contribution: int | None,
    revenue: int | None = None,
    basis: str = "contribution",
    verdict: str = "no",
    **values: Any,
) -> AssessmentRow:
    made = {
        "orders": 12,
        "share": 0.1,
        "cumulative_share": 0.5,
        "attractiveness": 3.0,
        "strength": 3.0,
        "stability": 1.0,
        "continuity": "continuous",
        "centralization": "central",
    }
    amount = None if contribution is None else Decimal(contribution)
    return AssessmentRow.objects.create(
        assessment=run,
        account=account,
        basis=basis,
        rank=rank,
        contribution=amount,
        revenue=amount if revenue is None else Decimal(revenue),
        verdict=verdict,
        **(made | values),
    )


def both(
    run: Assessment, account: Account, *, rank: int, contribution: int, **values: Any
) -> tuple[AssessmentRow, AssessmentRow]:
    """The same account on both bases; revenue is ten times the contribution."""
    revenue = contribution * 10
    return (
        row(
            run,
            account,
            rank=rank,
            contribution=contribution,
            revenue=revenue,
            **values,
        ),
        row(run, account, rank=rank, contribution=revenue, basis="revenue", **values),
    )
