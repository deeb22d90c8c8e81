"""Day first or month first, point or comma: what decides, and what is asked."""

from __future__ import annotations

import duckdb
import pytest

from tests.files.reader import lines, staged
from vitalfew.files.inspection import inspect
from vitalfew.files.problems import FileProblem
from vitalfew.files.styles import (
    ASK,
    DATE_PATTERNS,
    NUMBER_PATTERNS,
    Votes,
    date_order,
    decimals,
    votes,
    votes_sql,
)


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["13/01/2024", "02/03/2024"], "dmy"),
        (["01/13/2024", "02/03/2024"], "mdy"),
        (["01.02.2024"], "dmy"),
        (["01/02/2024", "03/04/2024"], ASK),
        (["2024-01-02"], None),
        (["2024年1月2日"], None),
        ([""], None),
        (["26/11/06", "26/11/07"], ASK),
        (["13/01/24"], "dmy"),
        (["１３/０１/２０２４"], "dmy"),
        (["13/01/2024", "01/13/2024"], ASK),
        (["13/01/2024"] * 21 + ["01/13/2024"], "dmy"),
    ],
)
def test_the_order_of_dates_is_decided_by_those_that_read_one_way(cells, order):
    assert date_order(votes(cells, DATE_PATTERNS)) == order


@pytest.mark.parametrize(
    ("cells", "sign"),
    [
        (["1.50"], "."),
        (["1,50"], ","),
        (["1,234.5"], "."),
        (["1.234,5"], ","),
        (["1,234,567"], "."),
        (["1.234.567"], ","),
        (["0.123"], "."),
        (["0,123"], ","),
        (["12345.678"], "."),
        (["1,234"], ASK),
        (["1.234", "12"], ASK),
        (["12", "7"], None),
        (["1,234", "1,234.50"], "."),
        (["(1.234,50)", "1.234"], ","),
        (["$1,234.50"], "."),
        (["1.5", "2,5"], ASK),
        (["１，２３４．５０"], "."),
    ],
)
def test_the_sign_of_decimals_is_decided_by_those_that_read_one_way(cells, sign):
    assert decimals(votes(cells, NUMBER_PATTERNS)) == sign


@pytest.mark.parametrize("patterns", [DATE_PATTERNS, NUMBER_PATTERNS])
def test_the_engine_counts_the_same_votes(patterns):
    cells = [
        "13/01/2024",
        "01/13/2024",
        "1/2/2024",
        "1.2.2024",
        "26/11/06",
        "1,5",
        "1.5",
        "1,234",
        "0.123",
        "１，２３４．５０",
        " (1.234,50) ",
        "x",
        "",
        "1.234.567",
        "\x1f1.5",
    ]
    engine = duckdb.connect()
    engine.execute("CREATE TABLE t AS SELECT unnest(?::VARCHAR[]) AS c0", [cells])
    counted = engine.execute(f"SELECT {votes_sql('c0', patterns)} FROM t").fetchone()
    assert Votes(*counted) == votes(cells, patterns)


def dated(*days: str) -> str:
    rows = "".join(f"A,{day},1\n" for day in days)
    return "account_id,ordered_on,net_amount\n" + rows


def test_a_column_that_does_not_decide_is_asked_for(tmp_path):
    with pytest.raises(FileProblem) as problem:
        staged(tmp_path, dated("01/02/2024", "03/04/2024"))
    assert problem.value.code == "ask_date_order"
    assert "01/02/2024, 03/04/2024" in str(problem.value)
    assert "--date-order dmy" in problem.value.what_to_do
    assert list((tmp_path / "target").iterdir()) == []


@pytest.mark.parametrize(("order", "month"), [("dmy", 2), ("mdy", 1)])
def test_the_answer_is_taken(tmp_path, order, month):
    found = staged(tmp_path, dated("01/02/2024"), date_order=order)
    ((day,),) = lines(found, "ordered_on")
    assert day.month == month
    assert found.report.date_order == order


def test_a_day_far_down_the_file_decides(tmp_path):
    text = dated(*["01/02/2024"] * 60_000, "31/01/2024", *["01/02/2024"] * 60_000)
    path = tmp_path / "long.csv"
    path.write_text(text)
    assert inspect(path).date_order == ASK
    assert staged(tmp_path, path).report.date_order == "dmy"


def test_a_date_in_the_other_order_is_refused(tmp_path):
    found = staged(tmp_path, dated(*["31/01/2024"] * 30, "01/31/2024"))
    assert found.report.refused_reasons == {"bad_date": 1}


def test_amounts_that_do_not_decide_are_asked_for(tmp_path):
    text = 'account_id,ordered_on,net_amount\nA,2024-01-01,"1,234"\n'
    with pytest.raises(FileProblem) as problem:
        staged(tmp_path, text)
    assert problem.value.code == "ask_decimal"
    assert lines(staged(tmp_path, text, decimal="."), "net_amount") == [(1234,)]
    ((amount,),) = lines(staged(tmp_path, text, decimal=","), "net_amount")
    assert str(amount) == "1.2340"


def test_another_amount_column_decides_for_all(tmp_path):
    text = 'account_id,ordered_on,net_amount,cost\nA,2024-01-01,"1,234","1,000.50"\n'
    assert lines(staged(tmp_path, text), "net_amount") == [(1234,)]
