from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

from vitalfew.apps.assessments.models import Framework
from vitalfew.apps.assessments.policies import may_judge
from vitalfew.apps.audit.services import entry_record

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.users.models import User


@transaction.atomic
def framework_record(
    *, acting: User, account: Account, contract_id: str, ends_on: date, note: str = ""
) -> Framework:
    """Write down until when a framework runs; what was said before stays in history."""
    if not may_judge(acting, account):
        raise PermissionDenied
    framework = Framework(
        account=account,
        contract_id=contract_id.strip(),
        ends_on=ends_on,
        note=note.strip(),
        by=acting,
    )
    framework.full_clean()
    framework.save()
    entry_record(
        acting=acting,
        action="framework.record",
        subject=framework,
        account=account,
        details={"contract_id": framework.contract_id, "ends_on": ends_on.isoformat()},
    )
    return framework
