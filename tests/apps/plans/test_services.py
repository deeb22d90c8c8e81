"""Writing the plan of an account, and what stands in the way."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from tests.apps.plans.build import ENDS, STARTS, action, plan_of
from vitalfew.apps.accounts.policies import may_see, seen_by
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.audit.models import Entry
from vitalfew.apps.plans.models import Action, Objective, Plan, Risk
from vitalfew.apps.plans.selectors import reviews_due, work_counts, work_of
from vitalfew.apps.plans.services import (
    action_finish,
    action_set,
    objective_remove,
    objective_set,
    plan_begin,
    plan_change,
    risk_set,
)
from vitalfew.apps.teams.models import Membership
from vitalfew.apps.users.models import User

pytestmark = pytest.mark.django_db
OBJECTIVE = {"statement": "Grow", "measure": "contribution", "target": Decimal(444_555)}


def test_the_manager_writes_a_plan_and_each_change_leaves_one_row(cast):
    plan = plan_of(cast)

    plan_change(acting=cast.marta, plan=plan, values={"field_of_play": "Bearings"})
    objective = objective_set(acting=cast.marta, plan=plan, values=OBJECTIVE)
    risk_set(
        acting=cast.marta,
        plan=plan,
        values={"text": "Rival", "likelihood": 2, "severity": 4, "owner": cast.stella},
    )
    made = action(cast, plan, cast.sam, objective=objective)
    objective_remove(acting=cast.marta, objective=objective)

    made.refresh_from_db()
    assert (made.objective, made.plan_id) == (None, plan.pk)
    told = Entry.objects.filter(account=cast.norvik).order_by("pk")
    assert [each.action for each in told][-5:] == [
        "plan.change", "objective.add", "risk.add", "action.add", "objective.remove",
    ]  # fmt: skip
    assert "444" not in str([each.details for each in told])


@pytest.mark.parametrize("who", ["sam", "stella", "ana", "chen", "rhea", "ada"])
def test_nobody_else_writes(cast, who):
    plan = plan_of(cast)
    acting, before = getattr(cast, who), Entry.objects.count()

    for write in (
        lambda: plan_change(acting=acting, plan=plan, values={"threats": "x"}),
        lambda: objective_set(acting=acting, plan=plan, values=OBJECTIVE),
        lambda: action_set(acting=acting, plan=plan, values={"title": "x"}),
        lambda: risk_set(
            acting=acting,
            plan=plan,
            values={"text": "x", "likelihood": 1, "severity": 1},
        ),
    ):
        with pytest.raises(PermissionDenied):
            write()

    plan.refresh_from_db()
    assert plan.threats == ""
    assert Entry.objects.count() == before
    assert not any(model.objects.exists() for model in (Objective, Action, Risk))


def test_an_account_has_one_running_plan_and_only_a_key_account_has_one(cast):
    plan_of(cast)

    for account, said in ((cast.norvik, "There is a plan"), (cast.kelan, "Only a key")):
        with pytest.raises(RefusedError, match=said):
            plan_begin(
                acting=cast.hana, account=account, starts_on=STARTS, ends_on=ENDS
            )

    assert Plan.objects.count() == 1


def test_a_closed_plan_stays_as_it_was(cast):
    plan = plan_of(cast)
    made = action(cast, plan, cast.sam)
    Plan.objects.update(state="closed")

    with pytest.raises(RefusedError, match="stays as it was"):
        action_finish(acting=cast.hana, action=made, state="done")

    assert Action.objects.get().state == "open"
    assert not work_of(cast.sam).exists()


def test_an_owner_must_see_the_account(cast):
    plan = plan_of(cast)

    with pytest.raises(RefusedError, match="Chen Yu does not see this account"):
        action(cast, plan, cast.chen)

    assert not Action.objects.exists()


def test_seen_by_agrees_with_what_each_person_may_see(cast):
    for account in (cast.norvik, cast.norvik_sea, cast.brenner, cast.kelan):
        people = {user for user in User.objects.all() if may_see(user, account)}
        assert set(seen_by(account)) == {p for p in people if not p.is_system}


def test_an_owner_finishes_and_takes_it_back(cast):
    made = action(cast, plan_of(cast), cast.sam)

    action_finish(acting=cast.sam, action=made, state="done")
    made.refresh_from_db()
    assert (made.state, made.done_on) == ("done", timezone.localdate())
    action_finish(acting=cast.sam, action=made, state="open")
    made.refresh_from_db()
    assert (made.state, made.done_on) == ("open", None)


def test_whoever_left_the_team_finishes_nothing_and_has_no_work_there(cast):
    made = action(cast, plan_of(cast), cast.sam)
    Membership.objects.filter(user=cast.sam).update(ends_on=timezone.localdate())

    with pytest.raises(PermissionDenied):
        action_finish(acting=cast.sam, action=made, state="done")

    assert Action.objects.get().state == "open"
    assert not work_of(cast.sam).exists()


@pytest.mark.parametrize(
    ("day", "said"), [(None, "on which day"), (dt.date(2099, 1, 1), "in the future")]
)
def test_a_figure_of_our_own_is_dated(cast, day, said):
    values = {"statement": "Sites", "measure": "own", "figure": 3, "figure_on": day}

    with pytest.raises(RefusedError, match=said):
        objective_set(acting=cast.hana, plan=plan_of(cast), values=values)

    assert not Objective.objects.exists()


def test_work_is_counted_by_when_it_is_due(cast):
    plan, on = plan_of(cast), dt.date(2026, 5, 4)
    for days in (-9, -1, 0, 1, 7, 8, None):
        due = None if days is None else on + dt.timedelta(days=days)
        action(cast, plan, cast.sam, due_on=due)

    assert work_counts(cast.sam, on=on) == {
        "overdue": 2, "today": 1, "week": 2, "later": 2,
    }  # fmt: skip
    assert work_of(cast.sam).last().due_on is None
    assert work_counts(cast.hana, on=on)["overdue"] == 0


def test_a_review_that_is_due_waits_for_the_accounts_manager(cast):
    plan = plan_of(cast)

    assert reviews_due(cast.marta, plan.next_review) == [plan]
    before = plan.next_review - dt.timedelta(days=1)
    assert reviews_due(cast.marta, before) == []
    assert reviews_due(cast.sam, plan.next_review) == []
