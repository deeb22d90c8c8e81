"""An import counts or does not; nothing in between, and always undone exactly."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tests.apps.imports.conftest import order_lines
from vitalfew.apps.accounts.models import Account, Ancestry
from vitalfew.apps.audit.models import Entry
from vitalfew.apps.firm.models import Firm, Rate
from vitalfew.apps.imports import services
from vitalfew.apps.imports.models import Batch, Ledger, State
from vitalfew.apps.imports.selectors import (
    committed_files,
    current_orders,
    stored_now,
    unknown_folders,
)
from vitalfew.apps.imports.services import commits, drafts
from vitalfew.apps.imports.storage import order_store

pytestmark = pytest.mark.django_db


def totals() -> tuple[int, Decimal | None]:
    found = order_store().totals(stored_now())
    return found.lines, found.net_amount


def imported(acting, path, **more) -> Batch:
    batch = services.batch_import(acting=acting, places=[path], **more)
    assert batch.state == State.COMMITTED, (batch.state, batch.problem, batch.report)
    return batch


def test_an_imported_file_counts_and_is_recorded(cast, csv_file):
    batch = imported(cast.ana, csv_file(order_lines(1, 2)))
    assert totals() == (8, Decimal(812))
    assert (batch.rows, str(batch.first_day), str(batch.last_day)) == (
        8,
        "2024-01-05",
        "2024-02-15",
    )
    assert {file["path"].split("/")[0] for file in committed_files()} == {
        batch.directory
    }
    assert unknown_folders() == []
    entry = Entry.objects.get(action="import.commit")
    assert (entry.actor, entry.details["lines"]) == (cast.ana, 8)


def test_importing_the_identical_file_says_so_and_changes_nothing(cast, csv_file):
    path = csv_file(order_lines(1))
    first = imported(cast.ana, path)
    before = totals()
    second = imported(cast.ana, path)
    assert second.effect["same_as"] == first.pk
    assert second.effect["before"] == second.effect["after"]
    assert totals() == before


def test_withdrawing_january_to_march_leaves_february_to_april_whole(cast, csv_file):
    first = imported(cast.ana, csv_file(order_lines(1, 2, 3)))
    imported(cast.ana, csv_file(order_lines(2, 3, 4)))
    assert totals()[0] == 16
    services.batch_withdraw(batch=first, acting=cast.ana, reason="wrong period")
    assert totals() == (12, Decimal(4 * (102 + 103 + 104)))


def test_what_an_import_would_change_is_known_before(cast, csv_file):
    imported(cast.ana, csv_file(order_lines(1, 2)))
    draft = services.draft_create(
        acting=cast.ana, kind="orders", places=[csv_file(order_lines(2, 3), "b.csv")]
    )
    draft = services.draft_read(draft)
    assert draft.state == State.CHECKED
    assert draft.effect["before"] == {"lines": 8, "amount": "812.0000"}
    assert draft.effect["after"] == {"lines": 12, "amount": "1224.0000"}
    assert (draft.effect["accounts_new"], draft.effect["accounts_known"]) == (0, 2)
    assert totals()[0] == 8


def test_refused_lines_stop_an_import_unless_they_are_to_be_skipped(cast, csv_file):
    path = csv_file([*order_lines(1), "C001,Norvik Wind,soon,S9,1,P1,5"])
    batch = services.batch_import(acting=cast.ana, places=[path])
    assert (batch.state, batch.refused) == (State.CHECKED, 1)
    with pytest.raises(ValidationError):
        services.batch_commit(batch=batch, acting=cast.ana, skip_refused=False)
    assert totals() == (0, None)
    assert Ledger.objects.filter(changes__gt=0).count() == 0
    services.batch_import(acting=cast.ana, places=[path], skip_refused=True)
    assert totals()[0] == 4


def test_only_an_analyst_imports_and_withdraws(cast, csv_file):
    path = csv_file(order_lines(1))
    batch = imported(cast.ana, path)
    before = (totals(), Batch.objects.count(), Entry.objects.count())
    for person in (cast.hana, cast.ada, cast.marta, cast.fay, cast.rhea):
        with pytest.raises(PermissionDenied):
            services.draft_create(acting=person, kind="orders", places=[path])
        with pytest.raises(PermissionDenied):
            services.batch_withdraw(batch=batch, acting=person, reason="no")
    assert (totals(), Batch.objects.count(), Entry.objects.count()) == before


def test_withdrawing_needs_a_reason(cast, csv_file):
    batch = imported(cast.ana, csv_file(order_lines(1)))
    with pytest.raises(ValidationError):
        services.batch_withdraw(batch=batch, acting=cast.ana, reason="  ")
    assert totals()[0] == 4


def test_an_import_is_withdrawn_once(cast, csv_file):
    batch = imported(cast.ana, csv_file(order_lines(1)))
    services.batch_withdraw(batch=batch, acting=cast.ana, reason="twice")
    with pytest.raises(ValidationError):
        services.batch_withdraw(batch=batch, acting=cast.ana, reason="again")
    assert Ledger.objects.get().changes == 2


def test_accounts_follow_imports_and_stay_without_orders(cast, csv_file):
    batch = imported(cast.ana, csv_file(order_lines(1)))
    kelan = Account.objects.get(account_id="K7")
    assert (kelan.name, kelan.has_orders) == ("Kelan", True)
    assert Ancestry.objects.filter(ancestor=kelan, descendant=kelan, depth=0).exists()
    services.batch_withdraw(batch=batch, acting=cast.ana, reason="test")
    services.accounts_catch_up()
    kelan.refresh_from_db()
    assert (kelan.name, kelan.has_orders) == ("K7", False)


def test_the_first_import_settles_the_currency(cast, csv_file):
    headings = "account_id,order date,net amount,currency"
    imported(cast.ana, csv_file(["A,2024-01-05,10,EUR"], headings=headings))
    assert Firm.objects.get().currency == "EUR"
    other = csv_file(["A,2024-01-06,10,USD"], "usd.csv", headings=headings)
    batch = services.batch_import(acting=cast.ana, places=[other])
    assert batch.state == State.DRAFT
    assert batch.problem["code"] in {"other_currency", "several_currencies"}
    assert totals()[0] == 1


def test_a_draft_read_under_other_settings_is_not_committed(cast, csv_file):
    draft = services.draft_create(
        acting=cast.ana, kind="orders", places=[csv_file(order_lines(1))]
    )
    draft = services.draft_read(draft)
    draft = commits.commit_claim(
        draft, acting=cast.ana, skip_refused=False, leave_out=()
    )
    Firm.objects.create(pk=1, amounts_are="gross", tax_rate="0.13")
    draft = services.batch_commit_run(draft)
    assert (draft.state, draft.problem["code"]) == (State.DRAFT, "rules_changed")
    assert totals() == (0, None)
    assert unknown_folders() == []


def test_a_mapping_is_remembered_by_the_headings(cast, csv_file):
    headings = "wer,wann,wieviel"
    path = csv_file(["A,2024-01-05,10"], headings=headings)
    mapping = {"account_id": "wer", "ordered_on": "wann", "net_amount": "wieviel"}
    imported(cast.ana, path, mapping=mapping)
    again = imported(cast.ana, csv_file(["A,2024-01-06,20"], headings=headings))
    assert again.mapping == mapping
    assert totals() == (2, Decimal(30))


def test_accounts_left_out_with_an_import_count_again_without_it(cast, csv_file):
    path = csv_file([*order_lines(1), "CASH,散客,2024-01-20,S99,1,P1,999"])
    batch = imported(cast.ana, path, leave_out=["CASH"])
    assert [item["account_id"] for item in batch.report["pseudo_accounts"]] == ["CASH"]
    orders = current_orders().orders
    assert orders.lines.count().to_pyarrow().as_py() == 4
    plain = imported(cast.ana, path)
    services.batch_withdraw(batch=batch, acting=cast.ana, reason="keep them")
    services.accounts_catch_up()
    assert current_orders().orders.lines.count().to_pyarrow().as_py() == 5
    assert plain.leave_out == []


def test_a_discarded_draft_leaves_no_files(cast, csv_file, data_dir):
    draft = services.draft_create(
        acting=cast.ana,
        kind="orders",
        files=[
            ("../../etc/orders.csv", [b"account_id,date,amount\n", b"A,2024-01-05,1\n"])
        ],
    )
    assert draft.name == "orders.csv"
    draft = services.draft_read(draft)
    assert draft.state == State.CHECKED
    drafts.leftovers_forget(services.draft_discard(batch=draft, acting=cast.ana))
    left = list(data_dir.rglob("*.csv")) + list(data_dir.rglob("*.parquet"))
    assert left == []


def test_two_imports_at_once_both_count(cast, csv_file, monkeypatch):
    """The second is committed while the first is still comparing: it compares anew."""
    one, two = (
        services.draft_read(
            services.draft_create(
                acting=cast.ana, kind="orders", places=[csv_file(lines, name)]
            )
        )
        for lines, name in ((order_lines(1, 2), "a.csv"), (order_lines(2, 3), "b.csv"))
    )
    claim = {"acting": cast.ana, "skip_refused": False, "leave_out": ()}
    one = commits.commit_claim(one, **claim)
    two = commits.commit_claim(two, **claim)
    real = commits._make_it_count
    turns = iter([two])

    def slow(batch, files, store):
        other = next(turns, None)
        if other is not None:
            services.batch_commit_run(other)
        return real(batch, files, store)

    monkeypatch.setattr(commits, "_make_it_count", slow)
    assert services.batch_commit_run(one).state == State.COMMITTED
    two.refresh_from_db()
    assert (two.state, two.position) == (State.COMMITTED, 1)
    assert totals()[0] == 12


def test_a_job_that_was_replaced_changes_nothing(cast, csv_file):
    draft = services.draft_create(
        acting=cast.ana, kind="orders", places=[csv_file(order_lines(1))]
    )
    draft = services.draft_read(draft)
    claim = {"acting": cast.ana, "skip_refused": False, "leave_out": ()}
    old = commits.commit_claim(draft, **claim)
    Batch.objects.filter(pk=old.pk).update(job="another")
    services.batch_commit_run(old)
    assert Batch.objects.get(pk=old.pk).state == State.COMMITTING
    assert totals() == (0, None)


def test_the_currency_of_a_file_that_names_none_is_remembered_with_its_mapping(
    cast, csv_file
):
    Firm.objects.create(pk=1, currency="USD")
    Rate.objects.create(currency="GBP", valid_from=dt.date(2020, 1, 1), rate="1.25")
    services.batch_import(
        acting=cast.ana,
        places=[csv_file(["A,2024-01-05,100"], headings="account_id,date,amount")],
        options={"currency": "GBP"},
    )
    next_month = csv_file(["A,2024-02-05,100"], "b.csv", "account_id,date,amount")

    second = services.batch_import(acting=cast.ana, places=[next_month])

    assert second.options["currency"] == "GBP"
    assert totals() == (2, Decimal(250))
