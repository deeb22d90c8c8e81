"""Forecasts by rule: what an account bought lately, carried forward."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vitalfew.analysis.assessment.forecast.features import YEAR
from vitalfew.analysis.assessment.forecast.plan import LATE_START

if TYPE_CHECKING:
    import numpy.typing as npt

    from vitalfew.analysis.assessment.forecast.past import Past

    Floats = npt.NDArray[np.float64]

HALF_LIVES = {"recent_3m": 3, "recent_6m": 6, "recent_12m": 12}
"""Months back over which a purchase loses half its weight."""
TWO_YEARS = 2 * YEAR
DAMPING = 0.5
"""Part of last year's change that is expected to go on."""


def rules(past: Past, horizon: float) -> dict[str, Floats]:
    """Sales of each account within the horizon, by each rule.

    All rules share one level, that of the last year, so that they differ in whom they
    give it to; the season of the horizon is that of the firm a year before.

    Parameters
    ----------
    past
        The accounts before the origin.
    horizon
        Days ahead.

    Returns
    -------
    dict
        Arrays of money by name of the rule: `last_year` (the last 12 months, of a
        shorter window all of it), `second_half` (of the window, at most of two
        years), `recent_3m`, `recent_6m`, `recent_12m` (weights that halve every so
        many months back), `trend` (half of last year's change goes on; with less than
        two years to compare it is the last year).
    """
    level = _level(past, horizon)
    month = YEAR / 12
    shapes = {
        "last_year": past.between("sales", 0, min(past.span, YEAR)),
        "second_half": past.between("sales", 0, min(past.span, TWO_YEARS) / 2),
        **{
            name: past.faded("sales", months * month)
            for name, months in HALF_LIVES.items()
        },
    }
    shapes["trend"] = _trend(past, shapes["last_year"])
    return {name: _to_level(shape, level) for name, shape in shapes.items()}


def _level(past: Past, horizon: float) -> float:
    """What all accounts together would buy if nothing changed."""
    if past.span + LATE_START < YEAR:
        return float(past.sold.sum()) * horizon / past.span
    year = float(past.between("sales", 0, YEAR).sum())
    if abs(horizon - YEAR) <= LATE_START:
        return year
    if horizon > YEAR:
        return year * horizon / YEAR
    return float(past.between("sales", YEAR - horizon, YEAR).sum())


def _trend(past: Past, last: Floats) -> Floats:
    if past.span + LATE_START < TWO_YEARS:
        return last
    before = past.between("sales", YEAR, TWO_YEARS)
    return np.maximum(last + DAMPING * (last - before), 0.3 * last)


def _to_level(shape: Floats, level: float) -> Floats:
    total = shape.sum()
    return shape * (level / total) if total > 0 else np.zeros_like(shape)
