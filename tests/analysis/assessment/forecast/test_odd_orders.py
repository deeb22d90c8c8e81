"""Orders that tell little or swing wildly: a forecast in order, or the reason."""

from __future__ import annotations

import numpy as np
import pytest

from tests.analysis.assessment.forecast.firms import orders_of_days
from vitalfew.analysis.assessment.forecast import forecast

END = 1095
ACCOUNTS = 60


def bought(amounts, *, until=END):
    """Twelve purchases of each account, worth what is drawn."""
    chance = np.random.default_rng(8)
    return [
        (f"a{account:02d}", int(day), round(float(amounts(chance)), 2))
        for account in range(ACCOUNTS)
        for day in chance.integers(0, until, 12)
    ]


WORLDS = {
    "nobody bought within the last two years": bought(lambda _: 50.0, until=END - 800),
    "everything was free of charge": bought(lambda _: 0.0),
    "as much was credited as sold": bought(lambda chance: chance.normal(0, 100)),
    "one order in a hundred is worth all others": bought(
        lambda chance: min(100 * (chance.pareto(0.9) + 1), 1e10)
    ),
    "a cent or ten billion": bought(lambda chance: chance.choice([0.01, 1e10])),
    "one account": [row for row in bought(lambda _: 50.0) if row[0] == "a00"],
}


@pytest.mark.parametrize("cost", [None, 0.6, 3.0])
@pytest.mark.parametrize("world", WORLDS)
def test_every_account_has_a_forecast_in_order_or_a_reason(world, cost):
    rows = forecast(orders_of_days(WORLDS[world], cost=cost)).accounts.to_pylist()

    assert {row["account_id"] for row in rows} == {row[0] for row in WORLDS[world]}
    for row in rows:
        ends = [row[name] for name in ("low80", "low50", "high50", "high80")]
        if row["expected"] is None:
            assert row["reason"]
            assert ends == [None] * 4
        else:
            assert np.isfinite([row["expected"], *ends]).all()
            assert ends == sorted(ends)
            assert 0 < row["p_active"] < 1
            assert cost == 3.0 or world.startswith("as much") or ends[0] >= 0
