"""What hangs in the air when somebody leaves, and who takes it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied

from tests.apps.people.test_services import leave, meet, post, rate, refused, today
from tests.apps.program.build import key
from tests.cast import member
from vitalfew.apps.audit.models import Entry
from vitalfew.apps.handover.loose_ends import loose_ends
from vitalfew.apps.handover.models import LetBe
from vitalfew.apps.handover.services import end_let_be, end_take
from vitalfew.apps.library.models import Case, Method
from vitalfew.apps.library.services import Told, case_hand_over, case_record
from vitalfew.apps.people.models import Tie
from vitalfew.apps.people.services.ratings import tie_record
from vitalfew.apps.plans.models import Action, Risk
from vitalfew.apps.plans.services import action_set, plan_begin, risk_set
from vitalfew.apps.teams.models import Membership
from vitalfew.apps.trust.services import Taken, undertaking_begin

pytestmark = pytest.mark.django_db


def ends(cast, who="marta"):
    found = hanging(cast, getattr(cast, who))
    return [(end.kind, end.what, end.who, end.to and end.to.name) for end in found]


def hanging(cast, acting, *, seats=False):
    found = loose_ends(acting, cast.norvik, on=today())
    return [end for end in found if (end.kind == "seat") == seats]


def take(cast, acting=None, place=0):
    end = hanging(cast, cast.marta)[place]
    end_take(acting=acting or cast.marta, account=cast.norvik, key=end.key)


def tie(cast, user, position, level="", wanted="adviser"):
    return tie_record(
        acting=cast.marta, account=cast.norvik, user=user, contact=position.contact,
        level=level, wanted=wanted, evidence="Said so",
    )  # fmt: skip


def gone(user):
    user.is_active = False
    user.save(update_fields=["is_active"])


def act(cast, plan, title, owner):
    return action_set(
        acting=cast.marta, plan=plan, values={"title": title, "owner": owner}
    )


@pytest.fixture
def plan(cast):
    key(cast, cast.norvik)
    return plan_begin(
        acting=cast.marta, account=cast.norvik, starts_on=today(-30), ends_on=today(300)
    )


def test_while_everybody_is_there_nothing_hangs_in_the_air(cast, plan):
    act(cast, plan, "Visit", cast.sam)
    ingrid = post(cast)
    tie(cast, cast.sam, ingrid)
    meet(cast, ingrid, ours=[cast.sam])

    assert ends(cast) == []


def test_actions_and_risks_of_who_left_go_to_the_manager(cast, plan):
    action = act(cast, plan, "Visit", cast.sam)
    done = act(cast, plan, "Call", cast.sam)
    Action.objects.filter(pk=done.pk).update(state="done")
    values = {"text": "Tender", "likelihood": 3, "severity": 4, "owner": cast.sam}
    risk = risk_set(acting=cast.marta, plan=plan, values=values)
    gone(cast.sam)
    assert ends(cast) == [
        ("action", "Visit", cast.sam.name, "Marta Olsen"),
        ("risk", "Tender", cast.sam.name, "Marta Olsen"),
    ]

    take(cast)
    take(cast)

    assert Action.objects.get(pk=action.pk).owner == cast.marta
    assert Risk.objects.get(pk=risk.pk).owner == cast.marta
    assert ends(cast) == []


def test_what_who_left_took_on_for_the_customer_goes_to_the_manager(cast):
    key(cast, cast.norvik)
    taken = Taken("promise", "Spare parts in a day", cast.sam, today(-9), today(5))
    made = undertaking_begin(acting=cast.marta, account=cast.norvik, taken=taken)
    gone(cast.sam)
    assert ends(cast) == [
        ("undertaking", "Spare parts in a day", cast.sam.name, "Marta Olsen")
    ]

    take(cast)

    made.refresh_from_db()
    assert (made.owner, made.state) == (cast.marta, "open")
    assert ends(cast) == []


def test_what_who_left_was_trying_with_the_customer_goes_to_the_manager(cast):
    key(cast, cast.norvik)
    method = Method.objects.create(name="Workshop", how="Meet", by=cast.hana)
    told = Told(led_by=cast.sam, begun_on=today(-9), wanted="More", outcome="running")
    case = case_record(acting=cast.marta, account=cast.norvik, method=method, told=told)
    ended = replace(told, outcome="failed", ended_on=today(-1), brought="Nothing")
    case_record(acting=cast.marta, account=cast.norvik, method=method, told=ended)
    assert ends(cast) == []
    gone(cast.sam)
    assert ends(cast) == [("case", "Workshop", cast.sam.name, "Marta Olsen")]

    take(cast)

    now = Case.objects.get(replaces=case)
    assert (now.led_by, now.wanted, now.begun_on, now.version, now.outcome) == (
        cast.marta, "More", today(-9), 2, "running",
    )  # fmt: skip
    case.refresh_from_db()
    assert case.led_by == cast.sam
    assert Entry.objects.get(action="case.hand_over").account == cast.norvik
    assert ends(cast) == []


def test_what_no_longer_runs_is_not_handed_over(cast):
    method = Method.objects.create(name="Workshop", how="Meet", by=cast.hana)
    told = Told(
        led_by=cast.sam, begun_on=today(-9), wanted="More", outcome="worked",
        ended_on=today(-1), brought="Much",
    )  # fmt: skip
    case = case_record(acting=cast.marta, account=cast.norvik, method=method, told=told)

    with refused("case_over"):
        case_hand_over(acting=cast.marta, case=case, leader=cast.marta)
    with pytest.raises(PermissionDenied):
        case_hand_over(acting=cast.sam, case=case, leader=cast.marta)

    assert Case.objects.get().led_by == cast.sam


def test_a_tie_of_ours_goes_to_whoever_knows_the_person_best(cast):
    ingrid = post(cast)
    tie(cast, cast.sam, ingrid)
    meet(cast, ingrid, ours=[cast.sam, cast.stella])
    meet(cast, ingrid, ours=[cast.marta], kind="call")
    gone(cast.sam)
    assert ends(cast) == [
        ("tie_ours", "Ingrid Solheim", cast.sam.name, cast.stella.name)
    ]

    take(cast)

    assert list(
        Tie.objects.order_by("pk").values_list("user", "wanted", "ended_on")
    ) == [
        (cast.sam.pk, "adviser", today()),
        (cast.stella.pk, "adviser", None),
    ]


def test_taking_over_a_tie_keeps_what_is_known_of_the_own(cast):
    ingrid = post(cast)
    tie(cast, cast.sam, ingrid, wanted="solver")
    own = tie(cast, cast.stella, ingrid, level="source", wanted="adviser")
    meet(cast, ingrid, ours=[cast.stella])
    gone(cast.sam)

    take(cast)

    own.refresh_from_db()
    assert (own.level, own.wanted, own.evidence, own.ended_on) == (
        "source", "adviser", "Said so", None,
    )  # fmt: skip
    assert ends(cast) == []


def test_what_the_tie_of_who_left_was_to_become_the_own_is_to_become(cast):
    ingrid = post(cast)
    tie(cast, cast.sam, ingrid, wanted="adviser")
    own = tie(cast, cast.stella, ingrid, level="source", wanted="")
    meet(cast, ingrid, ours=[cast.stella])
    gone(cast.sam)

    take(cast)

    own.refresh_from_db()
    assert (own.level, own.wanted, own.evidence) == ("source", "adviser", "Said so")


def test_who_has_left_takes_nothing_over(cast, plan):
    act(cast, plan, "Visit", cast.sam)
    gone(cast.sam)
    gone(cast.marta)
    assert ends(cast, "hana") == [("action", "Visit", cast.sam.name, None)]
    [end] = hanging(cast, cast.hana)

    with refused("end_nobody"):
        end_take(acting=cast.hana, account=cast.norvik, key=end.key)

    assert Action.objects.get().owner == cast.sam


def test_the_seat_of_who_left_is_freed_that_of_the_manager_is_decided(cast):
    gone(cast.sam)
    gone(cast.marta)
    manager, seat = hanging(cast, cast.hana, seats=True)
    assert [(each.what, each.who) for each in (manager, seat)] == [
        ("Account manager", "Marta Olsen"), ("Specialist", cast.sam.name),
    ]  # fmt: skip

    end_take(acting=cast.hana, account=cast.norvik, key=seat.key)
    with refused("end_nobody"):
        end_take(acting=cast.hana, account=cast.norvik, key=manager.key)

    assert Membership.objects.get(user=cast.sam).ends_on == today()
    assert Membership.objects.get(user=cast.marta).ends_on is None
    assert Entry.objects.filter(action="membership.end").count() == 1
    assert hanging(cast, cast.hana, seats=True) == [manager]


def test_an_executive_the_sponsor_met_who_left_is_to_be_met_by_another(cast):
    ingrid = post(cast)
    meet(cast, ingrid, ours=[cast.stella, cast.marta])
    assert ends(cast) == []
    gone(cast.stella)
    assert ends(cast) == [
        ("pair_ours", "Ingrid Solheim", cast.stella.name, "Marta Olsen")
    ]
    member(cast.norvik, cast.sam, "sponsor", cast.hana)
    assert ends(cast) == [
        ("pair_ours", "Ingrid Solheim", cast.stella.name, cast.sam.name)
    ]

    take(cast)

    found = Tie.objects.get()
    assert (found.user, found.contact, found.wanted) == (
        cast.sam, ingrid.contact, "source",
    )  # fmt: skip
    assert ends(cast) == []


def test_a_sponsor_whose_executive_left_is_to_meet_who_came_after(cast):
    ingrid, tom = post(cast), post(cast, "Tom", title="CFO", level="management")
    meet(cast, ingrid, tom, ours=[cast.stella])
    leave(cast, ingrid)
    leave(cast, tom)
    assert ends(cast) == [("pair_theirs", cast.stella.name, "Ingrid Solheim", None)]
    with refused("end_nobody"):
        take(cast)
    jonas = post(cast, "Jonas Lind")
    assert ends(cast) == [
        ("pair_theirs", cast.stella.name, "Ingrid Solheim", cast.stella.name)
    ]

    take(cast)

    found = Tie.objects.get()
    assert (found.user, found.contact) == (cast.stella, jonas.contact)
    assert ends(cast) == []


def test_a_tie_to_who_left_ends_and_the_successor_is_to_be_won(cast):
    ingrid = post(cast)
    tie(cast, cast.stella, ingrid, level="solver")
    leave(cast, ingrid)
    assert ends(cast) == [("tie_theirs", cast.stella.name, "Ingrid Solheim", None)]
    jonas = post(cast, "Jonas Lind")

    take(cast)

    found = Tie.objects.filter(ended_on__isnull=True).values_list("user", "contact")
    assert list(found) == [(cast.stella.pk, jonas.contact_id)]


def test_who_counts_and_was_only_met_by_who_left_is_to_be_known_by_the_manager(cast):
    ingrid, tom = post(cast), post(cast, "Tom")
    rate(cast, ingrid, "influence", ["decisive"])
    meet(cast, ingrid, tom, ours=[cast.sam])
    gone(cast.sam)
    assert ends(cast) == [("known_by", "Ingrid Solheim", cast.sam.name, "Marta Olsen")]

    take(cast)

    found = Tie.objects.get()
    assert (found.user, found.contact, found.wanted) == (
        cast.marta, ingrid.contact, "source",
    )  # fmt: skip
    assert ends(cast) == []


def test_a_post_that_carried_the_relationship_hangs_until_its_holder_is_known(cast):
    ingrid, tom = post(cast), post(cast, "Tom", title="Buyer")
    rate(cast, ingrid)
    rate(cast, tom, "influence", ["some"])
    leave(cast, ingrid)
    leave(cast, tom)
    assert ends(cast) == [("post", "COO", "Ingrid Solheim", None)]
    with refused("end_nobody"):
        take(cast)

    post(cast, "Jonas Lind", title="coo")

    assert ends(cast) == []


def test_what_was_let_be_stays_with_its_reason_and_is_not_listed(cast):
    ingrid = post(cast)
    rate(cast, ingrid)
    leave(cast, ingrid)
    [end] = loose_ends(cast.marta, cast.norvik, on=today())
    with refused("end_reason"):
        end_let_be(acting=cast.marta, account=cast.norvik, key=end.key, reason=" ")

    reason = "Not filled again"
    end_let_be(acting=cast.marta, account=cast.norvik, key=end.key, reason=reason)

    assert ends(cast) == []
    entry = Entry.objects.get(action="end.let_be")
    assert entry.details == {"reason": "Not filled again", "name": "COO"}


@pytest.mark.parametrize("who", ["chen", "sam", "rhea", "carl"])
def test_others_do_not_see_to_loose_ends(cast, who):
    ingrid = post(cast)
    tie(cast, cast.stella, ingrid)
    leave(cast, ingrid)
    [end] = loose_ends(cast.marta, cast.norvik, on=today())

    for do in (
        lambda acting: end_take(acting=acting, account=cast.norvik, key=end.key),
        lambda acting: end_let_be(
            acting=acting, account=cast.norvik, key=end.key, reason="So"
        ),
    ):
        with pytest.raises(PermissionDenied):
            do(getattr(cast, who))

    assert Tie.objects.get().ended_on is None
    assert not LetBe.objects.exists()


def test_what_somebody_saw_to_in_the_meantime_is_done_once(cast):
    ingrid = post(cast)
    tie(cast, cast.stella, ingrid)
    leave(cast, ingrid)
    [end] = loose_ends(cast.marta, cast.norvik, on=today())
    take(cast)

    with refused("end_gone"):
        end_take(acting=cast.marta, account=cast.norvik, key=end.key)

    assert Entry.objects.filter(action="tie.end").count() == 1


def test_who_may_not_know_the_account_reads_nothing(cast):
    leave(cast, post(cast))

    assert ends(cast, "chen") == []
