"""Every rule is as sensitive as the false alarms allow that the firm bears."""

from __future__ import annotations

import pyarrow as pa
import pytest

from tests.analysis.method_pages import number, worked_table
from tests.analysis.order_tables import orders_of
from vitalfew.analysis.assessment.warning import warnings
from vitalfew.analysis.assessment.warning.levels import (
    SHIFTS,
    Levels,
    levels_of,
    settings,
    tried_on,
)
from vitalfew.analysis.assessment.warning.silence import LEVELS
from vitalfew.analysis.criteria import WarningCriteria

MONTHS = 36
WORKED = worked_table("warning", "Worked level")


def on(month, day):
    """A day of the months from January 2022 on."""
    return f"{2022 + month // 12}-{month % 12 + 1:02}-{day:02}"


def buyer(name, *, seals=range(MONTHS), away=()):
    """Pumps on three days a month, one of them from Ulm; seals on the first."""
    for month in range(MONTHS):
        for day in (1, 11, 21):
            unit = "Ulm" if day == 21 or month in away else "Wuxi"
            row = {"account_id": name, "ordered_on": on(month, day), "unit_id": unit}
            yield row | {"category": "Pumps", "net_amount": 9}
            if day == 1 and month in seals:
                yield row | {"category": "Seals", "net_amount": 1}


@pytest.fixture(scope="module")
def firm():
    """Eighty accounts: twenty and ten pause seals, twenty buy elsewhere for a while."""
    kinds = {
        "rare": (20, {"seals": (3, 7, 12, 27)}),
        "often": (10, {"seals": (3, 5, 7, 8, 10, 12, 27)}),
        "away": (20, {"away": range(24, 28)}),
        "steady": (30, {}),
    }
    rows = [
        row
        for kind, (count, options) in kinds.items()
        for place in range(count)
        for row in buyer(f"{kind}{place}", **options)
    ]
    return orders_of(rows, start="2022-01-01", as_of="2025-01-01")


@pytest.fixture(scope="module")
def tried(firm):
    return levels_of(firm)


@pytest.mark.parametrize("row", WORKED, ids=lambda row: f"{row['rule']} {row['level']}")
def test_the_worked_level_of_the_page(tried, row):
    level = number(row["level"])
    found = tried[row["rule"]]

    assert found.false_alarms[level] == number(row["false alarms"])
    years = number(row["account-years"])
    assert found.account_years[level] == pytest.approx(years, abs=0.05)


@pytest.mark.parametrize(
    ("allowed", "narrowing", "moved"),
    [(1.0, 0.1, 0.1), (0.9, 0.02, 0.1), (0.5, 0.02, 0.05), (0.2, 0.002, 0.05)],
)
def test_the_most_sensitive_level_is_used_that_keeps_to_the_false_alarms_borne(
    tried, allowed, narrowing, moved
):
    assert tried["narrowing_category"].level(allowed) == narrowing
    assert tried["centralization"].level(allowed) == moved
    assert tried["narrowing_unit"].level(allowed) == 0.1


def test_a_past_too_short_to_count_leaves_the_choice_to_theory():
    """Twelve looks a year, each wrong in at most `level`."""
    short = Levels(dict.fromkeys(LEVELS, 0), dict.fromkeys(LEVELS, 10.0))

    assert short.level(0.29) == 0.02
    assert short.level(0.1) == 0.005
    assert short.level(0.0) == LEVELS[-1]
    # With three allowed the past tells, and it holds none.
    assert short.level(0.3) == 0.1
    assert short.setting("narrowing_unit", 0.1).a_year is None


def test_a_short_past_that_shows_more_than_is_borne_is_believed():
    wrong = dict.fromkeys(LEVELS, 0) | dict.fromkeys(LEVELS[:4], 3)
    short = Levels(wrong, dict.fromkeys(LEVELS, 10.0))

    assert LEVELS[3] == 0.01
    assert short.level(0.29) == 0.005


def test_all_rules_together_keep_to_what_the_department_bears(firm):
    borne = 0.9 * 80 * 7 / 365

    found = warnings(firm, criteria=WarningCriteria(false_alarms_per_week=7 * borne))

    set_ = {each.rule: each for each in found.settings}
    assert list(set_) == ["silence", "decline_purchases", "decline_revenue", *SHIFTS]
    assert set_["narrowing_category"].level == 0.02
    assert set_["narrowing_category"].a_year == pytest.approx(10 / 37.5)
    assert all(each.a_week(80) <= borne for each in found.settings)
    assert 0 < sum(each.a_week(80) for each in found.settings) <= 7 * borne


def test_orders_of_two_years_set_a_level_and_measure_nothing(firm):
    two = orders_of(buyer("a"), start="2023-01-01", as_of="2025-01-01")

    found = settings(two, 0.1)

    assert {each.level for each in found.values()} == {0.005}
    assert {each.a_year for each in found.values()} == {None}
    less = orders_of(buyer("a"), start="2023-03-01", as_of="2025-01-01")
    assert settings(less, 0.1) == {}


def test_levels_are_tried_on_a_sample_of_many_accounts(firm, monkeypatch):
    monkeypatch.setattr("vitalfew.analysis.assessment.warning.levels.TRIED_ACCOUNTS", 8)
    bought = pa.table({"account_id": [f"steady{place}" for place in range(30)]})

    among = tried_on(bought, days=30 * 108)

    assert levels_of(firm, among=among)["centralization"].account_years[0.1] == 4.0
    assert tried_on(bought.slice(0, 8), days=8 * 108) is None
