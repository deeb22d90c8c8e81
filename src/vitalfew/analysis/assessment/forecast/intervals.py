"""How far a forecast may be off: intervals that held on the back-test.

An account buys nothing with probability 1 − p. Otherwise its amount scatters around
its mean as the amounts of the back-test did, on a scale that is logarithmic for large
and straight for small amounts, wider or narrower for accounts like it. How much of
that distribution an interval must take in is found fifth by fifth of account size, so
that it holds as often as it says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from vitalfew.analysis.assessment.forecast.distributions import Distributions, scaled
from vitalfew.analysis.assessment.forecast.features import YEAR

if TYPE_CHECKING:
    import numpy.typing as npt

    from vitalfew.analysis.assessment.forecast.past import Past

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]
    Places = npt.NDArray[np.int64]

LEVELS: Final = (0.5, 0.8)
FIFTHS: Final = 5
FEW: Final = 60
"""With fewer outcomes a fifth is judged with all others."""
POINTS: Final = 401
RIDGE: Final = 5.0
HALVINGS: Final = 14
ENDS: Final = (0.005, 0.995)
"""Beyond these parts of what came, amounts are taken for accidents."""
USUAL: Final = (0.05, 0.95)


class Told(NamedTuple):
    """What is forecast of some accounts: arrays with one entry each.

    Attributes
    ----------
    expected
        Mean amount, money on the orders' basis.
    sales
        Expected sales, money, zero or more.
    active
        Probability of a purchase.
    traits
        What the scatter may depend on: accounts by traits.
    fifth
        Fifth of account size, 0 smallest.
    """

    expected: Floats
    sales: Floats
    active: Floats
    traits: Floats
    fifth: Places

    def only(self, rows: Flags) -> Told:
        """The same of some accounts."""
        return Told(
            self.expected[rows],
            self.sales[rows],
            self.active[rows],
            self.traits[rows],
            self.fifth[rows],
        )

    @property
    def size(self) -> Floats:
        """Sales of an account that buys; never zero."""
        size = self.sales / self.active
        least = 1e-6 * max(float(size.sum()) / max(len(size), 1), 1e-300)
        return np.maximum(size, least)


@dataclass(frozen=True)
class Intervals:
    """Intervals as the back-test found them.

    Attributes
    ----------
    points
        Quantiles of the scatter, evenly spaced probabilities.
    mean, scale, weights
        Of the traits: how wide accounts like it scatter, as a logarithm.
    widths
        Share of its distribution an interval takes in: levels by fifths.
    positive
        Whether no amount may be below zero.
    reach
        The ends of the amounts that came, on the scale of the scatter: two
        by fifths. Nothing is told beyond what accounts of that size ever brought.
    between
        The widths, as logarithms, that accounts of the back-test had: no account is
        told to be more certain, or less, than those.
    """

    points: Floats
    mean: Floats
    scale: Floats
    weights: Floats
    widths: Floats
    positive: bool
    reach: Floats
    between: tuple[float, float]

    def of(self, told: Told) -> dict[str, Floats]:
        """Columns `low50`, `high50`, `low80`, `high80`, money; never crossing."""
        each = self.distributions(told)
        (low50, high50), (low80, high80) = (
            each.interval(self.widths[at][told.fifth]) for at in range(len(LEVELS))
        )
        return {
            "low50": low50,
            "high50": high50,
            "low80": np.minimum(low80, low50),
            "high80": np.maximum(high80, high50),
        }

    def distributions(self, told: Told) -> Distributions:
        """What each account may bring."""
        size, spread = told.size, self.spread(told)
        middle = scaled(told.expected / told.active, size)
        grid = np.linspace(0, 1, len(self.points))
        under = np.interp(-middle / spread, self.points, grid, left=0.0, right=1.0)
        return Distributions(
            points=self.points,
            positive=self.positive,
            active=told.active,
            below=told.active * under,
            middle=middle,
            spread=spread,
            size=size,
            reach=self.reach[:, told.fifth],
        )

    def spread(self, told: Told) -> Floats:
        """How wide each account scatters, relative to `points`."""
        traits = (told.traits - self.mean) / self.scale
        logarithm = self.weights[0] + traits @ self.weights[1:]
        return np.asarray(np.exp(np.clip(logarithm, *self.between)))


def intervals(told: Told, came: Floats, bought: Flags, *, positive: bool) -> Intervals:
    """Learn the scatter from a back-test.

    Parameters
    ----------
    told
        What was forecast, all origins below each other.
    came
        What came, money on the orders' basis.
    bought
        Whether there was a purchase.
    positive
        Whether no amount may be below zero.
    """
    active = told.only(bought)
    mean, scale = _standard(active.traits)
    middle = scaled(active.expected / active.active, active.size)
    missed = scaled(came[bought], active.size) - middle
    weights = _spread_weights((active.traits - mean) / scale, np.abs(missed))
    shaped = Intervals(
        points=np.zeros(POINTS),
        mean=mean,
        scale=scale,
        weights=weights,
        widths=np.ones((len(LEVELS), FIFTHS)),
        positive=positive,
        reach=_reach(active, came[bought]),
        between=_between((active.traits - mean) / scale, weights),
    )
    if len(missed):
        points = np.quantile(missed / shaped.spread(active), np.linspace(0, 1, POINTS))
        shaped = replace(shaped, points=points)
    return replace(shaped, widths=_widths(shaped, told, came))


def _reach(active: Told, came: Floats) -> Floats:
    """The ends of what came in each fifth; of all, where a fifth has few outcomes."""
    seen = scaled(came, active.size)
    found = np.empty((2, FIFTHS))
    for fifth in range(FIFTHS):
        rows = active.fifth == fifth
        own = seen[rows] if rows.sum() >= FEW else seen
        found[:, fifth] = np.quantile(own, ENDS) if len(own) else 0.0
    return found


def _between(traits: Floats, weights: Floats) -> tuple[float, float]:
    """The usual widths: beyond those of most accounts the traits tell too little."""
    if not len(traits):
        return (0.0, 0.0)
    low, high = np.quantile(weights[0] + traits @ weights[1:], USUAL)
    return (float(low), float(high))


def traits(past: Past, sales: Floats, active: Floats, horizon: float) -> Floats:
    """What the scatter may depend on: size, rhythm, silence, age, activity."""
    size = sales / active
    relative = size / max(float(size.mean()), 1e-300)
    return np.column_stack(
        [
            np.log(np.maximum(relative, 1e-6)),
            np.log(past.purchases),
            np.log1p(past.silence / horizon),
            np.log1p(past.age / horizon),
            np.log(active / (1 - active)),
        ]
    )


def fifths(past: Past) -> Places:
    """The fifth of each account by its sales of the last year; 0 is smallest."""
    size = past.between("sales", 0, min(past.span, YEAR))
    order = np.lexsort((np.arange(len(size)), past.sold, size))
    place = np.empty(len(size), dtype=np.int64)
    place[order] = np.arange(len(size))
    return place * FIFTHS // max(len(size), 1)


def holds(amounts: Floats, low: Floats, high: Floats) -> Flags:
    """Whether each amount lies in its interval, to the cent."""
    return np.asarray((amounts >= low - 0.005) & (amounts <= high + 0.005))


def together(parts: Sequence[Told]) -> Told:
    """Several origins below each other."""
    return Told(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _widths(shaped: Intervals, told: Told, came: Floats) -> Floats:
    """The share of the distribution that holds as often as each level says."""
    every = shaped.distributions(told)
    widths = np.empty((len(LEVELS), FIFTHS))
    for fifth in range(FIFTHS):
        rows = told.fifth == fifth
        if rows.sum() < FEW:
            rows = np.ones_like(rows)
        some, seen = every.only(rows), came[rows]
        widths[:, fifth] = [_width(some, seen, level) for level in LEVELS]
    return widths


def _width(some: Distributions, came: Floats, level: float) -> float:
    """By halving: the narrowest that holds at least as often as it says."""
    low, high = 0.0, 0.9999
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if holds(came, *some.interval(middle)).mean() >= level:
            high = middle
        else:
            low = middle
    return high


def _standard(traits: Floats) -> tuple[Floats, Floats]:
    """Mean and deviation of each trait; 0 and 1 where there is nothing to see."""
    if len(traits) < 2:
        return np.zeros(traits.shape[1]), np.ones(traits.shape[1])
    deviation = traits.std(axis=0)
    return traits.mean(axis=0), np.where(deviation > 0, deviation, 1.0)


def _spread_weights(traits: Floats, missed: Floats) -> Floats:
    """Least squares of the logarithm of the miss, drawn towards all alike."""
    design = np.column_stack([np.ones(len(traits)), traits])
    if len(missed) < 2:
        return np.zeros(design.shape[1])
    ridge = np.full(design.shape[1], RIDGE)
    ridge[0] = 0.0
    target = np.log(np.maximum(missed, 1e-3))
    found: Floats = np.linalg.solve(
        design.T @ design + np.diag(ridge), design.T @ target
    )
    return found
