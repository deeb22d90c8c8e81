"""The way from nothing to a finished assessment: where one stands, and whom to ask."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from vitalfew.apps.assessments.problems import sentence
from vitalfew.apps.assessments.selectors.runs import assessment_newest
from vitalfew.apps.imports.models import OPEN, Batch
from vitalfew.apps.imports.selectors import (
    batches_listed,
    committed_batches,
    has_orders,
)
from vitalfew.apps.prepared import prepared
from vitalfew.apps.users.models import Role, User
from vitalfew.web.access import allowed

if TYPE_CHECKING:
    from vitalfew.apps.assessments.models import Assessment

MOST_NAMES = 5


@dataclass(frozen=True)
class FirstRun:
    """Which of the three steps comes next, and what this person may do about it."""

    step: int
    draft: Batch | None
    assessment: Assessment | None
    """The newest one asked for, finished or not."""
    may_import: bool
    may_assess: bool
    ask: list[str]

    @property
    def under_way(self) -> bool:
        return self.assessment is not None and self.assessment.under_way

    @property
    def failed(self) -> bool:
        return self.assessment is not None and self.assessment.stopped

    @property
    def problem(self) -> str:
        """What stopped the newest assessment, in words."""
        found = self.assessment
        return sentence(found.stopped_by, found.problem_values) if found else ""


def first_run_read(acting: User) -> FirstRun:
    """Where this firm stands on its way to the first assessment."""
    may_import = allowed(acting, "import-upload", write=True)
    may_assess = allowed(acting, "assess", write=True)
    draft = (
        batches_listed(acting).filter(state__in=OPEN).first() if may_import else None
    )
    imported = has_orders()
    step = 3 if imported else 2 if draft else 1
    role = Role.ANALYST if step < 3 else Role.HEAD
    can = may_import if step < 3 else may_assess
    return FirstRun(
        step=step,
        draft=draft if not imported else None,
        assessment=assessment_newest(),
        may_import=may_import,
        may_assess=may_assess,
        ask=[] if can else _names(role),
    )


def _names(role: str) -> list[str]:
    people = User.objects.filter(
        role_grants__role=role, is_active=True, is_system=False
    ).order_by("name")
    return list(people.values_list("name", flat=True)[:MOST_NAMES])


def orders_moved(assessment: Assessment) -> bool:
    """Whether imports came or were withdrawn since this assessment was made."""
    return set(_committed()) != set(assessment.batches)


@prepared
def _committed() -> QuerySet[Batch, int]:
    return committed_batches().values_list("pk", flat=True)


def imported_at() -> dt.datetime | None:
    """When orders were imported last."""
    return _orders_committed.first()


@prepared
def _orders_committed() -> QuerySet[Batch, dt.datetime | None]:
    committed = committed_batches().filter(kind="orders").order_by("-position")
    return committed.values_list("committed_at", flat=True)[:1]
