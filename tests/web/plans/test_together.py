"""Several people at one plan, and buttons of a page that is no longer true."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.web.plans.test_pages import page, send
from vitalfew.apps.audit.models import Entry
from vitalfew.apps.plans.keeping import plan_follow
from vitalfew.apps.plans.models import Action, Objective, Plan
from vitalfew.apps.plans.services import action_finish

pytestmark = pytest.mark.django_db


def opened(house, edit, who="hana"):
    """The state of a part of the plan on which somebody begins to write."""
    html = page(house, who, query=f"?edit={edit}")
    (found,) = re.findall(r'name="based_on" value="(\w+)"', html)
    return found


def field_of_play(house):
    return Plan.objects.get(pk=house.plan.pk).field_of_play


def test_nobody_writes_over_what_somebody_else_saved_meanwhile(house):
    part, was = (house.plan.pk, "charter"), opened(house, "charter")
    send(house, "plan-change", *part, who="marta", field_of_play="Gears of all parks")
    rows = Entry.objects.count()
    mine = {"field_of_play": "Pumps", "value_brought": "Two days"}

    status, html = send(house, "plan-change", *part, based_on=was, **mine)

    assert status == 422
    assert "Somebody else saved this while you were writing." in html
    assert "Saved in the meantime: Gears of all parks" in html
    assert ">Pumps</textarea>" in html.replace("> ", ">")
    assert (field_of_play(house), Entry.objects.count()) == (
        "Gears of all parks",
        rows,
    )


def test_whoever_saves_again_after_looking_replaces_it(house):
    part, was = (house.plan.pk, "charter"), opened(house, "charter")
    send(house, "plan-change", *part, field_of_play="Gears of all parks")
    mine = {"field_of_play": "Pumps"}
    _status, html = send(house, "plan-change", *part, based_on=was, **mine)
    (seen,) = re.findall(r'name="based_on" value="(\w+)"', html)

    assert seen != was
    send(house, "plan-change", *part, based_on=seen, **mine)

    assert field_of_play(house) == "Pumps"


def test_two_may_write_different_parts_at_once(house):
    asks, charter = opened(house, "asks"), opened(house, "charter")

    send(house, "plan-change", house.plan.pk, "asks", based_on=asks, asks="A buyer")
    send(
        house,
        "plan-change",
        house.plan.pk,
        "charter",
        based_on=charter,
        field_of_play="Pumps",
    )

    plan = Plan.objects.get(pk=house.plan.pk)
    assert (plan.asks, plan.field_of_play) == ("A buyer", "Pumps")


@pytest.mark.parametrize(
    ("kind", "theirs", "mine", "shown"),
    [
        ("objective", {"start": "9.50"}, {"start": "3"}, "9.5"),
        ("action", {"due_on": "2026-09-02"}, {"due_on": "2026-09-09"}, "2026-09-02"),
        ("risk", {"likelihood": "1"}, {"likelihood": "2"}, "1"),
    ],
)
def test_a_record_that_was_changed_meanwhile_is_shown_as_it_is(
    house, kind, theirs, mine, shown
):
    record = getattr(house, kind)
    whole = {
        "objective": {"statement": "Grow", "measure": "revenue"},
        "action": {"title": "Visit", "owner": house.cast.sam.pk},
        "risk": {"text": "Lost", "severity": "5", "state": "open", "likelihood": "3"},
    }[kind]
    was = opened(house, f"{kind}-{record.pk}")
    send(house, f"{kind}-change", record.pk, **whole | theirs)

    status, html = send(
        house, f"{kind}-change", record.pk, based_on=was, **whole | mine
    )

    assert status == 422
    assert f"Saved in the meantime: {shown}" in html
    assert html.count("Saved in the meantime: ") == 2  # above the form and at its field


def test_what_was_finished_meanwhile_stays_finished(house):
    """The form of an action says nothing of its state."""
    was = opened(house, f"action-{house.action.pk}")
    action_finish(acting=house.cast.sam, action=house.action, state="done")

    send(house, "action-change", house.action.pk, based_on=was, title="Visit them")

    action = Action.objects.get(pk=house.action.pk)
    assert (action.title, action.state) == ("Visit them", "done")


@pytest.mark.parametrize(
    ("name", "of", "more"),
    [
        ("plan-agree", "plan", []),
        ("action-finish", "action", ["done"]),
        ("objective-remove", "objective", []),
    ],
)
def test_a_button_of_a_plan_that_was_closed_meanwhile_says_so(house, name, of, more):
    period = {"starts_on": dt.date(2037, 1, 1), "ends_on": dt.date(2037, 12, 31)}
    plan_follow(acting=house.cast.hana, plan=house.plan, **period)
    rows = Entry.objects.count()

    status, html = send(house, name, getattr(house, of).pk, *more)

    assert status == 200
    assert "This plan is closed and stays as it was; nothing was changed." in html
    assert Entry.objects.count() == rows
    assert Action.objects.get(pk=house.action.pk).state == "open"
    assert Objective.objects.filter(pk=house.objective.pk).exists()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_that_cannot_be_meant_is_refused_everywhere(house, day):
    """The page, the next period and the calendar would end with the years."""
    period = {"starts_on": day, "ends_on": day}
    once = {"review_weeks": "13", "next_review": day}
    asked = [
        ("plan-change", [house.plan.pk, "period"], period | once),
        ("plan-next", [house.plan.pk], period),
        ("plan-action", [house.plan.pk], {"title": "Call", "due_on": day}),
        (
            "undertaking-begin",
            [house.cast.norvik.pk],
            {"kind": "promise", "title": "x", "owner": house.cast.hana.pk}
            | {"begun_on": "2026-05-01", "due_on": day},
        ),
    ]
    rows = Entry.objects.count()

    for name, args, given in asked:
        status, html = send(house, name, *args, **given)
        assert (name, status) == (name, 422)
        assert "Choose a day between 1900 and 2199." in html
    assert Entry.objects.count() == rows


def test_a_plan_to_the_last_day_that_can_be_meant_can_go_on(house):
    period = {"starts_on": "2026-01-01", "ends_on": "2199-12-31"}
    once = {"review_weeks": "53", "next_review": "2199-12-31"}
    send(house, "plan-change", house.plan.pk, "period", **period | once)
    client = Client()
    client.force_login(house.cast.hana)

    answer = client.get(
        reverse("account-plan", args=[house.cast.norvik.pk]), {"edit": "next"}
    )

    assert answer.status_code == 200
