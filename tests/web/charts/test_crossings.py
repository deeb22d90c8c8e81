from __future__ import annotations

import itertools
import random  # noqa: TID251

from hypothesis import given, settings
from hypothesis import strategies as st

from vitalfew.web.charts.crossings import Rows, crossings, pinned, untangled
from vitalfew.web.charts.stacking import in_order

A, B = ["a0", "a1", "a2", "a3", "a4"], ["b0", "b1", "b2", "b3", "b4"]
edges = st.lists(
    st.tuples(st.sampled_from(A), st.sampled_from(B)), max_size=14, unique=True
)


def one_by_one(theirs, ours, lines):
    """Every pair of lines looked at: the slow twin of `crossings`."""
    at = {key: i for row in (theirs, ours) for i, key in enumerate(row)}
    return sum(
        (at[a] - at[c]) * (at[b] - at[d]) < 0
        for (a, b), (c, d) in itertools.combinations(lines, 2)
    )


def fewest(theirs, ours, lines):
    return min(
        one_by_one(one, other, lines)
        for one in itertools.permutations(theirs)
        for other in itertools.permutations(ours)
    )


@given(st.permutations(A), st.permutations(B), edges)
@settings(max_examples=60, deadline=None)
def test_crossings_are_counted_as_pairs_of_lines_that_cross(theirs, ours, lines):
    assert crossings(Rows([[theirs]], ours), lines) == one_by_one(theirs, ours, lines)


def test_small_maps_have_the_fewest_crossings_there_can_be_but_for_one_in_fifty():
    seeded = random.Random(1)
    excess = []
    for _case in range(60):
        theirs, ours = A[: seeded.randint(2, 4)], B[: seeded.randint(2, 4)]
        lines = [(a, b) for a in theirs for b in ours if seeded.random() < 0.5]
        found = crossings(untangled(Rows([[theirs]], ours), lines), lines)
        excess.append(found - fewest(theirs, ours, lines))
    assert min(excess) == 0
    assert max(excess) <= 1
    assert sum(excess) <= len(excess) / 50


@given(
    st.lists(st.lists(st.integers(0, 9), max_size=3), min_size=4, max_size=40),
    st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_no_map_gets_worse_and_nobody_leaves_their_group(people, two):
    keys = [f"a{i}" for i in range(len(people))]
    ours = [f"b{i}" for i in range(10)]
    lines = [
        (key, f"b{i}")
        for key, known in zip(keys, people, strict=True)
        for i in dict.fromkeys(known)
    ]
    half = len(keys) // 2
    groups = [keys[:half], keys[half:]]
    rows = Rows([[group] for group in groups] if two else [groups], ours)

    found = untangled(rows, lines)

    assert crossings(found, lines) <= crossings(rows, lines)
    kept = [sorted(group) for column in found.columns for group in column]
    assert kept == [sorted(group) for group in groups]
    assert sorted(found.ours) == ours
    assert untangled(rows, lines) == found


def test_who_was_put_somewhere_stays_there():
    crossed = [(a, b) for a, b in zip(A, reversed(B), strict=True)]
    rows = Rows([[list(A)]], list(B), frozenset({"a0", "b4"}))

    found = untangled(rows, crossed)

    assert found.columns[0][0][0] == "a0"
    assert found.ours[4] == "b4"
    assert crossings(found, crossed) == 4  # a0 to b4 crosses all others, no more


def test_two_who_want_one_slot_stand_side_by_side():
    assert pinned(A, {"a4": 0.5, "a0": 0.5}) == ["a1", "a2", "a0", "a4", "a3"]


@given(st.lists(st.floats(-50, 150), max_size=12), st.floats(0, 20))
def test_places_keep_their_order_and_their_gap(wanted, gap):
    found = in_order(wanted, gap, 0, 300)
    assert len(found) == len(wanted)
    assert all(b - a >= gap - 1e-9 for a, b in itertools.pairwise(found))
    assert all(-1e-9 <= place <= 300 + 1e-9 for place in found)


def test_who_is_in_nobodys_way_stands_where_it_wants():
    assert in_order([10, 40, 41], 10, 0, 100) == [10, 35.5, 45.5]
