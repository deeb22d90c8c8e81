"""Activity events are kept as order lines are: each once, withdrawn without a trace."""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from tests.files.lake import Lake, contents, event, line, slow_rule


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path)


def visits(*months: int, minutes: int = 60) -> list[dict]:
    """Two numbered visits and two calls alike that nobody numbered, each month."""
    return [
        each
        for month in months
        for each in (
            event(
                "A",
                f"2024-{month:02d}-03",
                "visit",
                event_id=f"V{month}",
                minutes=Decimal(minutes).quantize(Decimal("0.0001")),
            ),
            event("B", f"2024-{month:02d}-20", "call", event_id=None, minutes=None),
            event("B", f"2024-{month:02d}-20", "call", event_id=None, minutes=None),
        )
    ]


def counted(lake: Lake) -> Counter:
    return Counter(contents(row) for row in lake.rows(kind="activities"))


def test_overlapping_exports_count_each_event_once_and_withdrawing_restores(lake):
    first = lake.add(visits(1, 2, 3), "activities")
    lake.add(visits(2, 3, 4), "activities")
    assert counted(lake) == Counter(map(contents, visits(1, 2, 3, 4)))
    lake.withdraw(first)
    assert counted(lake) == Counter(map(contents, visits(2, 3, 4)))


def test_the_same_events_again_change_nothing(lake):
    lake.add(visits(1), "activities")
    again = lake.add(visits(1), "activities")
    assert counted(lake) == Counter(map(contents, visits(1)))
    lake.withdraw(again)
    assert counted(lake) == Counter(map(contents, visits(1)))


def test_a_corrected_time_of_a_numbered_event_counts_until_it_is_withdrawn(lake):
    lake.add(visits(1), "activities")
    correction = lake.add(visits(1, minutes=75), "activities")
    assert counted(lake) == Counter(map(contents, visits(1, minutes=75)))
    lake.withdraw(correction)
    assert counted(lake) == Counter(map(contents, visits(1)))


def test_a_visit_and_a_return_may_have_one_number(lake):
    lake.add([event("A", "2024-01-05", "visit", event_id="7")], "activities")
    lake.add([event("A", "2024-01-05", "return", event_id="7")], "activities")
    assert len(lake.rows(kind="activities")) == 2


def test_orders_and_events_do_not_touch_each_other(lake):
    lake.add([line("A", "2024-01-05", 50)])
    lake.add(visits(1), "activities")
    assert lake.amounts() == [("A", "2024-01-05", "50.0000")]
    assert len(lake.rows(kind="activities")) == 3
    assert lake.store.totals(lake.committed).lines == 1
    found = lake.store.totals(lake.committed, kind="activities")
    assert (found.lines, found.net_amount) == (3, None)


def test_a_batch_of_events_tells_its_period_and_accounts(lake):
    batch = lake.add(visits(1, 3), "activities")
    assert (str(batch.first_day), str(batch.last_day)) == ("2024-01-03", "2024-03-20")
    assert (batch.first_account, batch.last_account) == ("A", "B")


def test_no_events_are_an_empty_table_with_all_columns(lake):
    table = lake.store.lines([], kind="activities").to_pyarrow()
    assert (table.num_rows, "activity" in table.column_names) == (0, True)


def test_batches_with_other_columns_are_one_table(lake):
    lake.add([event("A", "2024-01-05", "visit")], "activities")
    lake.add([event("B", "2024-01-06", "order entry", rush=True)], "activities")
    found = {row["account_id"]: row["rush"] for row in lake.rows(kind="activities")}
    assert found == {"A": None, "B": Decimal(1)}


EVENT = st.fixed_dictionaries(
    {
        "account_id": st.sampled_from(["A", "B"]),
        "occurred_on": st.integers(0, 2).map(lambda n: date(2024, 1, 1) + timedelta(n)),
        "activity": st.sampled_from(["visit", "call"]),
        "event_id": st.sampled_from([None, "1", "2"]),
        "minutes": st.sampled_from([None, Decimal("5.0000")]),
    }
)
STEPS = st.lists(
    st.one_of(
        st.lists(EVENT, min_size=1, max_size=8).map(lambda rows: ("import", rows)),
        st.integers(0, 9).map(lambda n: ("withdraw", n)),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS)
def test_any_sequence_of_imports_and_withdrawals_counts_by_the_rule(steps):
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake(Path(folder))
        kept: list[list[dict]] = []
        for step, value in steps:
            if step == "withdraw" and kept:
                at = value % len(kept)
                lake.withdraw(lake.committed[at])
                del kept[at]
            elif step == "import":
                lake.add(value, "activities", columns=list(value[0]))
                kept.append(value)
            assert counted(lake) == slow_rule(kept, "activities")
