import datetime as dt

from tests.cast import person
from vitalfew.apps.accounts.staff import managers_of, team_of
from vitalfew.apps.assessments.services import decision_record
from vitalfew.apps.teams.models import Capacity
from vitalfew.apps.teams.selectors import (
    key_accounts_managed,
    managers_with_room,
)
from vitalfew.apps.users.models import Role


def designate(cast, account, manager):
    return decision_record(
        acting=cast.hana,
        account=account,
        kind="designate",
        reason="Large and steady",
        manager=manager,
    )


def test_only_key_accounts_count_against_a_managers_capacity(cast):
    assert key_accounts_managed(cast.marta) == 0

    designate(cast, cast.norvik, cast.marta)

    assert key_accounts_managed(cast.marta) == 1
    assert key_accounts_managed(cast.chen) == 0


def test_managers_with_the_most_room_come_first(cast):
    designate(cast, cast.norvik, cast.marta)
    new = person("Zoe New", Role.MANAGER)
    Capacity.objects.filter(user=cast.chen).update(key_accounts=1)

    found = managers_with_room()

    shown = [(room.user, room.taken, room.capacity, room.free) for room in found]
    assert shown == [
        (new.pk, 0, 3, 3),
        (cast.marta.pk, 1, 3, 2),
        (cast.chen.pk, 0, 1, 1),
    ]


def test_a_manager_who_left_is_not_offered(cast):
    cast.chen.is_active = False
    cast.chen.save()

    assert [room.name for room in managers_with_room()] == [cast.marta.name]


def test_an_ended_key_account_makes_room_again(cast):
    designate(cast, cast.norvik, cast.marta)
    decision_record(
        acting=cast.hana, account=cast.norvik, kind="end", reason="Moves in-house"
    )

    assert key_accounts_managed(cast.marta) == 0


def test_the_team_of_an_account_one_may_not_see_is_empty(cast):
    assert [m.user for m in team_of(cast.chen, cast.brenner)] == [cast.chen]
    assert team_of(cast.chen, cast.norvik) == []
    assert managers_of(cast.chen, [cast.norvik, cast.brenner]) == {
        cast.brenner.pk: cast.chen
    }


def test_the_team_shows_nobody_whose_time_on_it_ended(cast):
    cast.norvik.memberships.filter(user=cast.sam).update(ends_on=dt.date(2026, 6, 30))

    assert [m.user for m in team_of(cast.hana, cast.norvik)] == [
        cast.marta,
        cast.stella,
    ]
