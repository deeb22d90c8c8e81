from dataclasses import fields

import pytest

from tests.analysis.method_pages import PAGES
from vitalfew.analysis.criteria import (
    ASKED,
    RANGES,
    CapacityCriteria,
    Criteria,
    CriteriaError,
    FitCriteria,
    PaybackCriteria,
    WeightCriteria,
)

NAMES = [
    f"{group.name}.{own.name}"
    for group in fields(Criteria)
    if group.name != "rates"  # tables of their own, not single figures
    for own in fields(group.default_factory)
]


WORDS = {"none": None, "true": True, "false": False}


def test_the_method_page_lists_every_criterion_with_its_default():
    shown = {}
    for line in (PAGES / "criteria.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("| `"):
            name, default = [cell.strip(" `") for cell in line.split("|")[1:3]]
            shown[name] = WORDS[default] if default in WORDS else float(default)

    assert shown == {name: Criteria().value(name) for name in NAMES}


def test_every_criterion_has_a_range_or_is_yes_or_no():
    assert sorted([*(name for name, _, _ in RANGES), *ASKED]) == sorted(NAMES)


def test_criteria_come_back_from_storage_as_they_were():
    criteria = Criteria(
        payback=PaybackCriteria(investment=5e6), capacity=CapacityCriteria(accounts=12)
    )

    assert Criteria.from_dict(criteria.to_dict()) == criteria
    assert Criteria.from_dict({}) == Criteria()


@pytest.mark.parametrize(
    ("stored", "message"),
    [
        ({"weight": {}}, "weight: there is no such group of criteria."),
        ({"weights": {"size": 1}}, "weights.size: there is no such criterion."),
        (
            {"weights": {"growth": -1}},
            "weights.growth: -1 is below 0, the least allowed.",
        ),
        (
            {"capacity": {"share_of_accounts": 1.2}},
            "capacity.share_of_accounts: 1.2 is above 1, the most allowed.",
        ),
        (
            {"capacity": {"accounts": 2.5}},
            "capacity.accounts: 2.5 is not a whole number.",
        ),
        ({"payback": {"investment": "5"}}, "payback.investment: '5' is not a number."),
        (
            {"selection": {"strength": float("nan")}},
            "selection.strength: nan is not a number.",
        ),
    ],
)
def test_a_wrong_criterion_is_refused_by_name(stored, message):
    with pytest.raises(CriteriaError) as refused:
        Criteria.from_dict(stored)

    assert str(refused.value) == message


def test_an_axis_needs_at_least_one_weight():
    none = WeightCriteria(
        **dict.fromkeys(
            ("contribution", "growth", "potential", "margin", "expected"), 0
        )
    )

    with pytest.raises(CriteriaError, match="at least one weight of attractiveness"):
        Criteria(weights=none)


def test_thresholds_that_contradict_each_other_are_refused():
    with pytest.raises(
        CriteriaError, match=r"fit.partial: 4 is above fit.good \(3.5\)"
    ):
        Criteria(fit=FitCriteria(partial=4))
