"""The plans somebody may see, and each person's own work in them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q, QuerySet

from vitalfew.apps.accounts.policies import managed, may_see, of_visible
from vitalfew.apps.accounts.selectors import counted_as
from vitalfew.apps.plans.models import Action, Objective, Plan, Risk
from vitalfew.apps.users.selectors import with_names

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.users.models import User

WEEK = timedelta(days=7)


def plans_of(acting: User, account: Account) -> list[Plan]:
    """Every plan of an account, the newest first; also of what was merged into it."""
    if not may_see(acting, account):
        return []
    return list(Plan.objects.filter(account__in=counted_as(account)))


def plan_visible(acting: User, pk: int) -> Plan | None:
    found = Plan.objects.select_related("account").filter(pk=pk).first()
    return found if found and may_see(acting, found.account) else None


def objective_visible(acting: User, pk: int) -> Objective | None:
    found = Objective.objects.select_related("plan__account").filter(pk=pk).first()
    return found if found and may_see(acting, found.plan.account) else None


def action_visible(acting: User, pk: int) -> Action | None:
    found = Action.objects.select_related("plan__account", "owner").filter(pk=pk)
    action = found.first()
    return action if action and may_see(acting, action.plan.account) else None


def risk_visible(acting: User, pk: int) -> Risk | None:
    found = Risk.objects.select_related("plan__account").filter(pk=pk).first()
    return found if found and may_see(acting, found.plan.account) else None


def actions_next(acting: User, account: Account, most: int) -> list[Action]:
    """The open actions of an account's plan that are due first."""
    seen = of_visible(acting, "plan__account")
    found = Action.objects.filter(
        seen, plan__account__in=counted_as(account), state=Action.State.OPEN
    )
    found = with_names(found.exclude(plan__state=Plan.State.CLOSED), "owner")
    return list(found[:most])


def work_of(acting: User) -> QuerySet[Action]:
    """Open actions of a person, at accounts they see today; what is due first."""
    seen = of_visible(acting, "plan__account")
    found = Action.objects.filter(seen, owner=acting, state=Action.State.OPEN)
    found = found.exclude(plan__state=Plan.State.CLOSED)
    return found.select_related("plan__account").order_by(
        F("due_on").asc(nulls_last=True), "pk"
    )


def work_counts(acting: User, *, on: date) -> dict[str, int]:
    """How much of it is overdue, due today, within a week, and later."""
    week = on + WEEK
    counts: dict[str, int] = work_of(acting).aggregate(
        overdue=Count("pk", filter=Q(due_on__lt=on)),
        today=Count("pk", filter=Q(due_on=on)),
        week=Count("pk", filter=Q(due_on__gt=on, due_on__lte=week)),
        later=Count("pk", filter=Q(due_on__gt=week) | Q(due_on__isnull=True)),
    )
    return counts


def reviews_due(acting: User, *, until: date) -> QuerySet[Plan]:
    """Plans of the accounts this person manages whose review is due by a day."""
    found = Plan.objects.filter(
        account__in=managed(acting), next_review__lte=until
    ).exclude(state=Plan.State.CLOSED)
    return found.select_related("account").order_by("next_review", "pk")
