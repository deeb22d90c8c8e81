"""How often a method worked and what it brought, as on the page of the method."""

from __future__ import annotations

import pytest

from tests.analysis.method_pages import number, worked_table
from vitalfew.analysis.assessment.library import (
    Purposes,
    Suits,
    Tried,
    Wanted,
    record,
    suits,
    weight,
)

OUTCOMES = {
    "worked": "worked",
    "in part": "partly",
    "did not work": "failed",
    "running": "running",
}
CASES = [
    Tried(int(row["account"]), OUTCOMES[row["outcome"]], number(row["amount a year"]))
    for row in worked_table("library", "A worked case")
]


def test_cases_are_counted_as_on_the_page():
    found = record(CASES)

    assert (found.worked, found.partly, found.failed, found.running) == (3, 1, 1, 1)
    assert (found.ended, found.cases, found.accounts) == (5, 6, 5)
    assert found.share == pytest.approx(0.6)
    assert [round(end, 3) for end in found.interval] == [0.231, 0.882]


def test_what_it_brought_is_told_of_what_is_known():
    found = record(CASES)

    assert (found.middle, found.amounts[0], found.amounts[-1]) == (8500, 0, 40000)
    assert found.unknown == 1


def test_of_fewer_than_five_that_ended_no_share_is_told():
    found = record([*CASES[:4], CASES[5]])

    assert (found.worked, found.ended, found.share) == (3, 4, None)


def test_amounts_its_reader_may_not_know_are_neither_told_nor_called_unknown():
    found = record([Tried(1, "worked", told=False), Tried(2, "worked", 500.0)])

    assert (found.worked, found.amounts, found.unknown) == (2, (500.0,), 0)


def test_what_nobody_tried_brought_nothing_that_is_known():
    found = record([])

    assert (found.ended, found.share, found.middle) == (0, None, None)


def test_what_worked_surely_comes_first_and_what_only_failed_last():
    worked, failed = Tried(1, "worked"), Tried(1, "failed")
    four_of_five = record([worked] * 4 + [failed])
    one_of_one, never, failing = record([worked]), record([]), record([failed] * 3)

    ordered = sorted(
        [failing, never, one_of_one, four_of_five], key=lambda each: each.order
    )

    assert ordered == [four_of_five, one_of_one, never, failing]


METHOD = Purposes(
    stages=["establish"], gates=["value"], aims=["range"], words=["joint", "workshop"]
)


def test_a_method_suits_by_what_the_account_lacks_wants_and_is_at():
    wanted = Wanted("establish", ["executives", "value"], ["range"])

    assert suits(METHOD, wanted) == (
        Suits("gate", "value"),
        Suits("aim", "range"),
        Suits("stage", "establish"),
    )
    assert weight(suits(METHOD, wanted)) == 5
    assert suits(METHOD, Wanted("strengthen", ["levels"], ["margin"])) == ()


def test_once_something_is_written_only_what_has_a_word_of_it_suits():
    written = Wanted("establish", words=["work", "visit"])

    assert suits(METHOD, written) == (
        Suits("text", "work"),
        Suits("stage", "establish"),
    )
    assert suits(METHOD, Wanted("establish", words=["visit"])) == ()
