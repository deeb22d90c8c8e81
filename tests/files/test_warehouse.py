"""Orders that stay in a table elsewhere are used as they are, or refused in words."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import duckdb
import pytest

import vitalfew as vf
from vitalfew.files.formats import database
from vitalfew.files.problems import FileProblem
from vitalfew.files.warehouse import Warehouse

SALES = (
    "CREATE TABLE sales AS SELECT * FROM (VALUES "
    "('a', TIMESTAMP '2024-01-05 23:30:00', 12.5::DECIMAL(18, 2), 'EUR'),"
    "('b', TIMESTAMP '2024-02-06 00:00:00', 7.25, 'EUR'),"
    "('a', TIMESTAMP '2024-03-07 12:00:00', -2.0, 'EUR')"
    ") AS t(customer, ordered_on, net_amount, currency)"
)


@pytest.fixture
def shop(tmp_path):
    """A database with a table of sales; gives a function from more SQL to its URL."""
    path = tmp_path / "shop.duckdb"

    def url(*more: str, table: str = "sales") -> str:
        with duckdb.connect(str(path)) as there:
            for statement in (SALES, *more):
                there.execute(statement)
        return f"duckdb://{path}?table={table}"

    return url


def test_a_table_is_read_where_it_lies_under_its_own_names(shop):
    found = Warehouse(shop(), {"account_id": "customer"})

    assert found.columns() == {
        "account_id": "customer",
        "ordered_on": "ordered_on",
        "net_amount": "net_amount",
        "currency": "currency",
    }
    rows = found.lines(account_ids=["a"]).order_by("ordered_on").to_pyarrow()
    assert rows.to_pylist() == [
        {
            "account_id": "a",
            "ordered_on": dt.date(2024, 1, 5),
            "net_amount": Decimal("12.5000"),
            "currency": "EUR",
        },
        {
            "account_id": "a",
            "ordered_on": dt.date(2024, 3, 7),
            "net_amount": Decimal("-2.0000"),
            "currency": "EUR",
        },
    ]


def test_an_engine_named_for_reading_does_the_work(shop):
    orders = vf.read_orders(engine=shop(), map={"account_id": "customer"})

    assert (orders.currency, orders.rows.used, orders.basis) == ("EUR", 3, "revenue")
    assert orders.window.start == dt.date(2024, 1, 5)
    assert orders.lines.account_id.nunique().to_pyarrow().as_py() == 2


@pytest.mark.parametrize(
    ("change", "code", "says"),
    [
        ("ALTER TABLE sales ALTER ordered_on TYPE VARCHAR", "wrong_type", "VARCHAR"),
        ("ALTER TABLE sales DROP ordered_on", "lacks_column", "ordered_on"),
        ("ALTER TABLE sales ADD COLUMN status VARCHAR", "needs_reading", "status"),
        ("UPDATE sales SET net_amount = NULL WHERE customer = 'b'", "incomplete", "1"),
        ("UPDATE sales SET customer = '' WHERE customer = 'a'", "incomplete", "2"),
        (
            "UPDATE sales SET currency = 'USD' WHERE customer = 'b'",
            "several_currencies",
            "EUR, USD",
        ),
        ("ALTER TABLE sales RENAME TO other", "no_table", "other"),
    ],
)
def test_what_a_table_lacks_is_told_in_words(shop, change, code, says):
    warehouse = Warehouse(shop(change), {"account_id": "customer"})

    with pytest.raises(FileProblem) as problem:
        warehouse.checked()

    assert problem.value.code == code
    assert says in str(problem.value)


def test_an_engine_without_a_table_that_reads_no_files_is_refused(shop, tmp_path):
    warehouse = Warehouse(shop(table=""))

    assert not warehouse.holds_orders
    with pytest.raises(FileProblem) as problem:
        warehouse.files(tmp_path)
    assert problem.value.code == "reads_no_files"


@pytest.mark.parametrize(
    "url",
    [
        "postgres://ann:pa55word@127.0.0.1:1/shop?table=orders",
        "postgres://ann:pa55/word#x@127.0.0.1:1/shop?table=orders",
        "postgres://127.0.0.1:1/shop?user=ann&password=pa55word&table=orders",
        "postgres://ann:pa55word@nowhere:port/shop?table=orders",
        "nodb://ann:pa55word@host/shop?table=orders",
        "spark://ann:pa55word@127.0.0.1:1?table=orders",
    ],
)
def test_a_password_is_in_no_message(url):
    with pytest.raises(FileProblem) as problem:
        Warehouse(url).table()

    assert problem.value.code == "no_connection"
    assert "pa55" not in str(problem.value)
    assert problem.value.__cause__ is None
    assert "pa55" not in database.shown_url(url)


def test_a_message_that_names_the_password_is_withheld():
    url = "postgres://ann:p%4055@host/shop?sslkey=hidden&table=orders"

    assert database.first_line(ValueError("p@55 is wrong"), url) == "ValueError"
    assert database.first_line(ValueError("p%4055 is wrong"), url) == "ValueError"
    assert database.first_line(ValueError("no hidden file"), url) == "ValueError"
    assert database.first_line(ValueError("\nno host.\nat all"), url) == "no host"
