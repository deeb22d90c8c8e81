"""Activity events are imports like orders, and follow groups, merges and exclusions."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.apps.imports.conftest import order_lines
from vitalfew.apps.accounts.models import Account
from vitalfew.apps.accounts.restructuring import account_merge
from vitalfew.apps.accounts.services import account_exclude
from vitalfew.apps.imports import services
from vitalfew.apps.imports.models import Batch, State
from vitalfew.apps.imports.selectors import current_orders, stored_now
from vitalfew.apps.imports.storage import order_store

pytestmark = pytest.mark.django_db

HEADINGS = "account_id,date,activity,event no,minutes"


def visits(*months: int, account: str = "C001") -> list[str]:
    return [
        f"{account},2024-{month:02d}-{day:02d},visit,{account}-{month}-{day},60"
        for month in months
        for day in (7, 21)
    ]


@pytest.fixture
def imported(cast, csv_file):
    def run(lines, *, kind="activities", name="file.csv", **more) -> Batch:
        headings = {"headings": HEADINGS} if kind == "activities" else {}
        path = csv_file(lines, name, **headings)
        batch = services.batch_import(acting=cast.ana, places=[path], kind=kind, **more)
        assert batch.state == State.COMMITTED, (batch.state, batch.problem)
        return batch

    return run


def minutes() -> tuple[int, Decimal | None]:
    found = order_store().totals(stored_now(), kind="activities")
    return found.lines, found.minutes


def events_by_account() -> dict[str, int]:
    lines = current_orders().events.lines
    counted = lines.group_by("account_id").agg(n=lines.count()).to_pyarrow()
    return {row["account_id"]: row["n"] for row in counted.to_pylist()}


def test_events_are_imported_withdrawn_and_leave_the_orders_alone(imported, cast):
    imported(order_lines(1), kind="orders")
    batch = imported(visits(1, 2))
    assert minutes() == (4, Decimal(240))
    assert (str(batch.first_day), str(batch.last_day)) == ("2024-01-07", "2024-02-21")
    assert current_orders().orders.lines.count().to_pyarrow().as_py() == 4
    services.batch_withdraw(batch=batch, acting=cast.ana, reason="wrong file")
    assert current_orders().events is None
    assert order_store().totals(stored_now()).lines == 4


def test_overlapping_exports_count_once_and_withdrawing_restores_exactly(
    imported, cast
):
    first = imported(visits(1, 2))
    second = imported(visits(2, 3))
    assert minutes() == (6, Decimal(360))
    services.batch_withdraw(batch=first, acting=cast.ana, reason="wrong period")
    assert minutes() == (4, Decimal(240))
    services.batch_withdraw(batch=second, acting=cast.ana, reason="as well")
    assert minutes()[0] == 0


def test_the_identical_file_again_says_so_and_changes_nothing(imported):
    first = imported(visits(1))
    second = imported(visits(1))
    assert second.effect["same_as"] == first.pk
    assert second.effect["before"] == second.effect["after"]
    assert minutes() == (2, Decimal(120))


def test_a_draft_tells_what_it_would_change_and_whom_nobody_knows(
    imported, cast, csv_file
):
    imported(order_lines(1), kind="orders")
    imported(visits(1))
    path = csv_file(
        [*visits(1, 2), *visits(1, account="X9")], "more.csv", headings=HEADINGS
    )
    draft = services.draft_create(acting=cast.ana, kind="activities", places=[path])
    draft = services.draft_read(draft)
    assert draft.effect["before"] == {"lines": 2, "amount": None, "minutes": "120.0000"}
    assert draft.effect["after"] == {"lines": 6, "amount": None, "minutes": "360.0000"}
    assert (draft.effect["accounts_new"], draft.effect["accounts_known"]) == (1, 1)


def test_events_alone_make_nobody_a_customer(imported):
    imported(visits(1, account="X9"))
    assert not Account.objects.filter(account_id="X9").exists()
    assert current_orders() is None


def test_events_count_for_the_group_and_after_a_merge_for_the_survivor(imported, cast):
    imported(order_lines(1), kind="orders")
    imported([*visits(1, account="C011"), *visits(2, account="K7"), *visits(3)])
    assert events_by_account() == {"C001": 4, "K7": 2}
    kelan = Account.objects.get(account_id="K7")
    account_merge(
        duplicate=kelan, survivor=cast.norvik, reason="one firm", acting=cast.ana
    )
    assert events_by_account() == {"C001": 6}


def test_events_of_an_excluded_account_do_not_count(imported, cast):
    imported(order_lines(1), kind="orders")
    imported([*visits(1), *visits(1, account="K7")])
    kelan = Account.objects.get(account_id="K7")
    account_exclude(account=kelan, exclusion="test", reason="a trial", acting=cast.ana)
    assert events_by_account() == {"C001": 2}


def test_refused_lines_hold_an_import_of_events_back(cast, csv_file):
    path = csv_file([*visits(1), "C001,2024-01-09,,9,60"], headings=HEADINGS)
    batch = services.batch_import(acting=cast.ana, places=[path], kind="activities")
    assert (batch.state, batch.refused) == (State.CHECKED, 1)
    assert batch.report["refused_reasons"] == {"no_activity": 1}
    assert minutes()[0] == 0
