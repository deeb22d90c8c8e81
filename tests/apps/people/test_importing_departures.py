"""A file ends posts of people who carry the relationship; withdrawing it takes back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.apps.people.test_importing import data_dir, file  # noqa: F401  fixtures
from tests.apps.program.build import climb, key, measured, today
from vitalfew.apps.audit.models import Entry
from vitalfew.apps.imports import services
from vitalfew.apps.imports.models import Batch, State
from vitalfew.apps.people.importing.lines import Line
from vitalfew.apps.people.importing.planning import planned
from vitalfew.apps.people.importing.writing import written
from vitalfew.apps.people.models import Position, Rating
from vitalfew.apps.people.services.posts import Held, position_add
from vitalfew.apps.program.falling_back import proposal_answer
from vitalfew.apps.program.importing import departures_report
from vitalfew.apps.program.models import Event, Proposal

pytestmark = pytest.mark.django_db

RATINGS = {
    "Anna": ("role", "champion user"),
    "Bo": ("influence", "decisive"),
    "Cai": ("role", "user"),
    "Dag": ("role", "economic"),
}
"""Dag was one, and is none any more."""
LEFT = "name,account,title,until\n" + "".join(
    f"{name},C001,Buyer,2024-05-01\n" for name in RATINGS
)


def hired(cast, name, rating):
    topic, value = rating
    post = position_add(
        acting=cast.marta, account=cast.norvik, held=Held(title="Buyer"),
        person={"name": name},
    )  # fmt: skip
    rated(cast, post, topic, value)
    return post


def rated(cast, post, topic, value):
    Rating.objects.create(
        position=post, topic=topic, value=value, evidence="met", on=today(),
        by=cast.marta,
    )  # fmt: skip


@pytest.fixture
def cycle(cast):
    measured(cast.norvik)
    for name, rating in RATINGS.items():
        post = hired(cast, name, rating)
    rated(cast, post, "role", "user")
    return climb(cast, key(cast, cast.norvik), "strengthen")


def withdraw(cast, batch):
    return services.batch_withdraw(batch=batch, acting=cast.ana, reason="wrong file")


def test_who_carried_the_relationship_leaves_by_a_file_as_by_hand(file, cast, cycle):  # noqa: F811
    draft = file(LEFT, keep=False)
    assert (draft.effect["departures"], Event.objects.count()) == (2, 0)

    batch = services.draft_keep(draft, acting=cast.ana, skip_refused=False)

    anna, bo = Event.objects.order_by("pk")
    assert (anna.note, bo.note) == (
        "Anna · Buyer. Left the company", "Bo · Buyer. Left the company",
    )  # fmt: skip
    assert {(each.account, each.kind, each.on, each.batch) for each in (anna, bo)} == {
        (cast.norvik, "person_left", dt.date(2024, 5, 1), batch)
    }
    proposals = Proposal.objects.order_by("pk")
    assert [(each.cycle, each.target, each.event) for each in proposals] == [
        (cycle, "establish", anna), (cycle, "establish", bo),
    ]  # fmt: skip
    assert proposals[0].evidence == [
        "regression.person_left",
        {"on": "2024-05-01", "note": "Anna · Buyer. Left the company"},
    ]
    entries = Entry.objects.filter(action="event.report")
    assert [(each.account, each.actor) for each in entries] == [
        (cast.norvik, cast.ana)
    ] * 2


def test_withdrawing_the_file_takes_event_and_proposal_back(file, cast, cycle):  # noqa: F811
    withdraw(cast, file(LEFT))

    assert not Position.objects.filter(ends_on__isnull=False).exists()
    assert not Event.objects.exists()
    assert not Proposal.objects.exists()
    taken = Entry.objects.filter(action="event.take_back")
    assert [(each.account, each.details["reason"]) for each in taken] == [
        (cast.norvik, "wrong file")
    ] * 2


def test_what_was_answered_stays(file, cast, cycle):  # noqa: F811
    batch = file(LEFT)
    first = Proposal.objects.earliest("pk")
    proposal_answer(
        acting=cast.hana, proposal=first, fall_back=False, answer="Bo knows us"
    )

    withdraw(cast, batch)

    assert not Position.objects.filter(ends_on__isnull=False).exists()
    assert list(Event.objects.all()) == [first.event]
    assert list(Proposal.objects.values_list("pk", "state")) == [(first.pk, "declined")]


def test_a_later_file_that_says_the_same_stands_for_the_event(file, cast, cycle):  # noqa: F811
    first, second = file(LEFT), file(LEFT)
    assert Event.objects.count() == 2

    withdraw(cast, first)
    assert set(Event.objects.values_list("batch", flat=True)) == {second.pk}
    assert Proposal.objects.count() == 2

    withdraw(cast, second)
    assert not Event.objects.exists()


def test_a_file_refused_while_it_is_kept_reports_nothing(file, cast, cycle):  # noqa: F811
    draft = file(LEFT, keep=False)
    hired(cast, "Anna", ("role", "champion"))

    batch = services.draft_keep(draft, acting=cast.ana, skip_refused=False)

    assert (batch.state, batch.problem["code"]) == (State.DRAFT, "people_changed")
    assert not Event.objects.exists()
    assert not Proposal.objects.exists()


def test_many_who_leave_cost_few_queries(cast, cycle):
    many = 240
    posts = [
        hired(cast, f"Person {number}", ("influence", "decisive"))
        for number in range(many)
    ]
    batch = Batch.objects.create(
        kind="contacts", name="f", by=cast.ana, state=State.COMMITTED
    )
    lines = [
        Line(place, place + 2, "C001", {"name": post.contact.name},
             {"title": "Buyer", "ends_on": dt.date(2024, 5, 1)}, "")
        for place, post in enumerate(posts)
    ]  # fmt: skip
    written(planned(lines), batch=batch)

    with CaptureQueriesContext(connection) as asked:
        departures_report(batch)

    assert Event.objects.count() == Proposal.objects.count() == many
    # Six reads, and of three tables each hundred in one insert.
    assert len(asked) == 6 + 3 * 3
