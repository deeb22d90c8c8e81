from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vitalfew.web.charts.thin import straightened

heights = st.floats(-1000, 1000, allow_nan=False, width=32)
lines = st.lists(heights, max_size=60).map(
    lambda found: [(float(x), float(y)) for x, y in enumerate(found)]
)


@given(lines, st.sampled_from([0.0, 0.1, 2.0]))
def test_no_point_is_further_from_the_line_than_allowed(points, within):
    kept = straightened(points, within)

    assert set(kept) <= set(points)
    assert (kept[:1], kept[-1:]) == (points[:1], points[-1:])
    if points:
        drawn = np.interp(*np.transpose(points)[:1], *np.transpose(kept))
        assert np.abs(drawn - [y for _x, y in points]).max() <= within + 1e-6


def test_a_straight_line_is_its_two_ends():
    points = [(x / 3, x / 7) for x in range(500)]

    assert straightened(points) == [points[0], points[-1]]


def test_a_smooth_curve_needs_few_points():
    points = [(float(x), 100 * (x / 1160) ** 0.5) for x in range(1161)]

    assert len(straightened(points)) < 50
