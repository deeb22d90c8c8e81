"""The orders that count: without what is excluded, rolled up to groups, as split."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import duckdb
import pytest

from tests.apps.imports.conftest import order_lines
from vitalfew.analysis.orders import OrdersError, Window
from vitalfew.apps.accounts.models import Account, Restructuring
from vitalfew.apps.firm.models import Firm
from vitalfew.apps.imports import services
from vitalfew.apps.imports.account_orders import AccountLines, lines_of_account
from vitalfew.apps.imports.selectors import current_orders

pytestmark = pytest.mark.django_db

HEADINGS = "account_id,account_name,order date,unit_id,net amount"


def by_account(orders) -> dict[str, int]:
    rows = orders.lines.group_by("account_id").agg(n=orders.lines.count())
    return {row["account_id"]: row["n"] for row in rows.to_pyarrow().to_pylist()}


def read(acting, account, **window):
    asked = lines_of_account(acting, account, **window)
    return asked and asked.read()


def lines_of(acting, account, **window) -> list[tuple[str, str, int]]:
    found = read(acting, account, **window)
    rows = found.lines.select(["ordered_on", "unit_id", "net_amount"]).to_pylist()
    return sorted(
        (str(row["ordered_on"]), row["unit_id"], int(row["net_amount"])) for row in rows
    )


@pytest.fixture
def orders(cast, csv_file):
    lines = [
        "C001,Norvik Wind,2024-01-05,U1,10",
        "C011,Norvik Service,2024-01-06,U2,20",
        "C003,Kelan,2024-02-05,U3,30",
        "C003,Kelan,2024-02-06,U4,40",
    ]
    return services.batch_import(
        acting=cast.ana, places=[csv_file(lines, headings=HEADINGS)]
    )


def test_without_imports_there_are_no_orders(cast):
    assert current_orders() is None
    assert read(cast.ana, cast.kelan) is None


def test_groups_count_as_one_account_with_their_companies_as_units(cast, orders):
    current = current_orders()
    assert by_account(current.orders) == {"C001": 2, "C003": 2}
    assert current.batches == [orders.pk]
    assert current.files == (orders.directory,)


def test_excluded_accounts_do_not_count_and_our_own_as_the_firm_wishes(cast, orders):
    Account.objects.filter(account_id="C003").update(exclusion="intercompany")
    assert by_account(current_orders().orders) == {"C001": 2}
    Firm.objects.create(pk=1, leave_out_intercompany=False)
    assert by_account(current_orders().orders) == {"C001": 2, "C003": 2}
    Account.objects.filter(account_id="C003").update(exclusion="test")
    assert by_account(current_orders().orders) == {"C001": 2}


def test_split_off_units_count_as_their_new_account(cast, orders):
    new = Account.objects.get(account_id="C002")
    Restructuring.objects.create(
        what="split",
        account=cast.kelan,
        other=new,
        units=["U4"],
        reason="sold",
        by=cast.ana,
    )
    assert by_account(current_orders().orders) == {"C001": 2, "C002": 1, "C003": 1}
    assert lines_of(cast.ana, new) == [("2024-02-06", "U4", 40)]
    assert lines_of(cast.ana, cast.kelan) == [("2024-02-05", "U3", 30)]


def test_one_accounts_orders_hold_all_that_belongs_to_it_and_nothing_else(cast, orders):
    assert lines_of(cast.marta, cast.norvik) == [
        ("2024-01-05", "U1", 10),
        ("2024-01-06", "U2", 20),
    ]
    assert read(cast.chen, cast.norvik) is None


def test_one_accounts_orders_of_a_window(cast, orders):
    found = read(
        cast.ana,
        cast.kelan,
        columns=("net_amount",),
        start=dt.date(2024, 2, 1),
        as_of=dt.date(2024, 2, 6),
    )
    assert found.window == Window(dt.date(2024, 2, 1), dt.date(2024, 2, 6))
    assert found.lines.column_names == [
        "account_id", "net_amount", "ordered_on", "unit_id",
    ]  # fmt: skip
    assert len(found.lines) == 1
    first = dt.date(2024, 1, 1)
    assert read(cast.ana, cast.kelan, as_of=first) is None


def test_an_excluded_account_has_no_orders_of_its_own(cast, orders):
    Account.objects.filter(account_id="C011").update(exclusion="test")
    assert lines_of(cast.ana, cast.norvik) == [("2024-01-05", "U1", 10)]


def test_one_accounts_orders_are_its_part_of_all_orders(cast, orders, csv_file):
    """Whatever is imported, withdrawn, split, excluded: the same as the slow way."""
    more = ["C011,Norvik Service,2024-03-06,,5", "C003,Kelan,2024-02-06,U4,40"]
    new = Account.objects.get(account_id="C002")
    told: dict[AccountLines, list[tuple[str, str, int]]] = {}

    def compared() -> dict[str, list[tuple[str, str | None, int]]]:
        table = current_orders().orders.lines.to_pyarrow().to_pylist()
        slow: dict[str, list[tuple[str, str | None, int]]] = {}
        for row in table:
            line = (str(row["ordered_on"]), row["unit_id"], int(row["net_amount"]))
            slow.setdefault(row["account_id"], []).append(line)
        for account in (cast.norvik, cast.kelan, new):
            fast = read(cast.ana, account)
            assert (fast is None) == (account.account_id not in slow)
            if fast is not None:
                known = lines_of(cast.ana, account)
                assert known == sorted(slow[account.account_id])
                asked = lines_of_account(cast.ana, account)
                assert told.setdefault(asked, known) == known
        return slow

    assert sorted(compared()) == ["C001", "C003"]
    batch = services.batch_import(
        acting=cast.ana, places=[csv_file(more, name="more.csv", headings=HEADINGS)]
    )
    assert ("2024-03-06", "C011", 5) in compared()["C001"]
    Restructuring.objects.create(
        what="split",
        account=cast.kelan,
        other=new,
        units=["U4"],
        reason="sold",
        by=cast.ana,
    )
    assert compared()["C002"] == [("2024-02-06", "U4", 40)]
    services.batch_withdraw(acting=cast.ana, batch=batch, reason="twice")
    assert len(compared()["C001"]) == 2
    Account.objects.filter(account_id="C003").update(exclusion="test")
    assert sorted(compared()) == ["C001", "C002"]


def test_a_window_without_orders_is_told(cast, orders):
    with pytest.raises(OrdersError):
        current_orders(as_of=dt.date(2020, 1, 1), start=dt.date(2019, 1, 1))
    found = current_orders(start=dt.date(2024, 2, 1)).orders
    assert by_account(found) == {"C003": 2}
    assert found.window.end == dt.date(2024, 2, 7)


def test_a_warehouse_table_is_read_instead_of_imports(cast, tmp_path, settings):
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as warehouse:
        warehouse.execute(
            "CREATE TABLE sales AS SELECT 'W1' AS account_id, 'Wessel' AS account_name,"
            " DATE '2024-01-05' AS ordered_on, 12.5::DECIMAL(18, 2) AS net_amount"
        )
    settings.ORDERS_URL = f"duckdb://{path}?table=sales"
    services.accounts_catch_up()
    wessel = Account.objects.get(account_id="W1")
    assert (wessel.name, wessel.has_orders) == ("Wessel", True)
    assert by_account(current_orders().orders) == {"W1": 1}
    found = read(cast.ana, wessel)
    assert found.lines.to_pylist() == [
        {
            "account_id": "W1",
            "account_name": "Wessel",
            "net_amount": Decimal("12.5"),
            "ordered_on": dt.date(2024, 1, 5),
        }
    ]
    assert found.window == Window(dt.date(2024, 1, 5), dt.date(2024, 1, 6))


def test_an_assessment_is_asked_for_once_after_orders_have_changed(cast, csv_file):
    from vitalfew.apps.assessments.models import Assessment

    services.batch_import(acting=cast.ana, places=[csv_file(order_lines(1))])
    assert Assessment.objects.count() == 1
    assert not services.assessment_catch_up(acting=cast.ana)
    assert Assessment.objects.count() == 1
