"""The plans of the sample's key accounts, and how they were reviewed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from vitalfew.apps.accounts.models import Account
from vitalfew.apps.library.models import Method
from vitalfew.apps.plans.keeping import plan_agree, plan_review
from vitalfew.apps.plans.models import Action
from vitalfew.apps.plans.services import (
    action_finish,
    action_set,
    objective_set,
    plan_begin,
    plan_change,
    risk_set,
)

if TYPE_CHECKING:
    from vitalfew.apps.plans.models import Plan
    from vitalfew.apps.users.models import User

Told = Mapping[str, Any]
People = Mapping[str, "User"]
OnDay = Callable[[dt.date], AbstractContextManager[None]]


def plan_told(told: Told, people: People, on_day: OnDay) -> None:
    """Write a plan on the days on which the story says it was written."""
    acting, days = people[told["by"]], told["days"]
    with on_day(_day(days[0]["day"])):
        account = Account.objects.get(account_id=told["account"])
        plan = plan_begin(
            acting=acting,
            account=account,
            starts_on=_day(told["starts_on"]),
            ends_on=_day(told["ends_on"]),
        )
    for each in days:
        with on_day(_day(each["day"])):
            _written(plan, each, acting, people)


def _written(plan: Plan, told: Told, acting: User, people: People) -> None:
    texts = told.get("charter", {}) | told.get("swot", {})
    if "asks" in told:
        texts |= {"asks": told["asks"]}
    plan_change(acting=acting, plan=plan, values=texts)
    for values in _each(told, "objectives", people):
        found = plan.objectives.filter(statement=values["statement"]).first()
        objective_set(acting=acting, plan=plan, values=values, objective=found)
    for values in _each(told, "actions", people):
        _acted(plan, values, acting)
    for values in _each(told, "risks", people):
        risk = plan.risks.filter(text=values["text"]).first()
        values.setdefault("state", "open")
        risk_set(acting=acting, plan=plan, values=values, risk=risk)
    if told.get("agreed"):
        plan_agree(acting=acting, plan=plan)
    if "reviewed" in told:
        reviewed = told["reviewed"]
        next_review = _day(reviewed["next_review"])
        plan_review(
            acting=acting,
            plan=plan,
            decided=reviewed["decided"],
            next_review=next_review,
        )


def _acted(plan: Plan, values: dict[str, Any], acting: User) -> None:
    done = values.pop("done", None)
    if "objective" in values:
        values["objective"] = plan.objectives.get(statement=values["objective"])
    if "method" in values:
        values["method"] = Method.objects.get(name=values["method"])
    action = action_set(acting=acting, plan=plan, values=values)
    if done:
        action_finish(acting=acting, action=action, state=Action.State.DONE)
        # It was done on a day of the story, not when the sample is loaded.
        Action.objects.filter(pk=action.pk).update(done_on=done)


def _each(told: Told, kind: str, people: People) -> Iterator[dict[str, Any]]:
    for record in told.get(kind, []):
        values: dict[str, Any] = {
            name: _day(value) if name.endswith("_on") else value
            for name, value in record.items()
        }
        if "owner" in values:
            values["owner"] = people[values["owner"]]
        yield values


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
