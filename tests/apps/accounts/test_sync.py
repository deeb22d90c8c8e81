"""Accounts follow what imports say; what people corrected wins."""

from __future__ import annotations

from decimal import Decimal

import pytest

from vitalfew.apps.accounts.models import Account, AccountWord, Ancestry, HeadOffice
from vitalfew.apps.accounts.sync import ImportedAccount, accounts_sync

pytestmark = pytest.mark.django_db


def known(**accounts) -> dict[str, ImportedAccount]:
    return {
        account_id: ImportedAccount(
            facts={k: v for k, v in facts.items() if k != "leave_out"},
            has_orders=True,
            leave_out=facts.get("leave_out", False),
        )
        for account_id, facts in accounts.items()
    }


def account(account_id: str) -> Account:
    return Account.objects.get(account_id=account_id)


def above(account_id: str) -> list[tuple[str, int]]:
    rows = Ancestry.objects.filter(descendant__account_id=account_id)
    return sorted(rows.values_list("ancestor__account_id", "depth"))


def test_new_accounts_get_names_keys_words_and_a_place_in_the_tree():
    done = accounts_sync(known(A={"name": "上海风电"}, B={}))
    assert (done.created, done.changed) == (2, 0)
    assert account("A").sort_key == "shang hai feng dian"
    assert AccountWord.objects.filter(account=account("A"), word="shfd").exists()
    assert account("B").name == "B"
    assert above("A") == [("A", 0)]


def test_a_second_time_nothing_happens():
    accounts_sync(known(A={"name": "Aster", "parent_id": "G"}))
    before = list(Account.objects.order_by("pk").values())
    done = accounts_sync(known(A={"name": "Aster", "parent_id": "G"}))
    assert (done.created, done.changed) == (0, 0)
    assert list(Account.objects.order_by("pk").values()) == before


def test_groups_at_any_depth_become_a_tree():
    accounts_sync(known(A={"parent_id": "B"}, B={"parent_id": "G"}))
    assert above("A") == [("A", 0), ("B", 1), ("G", 2)]
    assert (account("G").name, account("G").has_orders) == ("G", False)


def test_companies_that_own_each_other_in_a_ring_stay_beside_each_other():
    done = accounts_sync(
        known(
            A={"parent_id": "B"},
            B={"parent_id": "C"},
            C={"parent_id": "A"},
            D={"parent_id": "A"},
        )
    )
    assert done.rings == ("A", "B", "C")
    assert above("A") == [("A", 0)]
    assert above("D") == [("A", 1), ("D", 0)]


def test_what_people_corrected_wins_over_every_import():
    accounts_sync(known(A={"name": "Aster", "industry": "Pumps", "parent_id": "G"}))
    row = account("A")
    row.edited = {"name": "Aster plc", "parent_id": ""}
    row.save()
    accounts_sync(known(A={"name": "ASTER", "industry": "Wind", "parent_id": "G"}))
    row = account("A")
    assert (row.name, row.industry, row.parent) == ("Aster plc", "Wind", None)


def test_without_its_imports_an_account_stays_without_orders_and_facts():
    accounts_sync(known(A={"name": "Aster", "yearly_revenue": Decimal("12.5")}))
    assert account("A").yearly_revenue == Decimal("12.50")
    accounts_sync({})
    row = account("A")
    assert (row.name, row.has_orders, row.yearly_revenue) == ("A", False, None)


def test_leaving_out_follows_imports_but_never_a_person():
    accounts_sync(known(A={"leave_out": True}, B={"leave_out": True}, C={}))
    assert account("A").exclusion == "pseudo"
    Account.objects.filter(account_id="B").update(exclusion="")
    Account.objects.filter(account_id="C").update(exclusion="test")
    accounts_sync(known(A={}, B={"leave_out": True}, C={}))
    assert [account(name).exclusion for name in "ABC"] == ["", "", "test"]


def test_companies_called_head_office_are_marked_below_their_group():
    accounts_sync(known(A={"parent_id": "G", "head_office": True}))
    (mark,) = HeadOffice.objects.all()
    assert (mark.account.account_id, mark.unit_id) == ("G", "A")
    accounts_sync(known(A={"parent_id": "G"}))
    assert not HeadOffice.objects.exists()


def test_overlong_facts_are_cut_not_refused():
    accounts_sync(
        known(A={"name": "n" * 900, "industry": "i" * 500, "employees": "12.0"})
    )
    row = account("A")
    assert (len(row.name), len(row.industry), row.employees) == (300, 120, 12)
