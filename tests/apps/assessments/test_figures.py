import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.apps.assessments.build import assessment, both
from vitalfew.apps.assessments.selectors import figures
from vitalfew.apps.assessments.selectors.figures import concentration_over, figures_over
from vitalfew.apps.assessments.storing import thinned

WHOLE = {"concentration": {"accounts": 312}, "curve": [[1, 0.1]]}


def test_who_sees_all_accounts_gets_the_figures_of_the_run(cast):
    assessment(figures={"contribution": WHOLE, "revenue": {"curve": []}})

    assert figures(cast.hana) == WHOLE
    assert figures(cast.ada) == {"curve": []}


def test_who_sees_some_accounts_gets_figures_over_those(cast):
    run = assessment(figures={"contribution": WHOLE, "revenue": WHOLE})
    both(run, cast.norvik, rank=1, contribution=900, verdict="propose")
    both(run, cast.brenner, rank=2, contribution=500)

    found = figures(cast.marta)

    assert found["concentration"]["accounts"] == 1
    assert found["concentration"]["total"] == 900
    assert found["verdicts"] == {"propose": 1}
    assert figures(cast.sam)["concentration"]["total"] == 9000


def test_care_officers_get_no_figures(cast):
    assessment(figures={"contribution": WHOLE, "revenue": WHOLE})

    assert figures(cast.carl) == {}


def test_before_the_first_assessment_there_are_no_figures(cast):
    assert figures(cast.hana) == {}


def test_the_whale_curve_of_the_method_page():
    amounts = [500, 300, 200, 100, 50, 0, -20, -80, -150, -200]

    found = concentration_over([Decimal(amount) for amount in amounts], [])

    assert found["total"] == 700
    assert found["peak"] == pytest.approx(1150 / 700)
    assert (found["peak_at"], found["tail_loss"], found["losing_accounts"]) == (
        5,
        450,
        4,
    )
    assert found["accounts_for_80pct"] == 2
    assert found["top_20pct_share"] == pytest.approx(800 / 700)


def test_a_total_of_zero_has_no_shares():
    found = concentration_over([Decimal(5), Decimal(-5)], [])

    assert found["total"] == 0
    assert found["accounts_for_80pct"] is None
    assert found["peak"] is None


def test_accounts_without_amounts_are_counted_in_the_verdicts_only():
    found = figures_over([(None, None, "watch"), (Decimal(5), Decimal(5), "no")])

    assert found["concentration"]["accounts"] == 1
    assert found["verdicts"] == {"no": 1, "watch": 1}


@dataclass(frozen=True)
class Sold:
    amount: int
    cost: int


@settings(deadline=None, max_examples=25)
@given(
    st.lists(
        st.builds(Sold, st.integers(-500, 5000), st.integers(0, 4000)),
        min_size=1,
        max_size=30,
    )
)
def test_the_figures_of_a_part_agree_with_the_measure(sold):
    """The measure itself, run on DuckDB, is the outside source."""
    import ibis
    import pyarrow as pa

    from vitalfew.analysis.measures.concentration import concentration
    from vitalfew.analysis.orders import orders_from_table

    money = pa.decimal128(18, 4)
    lines = pa.table(
        {
            "account_id": [f"A{number:02}" for number in range(len(sold))],
            "ordered_on": [dt.date(2026, 1, 5)] * len(sold),
            "net_amount": pa.array([Decimal(s.amount) for s in sold], money),
            "cost": pa.array([Decimal(s.cost) for s in sold], money),
        }
    )
    lines = ibis.memtable(lines)
    expected = concentration(orders_from_table(lines)).to_pyarrow().to_pylist()[0]
    amounts = sorted((Decimal(s.amount - s.cost) for s in sold), reverse=True)

    found = concentration_over(amounts, [Decimal(s.amount) for s in sold])

    for name, value in found.items():
        outside = expected[name]
        assert value == (None if outside is None else pytest.approx(float(outside))), (
            name
        )


def test_a_long_curve_keeps_its_start_its_peak_and_its_end():
    curve = [min(1.2, at / 1000) for at in range(1, 100_001)]
    curve[-1] = 1.0

    points = thinned(curve)

    assert len(points) <= 403
    assert points[:2] == [[1, 0.001], [2, 0.002]]
    assert [1200, 1.2] in points
    assert points[-1] == [100_000, 1.0]


def test_a_curve_without_shares_has_no_points():
    assert thinned([None, None]) == []
    assert thinned([]) == []
