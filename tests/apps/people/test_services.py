"""Who is who at a customer: posts, ratings, contact and ties, and who leaves."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager

import pytest
from django.core.exceptions import PermissionDenied

from tests.apps.program.build import Day, climb, dated, key, today
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.audit.models import Entry
from vitalfew.apps.people.models import Contact, Position, Rating, Tie, Touch
from vitalfew.apps.people.selectors import contact_visible, positions_at, positions_of
from vitalfew.apps.people.services.persons import contact_edit
from vitalfew.apps.people.services.posts import (
    Held,
    position_add,
    position_edit,
    position_fill,
)
from vitalfew.apps.people.services.ratings import position_rate, tie_record
from vitalfew.apps.people.services.touches import touch_log
from vitalfew.apps.people.standing import relationship_read
from vitalfew.apps.program.departures import position_leave
from vitalfew.apps.program.models import Event, Proposal

pytestmark = pytest.mark.django_db
WRITTEN = (Contact, Position, Rating, Touch, Tie, Entry, Event)


def counts():
    return [model.objects.count() for model in WRITTEN]


@contextmanager
def refused(code):
    with pytest.raises(RefusedError) as error:
        yield
    assert error.value.code == code


def post(cast, name="Ingrid Solheim", acting=None, account=None, **held):
    person = {"name": name, "email": held.pop("email", "")} if name else None
    return position_add(
        acting=acting or cast.marta,
        account=account or cast.norvik,
        held=Held(**({"title": "COO", "level": "executive"} | held)),
        person=person,
    )


def rate(cast, position, topic="role", values=("economic",), acting=None, **given):
    defaults = {"evidence": "Signs every contract", "on": today(-1)}
    return position_rate(
        acting=acting or cast.marta,
        position=position,
        topic=topic,
        values=values,
        **(defaults | given),
    )


def meet(cast, *positions, ours=None, acting=None, days=-3, kind="meeting"):
    return touch_log(
        acting=acting or cast.marta,
        account=cast.norvik,
        kind=kind,
        on=today(days),
        ours=ours or [cast.marta],
        theirs=[each.contact for each in positions],
        subject="Stock of next year",
    )


def leave(cast, position, leaving="left", **given):
    given = {"on": today(), "reason": "Goes to Brenner"} | given
    return position_leave(
        acting=cast.marta, position=position, leaving=leaving, **given
    )


def test_one_person_in_two_companies_keeps_both_histories(cast):
    first = post(cast, starts_on=dt.date(2020, 1, 1))
    second = position_add(
        acting=cast.hana,
        account=cast.brenner,
        held=Held(title="Adviser", starts_on=dt.date(2024, 1, 1)),
        contact=first.contact,
    )

    assert Contact.objects.count() == 1
    assert list(positions_of(cast.hana, first.contact)) == [second, first]
    assert list(positions_of(cast.marta, first.contact)) == [first]
    assert contact_visible(cast.chen, first.contact_id) == first.contact


def test_who_sees_no_account_of_theirs_does_not_know_of_the_person(cast):
    found = post(cast)

    assert contact_visible(cast.marta, found.contact_id) == found.contact
    assert contact_visible(cast.chen, found.contact_id) is None
    assert not positions_at(cast.chen, cast.norvik).exists()


def test_nobody_gives_a_post_to_or_hears_the_name_of_whom_they_may_not_know(cast):
    found = post(cast, email="ingrid@norvik.example")
    vacant = post(cast, "", acting=cast.chen, account=cast.brenner, title="CFO")
    before = counts()

    with refused("contact_unseen"):
        post(cast, "I", cast.chen, cast.brenner, email="ingrid@norvik.example")
    with pytest.raises(PermissionDenied):
        position_add(
            acting=cast.chen, account=cast.brenner, held=Held(), contact=found.contact
        )
    with pytest.raises(PermissionDenied):
        position_fill(acting=cast.chen, position=vacant, contact=found.contact)

    vacant.refresh_from_db()
    assert (vacant.contact, counts()) == (None, before)


def test_a_post_without_a_name_is_filled_with_somebody_known(cast):
    found = post(cast)
    vacant = post(cast, "", acting=cast.chen, account=cast.brenner, title="CFO")
    position_fill(acting=cast.hana, position=vacant, contact=found.contact)
    second = post(cast, "", acting=cast.chen, account=cast.brenner, title="CFO")

    with refused("post_open"):
        position_fill(acting=cast.hana, position=second, contact=found.contact)

    vacant.refresh_from_db()
    second.refresh_from_db()
    assert (vacant.contact, second.contact) == (found.contact, None)
    assert Contact.objects.count() == 1


@pytest.mark.parametrize("who", ["chen", "sam", "stella", "rhea", "carl", "ana"])
def test_others_may_not_keep_people(cast, who):
    found, acting = post(cast), getattr(cast, who)
    before = counts()

    for write in (
        lambda: post(cast, "Jonas Lind", acting=acting),
        lambda: position_edit(acting=acting, position=found, held=Held(title="CEO")),
        lambda: rate(cast, found, acting=acting),
        lambda: contact_edit(acting=acting, contact=found.contact, name="X"),
    ):
        with pytest.raises(PermissionDenied):
            write()
    found.refresh_from_db()
    assert (found.title, found.contact.name) == ("COO", "Ingrid Solheim")
    assert counts() == before


@pytest.mark.parametrize(
    ("code", "held"),
    [
        ("contact_nameless", {"name": "", "title": " "}),
        ("contact_nameless", {"name": "\u200b\u0301"}),
        ("contact_known", {"name": "Another", "email": "INGRID@norvik.example"}),
        ("post_day_future", {"name": "Another", "starts_on": Day(1)}),
    ],
)
def test_what_cannot_be_a_post_changes_nothing(cast, code, held):
    post(cast, email="ingrid@norvik.example")
    before = counts()

    with refused(code):
        post(cast, **dated(held))

    assert counts() == before


def test_nobody_reports_to_themselves_however_far_up(cast):
    top = post(cast)
    middle = post(cast, "Eva Akker", reports_to=top)
    low = post(cast, "Tom Marsh", reports_to=middle, account=cast.norvik_sea)

    with refused("post_ring"):
        position_edit(
            acting=cast.marta, position=top, held=Held(title="COO", reports_to=low)
        )
    elsewhere = post(cast, "Max Brenner", acting=cast.chen, account=cast.brenner)
    with refused("post_elsewhere"):
        post(cast, "Lu Ng", reports_to=elsewhere)
    top.refresh_from_db()
    assert top.reports_to is None


def test_a_post_without_a_name_is_filled_once(cast):
    found = post(cast, name="", title="Finance director")
    assert found.contact is None

    position_fill(acting=cast.marta, position=found, name="Petra Holm")

    found.refresh_from_db()
    assert found.contact.name == "Petra Holm"
    with refused("post_taken"):
        position_fill(acting=cast.marta, position=found, name="Somebody else")


def test_the_newest_rating_counts_and_the_former_stays(cast):
    found = post(cast)
    rate(cast, found, "support", ["critic"], on=today(-9))
    rate(cast, found, "support", ["supporter"], evidence="Asked for our offer first")

    known = relationship_read(cast.marta, cast.norvik, today()).posts[0].known

    assert known.support == "supporter"
    assert Rating.objects.filter(position=found).count() == 2
    entry = Entry.objects.filter(action="rating.record").latest("pk")
    assert entry.details == {"topic": "support", "value": "supporter"}


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("rating_value", {"topic": "support", "values": ["economic"]}),
        ("rating_value", {"topic": "support", "values": ["critic", "mentor"]}),
        ("rating_evidence", {"evidence": " "}),
        ("rating_future", {"on": Day(1)}),
    ],
)
def test_a_rating_without_ground_is_refused(cast, code, given):
    found = post(cast)

    with refused(code):
        rate(cast, found, **dated(given))

    assert not Rating.objects.exists()


def test_a_tie_is_as_strong_as_the_contact_that_took_place(cast):
    ingrid, eva = post(cast), post(cast, "Eva Akker", level="technical")
    meet(cast, ingrid, eva, ours=[cast.marta, cast.sam], days=0, kind="visit")
    meet(cast, ingrid, days=-400)

    found = relationship_read(cast.marta, cast.norvik, today())

    pairs = {pair: round(bond.strength, 3) for pair, bond in found.bonds.items()}
    ours = [f"u{cast.marta.pk}", f"u{cast.sam.pk}"]
    assert pairs == {
        (our, f"p{their.pk}"): 0.293 for our in ours for their in (ingrid, eva)
    }
    assert [post.coverage for post in found.posts] == ["multiple", "multiple"]
    assert found.levels["executive"] == (1, 1)


def test_contact_below_an_account_belongs_to_it_and_not_to_its_neighbor(cast):
    low = post(cast, "Tom Marsh", account=cast.norvik_sea)
    meet(cast, low)

    assert relationship_read(cast.marta, cast.norvik, today()).recorded
    assert not relationship_read(cast.marta, cast.norvik_service, today()).posts


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("touch_nobody", {"positions": 0}),
        ("touch_future", {"days": 1}),
        ("touch_stranger", {"stranger": True}),
    ],
)
def test_contact_that_cannot_be_is_refused(cast, code, given):
    found = [post(cast)] if given.pop("positions", 1) else []
    if given.pop("stranger", False):
        found.append(post(cast, "Max", acting=cast.chen, account=cast.brenner))

    with refused(code):
        meet(cast, *found, **given)

    assert not Touch.objects.exists()


def test_everybody_on_the_team_writes_contact_down_and_readers_do_not(cast):
    found = post(cast)

    meet(cast, found, acting=cast.sam, ours=[cast.sam])

    for who in (cast.rhea, cast.chen, cast.ana):
        with pytest.raises(PermissionDenied):
            meet(cast, found, acting=who)
    assert Touch.objects.count() == 1


def test_a_tie_is_said_again_and_not_twice(cast):
    found = post(cast)
    for wanted in ("source", "adviser"):
        tie_record(
            acting=cast.marta,
            account=cast.norvik,
            user=cast.stella,
            contact=found.contact,
            level="",
            wanted=wanted,
            evidence="",
        )

    assert [tie.wanted for tie in Tie.objects.all()] == ["adviser"]


@pytest.mark.parametrize(
    ("topic", "value", "thrown"),
    [
        ("role", "economic", True),
        ("role", "champion", True),
        ("influence", "decisive", True),
        ("role", "user", False),
        ("influence", "strong", False),
    ],
)
def test_only_who_carries_the_relationship_throws_it_back(cast, topic, value, thrown):
    climb(cast, key(cast, cast.norvik), "stabilize")
    found = post(cast)
    rate(cast, found, topic, [value])

    leave(cast, found)

    found.refresh_from_db()
    assert (found.ends_on, found.leaving) == (today(), "left")
    assert Proposal.objects.exists() == thrown
    assert [event.note for event in Event.objects.all()] == (
        ["Ingrid Solheim · COO. Left the company. Goes to Brenner"] if thrown else []
    )


def test_who_was_entered_by_mistake_never_left(cast):
    climb(cast, key(cast, cast.norvik), "stabilize")
    found = post(cast)
    rate(cast, found)

    leave(cast, found, "mistake")

    assert not Event.objects.exists()
    assert not positions_at(cast.marta, cast.norvik).exists()


def test_a_post_ends_once_and_not_before_it_began(cast):
    found = post(cast, starts_on=today(-5))
    with refused("post_before_start"):
        leave(cast, found, on=today(-6))
    leave(cast, found)

    with refused("post_ended"):
        leave(cast, found)
    with refused("post_ended"):
        rate(cast, Position.objects.get())


def test_an_account_is_read_with_as_many_queries_for_few_people_as_for_many(
    cast, django_assert_num_queries
):
    people = [post(cast, f"Person {i}") for i in range(12)]
    meet(cast, *people, ours=[cast.marta, cast.sam])
    rate(cast, people[0])

    with django_assert_num_queries(7):
        found = relationship_read(cast.hana, cast.norvik, today())
        assert len(found.posts) == 12
