import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from vitalfew.apps.accounts.staff import managers_of, team_of
from vitalfew.apps.audit.models import Entry
from vitalfew.apps.teams.models import Capacity, Membership
from vitalfew.apps.teams.services import (
    capacity_change,
    manager_assign,
    membership_end,
    team_release,
)

TODAY = dt.date(2026, 7, 1)


def test_the_head_sets_how_many_key_accounts_a_manager_can_run(cast):
    capacity = capacity_change(acting=cast.hana, user=cast.marta, key_accounts=5)

    assert capacity.key_accounts == 5
    entry = Entry.objects.get(action="capacity.change")
    assert entry.details == {"before": 3, "after": 5}
    assert entry.subject_name == "Marta Olsen"


def test_an_unchanged_capacity_leaves_no_trace(cast):
    capacity_change(acting=cast.hana, user=cast.marta, key_accounts=3)

    assert not Entry.objects.exists()


def test_an_analyst_does_not_set_capacities(cast):
    with pytest.raises(PermissionDenied):
        capacity_change(acting=cast.ana, user=cast.marta, key_accounts=5)

    assert Capacity.objects.get(user=cast.marta).key_accounts == 3


@pytest.mark.parametrize("number", [-1, 51])
def test_a_capacity_out_of_range_is_refused(cast, number):
    with pytest.raises(ValidationError, match="from 0 to 50"):
        capacity_change(acting=cast.hana, user=cast.marta, key_accounts=number)

    assert Capacity.objects.get(user=cast.marta).key_accounts == 3


def test_a_new_manager_takes_over_from_the_one_before(cast):
    manager_assign(
        acting=cast.hana, account=cast.norvik, user=cast.chen, reason="Moves", on=TODAY
    )

    assert managers_of(cast.hana, [cast.norvik]) == {cast.norvik.pk: cast.chen}
    before = Membership.objects.get(account=cast.norvik, user=cast.marta)
    assert before.ends_on == TODAY
    actions = Entry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["membership.end", "membership.start"]


def test_the_manager_assigned_again_stays_with_the_first_day(cast):
    membership = manager_assign(
        acting=cast.hana, account=cast.norvik, user=cast.marta, reason="", on=TODAY
    )

    assert membership.starts_on == dt.date(2024, 3, 12)
    assert not Entry.objects.exists()


def test_a_released_team_stays_in_the_history(cast):
    released = team_release(acting=cast.hana, account=cast.norvik, on=TODAY)

    assert released == 3
    assert team_of(cast.hana, cast.norvik) == []
    ends = Membership.objects.filter(account=cast.norvik).values_list("ends_on")
    assert list(ends) == [(TODAY,)] * 3


def test_a_membership_never_ends_before_it_began(cast):
    membership = Membership.objects.get(account=cast.norvik, user=cast.marta)

    membership_end(acting=cast.hana, membership=membership, on=dt.date(2020, 1, 1))

    assert membership.ends_on == membership.starts_on
