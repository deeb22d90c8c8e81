"""Bars, payback, ranks and losses."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.web.charts.pictures import (
    circles,
    every_width,
    misplaced,
    parsed,
    plain,
    points,
    texts,
)
from vitalfew.web.charts import bars, cash, loss, rank
from vitalfew.web.charts.bars import Bar, Bars
from vitalfew.web.charts.cash import Cash, Path
from vitalfew.web.charts.loss import Before, Loss
from vitalfew.web.charts.rank import Rank

LONG = "广东省东莞市某某大型精密机械设备制造股份有限公司华南分公司"


def units(*some: Bar) -> Bars:
    return Bars(some, plain, "A sentence.")


def ranks(*some: int | None, few: int | None = None) -> Rank:
    return Rank(
        [f"Q{i + 1}" for i in range(len(some))], some, plain, "A sentence.", few
    )


def worked_case() -> Cash:
    """10 M a year at 30 %, 5 M at the start, 0.5 M a year to serve from year 2."""
    first = [-5 + 3 * i / 12 for i in range(13)]
    continued = first + [-2 + 2.5 * i / 12 for i in range(1, 25)]
    single = first + [-2.0] * 24
    return Cash(
        Path("Continued", continued),
        Path("Single order", single),
        lambda value: f"{value:g}M",
        lambda value: f"month {value:.0f}",
        "Paid back in month 22.",
        payback_month=22,
        payback_text="Paid back in month 22",
    )


def without(*some: Before) -> Loss:
    return Loss(some, plain, "A sentence.")


def test_bars_are_as_long_as_their_value():
    root = parsed(bars.draw(units(Bar("Wuxi", 300), Bar("Nantong", 100)), 760))
    long, short = (float(rect.get("width", 0)) for rect in root.iter("rect"))
    assert long == pytest.approx(3 * short, abs=0.2)


def test_no_more_than_twelve_bars_are_drawn():
    root = parsed(bars.draw(units(*(Bar(f"Unit {i}", 50 - i) for i in range(30))), 760))
    assert len(list(root.iter("rect"))) == 12


def test_the_worked_case_crosses_zero_in_its_payback_month():
    root = parsed(cash.draw(worked_case(), 760))
    single, continued = (points(line) for line in root.iter("polyline"))
    zero = next(
        float(line.get("y1", 0))
        for line in root.iter("line")
        if line.get("stroke") == "var(--line-2)"
    )
    assert continued[21][1] > zero > continued[22][1]
    assert single[-1][1] > zero
    assert circles(root)[0][:2] == continued[22]


def test_without_payback_no_month_is_marked():
    data = worked_case()
    never = Cash(data.continued, data.single, plain, plain, "Never paid back.")
    root = parsed(cash.draw(never, 760))
    assert circles(root) == []
    assert "Paid back in month 22" not in texts(root)


def test_the_first_rank_is_on_top():
    root = parsed(rank.draw(ranks(14, 9, 1), 760))
    heights = [y for _x, y, _r in circles(root)]
    assert heights == sorted(heights, reverse=True)
    assert heights[-1] == 14


def test_a_period_without_rank_is_a_gap_not_a_zero():
    root = parsed(rank.draw(ranks(4, 3, None, 2, 1), 760))
    assert [len(points(line)) for line in root.iter("polyline")] == [2, 2]


def test_what_is_lost_is_the_part_between_both_bars():
    root = parsed(loss.draw(without(Before("Sales", 100, 75)), 760))
    kept, gone = root.iter("rect")
    assert float(kept.get("width", 0)) == pytest.approx(758 * 0.75, abs=0.1)
    assert float(gone.get("width", 0)) == pytest.approx(758 * 0.25 - 1, abs=0.1)
    assert "-25" in texts(root)


def test_losing_a_customer_that_costs_money_is_drawn_as_well():
    parsed(loss.draw(without(Before("Contribution", 100, 120)), 760))


def test_a_loss_below_zero_has_a_line_at_zero_that_says_so():
    figure = Before("Contribution", -241, -324, 180, "fixed costs")

    root = parsed(loss.draw(without(figure, Before("Sales", 10, 9)), 760))

    zero, mark = [float(at.get("x1", 0)) for at in root.iter("line")]
    assert zero == pytest.approx(758 * 324 / 504, abs=0.1)
    assert mark == 758
    labels = {e.text: e for e in root.iter("text") if e.text in {"0", "fixed costs"}}
    assert float(labels["0"].get("x", 0)) == zero
    assert float(labels["0"].get("y", 0)) == 50
    assert float(labels["fixed costs"].get("y", 0)) == 64
    assert float(root.get("height", 0)) == 58 + 14 + 58


@every_width
@given(
    everybody=st.integers(-(10**9), 10**9),
    left=st.integers(-(10**9), 10**9),
    mark=st.none() | st.integers(1, 10**9),
)
@settings(max_examples=60, deadline=None)
def test_no_words_of_a_loss_lie_on_others(everybody, left, mark, width):
    figure = Before("Contribution", everybody, left, mark, "fixed costs 9,999,999")

    root = parsed(loss.draw(without(figure, figure), width))

    assert misplaced(root) == []
    assert ("0" in texts(root)) == (min(everybody, left) < 0 or left == 0)


@pytest.mark.parametrize(
    ("draw", "data"),
    [
        (bars.draw, units()),
        (bars.draw, units(Bar(LONG, 0))),
        (bars.draw, units(Bar("A", -5, "note"), Bar("B", -5))),
        (bars.draw, units(Bar("A", 1e15), Bar("B", 1e-9))),
        (cash.draw, Cash(Path(LONG, []), Path("B", []), plain, plain, "Nothing.")),
        (cash.draw, Cash(Path(LONG, [1]), Path(LONG, [1]), plain, plain, "One.")),
        (cash.draw, worked_case()),
        (rank.draw, ranks()),
        (rank.draw, ranks(1)),
        (rank.draw, ranks(1, 1)),
        (rank.draw, ranks(None, 199_999, few=40_000)),
        (loss.draw, without()),
        (loss.draw, without(Before(LONG, 0, 0))),
        (loss.draw, without(Before("A", -5, -9, 3, "Fixed costs"))),
    ],
)
@every_width
def test_hard_cases_are_drawn_without_words_on_words(draw, data, width):
    root = parsed(draw(data, width))
    assert misplaced(root) == []


@pytest.mark.parametrize(
    ("draw", "data"),
    [
        (bars.draw, units(Bar("A", float("nan")))),
        (cash.draw, Cash(Path("A", [float("nan")]), Path("B", []), plain, plain, "x")),
        (loss.draw, without(Before("A", float("inf"), 1))),
    ],
)
def test_a_value_that_is_not_a_number_is_refused(draw, data):
    with pytest.raises(ValueError, match="unknown is None"):
        draw(data, 760)
