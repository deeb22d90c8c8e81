"""Scores of 1 to 5: single factors, and the two axes they make up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from vitalfew.analysis.criteria import AXES, WeightCriteria

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Factors = Mapping[str, Floats]

FEW_MAKE_MOST = (0.20, 0.50, 0.80, 0.95, 0.99)
"""Ranks that score 1 to 5 for amounts of money, where a few accounts make most."""

EVEN = (0.05, 0.25, 0.50, 0.75, 0.95)
"""Ranks that score 1 to 5 for rates and counts."""

LEAST, MOST = 1.0, 5.0


def percentile_score(values: Floats, ranks: tuple[float, ...]) -> Floats:
    """Score values by where they lie among the company's own accounts.

    Linear between the quantiles at `ranks`, which score 1, 2, 3, 4 and 5. A value on
    which several quantiles fall has the mean of their scores; NaN stays NaN.

    >>> percentile_score(np.arange(101.0), EVEN)[[0, 5, 50, 85, 100]].tolist()
    [1.0, 1.0, 3.0, 4.5, 5.0]
    >>> percentile_score(np.array([7.0, 7.0]), EVEN).tolist()
    [3.0, 3.0]
    """
    known = ~np.isnan(values)
    scores = np.full(len(values), np.nan)
    if not known.any():
        return scores
    knots = np.quantile(values[known], ranks)
    heights = np.arange(LEAST, LEAST + len(ranks))
    seen = values[known]
    # np.interp takes the last of several equal knots; read backwards, the first.
    upper = np.interp(seen, knots, heights)
    lower = -np.interp(-seen, -knots[::-1], -heights[::-1])
    first = heights[np.minimum(np.searchsorted(knots, seen, "left"), len(knots) - 1)]
    last = heights[np.maximum(np.searchsorted(knots, seen, "right") - 1, 0)]
    on_knot = np.isin(seen, knots)
    scores[known] = np.where(on_knot, (first + last) / 2, (upper + lower) / 2)
    return scores


@dataclass(frozen=True)
class Axis:
    """One axis of the matrix: score, and how far what is unknown could move it.

    Attributes
    ----------
    score
        Weighted mean of the known factors; NaN when none is known.
    low, high
        The same with every unknown factor at 1 and at 5.
    """

    score: Floats
    low: Floats
    high: Floats


class Matrix(NamedTuple):
    """The factors of one axis: one row an account, one column a factor.

    Attributes
    ----------
    scores
        0 where unknown.
    known
        1 where known, 0 elsewhere.
    weights
        One a factor. A factor that is known of no account says nothing about any, and
        has no weight.
    """

    scores: Floats
    known: Floats
    weights: Floats

    def rows(self, places: npt.NDArray[np.int64]) -> Matrix:
        """The same for some accounts."""
        return Matrix(self.scores[places], self.known[places], self.weights)

    def moved(self, moves: Floats) -> Matrix:
        """The same with other weights."""
        return Matrix(self.scores, self.known, self.weights * moves)


def matrix(factors: Factors, name: str, weights: WeightCriteria) -> Matrix:
    """Stack the factors of an axis (a key of `criteria.AXES`)."""
    scores = np.column_stack([factors[factor] for factor in AXES[name]])
    known = ~np.isnan(scores)
    own = np.array([getattr(weights, factor) for factor in AXES[name]])
    return Matrix(
        np.where(known, scores, 0.0), known.astype(np.float64), own * known.any(axis=0)
    )


def axis(matrix: Matrix) -> Axis:
    """Put the factors of an axis together.

    An unknown factor is left out of the mean and widens the range.
    """
    scores, known, weights = matrix
    total = weights.sum()
    points, weight = scores @ weights, known @ weights
    with np.errstate(invalid="ignore", divide="ignore"):
        score = np.where(weight > 0, points / weight, np.nan)
    if total == 0:
        return Axis(score, np.full_like(score, LEAST), np.full_like(score, MOST))
    left = total - weight
    return Axis(score, (points + left * LEAST) / total, (points + left * MOST) / total)


def reach(matrix: Matrix, found: Axis, swing: float) -> tuple[Floats, Floats]:
    """How far at most `score` and `high` move when each weight moves by `swing`.

    With weights w and factors x the new mean differs from the mean m by
    Σ w'(x − m) ÷ Σ w', which is at most swing ÷ (1 − swing) × Σ w|x − m| ÷ Σ w.
    """
    if swing >= 1:
        never = np.full(len(found.score), np.inf)
        return never, never
    scores, known, weights = matrix
    most = np.where(known > 0, scores, MOST)
    with np.errstate(invalid="ignore", divide="ignore"):
        near = (np.abs(scores - found.score[:, None]) * known) @ weights
        near /= known @ weights
        far = np.abs(most - found.high[:, None]) @ weights / weights.sum()
    return near * swing / (1 - swing), far * swing / (1 - swing)
