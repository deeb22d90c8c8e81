"""A firm of 25 accounts with two years of orders, imported and assessed for real."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.cast import Cast, make_cast
from vitalfew.analysis.orders import Window
from vitalfew.apps.accounts.models import Account
from vitalfew.apps.accounts.services import account_exclude, prospect_create
from vitalfew.apps.assessments.models import (
    Assessment,
    CriteriaVersion,
    Judgement,
)
from vitalfew.apps.assessments.services import (
    assessment_request,
    assessment_run,
    criteria_change,
    judgement_record,
)
from vitalfew.apps.imports.models import Batch
from vitalfew.apps.imports.services import batch_import
from vitalfew.apps.users.models import User

HEADINGS = (
    "account_id", "account_name", "order_id", "ordered_on", "net_amount", "cost",
    "category", "unit_id",
)  # fmt: skip
STEADY = [(f"B{number:02}", f"Buyer {number:02}", 40 - number) for number in range(24)]
HALF_YEAR = Window(dt.date(2025, 1, 1), dt.date(2025, 7, 1))


def order_lines():
    """Two years of monthly orders of 24 accounts, each smaller; and a one-off."""
    lines = []
    for account_id, name, size in STEADY:
        for month in range(24):
            day = dt.date(2024 + month // 12, month % 12 + 1, 10)
            order = f"{account_id}-{month}"
            category = ("Frames", "Wheels", "Tools")[month % 3]
            lines.append(
                (account_id, name, order, day, size * 100, size * 60, category, "U1")
            )
            if month % 2:
                lines.append(
                    (account_id, name, order, day, size * 5, size * 3, category, "U2")
                )
    lines.append(
        ("ONE", "One Off", "ONE-1", dt.date(2025, 3, 1), 90_000, 10_000, "Tools", "U1")
    )
    return lines


def written(path: Path, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        writer.writerows(rows)
    return path


def assess(acting: User, **values: Any) -> Assessment:
    return assessment_run(assessment_request(acting=acting, **values))


@dataclass(frozen=True)
class Firm:
    cast: Cast
    imported: Batch
    run: Assessment


def build(folder: Path) -> Firm:
    cast = make_cast()
    path = written(folder / "orders.csv", HEADINGS, order_lines())
    batch = batch_import(acting=cast.ana, places=[path])
    return Firm(cast, batch, assess(cast.ana))


@dataclass(frozen=True)
class Later:
    """The firm once more, assessed again after people did this and that."""

    first: Assessment
    first_rows: list[dict[str, Any]]
    run: Assessment
    criteria: CriteriaVersion
    judgement: Judgement
    prospect: Account


def build_later(folder: Path) -> Later:
    firm = build(folder)
    ana = firm.cast.ana
    rows = list(firm.run.rows.order_by("pk").values())
    prospect = prospect_create(name="Harbor Cycles", acting=ana)
    judgement = judgement_record(
        acting=ana,
        account=Account.objects.get(account_id="B05"),
        topic="fit",
        score=5,
        reason="They ask for us by name",
    )
    account_exclude(
        account=Account.objects.get(account_id="ONE"),
        exclusion="test",
        reason="Our own trial",
        acting=ana,
    )
    criteria = criteria_change(acting=ana, values={"capacity": {"accounts": 2}})
    run = assess(ana, window=HALF_YEAR)
    criteria_change(acting=ana, values={"capacity": {"accounts": 20}})
    return Later(firm.run, rows, run, criteria, judgement, prospect)
