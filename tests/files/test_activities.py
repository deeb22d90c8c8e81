"""Activity events: read like order lines, by docs/methods/activities.md."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import ibis
import pandas as pd
import pyarrow as pa
import pytest

import vitalfew as vf
from tests.analysis.method_pages import worked_table
from tests.files.reader import lines, refused, staged, written
from vitalfew.analysis.events import COLUMNS
from vitalfew.analysis.orders import OrdersError
from vitalfew.files import cleaning
from vitalfew.files.fields import RECORD
from vitalfew.files.inspection import inspect
from vitalfew.files.problems import FileProblem
from vitalfew.files.reading import read_activities

GIVEN = (
    "customer", "date", "activity", "event no", "minutes", "lines", "rush",
)  # fmt: skip


def read(tmp_path, text, **given):
    return staged(tmp_path, text, kind="activities", **given)


def page(tmp_path):
    rows = worked_table("activities", "Worked table")
    text = ",".join(GIVEN) + "\n"
    for row in rows:
        text += ",".join(row[name].replace("−", "-") for name in GIVEN) + "\n"
    excluded = frozenset({"散客"})
    found = read(tmp_path, text, today=date(2024, 12, 31), exclude_accounts=excluded)
    return rows, found


def test_every_line_of_the_worked_table_has_its_fate(tmp_path):
    rows, found = page(tmp_path)
    fates = [row["fate"] for row in rows]
    report = found.report
    assert report.read == len(rows)
    assert report.used == fates.count("used")
    told = {**report.refused_reasons, **report.left_out_reasons}
    assert told == {fate: fates.count(fate) for fate in set(fates) - {"used"}}
    assert {(row, reason) for row, _, _, reason in refused(found)} == {
        (row["row"], row["fate"]) for row in rows if row["fate"] in cleaning.REFUSALS
    }
    assert (report.first_day, report.last_day) == (date(2024, 1, 5), date(2024, 1, 6))
    assert (report.accounts, report.totals, report.noted) == (1, {}, {})


def test_the_times_that_count_are_those_of_the_worked_table(tmp_path):
    rows, found = page(tmp_path)
    expected = [row["minutes used"] for row in rows if row["fate"] == "used"]
    used = lines(found, "minutes")
    assert sorted("–" if m is None else f"{m.normalize():f}" for (m,) in used) == (
        sorted(expected)
    )


def test_a_refused_line_names_its_column_and_value(tmp_path):
    text = "customer,date,activity,hours\nA,2024-01-05,visit,-1.5\nA,2024-01-05,call,1"
    assert refused(read(tmp_path, text + "\n")) == [
        ("2", "hours", "'-90.0000", "below_zero")
    ]


def test_hours_are_minutes_where_no_minutes_stand(tmp_path):
    text = (
        "customer,date,activity,minutes,hours\n"
        "A,2024-01-05,visit,,1.5\nA,2024-01-06,visit,20,9\nA,2024-01-07,visit,,\n"
    )
    assert lines(read(tmp_path, text), "minutes") == [
        (Decimal(90),), (Decimal(20),), (None,),
    ]  # fmt: skip


def test_two_files_that_hold_the_same_event_count_it_once(tmp_path):
    head = "customer,date,activity\n"
    both = [
        written(
            tmp_path, head + "A,2024-01-05,call\nA,2024-01-05,call\n", name="a.csv"
        ),
        written(
            tmp_path, head + "A,2024-01-05,call\nB,2024-01-05,call\n", name="b.csv"
        ),
    ]
    report = read(tmp_path, both).report
    assert (report.read, report.used, report.left_out_reasons) == (
        4,
        3,
        {"overlap": 1},
    )


@pytest.mark.parametrize(
    ("headings", "cells", "expected"),
    [
        (
            ["Kunde", "Besuchsdatum", "Tätigkeit", "Dauer (Minuten)", "Entfernung"],
            ["K1", "31.01.2024", "Besuch", "90", "12,5"],
            "account_id occurred_on activity minutes km",
        ),
        (
            [
                "客户编号",
                "拜访日期",
                "作业",
                "工单号",
                "用时(小时)",
                "订单行数",
                "是否加急",
            ],
            ["K1", "2024-01-31", "订单处理", "7", "0.5", "4", "是"],
            "account_id occurred_on activity event_id hours lines rush",
        ),
        (
            ["AccountId", "ActivityDate", "Type", "Id", "Duration", "Sales order"],
            ["K1", "2024-01-31", "Call", "00T1", "15", "SO-1"],
            "account_id occurred_on activity event_id minutes order_id",
        ),
        (
            ["Customer name", "When", "Task", "Number of events", "Quantity"],
            ["Acme", "2024-01-31", "Delivery", "2", "5"],
            "account_id occurred_on activity events quantity",
        ),
    ],
)
def test_headings_of_three_languages_are_recognized(
    tmp_path, headings, cells, expected
):
    text = ";".join(headings) + "\n" + ";".join(cells) + "\n"
    path = written(tmp_path, text, name="mapped.csv")
    found = inspect(path, kind="activities").mapping
    assert found == dict(zip(expected.split(), headings, strict=True))


def test_a_customer_that_is_only_named_is_marked_as_a_guess(tmp_path):
    path = written(tmp_path, "客户名称,日期,活动\n甲,2024-01-31,拜访\n")
    found = inspect(path, kind="activities")
    assert found.mapping["account_id"] == "客户名称"
    assert {c.heading: c.confidence for c in found.columns}["客户名称"] < 1


def test_a_file_that_does_not_say_what_was_done_is_asked_about(tmp_path):
    with pytest.raises(FileProblem) as error:
        read(tmp_path, "customer,date\nA,2024-01-31\n")
    assert error.value.code == "unmapped"
    assert error.value.values["fields"] == "activity"


def test_the_fields_are_those_of_the_contract():
    assert [(f.name, f.required) for f in RECORD] == [
        (c.name, c.required) for c in COLUMNS
    ]
    kinds = {"date": "date", "number": "decimal(18, 4)", "flag": "decimal(18, 4)"}
    assert [kinds.get(f.type, "string") for f in RECORD] == [
        str(c.type) for c in COLUMNS
    ]


# In Python


def test_a_table_of_any_library_is_read(tmp_path):
    given = {
        "customer": ["A"],
        "day": ["2024-01-05"],
        "task": ["visit"],
        "urgent": ["y"],
    }
    for table in (pd.DataFrame(given), ibis.memtable(pa.table(given))):
        (row,) = read_activities(table).lines.to_pyarrow().to_pylist()
        assert row == {
            "account_id": "A",
            "occurred_on": date(2024, 1, 5),
            "activity": "visit",
            "rush": Decimal(1),
        }


def test_events_of_a_subsidiary_count_for_its_group(tmp_path):
    path = written(tmp_path, "customer,date,activity\nA,2024-01-05,visit\n")
    events = vf.read_activities(path, parents={"A": "G"})
    (row,) = events.lines.to_pyarrow().to_pylist()
    assert (row["account_id"], row["unit_id"]) == ("G", "A")
    assert (events.rows.read, events.rows.used) == (1, 1)


def test_a_person_may_say_which_column_is_what(tmp_path):
    path = written(tmp_path, "a,b,c\nX,2024-01-05,visit\n")
    given = {"account_id": "a", "occurred_on": "b", "activity": "c"}
    assert vf.read_activities(path, map=given).lines.count().to_pyarrow().as_py() == 1


def test_a_table_without_the_keys_of_an_event_is_refused():
    from vitalfew.analysis.events import conform_events

    with pytest.raises(OrdersError, match="no column occurred_on and no column activ"):
        conform_events(ibis.memtable(pa.table({"account_id": ["A"]})))
