"""Contact that took place: who met whom, when, about what."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from vitalfew.apps.accounts.policies import may_see
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.audit.services import entry_record
from vitalfew.apps.people.models import Contact, Position, Touch
from vitalfew.apps.people.policies import may_log, require
from vitalfew.apps.people.services.persons import contacts_locked

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.users.models import User


@transaction.atomic
def touch_log(
    *,
    acting: User,
    account: Account,
    kind: str,
    on: date,
    ours: Collection[User],
    theirs: Collection[Contact],
    subject: str = "",
) -> Touch:
    """Write down that people of both sides were in contact."""
    require(may_log(acting, account), acting, f"log contact with {account.pk}")
    if not ours or not theirs:
        raise RefusedError("touch_nobody", field="theirs" if ours else "ours")
    if on > timezone.localdate():
        raise RefusedError("touch_future", field="on")
    contacts_locked(theirs)
    known = Position.objects.filter(
        account__above__ancestor=account, contact__in=theirs
    ).values_list("contact", flat=True)
    if set(known) != {each.pk for each in theirs} or not all(
        may_see(each, account) for each in ours
    ):
        raise RefusedError("touch_stranger", field="theirs")
    touch = Touch(
        account=account, kind=kind, on=on, subject=" ".join(subject.split()), by=acting
    )
    touch.full_clean()
    touch.save()
    touch.ours.set(ours)
    touch.theirs.set(theirs)
    entry_record(
        acting=acting,
        action="touch.log",
        subject=touch,
        account=account,
        details={"kind": kind, "reason": touch.subject},
    )
    return touch
