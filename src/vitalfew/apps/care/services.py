from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

import vitalfew.apps.care.problems  # noqa: F401  declares the sentences
from vitalfew.apps.accounts.policies import money_of
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.audit.services import entry_record
from vitalfew.apps.care.models import EarlyWarning, WarningEvent
from vitalfew.apps.care.policies import READABLE, may_answer

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.assessments.models import Assessment
    from vitalfew.apps.users.models import User

State = EarlyWarning.State
NOTED = (State.ACTED, State.DISMISSED)
"""Answers that say something: what is done, or why nothing is."""


@dataclass(frozen=True)
class Found:
    """A warning as an assessment finds it."""

    account: Account
    kind: str
    money: str
    since: date
    severity: float
    false_alarms_a_year: float | None
    evidence: list[Any]
    clears: list[Any] | None
    set_to: list[Any] | None

    @property
    def cause(self) -> tuple[int, str, str]:
        return (self.account.pk, self.kind, self.money)


@transaction.atomic
def warnings_sync(
    assessment: Assessment, found: Iterable[Found], *, as_of: date
) -> None:
    """Raise what is new, bring up to date what lasts, clear what is gone."""
    lasting = {
        (warning.account_id, warning.kind, warning.money): warning
        for warning in EarlyWarning.objects.select_for_update().filter(
            cleared_on__isnull=True
        )
    }
    for each in found:
        warning = lasting.pop(each.cause, None)
        if warning is None:
            _raise(assessment, each, as_of)
        else:
            _renew(assessment, warning, each)
    for warning in lasting.values():
        _clear(warning, as_of)


@transaction.atomic
def warning_answer(
    *, acting: User, warning: EarlyWarning, state: str, note: str = ""
) -> EarlyWarning:
    """Say that a warning was seen, is acted on, or needs nothing."""
    if not may_answer(acting, warning.account):
        message = f"{acting.pk} may not answer warning {warning.pk}."
        raise PermissionDenied(message)
    warning = EarlyWarning.objects.select_for_update().get(pk=warning.pk)
    if warning.money not in READABLE[money_of(acting, warning.account)]:
        message = f"{acting.pk} may not read warning {warning.pk}."
        raise PermissionDenied(message)
    if warning.cleared_on is not None:
        raise RefusedError("warning_cleared")
    note = note.strip()
    if state in NOTED and not note:
        raise RefusedError("warning_note_missing", field="note")
    warning.state = state
    warning.full_clean(validate_constraints=False)
    warning.save(update_fields=["state"])
    _event(warning, state, by=acting, note=note)
    entry_record(
        acting=acting,
        action=f"warning.{state}",
        subject=warning,
        account=warning.account,
        details={"reason": note} if note else {},
    )
    return warning


def _raise(assessment: Assessment, found: Found, as_of: date) -> None:
    warning = EarlyWarning(
        account=found.account,
        kind=found.kind,
        money=found.money,
        raised_on=as_of,
        **_now(assessment, found),
    )
    warning.full_clean(validate_constraints=False)
    warning.save()
    _event(warning, WarningEvent.Kind.RAISED)


def _renew(assessment: Assessment, warning: EarlyWarning, found: Found) -> None:
    now = _now(assessment, found)
    for name, value in now.items():
        setattr(warning, name, value)
    warning.save(update_fields=list(now))


def _now(assessment: Assessment, found: Found) -> dict[str, Any]:
    return {
        "assessment": assessment,
        "since": found.since,
        "severity": found.severity,
        "false_alarms_a_year": found.false_alarms_a_year,
        "evidence": found.evidence,
        "clears": found.clears,
        "set_to": found.set_to,
    }


def _clear(warning: EarlyWarning, as_of: date) -> None:
    warning.cleared_on = as_of
    warning.save(update_fields=["cleared_on"])
    _event(warning, WarningEvent.Kind.CLEARED)


def _event(
    warning: EarlyWarning, kind: str, *, by: User | None = None, note: str = ""
) -> None:
    WarningEvent.objects.create(warning=warning, kind=kind, by=by, note=note)
