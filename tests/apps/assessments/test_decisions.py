import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from tests.apps.assessments.build import assessment, both
from tests.cast import account, person
from vitalfew.apps.accounts.models import Account
from vitalfew.apps.assessments.models import Decision, Designation
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.assessments.selectors import (
    decided,
    decision_latest,
    decisions_of,
    designations,
    key_accounts,
    places,
)
from vitalfew.apps.assessments.services import criteria_change, decision_record
from vitalfew.apps.audit.models import Entry
from vitalfew.apps.teams.models import Capacity, Membership
from vitalfew.apps.users.models import Role


def decide(cast, kind="designate", acting=None, **values):
    made = {"account": cast.kelan, "reason": "Buys every month, pays on time"}
    if kind == "designate":
        made["manager"] = cast.marta
    return decision_record(acting=acting or cast.hana, kind=kind, **(made | values))


def soon():
    return timezone.localdate() + dt.timedelta(days=90)


def assert_nothing_changed():
    assert not Decision.objects.exists()
    assert not Designation.objects.exists()
    assert not Entry.objects.exists()


def test_designating_makes_a_key_account_with_its_manager(cast):
    decision = decide(cast)

    designation = Designation.objects.get()
    assert (designation.account, designation.started_by) == (cast.kelan, decision)
    assert designation.ends_on is None
    membership = Membership.objects.get(account=cast.kelan)
    assert (membership.user, membership.role) == (cast.marta, "manager")
    assert [each.account for each in key_accounts(cast.hana)] == [cast.kelan]


def test_every_decision_writes_who_and_why(cast):
    decide(cast)

    entry = Entry.objects.get(action="decision.designate")
    assert (entry.actor, entry.account) == (cast.hana, cast.kelan)
    assert entry.details == {
        "reason": "Buys every month, pays on time",
        "manager": "Marta Olsen",
    }


@pytest.mark.parametrize("who", ["ana", "ada", "marta", "fay", "stella", "rhea"])
def test_only_the_head_decides(cast, who):
    with pytest.raises(PermissionDenied):
        decide(cast, acting=getattr(cast, who))

    assert_nothing_changed()


@pytest.mark.parametrize("kind", ["designate", "not_now", "decline", "end"])
def test_no_decision_without_a_reason(cast, kind):
    with pytest.raises(RefusedError) as refused:
        decide(cast, kind=kind, reason="  \n ", ask_again_on=soon())

    assert (refused.value.code, refused.value.field) == ("reason_missing", "reason")
    assert_nothing_changed()


def test_a_key_account_needs_a_manager(cast):
    with pytest.raises(RefusedError, match="Choose who manages"):
        decide(cast, manager=None)

    assert_nothing_changed()


def test_a_specialist_cannot_be_the_manager(cast):
    with pytest.raises(RefusedError, match="Sam Tao does not have the role"):
        decide(cast, manager=cast.sam)

    assert_nothing_changed()


def test_a_manager_without_room_is_refused_and_named(cast):
    Capacity.objects.filter(user=cast.marta).update(key_accounts=1)
    decide(cast, account=cast.norvik)

    with pytest.raises(RefusedError, match="Marta Olsen already runs 1 of 1"):
        decide(cast)

    assert Decision.objects.count() == 1
    assert not Membership.objects.filter(account=cast.kelan).exists()


def test_somebody_whose_capacity_nobody_set_runs_three(cast):
    new = person("Zoe New", Role.MANAGER)
    for number in range(3):
        decide(cast, account=account(f"N{number}", f"New {number}"), manager=new)

    with pytest.raises(RefusedError, match="already runs 3 of 3"):
        decide(cast, manager=new)


def test_a_key_account_is_not_made_key_twice(cast):
    decide(cast)

    with pytest.raises(RefusedError, match="Kelan Medical is a key account already"):
        decide(cast, manager=cast.chen)

    assert Designation.objects.count() == 1


@pytest.mark.parametrize("kind", ["not_now", "decline"])
def test_a_key_account_is_ended_before_it_is_declined(cast, kind):
    decide(cast)

    with pytest.raises(RefusedError, match="End that first"):
        decide(cast, kind=kind, ask_again_on=soon())

    assert Decision.objects.count() == 1


def test_ending_what_is_not_key_is_refused(cast):
    with pytest.raises(RefusedError, match="Kelan Medical is not a key account"):
        decide(cast, kind="end")

    assert_nothing_changed()


