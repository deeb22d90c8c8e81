"""Who is to be reminded of which actions, and that it was done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from vitalfew.apps.plans.models import Action, Reminder
from vitalfew.apps.plans.selectors import work_of
from vitalfew.apps.users.models import User

if TYPE_CHECKING:
    from django.db.models import QuerySet

SOON = timedelta(days=2)
"""How long before its day somebody is reminded."""


def people_due(*, on: date) -> QuerySet[User]:
    """Whoever owns an open action that is overdue or due soon."""
    return User.objects.filter(
        is_active=True,
        is_system=False,
        plan_actions__state=Action.State.OPEN,
        plan_actions__due_on__lte=on + SOON,
    ).distinct()


def actions_due(person: User, *, on: date) -> list[Action]:
    """What they see today and were not yet told of, as it stands."""
    told = set(
        Reminder.objects.filter(person=person).values_list("action", "due_on", "late")
    )
    return [
        action
        for action in work_of(person).filter(due_on__lte=on + SOON)
        if (action.pk, action.due_on, is_late(action, on)) not in told
    ]


def reminders_keep(person: User, actions: Sequence[Action], *, on: date) -> None:
    """Remember that they were told."""
    Reminder.objects.bulk_create(
        [
            Reminder(
                action=action,
                person=person,
                due_on=action.due_on,
                late=is_late(action, on),
            )
            for action in actions
            if action.due_on is not None
        ],
        ignore_conflicts=True,
    )


def is_late(action: Action, on: date) -> bool:
    return action.due_on is not None and action.due_on < on
