"""Gates to the next stage: by evidence, by a word, or unknown."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace

import pytest

from vitalfew.analysis.criteria import Criteria, CriteriaError, GateCriteria
from vitalfew.analysis.decision.gates import (
    EVIDENCE,
    GATES,
    Facts,
    Word,
    below,
    gates,
    next_stage,
)

TODAY = dt.date(2026, 11, 27)
GOOD = Facts(
    purchase_days=40,
    manager="Marta Olsen",
    continuity="regular",
    expected=950.0,
    last_12_months=1000.0,
)
ASKED = GateCriteria()


def state(name, facts=GOOD, criteria=ASKED, on=TODAY):
    stage = next(stage for stage, names in GATES.items() if name in names)
    found = {gate.name: gate for gate in gates(stage, facts, criteria=criteria, on=on)}
    return found[name].state, found[name].reason.sentence()


def said(name, *, holds=True, on=TODAY):
    return replace(GOOD, words={name: Word(holds, on)})


def test_there_is_a_criterion_for_each_gate():
    answers = {each.name for each in fields(GateCriteria) if each.type == "bool"}

    assert {name for names in GATES.values() for name in names} == answers


def test_the_stages_follow_each_other():
    assert [next_stage(stage) for stage in GATES] == [
        "establish", "stabilize", "strengthen", None,
    ]  # fmt: skip
    assert below("zero") == ()
    assert below("strengthen") == ("zero", "establish", "stabilize")


def test_starting_anew_from_zero_asks_for_nothing():
    assert gates("establish", Facts(), criteria=ASKED, on=TODAY) == ()


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("experience", {"purchase_days": 3}, ("met", "Bought on 3 days")),
        (
            "experience",
            {"purchase_days": 2},
            ("missing", "Bought on 2 days; 3 are asked for"),
        ),
        (
            "experience",
            {"purchase_days": None},
            ("unknown", "Not measured: no orders in the window"),
        ),
        ("manager", {}, ("met", "Marta Olsen runs it")),
        ("manager", {"manager": ""}, ("missing", "Nobody is named")),
        ("continuous", {"continuity": "continuous"}, ("met", "Buys continuously")),
        (
            "continuous",
            {"continuity": "lumpy"},
            ("missing", "Does not buy continuously"),
        ),
        (
            "continuous",
            {"continuity": "new"},
            ("unknown", "Too little history to say"),
        ),
        (
            "sustained",
            {"expected": 900.0},
            ("met", "900 expected after 1,000 in the last 12 months"),
        ),
        (
            "sustained",
            {"expected": 899.0},
            ("missing", "Only 899 expected after 1,000 in the last 12 months"),
        ),
        (
            "sustained",
            {"expected": None},
            ("unknown", "No forecast of this account"),
        ),
        (
            "value",
            {"agreed": ("Stock on site", "Eva Akker", dt.date(2026, 5, 2))},
            ("met", "Eva Akker agreed to Stock on site on 2026-05-02"),
        ),
        (
            "levels",
            {"levels": frozenset({"technical", "management"})},
            ("met", "Met within a year at both levels"),
        ),
        (
            "levels",
            {"levels": frozenset({"executive", "management"})},
            (
                "missing",
                "Of their technical people and their management only one was met",
            ),
        ),
        (
            "levels",
            {"levels": frozenset()},
            ("missing", "Nobody of theirs was met within a year"),
        ),
        (
            "executives",
            {"executives": True},
            ("met", "Our sponsor met them within a year"),
        ),
        (
            "executives",
            {"executives": False},
            (
                "missing",
                "Our sponsor has not met their executives within a year",
            ),
        ),
        ("calm", {}, ("met", "No early warning lasts")),
        ("calm", {"warnings": 2}, ("missing", "Early warnings that last: 2")),
        # Nobody can be warned of orders that nobody looked at.
        (
            "calm",
            {"purchase_days": None},
            ("unknown", "Not measured: no orders in the window"),
        ),
        (
            "sustained",
            {"expected": 0.0, "last_12_months": 0.0},
            (
                "missing",
                "Brought 0 in the last 12 months: nothing that could hold",
            ),
        ),
        (
            "sustained",
            {"expected": 5.0, "last_12_months": -100.0},
            (
                "missing",
                "Brought -100 in the last 12 months: nothing that could hold",
            ),
        ),
    ],
)
def test_evidence_answers_a_gate(name, values, expected):
    assert state(name, replace(GOOD, **values)) == expected


def test_what_nobody_confirmed_is_unknown_and_never_met():
    words = [
        name
        for names in GATES.values()
        for name in names
        if name not in EVIDENCE or name in {"value", "executives", "levels"}
    ]

    assert words == [
        "team", "value", "responsibility", "channel", "executives", "levels",
        "no_crisis",
    ]  # fmt: skip
    for name in words:
        assert state(name) == ("unknown", "Nobody has confirmed it yet")


def test_a_confirmation_counts_for_twelve_months_and_is_then_asked_for_again():
    exactly = dt.date(2025, 11, 27)
    day_after = dt.date(2025, 11, 28)

    assert state("value", said("value", on=day_after))[0] == "met"
    assert state("value", said("value", on=exactly)) == (
        "unknown",
        "Confirmed on 2025-11-27: too long ago, ask again",
    )


def test_a_word_that_it_is_not_so_is_missing_however_old():
    facts = said("value", holds=False, on=dt.date(2020, 1, 1))

    assert state("value", facts) == ("missing", "Not so, said on 2020-01-01")


def test_a_word_counts_until_there_are_records_which_can_only_be_set_aside():
    word = said("levels")
    known = replace(word, levels=frozenset({"technical"}))
    denied = replace(
        said("levels", holds=False), levels=frozenset({"technical", "executive"})
    )

    assert state("levels", word) == ("met", "Confirmed on 2026-11-27")
    assert state("levels", known) == ("met", "Set aside on 2026-11-27")
    assert state("levels", denied) == ("met", "Met within a year at both levels")


def test_evidence_against_a_gate_can_be_set_aside_but_not_made():
    aside = replace(said("continuous"), continuity="lumpy")
    denied = said("continuous", holds=False)

    assert state("continuous", aside) == ("met", "Set aside on 2026-11-27")
    assert state("continuous", denied) == ("met", "Buys continuously")


def test_a_gate_that_is_not_asked_is_not_there():
    criteria = replace(ASKED, calm=False)

    found = gates("strengthen", GOOD, criteria=criteria, on=TODAY)

    assert [gate.name for gate in found] == [
        "continuous", "sustained", "levels", "no_crisis",
    ]  # fmt: skip


def test_whether_a_gate_is_asked_is_yes_or_no():
    with pytest.raises(CriteriaError, match=r"gates\.calm: 1 is not yes or no"):
        Criteria.from_dict({"gates": {"calm": 1}})