def test_not_now_needs_a_day_to_ask_again(cast):
    with pytest.raises(RefusedError) as refused:
        decide(cast, kind="not_now")

    assert refused.value.field == "ask_again_on"
    assert_nothing_changed()


def test_the_day_to_ask_again_lies_ahead(cast):
    with pytest.raises(RefusedError, match="must lie in the future"):
        decide(cast, kind="not_now", ask_again_on=timezone.localdate())

    assert_nothing_changed()


def test_an_excluded_account_is_not_decided_on(cast):
    Account.objects.filter(pk=cast.kelan.pk).update(exclusion="test")

    with pytest.raises(RefusedError, match="merged into another account or excluded"):
        decide(cast)

    assert_nothing_changed()


def test_ending_closes_the_designation_and_releases_the_team(cast):
    decide(cast, account=cast.norvik)

    ended = decide(cast, kind="end", account=cast.norvik, reason="Moves in-house")

    designation = Designation.objects.get()
    assert (designation.ended_by, designation.ends_on) == (ended, timezone.localdate())
    assert not cast.norvik.memberships.filter(ends_on__isnull=True).exists()
    assert cast.norvik.memberships.count() == 3
    assert not key_accounts(cast.hana).exists()


def test_an_ended_key_account_can_be_made_key_again(cast):
    decide(cast)
    decide(cast, kind="end")
    decide(cast, reason="They came back")

    ends = [each.ends_on is None for each in designations(cast.hana, cast.kelan)]
    assert ends == [False, True]
    assert [each.decision.kind for each in decisions_of(cast.hana, cast.kelan)] == [
        "designate",
        "end",
        "designate",
    ]


def test_a_declined_account_can_be_decided_anew(cast):
    decide(cast, kind="decline")
    decide(cast, kind="not_now", ask_again_on=soon())
    decide(cast)

    assert Decision.objects.count() == 3
    assert decision_latest(cast.hana, cast.kelan).decision.kind == "designate"


def test_a_decision_keeps_the_figures_it_rested_on(cast):
    run = assessment()
    both(
        run,
        cast.kelan,
        rank=4,
        contribution=1000,
        attractiveness=4.2,
        reasons=[["for", "payback.no_amounts", {}]],
    )

    decision = decide(cast)

    assert decision.assessment == run
    kept = decisions_of(cast.hana, cast.kelan)[0].figures
    assert (kept["rank"], kept["contribution"], kept["attractiveness"]) == (
        4,
        1000.0,
        4.2,
    )
    assert kept["reasons"] == [["for", "payback.no_amounts", {}]]


def test_later_assessments_do_not_touch_what_a_decision_kept(cast):
    both(assessment(), cast.kelan, rank=4, contribution=1000)
    decide(cast)

    both(assessment(), cast.kelan, rank=9, contribution=10)

    assert decisions_of(cast.hana, cast.kelan)[0].figures["rank"] == 4


def test_without_a_margin_role_a_decision_shows_revenue(cast):
    both(assessment(), cast.norvik, rank=4, contribution=1000)
    decide(cast, account=cast.norvik)

    assert decisions_of(cast.sam, cast.norvik)[0].figures["contribution"] == 10_000
    assert decisions_of(cast.marta, cast.norvik)[0].figures["contribution"] == 1000
    assert decisions_of(cast.carl, cast.norvik)[0].figures == {}


def test_decisions_on_accounts_one_does_not_see_are_absent(cast):
    decide(cast, account=cast.norvik)

    assert decisions_of(cast.chen, cast.norvik) == []
    assert not key_accounts(cast.chen).exists()
    assert designations(cast.chen, cast.norvik) == []


def test_the_decided_side_shows_the_newest_decision_of_each_account(cast):
    decide(cast, kind="decline", account=cast.brenner)
    decide(cast, kind="not_now", ask_again_on=soon())
    decide(cast)

    found = decided(cast.hana)

    shown = {
        kind: [each.decision.account for each in group] for kind, group in found.items()
    }
    assert shown == {
        "designate": [cast.kelan],
        "not_now": [],
        "decline": [cast.brenner],
        "end": [],
    }


def test_the_department_has_as_many_places_as_its_criteria_say(cast):
    figures = {"contribution": {"concentration": {"accounts": 60}}}
    assessment(figures=figures)
    decide(cast)

    found = places(cast.hana)

    assert (found.taken, found.limit, found.full) == (1, 12, False)


def test_a_smaller_capacity_counts_at_once(cast):
    criteria_change(acting=cast.hana, values={"capacity": {"accounts": 1}})
    decide(cast)

    assert places(cast.hana).full
