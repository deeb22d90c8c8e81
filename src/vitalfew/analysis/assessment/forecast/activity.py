"""Whether an account buys at all within the horizon: a probability that holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vitalfew.analysis.assessment.forecast.features import YEAR

if TYPE_CHECKING:
    import numpy.typing as npt

    from vitalfew.analysis.assessment.forecast.seen import Known, Seen

    Floats = npt.NDArray[np.float64]

RIDGE = 10.0
"""Weight of the prior that nothing matters, in accounts."""
STEPS = 50
EDGE = 1e-4
"""No probability is nearer to 0 or 1."""
WAITS = tuple(
    round(YEAR * part) for part in (1 / 12, 1 / 6, 1 / 4, 1 / 2, 3 / 4, 1, 1.5)
)
"""Days of silence after which a hiatus rule calls an account inactive."""


@dataclass(frozen=True)
class Activity:
    """Logistic regression on the silence, the rhythm and the purchase model.

    Attributes
    ----------
    mean, scale
        Of the columns, for standardizing.
    weights
        The constant first.
    modeled
        Whether the purchase model's probability is a column.
    tried
        Days ahead it was fitted for.
    """

    mean: Floats
    scale: Floats
    weights: Floats
    modeled: bool
    tried: float

    def probability(self, known: Known) -> Floats:
        """Probability of at least one purchase within the horizon of `known`."""
        columns = (_columns(known, self.modeled, self.tried) - self.mean) / self.scale
        found = _logistic(self.weights[0] + columns @ self.weights[1:])
        if known.horizon > self.tried:
            found = self._farther(known, found)
        return np.clip(found, EDGE, 1 - EDGE)

    def _farther(self, known: Known, found: Floats) -> Floats:
        """Farther ahead than was tried: halfway to what the purchase model says.

        Without a model, as if buyers came at a constant rate.
        """
        if self.modeled:
            return (found + known.active) / 2
        return np.asarray(1 - (1 - found) ** (known.horizon / self.tried))


@dataclass(frozen=True)
class Hiatus:
    """The rule to beat: active until silent for too long.

    Attributes
    ----------
    days
        Days of silence that are too long.
    active, silent
        Share of the accounts on either side that bought.
    """

    days: float
    active: float
    silent: float

    def probability(self, known: Known) -> Floats:
        """The share of accounts that bought, on the account's side of the rule."""
        return np.where(known.past.silence < self.days, self.active, self.silent)


def activity(origins: Sequence[Seen]) -> Activity:
    """Fit on the back-test; every account of every origin is a row."""
    modeled = all(np.isfinite(seen.active).all() for seen in origins)
    tried = origins[0].horizon
    rows = np.concatenate([_columns(seen, modeled, tried) for seen in origins])
    bought = np.concatenate([seen.bought for seen in origins]).astype(np.float64)
    mean, scale = rows.mean(axis=0), rows.std(axis=0)
    scale = np.where(scale > 0, scale, 1.0)
    weights = _fit((rows - mean) / scale, bought)
    return Activity(mean, scale, weights, modeled, tried)


def hiatus(origins: Sequence[Seen]) -> Hiatus:
    """The best wait of `WAITS` on the back-test, by Brier score."""
    silence = np.concatenate([seen.past.silence for seen in origins])
    bought = np.concatenate([seen.bought for seen in origins]).astype(np.float64)

    def rule(days: float) -> tuple[float, Hiatus]:
        active = silence < days
        shares = [
            float(bought[side].mean()) if side.any() else float(bought.mean())
            for side in (active, ~active)
        ]
        told = np.where(active, *shares)
        return float(((told - bought) ** 2).mean()), Hiatus(days, *shares)

    return min((rule(days) for days in WAITS), key=lambda found: found[0])[1]


def _columns(known: Known, modeled: bool, tried: float) -> Floats:  # noqa: FBT001
    """What tells whether an account buys again; times in parts of what was tried."""
    past = known.past
    count = past.purchases
    gap = np.where(
        count > 1, (past.age - past.silence) / np.maximum(count - 1, 1), tried
    )
    columns = [
        np.log1p(past.silence / tried),
        np.log1p(past.age / tried),
        np.log(count),
        np.log1p(past.silence / np.maximum(gap, 1.0)),
        *(np.log1p(past.between("days", 0, tried * part)) for part in (0.25, 0.5, 1.0)),
        (past.silence < tried / 2).astype(np.float64),
        (past.silence < tried).astype(np.float64),
    ]
    if modeled:
        told = np.clip(known.active, EDGE, 1 - EDGE)
        columns.append(np.log(told / (1 - told)))
    return np.column_stack(columns)


def _fit(rows: Floats, bought: Floats) -> Floats:
    """Ridge logistic regression by Newton's steps; the constant is not drawn."""
    design = np.column_stack([np.ones(len(rows)), rows])
    ridge = np.full(design.shape[1], RIDGE)
    ridge[0] = 1e-6
    weights = np.zeros(design.shape[1])
    for _ in range(STEPS):
        told = _logistic(design @ weights)
        slope = design.T @ (bought - told) - ridge * weights
        bent = (design * (told * (1 - told))[:, None]).T @ design + np.diag(ridge)
        step = np.linalg.solve(bent, slope)
        weights += step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def _logistic(values: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -30, 30))))
