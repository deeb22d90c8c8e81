from __future__ import annotations

import logging
from contextlib import ExitStack
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from vitalfew.analysis.orders import OrdersError, Window
from vitalfew.apps.assessments.following import followed
from vitalfew.apps.assessments.models import (
    CUT_OFF,
    Assessment,
    AssessmentRow,
    BasisChoice,
)
from vitalfew.apps.assessments.outlooks import contract_ends, outlooks_of
from vitalfew.apps.assessments.policies import SETS_CRITERIA
from vitalfew.apps.assessments.selectors.criteria import criteria_of
from vitalfew.apps.assessments.selectors.runs import assessments_silent
from vitalfew.apps.assessments.services.criteria import version_current
from vitalfew.apps.assessments.storing import rows_forget, rows_store
from vitalfew.apps.audit.services import entry_record
from vitalfew.apps.imports.heartbeat import beating
from vitalfew.apps.imports.problems import engine_told
from vitalfew.apps.users.policies import require
from vitalfew.files.problems import FileProblem

if TYPE_CHECKING:
    from vitalfew.analysis.assessment.forecast import Fits
    from vitalfew.analysis.orders import Orders
    from vitalfew.apps.assessments.inputs import Inputs
    from vitalfew.apps.users.models import User

logger = logging.getLogger("vitalfew.assessments")
State = Assessment.State
BASES = (BasisChoice.CONTRIBUTION, BasisChoice.REVENUE)
"""As those with a margin role see the orders, and as the others do."""
UNFINISHED = (State.WAITING, State.RUNNING)


class SupersededError(Exception):
    """A newer assessment was asked for while this one ran."""


@transaction.atomic
def assessment_request(
    *,
    acting: User,
    as_of: date | None = None,
    window: Window | None = None,
) -> Assessment:
    """Ask for an assessment; a worker makes it. The newest request wins."""
    from vitalfew.apps.assessments.jobs import assess

    require(acting, *SETS_CRITERIA)
    criteria = version_current()
    _stop(Assessment.objects.filter(state__in=UNFINISHED), "assessment_superseded")
    assessment = Assessment.objects.create(
        as_of=window.end if window else as_of,
        window_from=window.start if window else None,
        criteria=criteria,
        code_version=settings.VERSION,
        requested_by=acting,
    )
    entry_record(acting=acting, action="assessment.request", subject=assessment)
    assess.enqueue(assessment.pk)
    return assessment


def assessment_run(assessment: Assessment) -> Assessment:
    """Make a requested assessment. Until it is finished, nobody sees its rows."""
    mine, now = Assessment.objects.filter(pk=assessment.pk), timezone.now()
    claimed = mine.filter(state=State.WAITING).update(
        state=State.RUNNING, started_at=now, beat_at=now, step="reading"
    )
    assessment.refresh_from_db()
    if not claimed:
        return assessment
    with beating(lambda: mine.update(beat_at=timezone.now())):
        _run(assessment)
    if assessment.state == State.FINISHED:
        followed(assessment)
    return assessment


def assessments_repair() -> None:
    """Stop those whose process died; forget the rows that stopped ones left."""
    silent = assessments_silent()
    _stop(silent.filter(state=State.RUNNING), CUT_OFF)
    rows = AssessmentRow.objects.filter(assessment=OuterRef("pk"))
    for stopped in silent.filter(Exists(rows), state=State.FAILED):
        rows_forget(stopped)


def _run(assessment: Assessment) -> None:
    try:
        with engine_told():
            _assess(assessment)
    except SupersededError:
        pass
    except OrdersError as error:
        _fail(assessment, "assessment_orders", detail=str(error))
    except FileProblem as problem:
        _tell(assessment, problem)
    except Exception:
        logger.exception("Assessment %s failed", assessment.pk)
        _fail(assessment, "assessment_failed")
    assessment.refresh_from_db()
    if assessment.state != State.FINISHED:
        rows_forget(assessment)


def _assess(assessment: Assessment) -> None:
    from vitalfew.apps.assessments.inputs import inputs_now
    from vitalfew.apps.imports.services import accounts_catch_up
    from vitalfew.apps.imports.storage import order_store

    accounts_catch_up()
    # What is withdrawn meanwhile stays on disk until the run is over.
    with order_store().lease("assessment"):
        inputs = inputs_now(as_of=assessment.as_of, start=assessment.window_from)
        if inputs is None:
            _fail(assessment, "assessment_no_orders")
            return
        figures = _screened(assessment, inputs)
    _finish(assessment, inputs, figures)


def _screened(assessment: Assessment, inputs: Inputs) -> dict[str, dict[str, Any]]:
    from vitalfew.analysis.assessment.forecast import Fits
    from vitalfew.analysis.screen import on_both_bases

    fits, figures = Fits(), {}
    with ExitStack() as stack:
        both = on_both_bases(inputs.orders, stack)
        for basis, seen in zip(BASES, both, strict=True):
            figures[basis.value] = _on_basis(assessment, inputs, basis, seen, fits)
    return figures


def _on_basis(
    assessment: Assessment,
    inputs: Inputs,
    basis: BasisChoice,
    seen: Orders,
    fits: Fits,
) -> dict[str, Any]:
    from vitalfew.analysis.screen import screen

    _note(assessment, step=basis)
    screening = screen(
        seen,
        criteria=criteria_of(assessment.criteria),
        head_offices=inputs.head_offices,
        judgements=inputs.judgements,
        prospects=inputs.prospects,
        # What serving costs is margin information: the other basis has none of it.
        events=inputs.events if basis == BasisChoice.CONTRIBUTION else None,
        contract_ends=contract_ends(),
        fits=fits,
    )
    return rows_store(
        assessment,
        basis,
        screening,
        outlooks=outlooks_of(screening.forecast),
        progress=lambda **at: _note(assessment, **at),
    )


def _note(assessment: Assessment, **at: object) -> None:
    """Say how far the run is; stop it when it is not wanted any more."""
    running = Assessment.objects.filter(pk=assessment.pk, state=State.RUNNING)
    if not running.update(**at):
        raise SupersededError


def _finish(
    assessment: Assessment, inputs: Inputs, figures: dict[str, dict[str, Any]]
) -> None:
    window = inputs.orders.window
    _note(
        assessment,
        state=State.FINISHED,
        as_of=window.end,
        window_from=window.start,
        window_to=window.end,
        currency=inputs.orders.currency or "",
        batches=inputs.batches,
        inputs=inputs.record,
        figures=figures,
        finished_at=timezone.now(),
        step="",
    )


def _tell(assessment: Assessment, problem: FileProblem) -> None:
    """Orders that lie elsewhere could not be used; no traceback, no address."""
    logger.warning("Assessment %s: %s", assessment.pk, problem.message)
    values = {name: str(value) for name, value in problem.values.items()}
    _fail(assessment, problem.code, **values)


def _fail(assessment: Assessment, problem: str, **values: str) -> None:
    _stop(Assessment.objects.filter(pk=assessment.pk), problem, **values)


def _stop(assessments: QuerySet[Assessment], problem: str, **values: str) -> None:
    assessments.filter(state__in=UNFINISHED).update(
        state=State.FAILED,
        problem=problem,
        problem_values=values,
        finished_at=timezone.now(),
        step="",
    )
