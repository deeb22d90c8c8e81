"""Who sees which account, and with which money."""

from __future__ import annotations

import datetime

import pytest

from vitalfew.apps.accounts import policies
from vitalfew.apps.accounts.models import Account
from vitalfew.apps.teams.models import Membership

ALL = {"C001", "C011", "C012", "C002", "C003"}
NORVIK = {"C001", "C011", "C012"}
SEEN = {
    "ada": ALL,
    "hana": ALL,
    "ana": ALL,
    "fay": ALL,
    "marta": NORVIK,
    "sam": NORVIK,
    "stella": NORVIK,
    "chen": {"C002"},
    "carl": NORVIK | {"C002"},
    "rhea": NORVIK | {"C002"},
}
MONEY_IN_LISTS = {
    "ada": "revenue",
    "hana": "contribution",
    "ana": "contribution",
    "fay": "contribution",
    "marta": "contribution",
    "sam": "revenue",
    "stella": "contribution",
    "chen": "contribution",
    "carl": "none",
    "rhea": "revenue",
}


@pytest.mark.parametrize("name", sorted(SEEN))
def test_a_person_sees_the_accounts_of_their_role_and_teams(cast, name):
    seen = policies.visible(getattr(cast, name)).values_list("account_id", flat=True)

    assert set(seen) == SEEN[name]


@pytest.mark.parametrize("name", sorted(SEEN))
def test_seeing_one_account_agrees_with_the_list(cast, name):
    acting = getattr(cast, name)

    seen = {a.account_id for a in Account.objects.all() if policies.may_see(acting, a)}

    assert seen == SEEN[name]


@pytest.mark.parametrize("name", sorted(MONEY_IN_LISTS))
def test_lists_show_margins_only_to_who_may_see_them_for_every_row(cast, name):
    assert policies.money_of_all(getattr(cast, name)) == MONEY_IN_LISTS[name]


def test_an_account_manager_sees_the_margins_of_own_accounts_only(cast):
    Membership.objects.create(
        account=cast.brenner,
        user=cast.marta,
        role="specialist",
        starts_on=datetime.date(2024, 5, 1),
        added_by=cast.hana,
    )

    assert policies.money_of(cast.marta, cast.norvik_sea) == "contribution"
    assert policies.money_of(cast.marta, cast.brenner) == "revenue"
    assert policies.money_of_all(cast.marta) == "revenue"


def test_leaving_a_team_ends_the_view_at_once(cast):
    Membership.objects.filter(user=cast.sam).update(ends_on=datetime.date(2024, 6, 1))

    assert not policies.visible(cast.sam).exists()


def test_a_deactivated_person_sees_nothing(cast):
    cast.hana.is_active = False

    assert not policies.visible(cast.hana).exists()
