"""The flattened tree always says what parents and mergers say."""

from __future__ import annotations

import random  # noqa: TID251  seeded below

import pytest
from django.core.exceptions import ValidationError

from tests.cast import account
from vitalfew.apps.accounts import restructuring, selectors, services, tree
from vitalfew.apps.accounts.models import Account, Ancestry


def pairs():
    rows = Ancestry.objects.values_list(
        "ancestor__account_id", "descendant__account_id", "depth"
    )
    return set(rows)


def test_moving_an_account_takes_everything_below_it_along(cast):
    tower = account("C111", "Norvik Tower", cast.norvik_service)

    services.account_move(
        account=cast.norvik_service, parent=cast.kelan, reason="sold", acting=cast.ana
    )

    assert selectors.group_of(tower) == cast.kelan
    assert selectors.group_map() == {"C011": "C003", "C111": "C003", "C012": "C001"}
    assert ("C003", "C111", 2) in pairs()
    assert ("C001", "C111", 2) not in pairs()


def test_moving_an_account_below_itself_is_refused(cast):
    before = pairs()

    with pytest.raises(ValidationError, match="belongs to Norvik Wind already"):
        services.account_move(
            account=cast.norvik, parent=cast.norvik_sea, reason="?", acting=cast.ana
        )

    cast.norvik.refresh_from_db()
    assert cast.norvik.parent is None
    assert pairs() == before


def test_an_account_can_leave_its_group(cast):
    services.account_move(
        account=cast.norvik_sea, parent=None, reason="sold", acting=cast.ana
    )

    assert selectors.group_map() == {"C011": "C001"}
    assert cast.norvik_sea not in selectors.accounts_visible(cast.marta)


def test_groups_of_any_depth_have_one_top(cast):
    last = cast.kelan
    for number in range(30):
        last = account(f"D{number:02}", f"Depth {number}", last)

    assert set(selectors.group_map().values()) == {"C001", "C003"}
    assert len(selectors.path_of(cast.ana, last)) == 30
    assert selectors.parts_of(cast.kelan)[:2] == ["C003", "D00"]


def test_rebuilding_the_tree_finds_nothing_to_change_after_any_changes(cast):
    chance = random.Random(4)
    accounts = [*Account.objects.order_by("pk")]
    accounts += [account(f"R{n}", f"Random {n}") for n in range(12)]
    done = []
    for _ in range(120):
        one, other = chance.sample(accounts, 2)
        try:
            if chance.random() < 0.6:
                services.account_move(
                    account=one, parent=other, reason="test", acting=cast.ana
                )
            elif chance.random() < 0.6:
                done.append(
                    restructuring.account_merge(
                        duplicate=one, survivor=other, reason="test", acting=cast.ana
                    )
                )
            elif done:
                restructuring.restructuring_undo(
                    restructuring=chance.choice(done), acting=cast.ana
                )
        except ValidationError:
            continue
        written = pairs()
        tree.ancestry_rebuild()
        assert pairs() == written
    assert any(Account.objects.filter(merged_into__isnull=False))


def test_rebuilding_repairs_rows_that_are_missing_or_wrong(cast):
    right = pairs()
    Ancestry.objects.filter(descendant=cast.norvik_sea, depth=1).delete()
    Ancestry.objects.filter(descendant=cast.norvik_service, depth=1).update(depth=7)
    Ancestry.objects.create(ancestor=cast.kelan, descendant=cast.norvik_sea, depth=1)

    tree.ancestry_rebuild()

    assert pairs() == right
