"""The plans somebody may see, and each person's own work in them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q, QuerySet

from vitalfew.apps.accounts.policies import managed, may_see, of_visible
from vitalfew.apps.accounts.selectors import counted_as
from vitalfew.apps.plans.models import Action, Objective, Plan, Risk, Version
from vitalfew.apps.prepared import prepared
from vitalfew.apps.users.selectors import with_names

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.users.models import User

WEEK = timedelta(days=7)
DUE = ("overdue", "today", "week", "later")


def plans_of(acting: User, account: Account) -> list[Plan]:
    """Every plan of an account, the newest first; also of what was merged into it."""
    return _plans(account) if may_see(acting, account) else []


@prepared
def _plans(account: Account) -> QuerySet[Plan]:
    return Plan.objects.filter(account__in=counted_as(account))


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


@prepared
def actions_next(acting: User, account: Account, *, most: int) -> QuerySet[Action]:
    """The open actions of an account's plan that are due first."""
    seen = of_visible(acting, "plan__account")
    found = Action.objects.filter(
        seen, plan__account__in=counted_as(account), state=Action.State.OPEN
    )
    return with_names(found.exclude(plan__state=Plan.State.CLOSED), "owner")[:most]


@prepared
def objectives_of(plan: Plan) -> QuerySet[Objective]:
    return Objective.objects.filter(plan=plan)


def actions_of(plan: Plan) -> list[Action]:
    """With whose they are, what they serve and which methods they try."""
    found = _actions(plan)
    for action in found:
        action.plan = plan
    return found


@prepared
def _actions(plan: Plan) -> QuerySet[Action]:
    found = Action.objects.filter(plan=plan).select_related("objective", "method")
    more = ("owner__is_active", "objective__statement", "method__name")
    return with_names(found, "owner", more=more)


@prepared
def risks_of(plan: Plan) -> QuerySet[Risk]:
    return with_names(Risk.objects.filter(plan=plan), "owner")


@prepared
def versions_of(plan: Plan) -> QuerySet[Version]:
    """The plan as it was kept, the first time first."""
    return with_names(Version.objects.filter(plan=plan), "by")


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
    found = _counts.first(acting, on, on + WEEK)
    return dict(zip(DUE, found or (0,) * len(DUE), strict=True))


@prepared
def _counts(acting: User, on: date, week: date) -> QuerySet[Action, Any]:
    counts = {
        "overdue": Q(due_on__lt=on),
        "today": Q(due_on=on),
        "week": Q(due_on__gt=on, due_on__lte=week),
        "later": Q(due_on__gt=week) | Q(due_on__isnull=True),
    }
    # All are open: they are one group.
    group = work_of(acting).order_by().values("state")
    counted = group.annotate(**{k: Count("pk", filter=q) for k, q in counts.items()})
    return counted.values_list(*DUE)


@prepared
def work_listed(acting: User, *, first: int, end: int) -> QuerySet[Action]:
    """Some of it, as a page lists it."""
    return work_of(acting).only("title", "due_on", "plan__account__name")[first:end]


@prepared
def reviews_due(acting: User, until: date) -> QuerySet[Plan]:
    """Plans of the accounts this person manages whose review is due by a day."""
    found = Plan.objects.filter(
        account__in=managed(acting), next_review__lte=until
    ).exclude(state=Plan.State.CLOSED)
    found = found.select_related("account").only("next_review", "account__name")
    return found.order_by("next_review", "pk")
