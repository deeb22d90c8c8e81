from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.web.charts.pictures import every_width, misplaced, parsed, plain, texts
from vitalfew.web.charts import categories
from vitalfew.web.charts.categories import Categories, Series, largest
from vitalfew.web.charts.stacking import spread

LONG = "润滑油脂与集中润滑系统及其备件和现场服务"


def bought(*series: Series, periods: int = 2) -> Categories:
    names = [f"Q{i + 1}" for i in range(periods)]
    return Categories(names, series, plain, "A sentence.", "Other")


def test_the_five_largest_keep_their_name_and_the_rest_is_summed():
    data = bought(*(Series(f"C{i}", [i, 1]) for i in range(1, 9)))
    shown = largest(data)
    assert [one.name for one in shown] == ["C8", "C7", "C6", "C5", "C4", "Other"]
    assert shown[-1].values == [6, 3]


def test_columns_stack_from_zero_and_add_up():
    data = bought(Series("A", [100, 50]), Series("B", [100, 0]))
    root = parsed(categories.draw(data, 760))
    first, second, third = list(root.iter("rect"))[:3]
    # 186 px from 10 to 196 show 200; half a pixel parts the pieces.
    assert (float(first.get("y", 0)), float(first.get("height", 0))) == (103, 92.5)
    assert (float(third.get("y", 0)), float(third.get("height", 0))) == (10, 92.5)
    assert float(second.get("height", 0)) == 46


def test_returns_hang_below_zero_instead_of_hiding_in_the_sum():
    root = parsed(
        categories.draw(bought(Series("A", [100]), Series("B", [-100]), periods=1), 760)
    )
    up, down = list(root.iter("rect"))[:2]
    assert float(up.get("y", 0)) < float(down.get("y", 0))


def test_the_same_amounts_in_another_order_look_the_same():
    one, two = Series("A", [3, 4]), Series("B", [1, 9])
    assert categories.draw(bought(one, two), 358) == categories.draw(
        bought(two, one), 358
    )


@every_width
def test_names_never_lie_on_each_other(width):
    data = bought(*(Series(f"{LONG}{i}", [1.0, 0.001 * i]) for i in range(9)))
    root = parsed(categories.draw(data, width))
    assert misplaced(root) == []
    assert len([text for text in texts(root) if text.startswith("润滑")]) == 5


@pytest.mark.parametrize(
    "data",
    [
        bought(periods=0),
        bought(Series("A", []), periods=0),
        bought(Series("A", [1]), periods=1),
        bought(Series("A", [0, 0])),
        bought(Series("A", [-1, -2]), Series("B", [-3, -4])),
        bought(Series("A", [1e15, 1e-9])),
    ],
    ids=["nothing", "no period", "one", "zero", "below zero", "huge"],
)
@every_width
def test_hard_cases_are_drawn(data, width):
    assert misplaced(parsed(categories.draw(data, width))) == []


@given(st.lists(st.floats(-50, 350), max_size=20))
def test_spread_names_keep_their_order_and_distance(wanted):
    places = spread(wanted, 16, 0, 300)
    ordered = sorted(range(len(wanted)), key=lambda i: (wanted[i], i))
    for before, after in pairwise(ordered):
        assert places[after] - places[before] >= 16 - 1e-9
    assert all(place >= 0 for place in places)
