"""Versions, reviews, and the next period."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from tests.apps.plans.build import action, plan_of
from tests.apps.program.build import measured
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.plans.keeping import plan_agree, plan_follow, plan_review
from vitalfew.apps.plans.models import Plan, Version
from vitalfew.apps.plans.services import (
    action_finish,
    action_set,
    objective_set,
    plan_change,
    risk_set,
)

pytestmark = pytest.mark.django_db
NEXT = {"starts_on": dt.date(2037, 1, 1), "ends_on": dt.date(2037, 12, 31)}
LATER = timezone.localdate() + dt.timedelta(days=90)


def test_a_version_stays_as_it_was_whatever_becomes_of_the_plan(cast):
    plan = plan_of(cast)
    made = action(cast, plan, cast.sam, title="Visit")

    version = plan_agree(acting=cast.marta, plan=plan)
    action_set(acting=cast.marta, plan=plan, action=made, values={"title": "Call"})

    plan.refresh_from_db()
    assert plan.state == "agreed"
    version.refresh_from_db()
    place = f"action-{made.pk}"
    assert [place, "title", "Visit", "Visit", ""] in version.content
    assert [place, "owner", "Visit", "Sam Tao", ""] in version.content
    assert (version.met, version.asked) == (2, 8)


def test_a_review_keeps_what_was_decided_and_names_the_next(cast):
    plan = plan_of(cast)

    plan_review(acting=cast.marta, plan=plan, decided="Go on", next_review=LATER)

    plan.refresh_from_db()
    kept = Version.objects.get()
    assert (plan.next_review, kept.decided, kept.occasion) == (
        LATER, "Go on", "reviewed",
    )  # fmt: skip


def test_a_next_review_in_the_past_is_refused(cast):
    plan = plan_of(cast)

    with pytest.raises(RefusedError, match="must lie in the future"):
        plan_review(
            acting=cast.marta,
            plan=plan,
            decided="x",
            next_review=timezone.localdate(),
        )

    assert not Version.objects.exists()


def test_the_next_period_takes_along_what_is_open_and_starts_from_today(cast):
    measured(cast.norvik)
    plan = plan_of(cast)
    texts = {"threats": "A rival", "asks": "A buyer"}
    plan_change(acting=cast.marta, plan=plan, values=texts)
    objective = objective_set(
        acting=cast.marta,
        plan=plan,
        values={"statement": "Grow", "measure": "revenue", "target": Decimal(1500)},
    )
    done = action(cast, plan, cast.sam, title="Done")
    action_finish(acting=cast.sam, action=done, state="done")
    action(cast, plan, cast.sam, title="Open", objective=objective)
    for state in ("open", "closed"):
        values = {"text": state, "likelihood": 1, "severity": 2, "state": state}
        risk_set(acting=cast.marta, plan=plan, values=values)

    following = plan_follow(acting=cast.marta, plan=plan, **NEXT)

    plan.refresh_from_db()
    assert (plan.state, following.follows, following.state) == (
        "closed", plan, "draft",
    )  # fmt: skip
    assert (following.threats, following.asks) == ("A rival", "A buyer")
    [grown] = following.objectives.all()
    assert (grown.start, grown.target) == (Decimal(1000), None)
    [come] = following.actions.all()
    assert (come.title, come.objective, come.owner) == ("Open", grown, cast.sam)
    assert [risk.text for risk in following.risks.all()] == ["open"]
    assert plan.actions.count() == 2
    assert plan.versions.get().occasion == "closed"


@pytest.mark.parametrize("who", ["sam", "ana", "stella"])
def test_nobody_else_agrees_reviews_or_goes_on(cast, who):
    plan, acting = plan_of(cast), getattr(cast, who)

    for keep in (
        lambda: plan_agree(acting=acting, plan=plan),
        lambda: plan_review(acting=acting, plan=plan, decided="x", next_review=LATER),
        lambda: plan_follow(acting=acting, plan=plan, **NEXT),
    ):
        with pytest.raises(PermissionDenied):
            keep()

    assert Plan.objects.get().state == "draft"
    assert not Version.objects.exists()
