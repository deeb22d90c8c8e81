"""Who is to be reminded of which actions and promises, and that it was done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from vitalfew.apps.plans.models import Action, Reminder
from vitalfew.apps.plans.selectors import work_of
from vitalfew.apps.trust.models import Undertaking
from vitalfew.apps.trust.selectors import undertakings_open
from vitalfew.apps.users.models import User

if TYPE_CHECKING:
    from django.db.models import QuerySet

Work = Action | Undertaking
SOON = timedelta(days=2)
"""How long before its day somebody is reminded."""


def people_due(*, on: date) -> QuerySet[User]:
    """Whoever has to do something that is overdue or due soon."""
    soon = Q(due_on__lte=on + SOON)
    actions = Action.objects.filter(soon, state=Action.State.OPEN)
    taken_on = Undertaking.objects.filter(
        soon, state=Undertaking.State.OPEN, withdrawn_by__isnull=True
    )
    return User.objects.filter(
        Q(pk__in=actions.values("owner")) | Q(pk__in=taken_on.values("owner")),
        is_active=True,
        is_system=False,
    ).order_by("pk")


def work_due(person: User, *, on: date) -> list[Work]:
    """What they see today and were not yet told of, as it stands: actions first."""
    reminders = Reminder.objects.filter(person=person)
    told = set(reminders.values_list("action", "undertaking", "due_on", "late"))
    due: Iterable[Work] = [
        *work_of(person).filter(due_on__lte=on + SOON),
        *undertakings_open.query(person).filter(due_on__lte=on + SOON),
    ]
    return [
        work
        for work in due
        if (*_keys(work), work.due_on, work.is_late(on)) not in told
    ]


def reminders_keep(person: User, found: Sequence[Work], *, on: date) -> None:
    """Remember that they were told."""
    kept = []
    for work in found:
        action, undertaking = _keys(work)
        if work.due_on is not None:
            kept.append(
                Reminder(
                    action_id=action,
                    undertaking_id=undertaking,
                    person=person,
                    due_on=work.due_on,
                    late=work.is_late(on),
                )
            )
    Reminder.objects.bulk_create(kept, ignore_conflicts=True)


def _keys(work: Work) -> tuple[int | None, int | None]:
    """The key of the action, or that of what was taken on."""
    return (work.pk, None) if isinstance(work, Action) else (None, work.pk)
