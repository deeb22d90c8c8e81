from dataclasses import replace

import numpy as np
import pytest

from tests.analysis.method_pages import number, worked_table
from vitalfew.analysis.criteria import (
    AXES,
    CapacityCriteria,
    Criteria,
    SelectionCriteria,
    WeightCriteria,
)
from vitalfew.analysis.decision.selection import VERDICTS, Field, select

ROWS = worked_table("selection", "Worked table")
TWO_PLACES = Criteria(capacity=CapacityCriteria(accounts=2, share_of_accounts=1.0))


def field_of(rows, *, ruled_out=(), worth=None, hours=None):
    factors = {}
    for heading, names in zip(("attractive", "strong"), AXES.values(), strict=True):
        cells = [[number(cell) for cell in row[heading].split()] for row in rows]
        for at, name in enumerate(names):
            column = [row[at] for row in cells]
            factors[name] = np.array([np.nan if c is None else c for c in column])
    count = len(rows)
    return Field(
        factors=factors,
        ruled_out=np.isin(np.arange(count), ruled_out),
        worth=np.array(
            [float(row.get("contribution", 100)) for row in rows]
            if worth is None
            else worth
        ),
        hours=np.full(count, 300.0) if hours is None else np.array(hours),
        accounts=count,
    )


def verdicts(selection):
    return [VERDICTS[code] for code in selection.verdict]


def test_selection_is_that_of_the_method_page():
    found = select(field_of(ROWS), criteria=TWO_PLACES)

    for name, numbers in (
        ("attractiveness", found.attractiveness.score),
        ("strength", found.strength.score),
        ("value", found.value),
    ):
        shown = [float(row[name]) for row in ROWS]
        assert numbers == pytest.approx(shown, abs=0.00006)
    assert verdicts(found) == [row["verdict"] for row in ROWS]
    assert found.chosen.objective == pytest.approx(769.0909 + 621)
    assert found.chosen.bound == pytest.approx(found.chosen.objective)
    assert found.cut == pytest.approx(621)
    assert not found.too_large


def test_a_knock_out_frees_the_place_for_the_next():
    found = select(field_of(ROWS, ruled_out=[0]), criteria=TWO_PLACES)

    assert verdicts(found)[:3] == ["no", "propose", "propose"]
    assert found.stability[0] == 1.0
    assert found.cut is None


def test_the_hours_of_the_department_are_a_limit_of_their_own():
    capacity = replace(TWO_PLACES.capacity, hours=500.0)
    field = field_of(ROWS, hours=[450, 200, 250, 300, 300, 300])
    found = select(field, criteria=replace(TWO_PLACES, capacity=capacity))

    assert verdicts(found)[:3] == ["watch", "propose", "propose"]


def test_one_account_may_be_proposed_alone():
    found = select(field_of(ROWS[:1]), criteria=Criteria())

    assert found.places == 1
    assert verdicts(found) == ["propose"]


def test_nobody_is_proposed_where_everybody_is_ruled_out():
    found = select(field_of(ROWS, ruled_out=range(6)), criteria=Criteria())

    assert set(verdicts(found)) == {"no"}
    assert found.chosen.objective == 0
    assert found.stability.tolist() == [1.0] * 6


def test_without_a_known_factor_nobody_is_proposed_but_all_can_be_found_out():
    rows = [{"attractive": "– – – – –", "strong": "5 – – – –"}] * 2
    found = select(field_of(rows, worth=[np.nan] * 2), criteria=Criteria())

    assert verdicts(found) == ["watch", "watch"]
    assert np.isnan(found.attractiveness.score).all()


def test_more_than_fifty_proposals_bring_a_warning():
    rows = [ROWS[0]] * 60
    capacity = CapacityCriteria(accounts=60, share_of_accounts=1.0)
    found = select(field_of(rows), criteria=Criteria(capacity=capacity))

    assert verdicts(found).count("propose") == 60
    assert found.too_large


def test_equal_accounts_are_chosen_by_what_they_bring():
    capacity = CapacityCriteria(accounts=1)
    field = field_of([ROWS[0]] * 3, worth=[1.0, 3.0, 3.0])
    found = select(field, criteria=Criteria(capacity=capacity))

    assert verdicts(found) == ["watch", "propose", "watch"]


def test_a_verdict_far_from_every_threshold_is_stable_and_one_at_the_edge_is_not():
    rows = [
        {"attractive": "5 5 5 5 5", "strong": "5 5 5 5 5"},
        {"attractive": "5 2 2 2 –", "strong": "5 5 5 5 5"},
        {"attractive": "1 1 1 1 1", "strong": "1 1 1 1 1"},
    ]
    capacity = CapacityCriteria(share_of_accounts=1.0)
    limits = SelectionCriteria(attractiveness=3.33)
    criteria = Criteria(capacity=capacity, selection=limits)
    found = select(field_of(rows), criteria=criteria)

    assert verdicts(found) == ["propose", "propose", "no"]
    assert found.stability[[0, 2]].tolist() == [1.0, 1.0]
    assert 0.4 < found.stability[1] < 1.0


def test_stability_is_what_recomputing_everything_gives():
    draws = np.random.default_rng(11)
    names = [name for axis in AXES.values() for name in axis]
    factors = {name: draws.uniform(1, 5, 300) for name in names}
    factors["growth"][:80] = np.nan
    field = Field(
        factors=factors,
        ruled_out=draws.uniform(size=300) < 0.2,
        worth=draws.uniform(0, 9, 300),
        hours=np.full(300, 1.0),
        accounts=300,
    )
    base = select(field, criteria=Criteria())
    same = np.zeros(300)
    from vitalfew.analysis.decision.swings import swings

    for move in swings(10, 0.2):
        weights = {
            name: getattr(WeightCriteria(), name) * factor
            for name, factor in zip(names, move, strict=True)
        }
        moved = Criteria(weights=WeightCriteria(**weights))
        same += select(field, criteria=moved).verdict == base.verdict

    assert base.stability == pytest.approx(same / 44)
