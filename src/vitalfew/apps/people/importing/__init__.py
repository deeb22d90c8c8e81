"""People in files: who they are, what a file changes, and how that is undone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from vitalfew.apps.imports.keeping import Judgement
from vitalfew.apps.imports.problems import ImportProblem
from vitalfew.apps.people.importing.lines import lines_read
from vitalfew.apps.people.importing.planning import Plan, planned
from vitalfew.apps.people.importing.telling import changes, counts, fingerprint
from vitalfew.apps.people.importing.withdrawing import taken_back
from vitalfew.apps.people.importing.writing import written

if TYPE_CHECKING:
    from vitalfew.apps.imports.models import Batch

__all__ = ["PeopleKeeper"]


class PeopleKeeper:
    """Keeps the lines of a file of people (`imports.keeping.Keeper`)."""

    def judge(self, batch: Batch, lines: Path) -> Judgement:
        del batch
        plan = self._plan(lines)
        return Judgement(
            used=len(plan.lines),
            refusals=plan.refusals,
            effect={**self.effect(plan), "fingerprint": fingerprint(plan)},
            changes=changes(plan),
        )

    def effect(self, plan: Plan) -> dict[str, Any]:
        """What keeping a plan would come to."""
        return counts(plan)

    def keep(self, batch: Batch, lines: Path) -> None:
        plan = self._plan(lines)
        if fingerprint(plan) != batch.effect.get("fingerprint"):
            raise ImportProblem("people_changed")
        written(plan, batch=batch)

    def take_back(self, batch: Batch) -> None:
        taken_back(batch)

    def _plan(self, lines: Path) -> Plan:
        return planned(lines_read(lines))
