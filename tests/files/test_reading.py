"""`read_orders`: any source becomes the same orders."""

from __future__ import annotations

import gc
import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import ibis
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.files.reader import written
from vitalfew.analysis.orders import OrdersError, Window
from vitalfew.files.options import Rate, ReadOptions
from vitalfew.files.problems import FileProblem
from vitalfew.files.reading import read_orders

LINES = [
    {
        "account_id": "A",
        "ordered_on": date(2024, 1, 1),
        "net_amount": Decimal("10.5000"),
    },
    {
        "account_id": "A",
        "ordered_on": date(2024, 2, 1),
        "net_amount": Decimal("-3.0000"),
    },
    {
        "account_id": "B",
        "ordered_on": date(2024, 3, 1),
        "net_amount": Decimal("7.2500"),
    },
]
TABLE = pa.Table.from_pylist(
    LINES,
    schema=pa.schema(
        [
            ("account_id", pa.string()),
            ("ordered_on", pa.date32()),
            ("net_amount", pa.decimal128(18, 4)),
        ]
    ),
)
HEAD = "Customer ID,Order Date,Amount\n"
TEXT = HEAD + "".join(
    f"{row['account_id']},{row['ordered_on']},{row['net_amount']}\n" for row in LINES
)


def content(orders):
    rows = orders.lines.to_pyarrow().to_pylist()
    return sorted(rows, key=lambda row: (row["account_id"], row["ordered_on"]))


def csv(folder):
    return written(folder, TEXT)


def parquet(folder):
    pq.write_table(TABLE, folder / "orders.parquet")
    return folder / "orders.parquet"


def odd_parquet(folder):
    """As other programs write it: other names, timestamps, floats, dictionaries."""
    frame = pd.DataFrame(
        {
            "Customer": pd.Categorical([row["account_id"] for row in LINES]),
            "Date": pd.to_datetime([row["ordered_on"] for row in LINES]),
            "Sales": [float(row["net_amount"]) for row in LINES],
        }
    )
    frame.to_parquet(folder / "odd.parquet")
    return folder / "odd.parquet"


def text_parquet(folder):
    table = pa.table({name: [str(row[name]) for row in LINES] for name in LINES[0]})
    pq.write_table(table, folder / "text.parquet")
    return folder / "text.parquet"


def database(folder):
    path = folder / "shop.duckdb"
    with duckdb.connect(str(path)) as shop:
        shop.register("lines", TABLE)
        shop.execute("CREATE TABLE orders AS SELECT * FROM lines")
        shop.execute("CREATE SCHEMA old")
        shop.execute(
            "CREATE TABLE old.orders AS SELECT account_id AS customer, "
            "ordered_on::VARCHAR AS date, net_amount::DOUBLE AS sales FROM lines"
        )
    return f"duckdb://{path}?table=orders"


def text_database(folder):
    return database(folder).replace("table=orders", "table=old.orders")


SOURCES = {
    "CSV": csv,
    "Parquet": parquet,
    "Parquet of another program": odd_parquet,
    "Parquet of texts": text_parquet,
    "database": database,
    "database with texts": text_database,
    "PyArrow": lambda _: TABLE,
    "pandas": lambda _: pd.DataFrame(LINES),
    "pandas of texts": lambda _: pd.DataFrame(LINES).astype(str),
    "Polars": lambda _: pl.from_arrow(TABLE),
    "Ibis": lambda _: ibis.memtable(TABLE),
    "two paths": lambda folder: [
        written(folder, TEXT[: TEXT.index("B,")], name="1.csv"),
        written(folder, HEAD + "B,2024-03-01,7.25\n", name="2.csv"),
    ],
}


@pytest.mark.parametrize("source", SOURCES)
def test_every_source_gives_the_same_orders(tmp_path, source):
    orders = read_orders(SOURCES[source](tmp_path))
    assert content(orders) == LINES
    assert orders.lines.schema() == ibis.memtable(TABLE).schema()
    assert orders.window == Window(date(2024, 1, 1), date(2024, 3, 2))
    assert (orders.rows.read, orders.rows.used) == (3, 3)
    assert orders.basis == "revenue"


@pytest.mark.parametrize("source", ["CSV", "Parquet", "PyArrow"])
def test_window_and_day_are_the_callers(tmp_path, source):
    made = SOURCES[source](tmp_path)
    window = Window(date(2024, 1, 15), date(2024, 2, 15))
    assert content(read_orders(made, window=window)) == LINES[1:2]
    assert content(read_orders(made, as_of=date(2024, 2, 1))) == LINES[:1]
    with pytest.raises(OrdersError, match="No order line lies in the window"):
        read_orders(made, as_of=date(2020, 1, 1))


def test_a_clean_parquet_file_is_not_copied(tmp_path, monkeypatch):
    def no_copy(*_, **__):
        pytest.fail("a copy was staged")

    monkeypatch.setattr("vitalfew.files.reading.stage", no_copy)
    assert content(read_orders(parquet(tmp_path))) == LINES
    assert content(read_orders(odd_parquet(tmp_path))) == LINES


UNCLEAN = {
    "a blank account": {"account_id": ["A", " "]},
    "no account": {"account_id": ["A", None]},
    "blanks around an account": {"account_id": ["A", " A"]},
    "no date": {"ordered_on": [date(2024, 1, 1), None]},
    "no amount": {"net_amount": [Decimal(1), None]},
    "a float that is none": {"net_amount": [1.0, float("nan")]},
}


