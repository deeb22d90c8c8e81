"""`vitalfew assess`: run an assessment of the imported orders."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from vitalfew.cli.installation import DataOption, acting_user, open_existing
from vitalfew.cli.reading import AsOfOption, EngineOption
from vitalfew.cli.terminal import CommandError, notes, say

if TYPE_CHECKING:
    from vitalfew.apps.assessments.models import Assessment

BASIS = "contribution"


def assess(
    *,
    as_of: AsOfOption = None,
    acting: Annotated[
        str | None, typer.Option("--as", help="E-mail of the person who asks.")
    ] = None,
    engine: EngineOption = None,
    data: DataOption = None,
) -> None:
    """Assess all imported orders now and say what was found."""
    if engine:
        os.environ["VITALFEW_ORDERS"] = engine
    open_existing(data)
    from vitalfew.apps.assessments.problems import sentence
    from vitalfew.apps.assessments.services import assessment_request, assessment_run

    with notes.status("Assessing …"):
        assessment = assessment_request(
            acting=acting_user(acting), as_of=as_of.date() if as_of else None
        )
        assessment = assessment_run(assessment)
    if assessment.problem:
        raise CommandError(sentence(assessment.problem, assessment.problem_values))
    say(finding(assessment))


def finding(assessment: Assessment) -> str:
    """What an assessment found, in one line."""
    rows = assessment.rows.filter(basis=BASIS)
    proposed = rows.filter(verdict="propose").count()
    return (
        f"Assessment {assessment.pk} as of {assessment.as_of}: {rows.count():,} "
        f"accounts, {proposed} proposed as key accounts."
    )
