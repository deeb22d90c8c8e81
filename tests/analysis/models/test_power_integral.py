"""The integral behind the Pareto/NBD, against figures of 40 digits.

They were made with mpmath's adaptive quadrature, which is no part of this project.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitalfew.analysis.models.power_integral import log_power_integral, power_integral

# p, a, q, b, length; the logarithm; means of log(1 + t/a) and log(1 + t/b).
POINTS = [
    (0.553, 10.578, 1.606, 11.669, 38.86,
     2.0868006614582726792, 0.56701082232908280581, 0.52999109906360926448),
    (2.553, 41, 1.606, 42.1, 8.43,
     1.7593459238470346959, 0.084451847226487488971, 0.082367164946997711102),
    (100000.5, 30, 1.6, 5, 70000,
     -8.1118190743692254101, 9.9990901787604332837e-6, 5.9991541948271792491e-5),
    (165.7, 400, 1.1, 38, 500,
     0.82262175885323242146, 0.005707929076953936093, 0.057131115707008282242),
    (100000.1, 0.001, 1.0001, 1000, 1e5,
     -18.420671743921866457, 1.0000090000709992907e-5, 1.0000190003410047616e-11),
    (0.01, 1e6, 1.001, 1e-6, 1e5,
     -10.596258407668079544, 0.0038071585267133095776, 12.610312063127064191),
    (0.3, 1e-6, 1.2, 1e6, 1e5,
     4.2237309431049211322, 23.859828987564075348, 0.038959719153553986342),
    (0.2, 3, 5001, 80000, 1e5,
     2.4772197509055225242, 1.4150673589901516966, 0.0001728818596520938598),
    (0.9, 0.5, 1e5, 1e7, 1e5,
     1.1306816737960439261, 2.7849839943283093369, 2.5640800572826365954e-6),
    (0.999, 0.0001, 1.5, 1e8, 1e5,
     -6.1687768415380836415, 10.396739436545665419, 4.866282928985118114e-5),
    (127.5, 300, 1.02, 1e5, 0.001,
     -6.907967776319648474, 1.6665467568228815494e-6, 4.9996458087597638772e-9),
    (1e5, 1e5, 1e5, 1e5, 1e5,
     -0.69314218054744526775, 5.000025000125000625e-6, 5.000025000125000625e-6),
    (0.05, 1, 0.96, 10000, 1e5,
     9.6457462684091569068, 9.7019223756453964981, 1.1732188695769035533),
    (3.5, 10, 0.2, 0.01, 52,
     0.2952726636021235596, 0.29850555337622288336, 5.1848654828567383968),
    (0.001, 1, 1.001, 1, 1,
     -0.36720598768672319689, 0.34649351478021779319, 0.34649351478021779319),
    (2291.279984844983, 9364.18347400598, 0.3446889652864404, 0.002441598131892938,
     87.02021735711992,
     -0.8402503080522011577, 0.0002883146105031938746, 6.1354753644333377344),
]  # fmt: skip


@pytest.mark.parametrize("point", POINTS, ids=lambda point: f"{point[:5]}")
def test_the_integral_is_right_to_eleven_digits(point):
    *arguments, log, log_a, log_b = point

    found = power_integral(*arguments)

    assert found.log[0] == pytest.approx(log, abs=1e-12)
    assert found.means[[0, 2], 0] == pytest.approx([log_a, log_b], rel=1e-11)
    assert log_power_integral(*arguments) == found.log


def test_all_points_at_once_are_each_point_alone():
    columns = np.array(POINTS * 300).T[:5]

    found = log_power_integral(*columns)

    assert found == pytest.approx(np.array(POINTS * 300)[:, 5], abs=1e-12)


def test_no_length_is_nothing():
    found = power_integral([1.5, 2.5], 3.0, 1.2, [4.0, 2.0], 0.0)

    assert found.log.tolist() == [-np.inf, -np.inf]
    assert found.means.tolist() == np.zeros((4, 2)).tolist()


logs = st.floats(-5, 5)


@given(
    p=st.floats(0.001, 1e5),
    q=st.floats(1.0001, 1e5),
    a=logs,
    b=logs,
    length=logs,
    parts=st.integers(2, 7),
)
def test_parts_of_the_way_add_up_to_the_whole(p, q, a, b, length, parts):
    a, b, length = np.exp(a), np.exp(b), np.exp(length)
    starts = np.linspace(0.0, length, parts + 1)[:-1]

    whole = log_power_integral(p, a, q, b, length)[0]

    heights = -p * np.log1p(starts / a) - q * np.log1p(starts / b)
    pieces = log_power_integral(p, a + starts, q, b + starts, length / parts)
    assert np.logaddexp.reduce(heights + pieces) == pytest.approx(whole, abs=1e-9)
