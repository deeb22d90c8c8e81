"""Accounts follow imports a few at a time: cut off anywhere, beside other writers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import transaction

from vitalfew.apps.accounts import hanging, sync
from vitalfew.apps.accounts.models import Account, AccountWord, Ancestry, HeadOffice
from vitalfew.apps.accounts.sync import ImportedAccount, accounts_sync

ROOT = Path(__file__).resolve().parents[3]


def known(**accounts) -> dict[str, ImportedAccount]:
    return {
        account_id: ImportedAccount(facts=facts, has_orders=True)
        for account_id, facts in accounts.items()
    }


BEFORE = known(
    A={"name": "Aster", "parent_id": "G"},
    B={"name": "Birch", "parent_id": "G"},
    H={"name": "Hazel"},
)
AFTER = known(
    A={"name": "Aster plc"},  # its parent is not said any more
    B={"name": "Birch", "parent_id": "H", "head_office": True},
    C={"name": "Cedar", "parent_id": "D"},
    D={"name": "Dill", "parent_id": "E"},
    E={"name": "Elm", "parent_id": "H"},
    H={"name": "Hazel"},
)
TREE = {
    *((each, each, 0) for each in "ABCDEGH"),
    *(("H", "B", 1), ("D", "C", 1), ("E", "D", 1), ("H", "E", 1)),
    *(("E", "C", 2), ("H", "D", 2), ("H", "C", 3)),
}


def everything() -> dict:
    pair = ("ancestor__account_id", "descendant__account_id", "depth")
    facts = ("account_id", "name", "sort_key", "parent__account_id", "imported")
    return {
        "accounts": list(Account.objects.order_by("account_id").values_list(*facts)),
        "tree": set(Ancestry.objects.values_list(*pair)),
        "words": set(AccountWord.objects.values_list("account__account_id", "word")),
        "offices": list(HeadOffice.objects.values_list("account__account_id")),
    }


class CutOffError(Exception):
    pass


class CutOffAt:
    """Ends the work at its n-th transaction, as a killed process does."""

    def __init__(self, last: int) -> None:
        self.last = last
        self.begun = 0

    def __call__(self) -> None:
        self.begun += 1
        if self.begun == self.last:
            raise CutOffError


@pytest.fixture
def pairs(monkeypatch):
    """Two accounts a transaction."""
    monkeypatch.setattr(sync, "BATCH", 2)
    monkeypatch.setattr(hanging, "BATCH", 2)


@pytest.mark.django_db
def test_cut_off_at_any_step_a_second_call_does_the_rest(pairs):
    accounts_sync(BEFORE)
    with transaction.atomic():
        counted = CutOffAt(0)
        accounts_sync(AFTER, check=counted)
        whole = everything()
        transaction.set_rollback(True)
    assert whole["tree"] == TREE
    assert whole["offices"] == [("H",)]
    assert counted.begun > 6

    for last in range(1, counted.begun + 1):
        with transaction.atomic():
            with pytest.raises(CutOffError):
                accounts_sync(AFTER, check=CutOffAt(last))
            accounts_sync(AFTER)
            assert everything() == whole, last
            transaction.set_rollback(True)


@pytest.mark.django_db
def test_who_moves_an_account_meanwhile_is_never_overruled_nor_makes_a_ring(pairs):
    accounts_sync(known(A={}, B={}))
    asked = []

    def somebody_is_faster() -> None:
        asked.append(1)
        if len(asked) == 1:
            from vitalfew.apps.accounts.tree import ancestry_write

            row = Account.objects.get(account_id="B")
            row.parent = Account.objects.get(account_id="A")
            row.edited = {"parent_id": "A"}
            row.save()
            ancestry_write(row)

    done = accounts_sync(known(A={"parent_id": "B"}, B={}), check=somebody_is_faster)

    assert done.rings == ("A", "B")
    assert Account.objects.get(account_id="A").parent is None
    assert Account.objects.get(account_id="B").parent.account_id == "A"
    assert ("B", "A", 1) not in everything()["tree"]


def test_on_sqlite_others_write_while_many_accounts_are_made(tmp_path):
    environment = os.environ | {
        "VITALFEW_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "vitalfew.project.settings",
    }
    environment.pop("DATABASE_URL", None)

    done = subprocess.run(
        [sys.executable, "-m", "tests.apps.accounts.beside_others", "5000"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=200,
        check=True,
    )

    told = json.loads(done.stdout)
    assert told["accounts"] == 5000
    # They wrote, and saw accounts appear a thousand at a time.
    assert len(told["seen"]) >= 2
    assert {number % 1000 for number in told["seen"]} == {0}
