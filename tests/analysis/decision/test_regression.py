"""When falling back is proposed, and how far."""

from __future__ import annotations

import datetime as dt

import pytest

from vitalfew.analysis.criteria import GateCriteria
from vitalfew.analysis.decision.regression import Standing, regressions

CENTRAL = {"centralization": "central", "centralization_before": "central"}


def found(stage, **values):
    standing = Standing(**(CENTRAL | {"continuity": "regular", "growth": 0.1} | values))
    return [
        (each.cause, each.to, each.reason.sentence())
        for each in regressions(stage, standing, criteria=GateCriteria())
    ]


def test_nothing_is_proposed_where_nothing_changed():
    assert found("strengthen") == []


@pytest.mark.parametrize("before", ["central", "concentrated"])
def test_purchasing_that_was_dispersed_leads_to_the_start(before):
    assert found(
        "stabilize", centralization="dispersed", centralization_before=before
    ) == [
        (
            "reorganized",
            "establish",
            "Their purchasing is dispersed; it was not before",
        )
    ]


@pytest.mark.parametrize("now", ["central", "concentrated", "unknown", ""])
def test_what_is_not_dispersed_now_says_nothing(now):
    assert found("strengthen", centralization=now) == []


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"parent": "Aster AG"}, "Belongs to Aster AG by now, and not before"),
        (
            {"parent": "Aster AG", "parent_before": "Norvik SE"},
            "Belongs to Aster AG by now, and not before",
        ),
        ({"parent_before": "Norvik SE"}, "Does not belong to Norvik SE any more"),
    ],
)
def test_another_parent_leads_to_the_start(values, said):
    assert found("stabilize", **values) == [("owner", "establish", said)]
    assert found("stabilize", parent="Norvik SE", parent_before="Norvik SE") == []


def test_purchases_that_fell_lead_one_stage_back_from_the_top_only():
    fell = [("fell", "stabilize", "Purchases fell by 30.0% within 12 months")]

    assert found("strengthen", growth=-0.3) == fell
    assert found("strengthen", growth=-0.29) == []
    assert found("stabilize", growth=-0.9) == []


def test_a_share_of_their_need_that_fell_leads_one_stage_back_from_the_top_only():
    said = "Our share of what they need fell from 40.0% to 28.0%"
    fell = {"share": 0.28, "share_before": 0.4}

    assert found("strengthen", **fell) == [("share", "stabilize", said)]
    assert found("strengthen", **fell | {"share": 0.29}) == []
    assert found("stabilize", **fell) == []


@pytest.mark.parametrize("unknown", ["share", "share_before"])
def test_a_share_that_is_unknown_is_not_a_fall(unknown):
    values = {"share": 0.1, "share_before": 0.4} | {unknown: None}

    assert found("strengthen", **values) == []


def test_growth_that_is_unknown_is_not_a_fall():
    assert found("strengthen", growth=None) == []


def test_the_deepest_fall_stands_first():
    everything = found(
        "strengthen",
        centralization="dispersed",
        continuity="lapsed",
        growth=-0.5,
        framework="F-1",
        framework_ended=dt.date(2026, 6, 30),
    )

    assert [(cause, to) for cause, to, _said in everything] == [
        ("framework", "establish"),
        ("lapsed", "establish"),
        ("reorganized", "establish"),
        ("fell", "stabilize"),
    ]
    assert everything[0][2] == "The framework F-1 ended on 2026-06-30"


@pytest.mark.parametrize("stage", ["establish", "zero"])
def test_who_stands_at_the_start_cannot_fall_back_to_it(stage):
    assert found(stage, continuity="lapsed", growth=-0.9) == []
