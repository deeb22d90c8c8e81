"""Agreeing to a plan, reviewing it, and following it with the next one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from vitalfew.analysis.decision.plan import (
    ActionFacts,
    Discipline,
    ObjectiveFacts,
    PlanFacts,
    discipline,
)
from vitalfew.apps.assessments.clock import today
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.assessments.selectors.runs import latest_assessment
from vitalfew.apps.plans.figures import figures_read, standing
from vitalfew.apps.plans.models import (
    CHARTER,
    TEXTS,
    Action,
    Objective,
    Plan,
    Risk,
    Version,
)
from vitalfew.apps.plans.services import plan_audit, plan_save, writable

if TYPE_CHECKING:
    from vitalfew.apps.plans.figures import Standing
    from vitalfew.apps.users.models import User

FIELDS: Mapping[str, tuple[str, ...]] = {
    "objective": ("statement", "measure", "start", "target", "due_on", "strategies"),
    "action": ("title", "owner", "due_on", "state", "note"),
    "risk": ("text", "likelihood", "severity", "owner", "response", "state"),
}
"""What of each record a version keeps."""


@transaction.atomic
def plan_agree(*, acting: User, plan: Plan) -> Version:
    """Say that the plan stands as it is now; agreeing again keeps a new version."""
    plan = writable(acting, plan)
    plan.state = Plan.State.AGREED
    plan_save(plan)
    version = _kept(acting, plan, Version.Occasion.AGREED)
    plan_audit(acting, "plan.agree", plan)
    return version


@transaction.atomic
def plan_review(
    *, acting: User, plan: Plan, decided: str, next_review: date
) -> Version:
    """Keep how the plan stood when it was reviewed, and what was decided."""
    plan = writable(acting, plan)
    if next_review <= today():
        raise RefusedError("review_past", field="next_review")
    version = _kept(acting, plan, Version.Occasion.REVIEWED, decided)
    plan.next_review = next_review
    plan_save(plan)
    plan_audit(acting, "plan.review", plan, reason=decided)
    return version


@transaction.atomic
def plan_follow(*, acting: User, plan: Plan, starts_on: date, ends_on: date) -> Plan:
    """Close a plan and go on with it in the next period.

    Open actions and risks come along, what is done stays behind; objectives start from
    today's figure and ask for a new target.
    """
    plan = writable(acting, plan)
    account = plan.account
    standings = {one.objective.pk: one for one in _standings(acting, plan)}
    _kept(acting, plan, Version.Occasion.CLOSED)
    plan.state = Plan.State.CLOSED
    plan_save(plan)
    copied = {name: getattr(plan, name) for name in (*TEXTS, "review_weeks")}
    following = Plan(
        account=account,
        follows=plan,
        starts_on=starts_on,
        ends_on=ends_on,
        next_review=max(starts_on, today()) + timedelta(weeks=plan.review_weeks),
        begun_by=acting,
        **copied,
    )
    plan_save(following)
    _carried(plan, following, standings)
    plan_audit(acting, "plan.follow", following)
    return following


def discipline_of(
    plan: Plan,
    standings: list[Standing],
    actions: list[Action],
    risks: list[Risk],
    *,
    on: date,
) -> Discipline:
    """What the plan lacks. Says nothing about the relationship."""
    serving = [each.objective_id for each in actions if each.state != "dropped"]
    return discipline(
        PlanFacts(
            charter=[getattr(plan, name) for name in CHARTER],
            objectives=[
                ObjectiveFacts(
                    place=f"objective-{one.objective.pk}",
                    start=one.objective.start is not None,
                    target=one.objective.target is not None,
                    figure=one.unknown in {"", "margin", "money"},
                    actions=serving.count(one.objective.pk),
                )
                for one in standings
            ],
            actions=[
                ActionFacts(
                    place=f"action-{each.pk}",
                    owner=bool(each.owner and each.owner.is_active),
                    due=each.due_on is not None,
                )
                for each in actions
                if each.state == Action.State.OPEN
            ],
            risks={each.key: each.response for each in risks if each.state == "open"},
            next_review=plan.next_review,
        ),
        on=on,
    )


def _standings(acting: User, plan: Plan) -> list[Standing]:
    objectives, on = list(plan.objectives.all()), today()
    figures = figures_read(
        acting,
        plan.account,
        latest_assessment(),
        {each.measure for each in objectives},
        since=plan.starts_on,
        on=on,
    )
    return [standing(each, figures, plan, on) for each in objectives]


def _kept(acting: User, plan: Plan, occasion: str, decided: str = "") -> Version:
    found = discipline_of(
        plan,
        _standings(acting, plan),
        list(plan.actions.select_related("owner")),
        list(plan.risks.all()),
        on=today(),
    )
    return Version.objects.create(
        plan=plan,
        occasion=occasion,
        on=today(),
        decided=decided.strip(),
        met=found.met,
        asked=found.asked,
        content=list(_content(plan)),
        by=acting,
    )


def _content(plan: Plan) -> Iterator[list[str]]:
    for name in ("starts_on", "ends_on", *TEXTS):
        yield ["plan", name, "", str(getattr(plan, name)), ""]
    records: dict[str, Any] = {
        "objective": plan.objectives.all(),
        "action": plan.actions.select_related("owner"),
        "risk": plan.risks.select_related("owner"),
    }
    for kind, found in records.items():
        for record in found:
            measure = record.measure if kind == "objective" else ""
            for name in FIELDS[kind]:
                value = getattr(record, name)
                said = "" if value is None else str(value)
                yield [f"{kind}-{record.pk}", name, str(record), said, measure]


def _carried(plan: Plan, following: Plan, standings: Mapping[int, Standing]) -> None:
    new: dict[int, Objective] = {}
    for objective in plan.objectives.all():
        now = standings[objective.pk].now
        new[objective.pk] = Objective.objects.create(
            plan=following,
            statement=objective.statement,
            measure=objective.measure,
            unit=objective.unit,
            start=None if now is None else round(now, 4),
            figure=objective.figure,
            figure_on=objective.figure_on,
            strategies=objective.strategies,
        )
    for action in plan.actions.filter(state=Action.State.OPEN):
        action.objective = new.get(action.objective_id or 0)
        action.pk, action.plan = None, following
        action.save(force_insert=True)
    for risk in plan.risks.filter(state=Risk.State.OPEN):
        risk.pk, risk.plan = None, following
        risk.save(force_insert=True)
