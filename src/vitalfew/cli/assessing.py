"""`vitalfew assess`: run an assessment of the imported orders."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from vitalfew.cli.installation import DataOption, acting_user, open_existing
from vitalfew.cli.terminal import CommandError, notes, say

AsOfOption = Annotated[
    datetime | None,
    typer.Option(
        "--as-of",
        formats=["%Y-%m-%d"],
        help="The first day not looked at; the day after the last order.",
        show_default=False,
    ),
]


def assess(
    *,
    as_of: AsOfOption = None,
    acting: Annotated[
        str | None, typer.Option("--as", help="E-mail of the person who asks.")
    ] = None,
    data: DataOption = None,
) -> None:
    """Assess all imported orders now and say what was found."""
    open_existing(data)
    from vitalfew.apps.assessments.services import assessment_create, assessment_run

    with notes.status("Assessing …"):
        assessment = assessment_create(
            acting=acting_user(acting), as_of=as_of.date() if as_of else None
        )
        assessment_run(assessment)
    assessment.refresh_from_db()
    if assessment.problem:
        raise CommandError(assessment.problem)
    proposed = assessment.rows.filter(verdict="propose", basis="revenue").count()
    accounts = assessment.rows.filter(basis="revenue").count()
    say(
        f"Assessment {assessment.pk} as of {assessment.as_of}: "
        f"{accounts:,} accounts, {proposed} proposed as key accounts (by revenue)."
    )
