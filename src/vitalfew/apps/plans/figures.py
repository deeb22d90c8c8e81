"""What the figures say of objectives today, as far as somebody may see them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import pyarrow.compute as pc

from vitalfew.analysis.decision.gates import STAGES
from vitalfew.analysis.decision.plan import Course, course
from vitalfew.apps.accounts.policies import Money, money_of
from vitalfew.apps.assessments.models import BasisChoice
from vitalfew.apps.assessments.selectors.rows import both_rows
from vitalfew.apps.imports.account_orders import AccountLines, lines_of_account
from vitalfew.apps.imports.problems import engine_told
from vitalfew.apps.plans.models import Objective
from vitalfew.apps.program.selectors import stages_of
from vitalfew.files.problems import FileProblem

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.assessments.models import Assessment
    from vitalfew.apps.plans.models import Plan
    from vitalfew.apps.users.models import User

M = Objective.Measure
Unit = Literal["money", "count", "percent", "stage", "own"]
UNITS: dict[str, Unit] = {
    M.REVENUE: "money",
    M.CONTRIBUTION: "money",
    M.REVENUE_SO_FAR: "money",
    M.CONTRIBUTION_SO_FAR: "money",
    M.EXPECTED: "money",
    M.CATEGORIES: "count",
    M.FRAMEWORK: "percent",
    M.STAGE: "stage",
    M.OWN: "own",
}
MARGINS = frozenset({M.CONTRIBUTION, M.CONTRIBUTION_SO_FAR})
SO_FAR = frozenset({M.REVENUE_SO_FAR, M.CONTRIBUTION_SO_FAR})
Unknown = Literal["", "margin", "money", "not_measured", "not_entered"]


@dataclass(frozen=True)
class Figures:
    """An account's figures by measure; what is missing is not known."""

    money: Money
    values: dict[str, float]

    def shows(self, measure: str) -> Unknown:
        """Why somebody may not see figures of this measure; empty when they may."""
        if UNITS[measure] != "money" or self.money == "contribution":
            return ""
        if self.money == "none":
            return "money"
        return "margin" if measure in MARGINS else ""


@dataclass(frozen=True)
class Standing:
    """How an objective stands, as its reader may see it."""

    objective: Objective
    unit: Unit
    start: float | None
    target: float | None
    now: float | None
    course: Course
    unknown: Unknown


def figures_read(
    acting: User,
    account: Account,
    assessment: Assessment | None,
    measures: Collection[str],
    *,
    since: date,
    on: date,
) -> Figures:
    """Today's figures of these measures; orders are read only where one needs them."""
    money = money_of(acting, account)
    values = _measured(account, assessment)
    if assessment and SO_FAR & set(measures) and money != "none":
        values |= _so_far(acting, account, since, on)
    if M.STAGE in measures:
        stage = stages_of(acting, [account.pk]).get(account.pk)
        if stage is not None:
            values[M.STAGE] = float(STAGES.index(stage[0]))
    found = Figures(money, {})
    visible = {name: each for name, each in values.items() if not found.shows(name)}
    return replace(found, values=visible)


def standing(objective: Objective, figures: Figures, plan: Plan, on: date) -> Standing:
    """One objective against its figure of today."""
    measure = objective.measure
    hidden = figures.shows(measure)
    own = measure == M.OWN
    now = _float(objective.figure) if own else figures.values.get(measure)
    start = None if hidden else _float(objective.start)
    target = None if hidden else _float(objective.target)
    missing: Unknown = "not_entered" if own else "not_measured"
    return Standing(
        objective=objective,
        unit=UNITS[measure],
        start=start,
        target=target,
        now=None if hidden else now,
        course=course(
            start,
            target,
            None if hidden else now,
            since=plan.starts_on,
            due=objective.due_on or plan.ends_on,
            on=on,
        ),
        unknown=hidden or (missing if now is None else ""),
    )


def _float(value: object) -> float | None:
    return None if value is None else float(value)  # type: ignore[arg-type]


def _measured(account: Account, assessment: Assessment | None) -> dict[str, float]:
    """By measure, from both rows of the assessment."""
    found: dict[str, float | None] = {}
    for row in both_rows(assessment, account).only("basis", "measures"):
        margin = row.measures.get("margin", {})
        if row.basis == BasisChoice.CONTRIBUTION:
            found[M.CONTRIBUTION] = margin.get("contribution_12m")
            continue
        found[M.REVENUE] = margin.get("revenue_12m")
        found[M.EXPECTED] = row.measures.get("forecast", {}).get("expected")
        found[M.CATEGORIES] = row.measures.get("breadth", {}).get("categories_12m")
        share = row.measures.get("centralization", {}).get("framework_share")
        found[M.FRAMEWORK] = None if share is None else share * 100
    return {name: float(value) for name, value in found.items() if value is not None}


def _so_far(acting: User, account: Account, since: date, on: date) -> dict[str, float]:
    lines = lines_of_account(
        acting, account, columns=("net_amount", "cost"), start=since, as_of=on
    )
    if lines is None:
        return {}
    add = _added if lines.batches is None else _added_once
    try:
        with engine_told():
            return dict(add(lines))
    except FileProblem:
        return {}


def _added(asked: AccountLines) -> dict[str, float]:
    """What the lines amount to; nothing ordered yet is nothing, not unknown."""
    orders = asked.read()
    if orders is None:
        return {M.REVENUE_SO_FAR: 0.0, M.CONTRIBUTION_SO_FAR: 0.0}
    if not orders.has("net_amount"):
        return {}
    amount = pc.sum(orders.lines["net_amount"]).as_py() or 0
    found = {str(M.REVENUE_SO_FAR): float(amount)}
    if orders.basis == "contribution":
        cost = pc.sum(orders.lines["cost"]).as_py() or 0
        found[str(M.CONTRIBUTION_SO_FAR)] = float(amount - cost)
    return found


_added_once = lru_cache(maxsize=256)(_added)