@pytest.mark.parametrize("what", UNCLEAN)
def test_a_parquet_file_that_is_not_clean_is_read_by_the_rules(tmp_path, what):
    table = {
        "account_id": ["A", "A"],
        "ordered_on": [date(2024, 1, 1), date(2024, 1, 2)],
        "net_amount": [Decimal(1), Decimal(1)],
        **UNCLEAN[what],
    }
    pq.write_table(pa.table(table), tmp_path / "orders.parquet")
    orders = read_orders(tmp_path / "orders.parquet")
    assert orders.rows.read == 2
    assert orders.rows.used + orders.rows.refused == 2
    assert set(orders.lines.account_id.to_pyarrow().to_pylist()) == {"A"}


def test_numbers_that_stand_twice_in_a_parquet_file_count_once(tmp_path):
    table = pa.table(
        {
            "account_id": ["A", "A"], "ordered_on": [date(2024, 1, 1)] * 2,
            "net_amount": [Decimal(1), Decimal(2)], "order_id": ["1", "1"],
            "line_id": ["1", "1"],
        }
    )  # fmt: skip
    pq.write_table(table, tmp_path / "orders.parquet")
    orders = read_orders(tmp_path / "orders.parquet")
    assert orders.lines.net_amount.sum().to_pyarrow().as_py() == Decimal(2)
    assert orders.rows.reasons == {"superseded": 1}


def test_a_person_overrules_guess_sheet_encoding_and_order(tmp_path):
    text = "Who,Payer,When,Amount\nA,P,01/02/2024,5\n"
    path = written(tmp_path, text, encoding="utf-16")
    orders = read_orders(
        path,
        map={"account_id": "Payer", "ordered_on": "When"},
        encoding="utf-16",
        date_order="dmy",
    )
    assert content(orders) == [
        {"account_id": "P", "ordered_on": date(2024, 2, 1), "net_amount": Decimal(5)}
    ]


def test_excluded_accounts_are_out_of_every_source(tmp_path):
    for made in (csv(tmp_path), parquet(tmp_path), TABLE):
        orders = read_orders(made, exclude_accounts=["A"])
        assert content(orders) == LINES[2:]
        assert orders.rows.reasons == {"excluded_account": 2}


def test_other_currencies_are_converted(tmp_path):
    text = (
        "account_id,ordered_on,net_amount,currency\n"
        "A,2024-01-01,10,USD\nA,2024-01-01,1,EUR\n"
    )
    orders = read_orders(
        written(tmp_path, text),
        currency="EUR",
        rates=[Rate("USD", date(2024, 1, 1), Decimal("0.5"))],
    )
    assert orders.currency == "EUR"
    assert orders.lines.net_amount.sum().to_pyarrow().as_py() == Decimal(6)


def test_several_currencies_in_a_parquet_file_are_refused(tmp_path):
    table = TABLE.append_column("currency", pa.array(["EUR", "USD", "EUR"]))
    pq.write_table(table, tmp_path / "orders.parquet")
    with pytest.raises(FileProblem, match="EUR, USD"):
        read_orders(tmp_path / "orders.parquet")


def test_groups_count_as_one_account_from_the_file_or_from_the_caller(tmp_path):
    text = (
        "account_id,ordered_on,net_amount,parent_id\n"
        "A,2024-01-01,1,G\nB,2024-01-02,2,A\nC,2024-01-03,4,\n"
    )
    orders = read_orders(written(tmp_path, text))
    found = {(r["account_id"], r["unit_id"], r["net_amount"]) for r in content(orders)}
    assert found == {
        ("G", "A", Decimal(1)),
        ("G", "B", Decimal(2)),
        ("C", "C", Decimal(4)),
    }
    told = read_orders(TABLE, parents={"A": "B"})
    assert {row["account_id"] for row in content(told)} == {"B"}


def test_owners_in_a_ring_are_told():
    with pytest.raises(OrdersError, match="A → B → A"):
        read_orders(TABLE, parents={"A": "B", "B": "A"})


def test_costs_for_every_line_make_the_basis_contribution(tmp_path):
    text = (
        "account_id,ordered_on,net_amount,cost\nA,2024-01-01,10,6\nB,2024-01-01,10,{}\n"
    )
    assert read_orders(written(tmp_path, text.format("1"))).basis == "contribution"
    assert read_orders(written(tmp_path, text.format(""))).basis == "revenue"


def test_other_settings_of_the_reader_are_taken(tmp_path):
    options = ReadOptions(tax="gross", tax_rate=Decimal("0.25"))
    orders = read_orders(csv(tmp_path), options=options)
    assert orders.lines.net_amount.max().to_pyarrow().as_py() == Decimal("8.4")


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("duckdb://{folder}/shop.duckdb?table=nothing", "no_table"),
        ("duckdb://{folder}/shop.duckdb", "no_table"),
        ("duckdb://{folder}/no/such/folder.duckdb?table=orders", "no_connection"),
        ("nodb://user:secret@host/shop?table=orders", "no_connection"),
    ],
)
def test_a_database_that_does_not_answer_is_told_without_its_password(
    tmp_path, url, code
):
    database(tmp_path)
    with pytest.raises(FileProblem) as problem:
        read_orders(url.format(folder=tmp_path))
    assert problem.value.code == code
    assert "secret" not in str(problem.value)


def test_temporary_files_go_with_the_orders(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    orders = read_orders(csv(tmp_path))
    assert content(orders) == LINES
    assert list((tmp_path / "temporary").iterdir())
    del orders
    gc.collect()
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_problem_leaves_no_temporary_file(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    with pytest.raises(FileProblem):
        read_orders(written(tmp_path, "a,b\n1,2\n"))
    assert list(Path(tempfile.gettempdir()).iterdir()) == []
