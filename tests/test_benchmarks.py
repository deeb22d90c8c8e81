"""The report of `make bench`: what was measured is never lost."""

from __future__ import annotations

import sys
import time

import pytest
from benchmarks.measure import FailedError, Session
from benchmarks.report import Report, Table
from benchmarks.run import measured
from benchmarks.topics import TOPICS, Topic


@pytest.fixture
def report(tmp_path):
    return Report.read(["screens", "pages"], tmp_path / "benchmarks.md")


@pytest.fixture
def session(tmp_path):
    return Session(folder=tmp_path, scale=1.0, ends=time.monotonic() + 60)


def table(title: str, figure: str) -> Table:
    return Table(title, "What it means.", ["lines", "time"], [["1,000", figure]])


def topic(*tables: Table, fails: bool = False) -> Topic:
    def measure(_session):
        yield from tables
        if fails:
            raise FailedError("Out of memory.")

    return Topic(measure, minutes=1)


def test_a_table_takes_the_place_of_the_one_measured_before(report, session):
    assert measured("screens", topic(table("Screening", "9 s")), session, report)
    assert measured("screens", topic(table("Screening", "7 s")), session, report)
    text = report.path.read_text("utf-8")
    assert "| 1,000 | 7 s |" in text
    assert "9 s" not in text
    assert "`python -m benchmarks.run screens`" in text


def test_a_topic_that_fails_keeps_its_earlier_tables(report, session, capsys):
    before = topic(table("Screening", "9 s"), table("Memory", "2 s"))
    assert measured("screens", before, session, report)
    fails = topic(table("Screening", "7 s"), fails=True)
    assert not measured("screens", fails, session, report)
    text = report.path.read_text("utf-8")
    assert "| 1,000 | 7 s |" in text
    assert "| 1,000 | 2 s |" in text
    assert "Out of memory." in capsys.readouterr().err


def test_the_page_is_read_back_as_it_was_written(report, session):
    measured("pages", topic(table("Pages", "60 ms")), session, report)
    measured("screens", topic(table("Screening", "9 s")), session, report)
    again = Report.read(report.topics, report.path)
    assert again == report
    text = report.path.read_text("utf-8")
    assert text.index("## Screening") < text.index("## Pages")


def test_a_table_a_topic_gave_up_goes_when_it_comes_to_its_end(report, session):
    measured(
        "screens", topic(table("Old", "1 s"), table("New", "2 s")), session, report
    )
    measured("screens", topic(table("New", "3 s")), session, report)
    assert list(report.sections) == [("screens", "New")]


def test_a_command_that_fails_or_takes_too_long_is_an_error(tmp_path):
    long = Session(folder=tmp_path, scale=1.0, ends=time.monotonic() + 60)
    with pytest.raises(FailedError, match="Failed with 3"):
        long.python("raise SystemExit(3)")
    over = Session(folder=tmp_path, scale=1.0, ends=time.monotonic() + 0.2)
    with pytest.raises(FailedError, match="its time was over"):
        over.python("import time; time.sleep(60)")


def test_processes_are_measured(session):
    used = session.python("print(sum(range(10**6)))", runs=2)
    assert used.processor > 0
    assert used.seconds > 0
    assert used.peak_mb > 1


def test_every_topic_is_a_file_of_its_own():
    modules = [each.tables.__module__ for each in TOPICS.values()]
    assert modules == [f"benchmarks.{name}" for name in TOPICS]
    assert all(name in sys.modules for name in modules)


def test_the_product_s_own_command_is_measured(session):
    assert session.vitalfew("--version").seconds > 0
