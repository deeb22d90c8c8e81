"""Shares in rows: dots of two kinds, where they lie and where they should."""

from __future__ import annotations

import pytest

from tests.web.charts.pictures import (
    circles,
    every_width,
    misplaced,
    parsed,
    percent,
    texts,
)
from vitalfew.web.charts import shares
from vitalfew.web.charts.shares import Mark, Row, Shares

LONG = "广东省东莞市某某大型精密机械设备制造股份有限公司华南分公司"


def of(*rows, kinds=("Recall", "Precision"), **more):
    return Shares(rows, kinds, percent, "A sentence.", "–", **more)


def test_a_dot_lies_where_its_share_is_on_the_axis():
    row = Row("Silence", (Mark(0.5, 0.25, 0.75), Mark(1.0)))
    root = parsed(shares.draw(of(row), 760))

    ticks = {t.text: float(t.get("x", 0)) for t in root.iter("text")}
    dots = [at for at in circles(root) if at[1] > 20]
    assert dots[0][0] == pytest.approx(ticks["50%"], abs=0.1)
    legend, band, square = root.iter("rect")
    assert float(legend.get("width", 0)) == float(square.get("width", 0)) == 8
    assert float(square.get("x", 0)) + 4 == pytest.approx(ticks["100%"], abs=0.1)
    low, wide = float(band.get("x", 0)), float(band.get("width", 0))
    assert (low, low + wide) == pytest.approx((ticks["25%"], ticks["75%"]), abs=0.1)


def test_a_target_is_a_dashed_line_over_all_rows():
    row = Row("All", (Mark(0.8), Mark(0.5)))
    root = parsed(shares.draw(of(row, targets=(0.8, 0.5), ticks=(0, 0.5, 0.8, 1)), 760))

    dashed = [each for each in root.iter("line") if each.get("stroke-dasharray")]
    assert len(dashed) == 2


def test_what_is_unknown_is_said_instead_of_drawn_at_zero():
    root = parsed(shares.draw(of(Row("Less revenue", (Mark(None), Mark(None)))), 760))

    assert "–" in texts(root)
    assert len(circles(root)) == 1  # of the legend


@pytest.mark.parametrize(
    "rows",
    [
        (),
        (Row("One", (Mark(0.0), Mark(1.0))),),
        (Row(LONG, (Mark(0.5), Mark(0.5)), strong=True),) * 9,
    ],
)
@every_width
def test_nothing_lies_outside_or_over_another(rows, width):
    kinds = ("Happened and was warned of (recall)", "发生前已预警的比例（召回率）")
    root = parsed(shares.draw(of(*rows, kinds=kinds), width))
    assert misplaced(root) == []


def test_what_is_no_number_is_refused():
    with pytest.raises(ValueError, match="cannot show nan as a share"):
        shares.draw(of(Row("One", (Mark(float("nan")), Mark(0.5)))), 760)
