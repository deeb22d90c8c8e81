from __future__ import annotations

from bisect import bisect
from itertools import pairwise

import numpy as np
import pytest

from tests.web.charts.pictures import (
    boxes,
    circles,
    every_width,
    misplaced,
    parsed,
    percent,
    points,
    texts,
)
from vitalfew.web.charts import concentration
from vitalfew.web.charts.concentration import Curve
from vitalfew.web.charts.thin import seen


def curve(
    *cumulative: float, few: int | None = None, keys: tuple[int, ...] = ()
) -> Curve:
    return Curve(
        cumulative,
        few,
        keys,
        percent,
        "A sentence.",
        few_text="2 customers make 80%",
        few_note="50% of all 4",
        peak_text="peak 110%",
        loss_text="1 loses ¥100",
        rug_text="1 key account",
        axis_text="Customers, highest contribution first",
        count_text=str(len(cumulative)),
    )


def test_the_curve_starts_at_zero_and_passes_through_every_customer():
    root = parsed(concentration.draw(curve(0.5, 0.8, 1.1, 1.0, few=2), 760))
    few, many, losing = (points(line) for line in root.iter("polyline"))
    # 760 px: left 41.0 (labels), right 756, so a customer is 178.8 px wide;
    # 110 % is at y 27, zero at y 154.
    left = few[0][0]
    step = (756 - left) / 4
    assert few[0][1] == 154
    assert few[2] == pytest.approx((left + 2 * step, 154 - 127 * 0.8 / 1.1), abs=0.06)
    assert many[-1] == pytest.approx((left + 3 * step, 27), abs=0.06)
    assert losing[-1] == pytest.approx((756, 154 - 127 / 1.1), abs=0.06)


def test_the_mark_of_80_percent_stands_on_the_curve():
    root = parsed(concentration.draw(curve(0.5, 0.8, 1.1, 1.0, few=2), 760))
    few = points(next(root.iter("polyline")))
    assert circles(root)[0][:2] == few[-1]


@every_width
@pytest.mark.parametrize("shares", [(0.62, 1.0), (1.0,), (0.5, 0.75, 1.0)])
def test_the_words_of_the_few_stand_below_a_curve_that_rises_to_them(width, shares):
    root = parsed(concentration.draw(curve(*shares, few=len(shares)), width))

    line = [at for shape in root.iter("polyline") for at in points(shape)]
    box = next(box for text, box in boxes(root) if text == "2 customers make 80%")
    across, down = zip(*sorted(line), strict=True)
    assert box.y + 2 >= np.interp(box.x, across, down)


def test_each_key_account_has_one_tick_even_when_named_twice():
    svg = concentration.draw(curve(0.6, 0.9, 1.0, few=2, keys=(3, 1, 1)), 760)
    rug = next(parsed(svg).iter("path")).get("d", "")
    assert rug.count("M") == 2


@every_width
def test_words_never_lie_on_each_other(width):
    for few in (1, 2, 3):
        data = curve(0.55, 0.85, 1.1, 1.0, few=few, keys=(1, 2, 4))
        assert misplaced(parsed(concentration.draw(data, width))) == []


def test_without_losses_nothing_is_red_and_no_peak_is_named():
    svg = concentration.draw(curve(0.6, 0.9, 1.0, few=2), 760)
    assert "bad" not in svg
    assert "peak 110%" not in texts(parsed(svg))


@pytest.mark.parametrize(
    "data",
    [
        curve(),
        curve(1.0, few=1),
        curve(0.7, 1.0, few=2),
        curve(-0.2, -0.7, -1.0),
        curve(*(i / 50 for i in range(1, 51)), few=40),
        curve(1e-9, 1e12, few=1),
    ],
    ids=["nobody", "one", "two", "all lose", "all equal", "huge and tiny"],
)
@every_width
def test_hard_cases_are_drawn(data, width):
    assert misplaced(parsed(concentration.draw(data, width))) == []


def test_a_value_that_is_not_a_number_is_refused():
    with pytest.raises(ValueError, match="cumulative share"):
        concentration.draw(curve(0.5, float("nan")), 760)


def test_200_000_customers_make_a_small_picture_with_the_same_line():
    values = np.cumsum(np.linspace(1, -0.05, 200_000))
    values /= values[-1]
    svg = concentration.draw(curve(*values.tolist(), few=50_000), 760)
    assert len(svg) < 120_000
    # In every column of pixels the kept points reach as high and as low as all of them.
    kept = seen(values.tolist(), 1432)
    edges = np.linspace(0, len(values), 1433).astype(int)
    for start, end in pairwise(edges):
        column = [
            values[i] for i in kept[bisect(kept, start - 1) : bisect(kept, end - 1)]
        ]
        assert min(column) == values[start:end].min()
        assert max(column) == values[start:end].max()
        assert values[start] == column[0]
        assert values[end - 1] == column[-1]


def test_the_same_data_gives_the_same_bytes():
    data = curve(0.5, 0.8, 1.1, 1.0, few=2, keys=(1, 2))
    assert concentration.draw(data, 358) == concentration.draw(data, 358)


def test_names_from_files_cannot_become_markup():
    data = Curve([1.0], 1, (), percent, 'A "label" <b>', few_text="<script>\x00&")
    root = parsed(concentration.draw(data, 760))
    assert "<script>&" in texts(root)
    assert root.get("aria-label") == 'A "label" <b>'
