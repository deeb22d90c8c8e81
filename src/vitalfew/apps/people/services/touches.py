"""Contact that took place: who met whom, when, about what."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from vitalfew.apps.accounts.policies import may_see
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.assessments.selectors.criteria import hourly_rates, priced
from vitalfew.apps.audit.services import entry_record
from vitalfew.apps.people.models import Contact, Position, Touch, TouchTime
from vitalfew.apps.people.policies import may_log, require
from vitalfew.apps.people.services.persons import contacts_locked

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.users.models import User

A_DAY = 24 * 60


@transaction.atomic
def touch_log(  # noqa: PLR0913  each is a field of the form
    *,
    acting: User,
    account: Account,
    kind: str,
    on: date,
    ours: Collection[User],
    theirs: Collection[Contact],
    subject: str = "",
    minutes: int | None = None,
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
    if minutes is not None:
        _take(touch, minutes)
    entry_record(
        acting=acting,
        action="touch.log",
        subject=touch,
        account=account,
        details={"kind": kind, "reason": touch.subject},
    )
    return touch


@transaction.atomic
def touch_time(*, acting: User, touch: Touch, minutes: int) -> Touch:
    """Say how long a contact took each of us; what was said before is replaced."""
    require(may_log(acting, touch.account), acting, f"time contact {touch.pk}")
    touch = Touch.objects.select_for_update(of=("self",)).get(pk=touch.pk)
    _take(touch, minutes)
    entry_record(
        acting=acting,
        action="touch.time",
        subject=touch,
        account=touch.account,
        details={"minutes": minutes},
    )
    return touch


def _take(touch: Touch, minutes: int) -> None:
    if not 0 < minutes <= A_DAY:
        raise RefusedError("touch_minutes", field="minutes")
    touch.minutes = minutes
    touch.save(update_fields=["minutes"])
    rates, hours = hourly_rates(), Decimal(minutes) / 60
    TouchTime.objects.filter(touch=touch).delete()
    TouchTime.objects.bulk_create(
        TouchTime(
            touch=touch,
            user=user,
            department=user.department,
            amount=priced(hours, rates.get(user.department)),
        )
        for user in touch.ours.all()
    )
