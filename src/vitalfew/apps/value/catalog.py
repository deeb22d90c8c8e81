"""The catalog of solutions: what we can do about which kinds of problem."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

import vitalfew.apps.value.problems  # noqa: F401  declares the sentences
from vitalfew.analysis.assessment.value import FormulaError, formula
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.audit.services import entry_record
from vitalfew.apps.value.models import Solution
from vitalfew.apps.value.policies import may_catalog

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User

LINE = re.compile(r"\s*[:：]\s*")


def solutions(*, retired: bool = False) -> QuerySet[Solution]:
    """The catalog; everybody who is signed in may read it."""
    found = Solution.objects.select_related("by")
    return found if retired else found.filter(retired=False)


@dataclass(frozen=True)
class Written:
    """A solution as somebody writes it."""

    name: str
    what: str
    problems: Sequence[str]
    formula: str
    assumptions: str
    """Lines of `name: meaning`."""
    uses: str = ""
    retired: bool = False


@transaction.atomic
def solution_write(
    *, acting: User, solution: Solution | None, written: Written
) -> Solution:
    """Write a solution, or change it; propositions made of it keep their formula."""
    if not may_catalog(acting):
        message = f"{acting.pk} may not write the catalog."
        raise PermissionDenied(message)
    kept = solution or Solution(by=acting)
    kept.name, kept.what = written.name.strip(), written.what.strip()
    kept.uses, kept.retired = written.uses.strip(), written.retired
    kept.problems = sorted(written.problems)
    kept.formula = written.formula.strip()
    kept.meanings = meanings_of(written.formula, written.assumptions)
    if Solution.objects.filter(name=kept.name).exclude(pk=kept.pk).exists():
        raise RefusedError("solution_name_taken", field="name", name=kept.name)
    kept.full_clean()
    kept.save()
    entry_record(
        acting=acting,
        action="solution.change" if solution else "solution.create",
        subject=kept,
        details={"name": kept.name},
    )
    return kept


def meanings_of(text: str, assumptions: str) -> list[list[str]]:
    """[name, meaning] of each name in a formula, from lines of `name: meaning`."""
    try:
        names = formula(text).names
    except FormulaError as wrong:
        raise RefusedError(wrong.code, field="formula", **wrong.values) from wrong
    said = {}
    for line in unicodedata.normalize("NFKC", assumptions).splitlines():
        name, _, meaning = LINE.sub(":", line.strip(), count=1).partition(":")
        if name and meaning:
            said[name] = meaning
    for name in names:
        if name not in said:
            raise RefusedError("formula_no_name", field="assumptions", name=name)
    return [[name, said[name]] for name in names]
