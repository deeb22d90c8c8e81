"""Merging duplicates and splitting accounts, and taking either back."""

from __future__ import annotations

import datetime
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError

from tests.apps.accounts.test_services import make_key
from tests.cast import account, member
from vitalfew.apps.accounts import selectors, services, tree
from vitalfew.apps.accounts.models import Account, Ancestry, HeadOffice
from vitalfew.apps.accounts.restructuring import (
    account_merge,
    account_split,
    restructuring_undo,
)
from vitalfew.apps.assessments.models import Decision, Designation, Judgement
from vitalfew.apps.audit.models import Entry
from vitalfew.apps.teams.models import Membership


def state():
    """Everything a merge or a split touches, but for the audit and its own record."""
    tables = (Account, Membership, Designation, Decision, Judgement, HeadOffice)
    rows = [list(table.objects.order_by("pk").values()) for table in tables]
    tree_rows = Ancestry.objects.values_list("ancestor", "descendant", "depth")
    return [*rows, set(tree_rows)]


def merge(cast, duplicate, survivor):
    return account_merge(
        duplicate=duplicate, survivor=survivor, reason="same firm", acting=cast.ana
    )


def split(cast, units=("U1", "U2"), name="Kelan Labs"):
    return account_split(
        account=cast.kelan, units=units, name=name, reason="sold", acting=cast.ana
    )


def test_the_orders_of_a_merged_account_count_for_the_survivor(cast):
    merge(cast, cast.kelan, cast.norvik_sea)

    assert selectors.group_map()["C003"] == "C001"
    assert selectors.parts_of(cast.norvik_sea) == ["C003", "C012"]
    assert cast.kelan not in selectors.accounts_visible(cast.ana)
    assert selectors.account_visible(cast.ana, cast.kelan.pk) == cast.norvik_sea


def test_companies_of_a_merged_group_belong_to_the_survivor(cast):
    merge(cast, cast.norvik, cast.kelan)

    assert set(selectors.children_of(cast.ana, cast.kelan)) == {
        cast.norvik_service,
        cast.norvik_sea,
    }
    assert selectors.group_map() == {"C001": "C003", "C011": "C003", "C012": "C003"}


def test_team_designation_and_judgements_follow(cast):
    designation = make_key(cast, cast.norvik)
    judgement = Judgement.objects.create(
        account=cast.norvik, topic="fit", score=4, reason="seen", by=cast.marta
    )

    merge(cast, cast.norvik, cast.kelan)

    designation.refresh_from_db()
    judgement.refresh_from_db()
    assert designation.account == cast.kelan
    assert judgement.account == cast.kelan
    assert set(cast.kelan.memberships.values_list("user__name", flat=True)) == {
        "Marta Olsen",
        "Sam Tao",
        "Stella Wang",
    }
    assert cast.kelan in selectors.accounts_visible(cast.sam)


def test_an_account_has_one_manager_after_a_merge(cast):
    merge(cast, cast.brenner, cast.norvik)

    managers = cast.norvik.memberships.filter(role="manager")
    assert managers.get(ends_on__isnull=True).user == cast.marta
    assert managers.get(ends_on__isnull=False).user == cast.chen


def test_undoing_a_merge_restores_exactly_what_was_before(cast):
    make_key(cast, cast.brenner)
    member(cast.brenner, cast.sam, "specialist", cast.hana)
    account("C021", "Brenner Tools", cast.brenner)
    HeadOffice.objects.create(account=cast.brenner, unit_id="U1")
    HeadOffice.objects.create(account=cast.norvik, unit_id="U1")
    HeadOffice.objects.create(account=cast.brenner, unit_id="U2")
    before = state()

    done = merge(cast, cast.brenner, cast.norvik)
    assert state() != before
    restructuring_undo(restructuring=done, acting=cast.ana)

    assert state() == before


def test_who_left_between_merge_and_undo_does_not_come_back(cast):
    done = merge(cast, cast.brenner, cast.kelan)
    left = datetime.date(2024, 9, 1)
    Membership.objects.filter(user=cast.chen).update(ends_on=left)

    restructuring_undo(restructuring=done, acting=cast.ana)

    assert cast.brenner.memberships.get(user=cast.chen).ends_on == left


def test_two_key_accounts_are_not_merged(cast):
    make_key(cast, cast.norvik)
    make_key(cast, cast.brenner)
    before = state()

    with pytest.raises(ValidationError, match="both key accounts"):
        merge(cast, cast.brenner, cast.norvik)

    assert state() == before
    assert not Entry.objects.exists()


def test_an_account_is_not_merged_into_itself_or_into_what_belongs_to_it(cast):
    before = state()

    for survivor in (cast.norvik, cast.norvik_sea):
        with pytest.raises(ValidationError):
            merge(cast, cast.norvik, survivor)

    assert state() == before


def test_a_company_can_be_merged_into_its_own_parent(cast):
    done = merge(cast, cast.norvik_sea, cast.norvik)

    assert list(selectors.children_of(cast.ana, cast.norvik)) == [cast.norvik_service]
    assert selectors.group_map() == {"C011": "C001", "C012": "C001"}
    restructuring_undo(restructuring=done, acting=cast.ana)
    assert selectors.children_of(cast.ana, cast.norvik).count() == 2


