"""Cumulative sums that find a lasting change, with the false alarms they cost.

A sum S starts at 0, takes S ← max(0, S + step) each period, and alarms at `limit`. Its
average run length is how many periods pass until it does: without a change the price,
after one the delay.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

CELLS = 240
"""Places between 0 and the limit at which the run length is found."""
TAIL = 1e-9
"""Counts less likely than this are left out."""
SHARES = 400
"""Equally likely parts an amount is divided into."""
NEVER = 1e12
"""Periods after which nobody waits any longer."""
LIMITS = 0.5, 16.5
"""Between these a limit is looked for: likelihood ratios of 2 and 15 million."""
HALVINGS = 12


@dataclass(frozen=True)
class Steps:
    """What a period may add to the sum, with probabilities."""

    values: Floats
    chances: Floats


def fewer_purchases(rate: float, *, ratio: float, actual: float | None = None) -> Steps:
    """Log-likelihood that purchases have fallen to `ratio` of their rate, a period.

    Parameters
    ----------
    rate
        Purchases expected in a period, Poisson distributed.
    ratio
        Of the change looked for; above 1 a rise.
    actual
        The rate that holds; `rate` when absent.
    """
    from scipy.stats import poisson

    holds = rate if actual is None else actual
    counts = np.arange(int(poisson.isf(TAIL, holds)) + 1)
    chances = poisson.pmf(counts, holds)
    values = counts * np.log(ratio) + rate * (1 - ratio)
    return Steps(values, chances / chances.sum())


def lower_amounts(shape: float, *, ratio: float, actual: float = 1.0) -> Steps:
    """Log-likelihood that amounts have fallen to `ratio` of their mean, a period.

    Parameters
    ----------
    shape
        Of the gamma distribution of a period's amount: one over its squared variation.
    ratio
        Of the change looked for.
    actual
        The mean that holds, as a share of the usual one.
    """
    from scipy.special import gammaincinv

    middles = (np.arange(SHARES) + 0.5) / SHARES
    amounts = gammaincinv(shape, middles) / shape
    amounts *= actual / amounts.mean()
    values = -shape * (np.log(ratio) + amounts * (1 / ratio - 1))
    return Steps(values, np.full(SHARES, 1 / SHARES))


def run_length(steps: Steps, limit: float) -> float:
    """Periods until a sum that starts at 0 alarms, on average.

    The run length is taken as linear between `CELLS` states (a Markov chain after Brook
    and Evans in which each step is shared among the two states next to its end).
    """
    width = limit / CELLS
    ends = np.maximum(np.arange(CELLS)[:, None] + steps.values / width, 0.0)
    alive = ends < CELLS
    rows, _ = np.nonzero(alive)
    places, chances = ends[alive], np.broadcast_to(steps.chances, ends.shape)[alive]
    lower = places.astype(np.int64)
    # What ends between the last state and the limit has not alarmed yet.
    upper = np.minimum(lower + 1, CELLS - 1)
    moves = np.zeros(CELLS * CELLS)
    for place, part in ((lower, lower + 1 - places), (upper, places - lower)):
        moves += np.bincount(rows * CELLS + place, chances * part, CELLS * CELLS)
    stays = np.eye(CELLS) - moves.reshape(CELLS, CELLS)
    found = float(np.linalg.solve(stays, np.ones(CELLS))[0])
    # Beyond what the arithmetic can tell it never alarms.
    return found if 0 < found < NEVER else np.inf


def limit_for(steps: Steps, periods: float) -> float:
    """The least limit at which a sum alarms once in so many periods or less often."""
    low, high = LIMITS
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if run_length(steps, middle) < periods:
            low = middle
        else:
            high = middle
    return high
