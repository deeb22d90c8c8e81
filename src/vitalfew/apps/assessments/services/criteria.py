from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from vitalfew.analysis.criteria import Criteria
from vitalfew.apps.assessments.models import CriteriaVersion
from vitalfew.apps.assessments.policies import SETS_CRITERIA
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.assessments.selectors.criteria import (
    changed,
    criteria_of,
    rates_changed,
)
from vitalfew.apps.audit.services import entry_record
from vitalfew.apps.users.policies import require

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User


@transaction.atomic
def criteria_change(
    *,
    acting: User,
    values: dict[str, Any],
    note: str = "",
    based_on: int | None = None,
) -> CriteriaVersion:
    """Set the criteria; the version before stays. `based_on` is the version edited.

    Raises `CriteriaError` when a value is out of its range.
    """
    require(acting, *SETS_CRITERIA)
    criteria = Criteria.from_dict(values)
    current = version_current()
    current = CriteriaVersion.objects.select_for_update().get(pk=current.pk)
    if based_on is not None and based_on != current.pk:
        raise RefusedError("criteria_moved", name=_author(current))
    before = criteria_of(current)
    changes = changed(before, criteria) + rates_changed(before.rates, criteria.rates)
    if not changes:
        raise RefusedError("criteria_same")
    version = CriteriaVersion.objects.create(
        values=criteria.to_dict(), note=note.strip()[:500], created_by=acting
    )
    details = {
        "note": version.note,
        "changes": {change.name: [change.before, change.after] for change in changes},
    }
    entry_record(
        acting=acting, action="criteria.change", subject=version, details=details
    )
    return version


def version_current() -> CriteriaVersion:
    """The newest version; the documented defaults become the first one."""
    newest = CriteriaVersion.objects.first()
    return newest or CriteriaVersion.objects.create(values=Criteria().to_dict())


def _author(version: CriteriaVersion) -> str:
    return version.created_by.name if version.created_by else "vitalfew"