def test_a_merged_account_is_not_merged_moved_or_split_again(cast):
    merge(cast, cast.kelan, cast.brenner)
    before = state()

    for change in (
        lambda: merge(cast, cast.kelan, cast.norvik),
        lambda: merge(cast, cast.norvik, cast.kelan),
        lambda: split(cast),
        lambda: services.account_move(
            account=cast.kelan, parent=cast.norvik, reason="x", acting=cast.ana
        ),
    ):
        with pytest.raises(ValidationError, match="Undo the merge first"):
            change()

    assert state() == before


def test_moving_below_a_merged_account_means_below_its_survivor(cast):
    merge(cast, cast.kelan, cast.brenner)

    services.account_move(
        account=cast.norvik_sea, parent=cast.kelan, reason="x", acting=cast.ana
    )

    cast.norvik_sea.refresh_from_db()
    assert cast.norvik_sea.parent == cast.brenner


def test_merges_are_undone_in_reverse_order(cast):
    first = merge(cast, cast.kelan, cast.brenner)
    second = merge(cast, cast.brenner, cast.norvik)
    before = state()

    with pytest.raises(ValidationError, match="Undo that first"):
        restructuring_undo(restructuring=first, acting=cast.ana)
    assert state() == before

    restructuring_undo(restructuring=second, acting=cast.ana)
    restructuring_undo(restructuring=first, acting=cast.ana)
    assert not Account.objects.filter(merged_into__isnull=False).exists()


def test_an_undone_merge_is_not_undone_twice(cast):
    done = merge(cast, cast.kelan, cast.brenner)
    restructuring_undo(restructuring=done, acting=cast.ana)

    with pytest.raises(ValidationError, match="undone already"):
        restructuring_undo(restructuring=done, acting=cast.ana)


def test_an_excluded_account_is_not_merged_into_one_that_counts(cast):
    services.account_exclude(
        account=cast.kelan, exclusion="pseudo", reason="x", acting=cast.ana
    )
    before = state()

    with pytest.raises(ValidationError, match="Settle that first"):
        merge(cast, cast.kelan, cast.brenner)

    assert state() == before


def test_named_buying_units_become_an_account_of_their_own(cast):
    done = split(cast)

    assert selectors.splits() == {("C003", "U1"): "C003-1", ("C003", "U2"): "C003-1"}
    assert done.other.name == "Kelan Labs"
    assert done.other in selectors.accounts_visible(cast.ana)


def test_a_split_company_stays_in_the_group(cast):
    done = account_split(
        account=cast.norvik_sea, units=["U9"], name="Sea 2", reason="x", acting=cast.ana
    )

    assert selectors.group_map()[done.other.account_id] == "C001"


def test_units_split_off_an_account_that_was_itself_split_off_go_to_the_last(cast):
    done = split(cast)
    account_split(
        account=done.other, units=["U2"], name="Two", reason="x", acting=cast.ana
    )

    assert selectors.splits()["C003", "U1"] == "C003-1"
    assert selectors.splits()["C003", "U2"] == "C003-1-1"


@pytest.mark.parametrize(
    ("units", "name"), [((), "New"), (("",), "New"), (("U1",), " ")]
)
def test_a_split_needs_units_and_a_name(cast, units, name):
    before = state()

    with pytest.raises(ValidationError):
        split(cast, units=units, name=name)

    assert state() == before


def test_a_unit_is_split_off_once(cast):
    split(cast, units=["U1"])
    before = state()

    with pytest.raises(ValidationError, match="split off already: U1"):
        split(cast, units=["U1", "U3"])

    assert state() == before


def test_undoing_a_split_gives_the_units_back(cast):
    groups = selectors.group_map()
    done = split(cast)

    restructuring_undo(restructuring=done, acting=cast.ana)

    assert selectors.splits() == {}
    assert done.other not in selectors.accounts_visible(cast.ana)
    assert selectors.group_map() == {**groups, "C003-1": "C003"}
    assert split(cast).other.account_id == "C003-2"


def test_a_split_account_with_a_team_of_its_own_is_merged_not_undone(cast):
    done = split(cast)
    member(done.other, cast.marta, "manager", cast.hana)
    before = state()

    with pytest.raises(ValidationError, match="Merge it instead"):
        restructuring_undo(restructuring=done, acting=cast.ana)

    assert state() == before


def test_every_step_writes_one_audit_row_with_what_was_before(cast):
    done = merge(cast, cast.brenner, cast.kelan)
    restructuring_undo(restructuring=done, acting=cast.ana)

    merged, undone = Entry.objects.order_by("pk")
    assert (merged.action, undone.action) == ("account.merge", "account.merge.undo")
    assert merged.details["before"]["memberships"] == [
        cast.brenner.memberships.get().pk
    ]
    assert merged.actor == cast.ana


def test_a_long_chain_of_mergers_ends_at_one_account(cast):
    chain = [account(f"M{n}", f"Same {n}") for n in range(6)]
    for one, other in pairwise(chain):
        merge(cast, one, other)

    assert {tree.survivor(Account.objects.get(pk=a.pk)) for a in chain} == {chain[-1]}
    assert len(selectors.parts_of(chain[-1])) == 6
