"""Who of us knows whom of them: the tables of its page, and what is missing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.method_pages import number, worked_table
from vitalfew.analysis.assessment.relationship import (
    INFLUENCE,
    SUPPORT,
    WEIGHTS,
    Bond,
    Contacted,
    Known,
    bonds,
    coverage,
    gaps,
    levels_met,
    matches,
    score,
    thread,
)

TODAY = dt.date(2026, 7, 31)
LONG_AGO = TODAY - dt.timedelta(days=91)
COO = Known("p1", "Ingrid Solheim", "executive", frozenset({"economic"}))
CHAMPION = Known("p2", "Eva Akker", "technical", frozenset({"champion"}), "strong")
BUYER = Known("p3", "Tom Marsh", "management", frozenset({"procurement"}))


def met(text, ours="u1", theirs="p1"):
    kind, day = text.split()
    return Contacted(ours, theirs, kind, dt.date.fromisoformat(day))


def known(*strengths, last=TODAY, theirs="p1"):
    return {
        (f"u{i}", theirs): Bond(strength, last, 1)
        for i, strength in enumerate(strengths)
    }


def missing(people, ties, *, recorded=True, our_levels=None):
    names = {"u0": "Marta Olsen"}
    found = gaps(
        people,
        ties,
        names=names,
        our_levels=our_levels or {},
        recorded=recorded,
        on=TODAY,
    )
    return [(gap.kind, gap.key) for gap in found]


def test_the_weights_are_those_of_the_page():
    rows = worked_table("relationship", "Coverage")

    assert {row["kind"]: number(row["weight"]) for row in rows} == WEIGHTS


@pytest.mark.parametrize("row", worked_table("relationship", "Worked ties"))
def test_the_worked_ties_hold(row):
    found = bonds(map(met, row["contact"].split(", ")), on=TODAY)

    strengths = [round(bond.strength, 3) for bond in found.values()]
    assert strengths == [each for each in [number(row["strength"])] if each is not None]
    assert coverage(found.values()) == row["coverage"]


@pytest.mark.parametrize("row", worked_table("relationship", "Thread"))
def test_the_worked_threads_hold(row):
    found = thread(known(*map(float, row["strength of each of us"].split(", "))))

    assert round(found.people, 2) == number(row["people"])
    assert found.is_single == (row["single"] == "yes")
    assert found.ours == "u0"


def test_contact_to_come_is_no_contact():
    assert bonds([met("meeting 2026-08-01")], on=TODAY) == {}


@given(st.lists(st.floats(0, 0.99), min_size=1, max_size=6))
def test_whoever_of_us_joins_never_lessens_how_well_we_know_somebody(strengths):
    order = ["none", "brief", "multiple", "in_depth"]
    ties = [Bond(each, TODAY, 1) for each in strengths]

    steps = [order.index(coverage(ties[:count])) for count in range(len(ties) + 1)]

    assert steps == sorted(steps)
    together = 1 - prod(1 - each for each in strengths)
    assert (coverage(ties) == "in_depth") == (together >= 0.75)


def test_the_share_of_the_way_counts_only_who_is_rated():
    people = [
        replace(COO, influence="decisive", support="critic"),
        replace(CHAMPION, support="mentor"),
        BUYER,
    ]
    covered = {"p1": "in_depth", "p2": "multiple", "p3": "in_depth"}

    # (3 × −0.5 × 1 + 2 × 1 × ⅔) ÷ (3 + 2)
    assert score(people, covered) == pytest.approx(-1 / 30)
    assert score([BUYER], covered) is None
    assert score([replace(BUYER, influence="none", support="mentor")], covered) is None


def test_the_scales_run_from_least_to_most():
    assert list(INFLUENCE.values()) == [0, 1, 2, 3]
    assert list(SUPPORT.values()) == [1, 0.5, 0, -0.5, -1]


def test_who_decides_and_was_not_met_is_the_first_gap():
    ties = known(0.9, 0.9, theirs="p2")

    assert missing([CHAMPION, BUYER, COO], ties) == [
        ("unmet", "p1"), ("level", ""), ("level", ""),
    ]  # fmt: skip
    blocker = replace(BUYER, support="opponent")
    assert missing([CHAMPION, blocker, COO], ties)[:2] == [
        ("unmet", "p1"), ("blocker", "p3"),
    ]  # fmt: skip


def test_while_no_contact_was_written_down_nobody_is_called_unmet():
    nameless = Known("p9", "", title="Finance director", nameless=True)
    unrated = Known("p8", "Lu Ng")

    assert missing([COO, CHAMPION], {}, recorded=False) == []
    assert missing([CHAMPION, nameless, unrated], {}, recorded=False) == [
        ("no_decider", ""), ("nameless", "p9"), ("unrated", ""),
    ]  # fmt: skip


def test_key_people_left_alone_are_named_the_longest_first():
    older = LONG_AGO - dt.timedelta(days=9)
    ties = known(0.5, 0.5, last=LONG_AGO) | known(0.5, 0.5, last=older, theirs="p2")

    assert missing([COO, CHAMPION], ties) == [("faded", "p2"), ("faded", "p1")]
    fresh = known(0.5, 0.5, last=LONG_AGO + dt.timedelta(days=1))
    assert missing([COO], fresh) == []


def test_contact_that_hangs_on_one_of_us_is_said_with_the_name():
    ours = {"u0": "Marta Olsen"}
    found = gaps([COO], known(0.9), names=ours, our_levels={}, recorded=True, on=TODAY)

    assert found[0].reason.values == {"share": 1.0, "name": "Marta Olsen"}


def test_a_level_at_which_nobody_is_known_is_not_called_unmet():
    assert levels_met([COO, CHAMPION], {"p1": "none", "p2": "brief"}) == {
        "executive": False,
        "technical": True,
    }


@pytest.mark.parametrize("row", worked_table("relationship", "Parity"))
def test_the_worked_parity_holds(row):
    theirs = replace(BUYER, level=row["theirs"])

    [found] = matches([theirs], known(0.5, theirs="p3"), {"u0": row["ours"]})

    assert found.above == number(row["theirs above"])


def test_the_highest_of_us_stands_for_us_and_of_equals_the_closest():
    ties = known(0.9, 0.3, 0.4)
    levels = {"u0": "technical", "u1": "management", "u2": "management"}

    [found] = matches([COO, replace(BUYER, level="")], ties, levels)

    assert (found.theirs, found.ours, found.above) == ("p1", "u2", 1)
    assert matches([COO], ties, {}) == []


def test_who_counts_and_stands_above_all_of_us_is_a_gap():
    ties = known(0.5, 0.5)

    below = {"u0": "management", "u1": "technical"}
    assert missing([COO], ties, our_levels=below) == [("below", "p1")]
    assert missing([COO], ties, our_levels=below | {"u1": "executive"}) == []
    assert missing([BUYER, COO], known(0.5, 0.5, theirs="p3"), our_levels=below) == [
        ("unmet", "p1"), ("level", ""),
    ]  # fmt: skip
