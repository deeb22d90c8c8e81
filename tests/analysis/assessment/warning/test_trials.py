"""Every rule of warning, tried from earlier days with what was known by then."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from tests.analysis.assessment.warning.past_firm import END, ORIGIN, past_firm
from tests.analysis.assessment.warning.test_silence import START, bought, watched
from tests.analysis.method_pages import number, worked_table
from vitalfew.analysis.assessment.warning import trials
from vitalfew.analysis.assessment.warning.found import ByChance
from vitalfew.analysis.assessment.warning.looks import centralized, narrowed
from vitalfew.analysis.assessment.warning.months import month_starts
from vitalfew.analysis.assessment.warning.move import moves
from vitalfew.analysis.assessment.warning.narrowing import narrowings
from vitalfew.analysis.assessment.warning.trials import shift
from vitalfew.analysis.assessment.warning.trials.past import STEPS
from vitalfew.analysis.orders import Window


def day(number: int) -> dt.date:
    return START + dt.timedelta(days=number)


def tried(orders, origins, days):
    return trials.silences(trials.pasts(orders, origins, days))


def five(name, *days):
    return [row for place in range(5) for row in bought(f"{name}{place}", *days)]


def test_who_stops_is_lost_and_who_pauses_is_a_false_alarm():
    """Before day 400 all buy every ten days, and no pause was ever longer."""
    rows = [
        *five("goes on", *range(0, 800, 10)),
        *five("stopped", *range(0, 391, 10)),
        *five("pauses", *range(0, 391, 10), *range(540, 800, 10)),
    ]

    found = tried(watched(rows, 800), [day(400)], 365)

    assert (found.happened, found.caught, found.false_alarms) == (5, 5, 5)
    assert (found.precision, found.recall) == (0.5, 1.0)
    # Warned at 10 to 40 days of pause: the rest of the year is the lead.
    assert 325 < found.lead_days < 355
    assert found.false_alarms_a_year == pytest.approx(1 / 3)
    assert found.reason is None


def test_what_comes_after_the_days_looked_at_changes_nothing():
    early = bought("a", *range(0, 391, 10)) + bought("b", *range(0, 600, 9))
    later = bought("a", *range(610, 800, 10)) + bought("b", *range(603, 800, 9))

    alone = tried(watched(early, 600), [day(400)], 200)

    assert tried(watched(early + later, 800), [day(400)], 200) == alone
    assert alone.happened == 1


def test_who_had_left_before_is_not_lost_again():
    rows = bought("a", *range(0, 100, 10)) + bought("b", *range(0, 800, 10))

    found = tried(watched(rows, 800), [day(480)], 300)

    assert (found.happened, found.recall, found.lead_days) == (0, None, None)


def test_the_counts_of_all_origins_add_up():
    rows = bought("a", *range(0, 391, 10)) + bought("b", *range(0, 800, 10))
    orders = watched(rows, 800)

    both = tried(orders, [day(400), day(380)], 365)

    assert (both.happened, both.caught) == (1, 1)
    assert both.false_alarms_a_year == 0
    assert tried(orders, [], 365).false_alarms_a_year is None


def test_a_share_of_one_case_is_not_known():
    rows = bought("a", *range(0, 391, 10)) + bought("b", *range(0, 800, 10))

    found = tried(watched(rows, 800), [day(400)], 365)

    assert (found.happened, found.caught) == (1, 1)
    assert (found.recall, found.precision, found.lead_days) == (None, None, None)
    assert found.reason == "warning.record.few"


@pytest.fixture(scope="module")
def firm():
    return past_firm()


@pytest.fixture(scope="module")
def changes(firm):
    return trials.changes(trials.pasts(firm, [ORIGIN], END))


@pytest.mark.parametrize(
    "row", worked_table("warning", "Worked record"), ids=lambda row: row["rule"]
)
def test_the_worked_record_of_the_page(changes, row):
    found = changes[row["rule"]]

    told = ("happened", "warned before", "right", "wrong")
    counts = found.happened, found.caught, found.right, found.false_alarms
    assert counts == tuple(number(row[name]) for name in told)
    lead = number(row["days ahead"])
    assert found.lead_days == (None if lead is None else pytest.approx(lead, abs=0.5))
    assert (found.recall is None) == (found.happened < 5)


def test_what_cannot_be_known_has_its_reason(changes):
    assert changes["decline_contribution"].reason == "warning.record.no_cost"
    assert changes["narrowing_unit"].reason == "warning.record.few"
    assert changes["narrowing_unit"].false_alarms_a_year == 0
    nothing = trials.changes([])
    assert {each.reason for each in nothing.values()} == {"warning.record.short"}
    assert {each.false_alarms_a_year for each in nothing.values()} == {None}


def test_two_years_that_began_a_few_days_late_are_two_years(firm):
    late = Window(firm.window.start + dt.timedelta(days=10), firm.window.end)

    found = trials.changes(trials.pasts(firm.within(late), [ORIGIN], END))

    assert found["narrowing_category"].happened == 6


@pytest.mark.parametrize("step", [0, 6, 12])
def test_the_rules_month_by_month_are_those_the_engine_runs(firm, step):
    (past,) = trials.pasts(firm, [ORIGIN], END)
    end = month_starts(past.known)[-1] + dt.timedelta(days=round(step * END / 12))
    now = firm.within(Window(firm.window.start, end))
    one_in_100 = ByChance("", 0, 0.0, level=0.01)
    engine = {
        narrowed: ("category", narrowings(now, "category", setting=one_in_100)),
        centralized: ("unit_id", moves(now, setting=one_in_100)),
    }
    names = sorted(set(firm.lines.account_id.to_pyarrow().to_pylist()))

    for rule, (column, found) in engine.items():
        parts = shift.parts_of(past, column)
        look = rule(parts, parts.months - STEPS + step)
        alarmed = {names[place] for place in np.flatnonzero(look.alarm(0.01))}
        assert alarmed == {each.account_id for each in found}
