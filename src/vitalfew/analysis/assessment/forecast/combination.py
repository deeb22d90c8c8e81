"""Several forecasts as one: weights found on the back-test, drawn towards equal.

Amounts differ by factors of a thousand, so forecasts are combined and judged as square
roots, in which large and small accounts err about alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from vitalfew.analysis.assessment.forecast.seen import Known, Seen

    Floats = npt.NDArray[np.float64]

DRAWN = 0.03
"""How strongly weights are drawn towards equal, as a share of what the data say; …"""
DRAWN_ROWS = 50.0
"""… and by so many rows more, so that few accounts leave them almost equal."""
SURE = 0.1
"""No total is known better than to a tenth."""
LEAST = 1e-6
"""The least forecast, as a part of the mean one: nobody is quite without hope."""
FAMILIES = {
    "last_year": "year",
    "second_half": "year",
    "trend": "year",
    "recent_3m": "recent",
    "recent_6m": "recent",
    "recent_12m": "recent",
    "purchases": "purchases",
}
"""Candidates that err alike."""
EXPONENTS = (0.5, 1.5)
STEPS = 20


@dataclass(frozen=True)
class Mix:
    """A forecast of sales made of one candidate or several.

    Attributes
    ----------
    names, weights
        The candidates and what each counts; weights add up to 1.
    exponent
        How much larger a forecast twice as large is: 1 as forecast, less when the
        large were forecast too large.
    totals
        Candidates whose totals over all accounts are averaged, with their weights:
        the closer a total came, the more it counts.
    level
        What came ÷ that average.
    """

    names: tuple[str, ...]
    weights: tuple[float, ...]
    exponent: float = 1.0
    totals: tuple[tuple[str, float], ...] = (("last_year", 1.0),)
    level: float = 1.0

    def sales(self, known: Known) -> Floats:
        """Expected sales of each account within the horizon."""
        index = self.index(known) ** self.exponent
        total = self.level * _average_total(known, self.totals)
        sales: Floats = index * (total / max(index.sum(), 1e-300))
        return sales

    def index(self, known: Known) -> Floats:
        """What the accounts are ranked by: mean 1 before the weights."""
        mixed = roots(known, self.names) @ np.array(self.weights)
        index: Floats = np.maximum(mixed * mixed, LEAST)
        return index


def roots(known: Known, names: Sequence[str]) -> Floats:
    """Square roots of the candidates' forecasts, each in parts of its mean."""
    columns = [known.candidates[name] for name in names]
    found: Floats = np.column_stack(
        [np.sqrt(each / max(each.mean(), 1e-300)) for each in columns]
    )
    return found


def root_outcomes(seen: Seen) -> Floats:
    """Square roots of what came, in parts of the mean."""
    came = np.maximum(seen.sales, 0.0)
    found: Floats = np.sqrt(came / max(came.mean(), 1e-300))
    return found


def even_weights(names: Sequence[str]) -> Floats:
    """Equal weights for every family of candidates, and within each family."""
    families = [FAMILIES[name] for name in names]
    each = np.array([1 / families.count(family) for family in families])
    weights: Floats = each / each.sum()
    return weights


def single(name: str) -> Mix:
    """One candidate alone."""
    return Mix((name,), (1.0,))


def combined(origins: Sequence[Seen], names: Sequence[str]) -> Mix:
    """Weights by least squares, none below zero, drawn towards equal.

    Parameters
    ----------
    origins
        The back-test; every origin counts the same.
    names
        The candidates.
    """
    from scipy.optimize import nnls

    rows, wanted, accounts = [], [], 0
    for seen in origins:
        if len(seen):
            share = 1 / np.sqrt(len(seen))
            rows.append(roots(seen, names) * share)
            wanted.append(root_outcomes(seen) * share)
            accounts += len(seen)
    count = len(names)
    equal = even_weights(names)
    if not rows:
        return Mix(tuple(names), tuple(equal.tolist()))
    design, target = np.concatenate(rows), np.concatenate(wanted)
    even = design @ equal
    slope = float(even @ target) / max(float(even @ even), 1e-300)
    pull = (DRAWN + DRAWN_ROWS / accounts) * float((design * design).sum()) / count
    design = np.concatenate([design, np.sqrt(pull) * np.eye(count)])
    target = np.concatenate([target, np.sqrt(pull) * slope * equal])
    weights, _ = nnls(design, target)
    total = weights.sum()
    weights = weights / total if total > 0 else equal
    return Mix(tuple(names), tuple(weights.tolist()))


def calibrated(mix: Mix, origins: Sequence[Seen], *, whole: bool) -> Mix:
    """The same mix with its exponent and level as the back-test found them.

    Parameters
    ----------
    mix
        Weights found before.
    origins
        The back-test.
    whole
        Whether outcomes were as long as the horizon: only then is the level corrected,
        so that a season cannot pass for a trend.
    """
    came = [np.maximum(seen.sales, 0.0) for seen in origins]
    logs = np.concatenate([np.log(mix.index(seen)) for seen in origins])
    shares = [each * len(each) / max(each.sum(), 1e-300) for each in came]
    exponent = _exponent(logs, np.concatenate(shares))
    totals = _totals(origins)
    missed = [_missed(seen, _average_total(seen, totals)) for seen in origins]
    level = float(np.exp(np.mean(missed))) if whole else 1.0
    return Mix(mix.names, mix.weights, exponent, totals, level)


def _totals(origins: Sequence[Seen]) -> tuple[tuple[str, float], ...]:
    """The total of the rules, which share one, and that of the purchase model."""
    names = [
        name
        for name in ("last_year", "purchases")
        if all(name in seen.candidates for seen in origins)
    ]
    squares = [
        np.mean([_missed(seen, seen.candidates[name].sum()) ** 2 for seen in origins])
        for name in names
    ]
    weights = 1 / (np.array(squares) + SURE**2)
    weights /= weights.sum()
    return tuple(zip(names, weights.tolist(), strict=True))


def _average_total(known: Known, totals: tuple[tuple[str, float], ...]) -> float:
    """The geometric mean of the candidates' totals."""
    logs = [
        weight * np.log(max(known.candidates[name].sum(), LEAST))
        for name, weight in totals
    ]
    return float(np.exp(np.sum(logs)))


def _missed(seen: Seen, total: float) -> float:
    """Logarithm of what came in all ÷ a total."""
    came = float(np.maximum(seen.sales, 0.0).sum())
    return float(np.log(max(came, LEAST)) - np.log(max(total, LEAST)))


def _exponent(logs: Floats, rows: Floats) -> float:
    """Slope of the logarithm of the mean outcome: quasi-Poisson, Newton's steps."""
    if not rows.any():
        return 1.0
    low, high = EXPONENTS
    slope = 1.0
    for _ in range(STEPS):
        mean = np.exp(slope * (logs - logs.max()))
        mean *= rows.sum() / mean.sum()
        centered = logs - (mean @ logs) / mean.sum()
        bent = float(mean @ (centered * centered))
        if bent <= 0:
            return 1.0
        step = float((rows - mean) @ centered) / bent
        slope = min(high, max(low, slope + step))
        if abs(step) < 1e-9:
            break
    return slope


def losses(mix: Mix, seen: Seen) -> Floats:
    """Squared error of each account, as square roots in parts of the mean."""
    forecast = np.sqrt(mix.index(seen))
    came = root_outcomes(seen)
    slope = float(forecast @ came) / max(float(forecast @ forecast), 1e-300)
    return np.asarray((came - slope * forecast) ** 2)
