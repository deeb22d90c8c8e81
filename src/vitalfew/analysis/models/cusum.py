"""Cumulative sums that find a lasting change, with the false alarms they cost.

A sum S starts at 0, takes S ← max(0, S + step) each period, and alarms at `limit`. Its
average run length is how many periods pass until it does: without a change the price,
after one the delay.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

CELLS = 120
"""Places between 0 and the limit at which the run length is found, or more: …"""
STRIDE = 4
"""… the longest way up passes at least so many of them."""
TAIL = 1e-9
"""Counts less likely than this are left out."""
SHARES = 400
"""Equally likely parts an amount is divided into; …"""
LEAST = 0.05
"""… below this share into `FINER` parts for each tenth of it, down to `TAIL`."""
FINER = 30
NEVER = 1e12
"""Periods after which nobody waits any longer."""
LIMITS = 0.5 * 24.0 ** (np.arange(16) / 12)
"""Run lengths are found for these: likelihood ratios from 1.6 to 3 · 10¹¹."""


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

    # Of regular accounts hardly any but the rarest amounts add to the sum.
    tail = math.ceil(FINER * math.log10(LEAST / TAIL))
    least = LEAST * 10.0 ** (-np.arange(tail, 0, -1) / FINER)
    most = np.linspace(LEAST, 1, round((1 - LEAST) * SHARES) + 1)
    ends = np.concatenate([[0.0], least, most])
    chances = np.diff(ends)
    amounts = gammaincinv(shape, (ends[:-1] + ends[1:]) / 2) / shape
    amounts *= actual / (amounts @ chances)
    values = -shape * (np.log(ratio) + amounts * (1 / ratio - 1))
    return Steps(values, chances)


def run_length(steps: Steps, limit: float) -> float:
    """Periods until a sum that starts at 0 alarms, on average.

    The run length is taken as linear between the states of a Markov chain after Brook
    and Evans, in which each step is shared among the two states next to its end.
    """
    # Steps shorter than the way from one state to the next would never alarm.
    cells = max(CELLS, math.ceil(STRIDE * limit / float(steps.values.max())))
    width = limit / cells
    ends = np.maximum(np.arange(cells)[:, None] + steps.values / width, 0.0)
    alive = ends < cells
    rows, _ = np.nonzero(alive)
    places, chances = ends[alive], np.broadcast_to(steps.chances, ends.shape)[alive]
    lower = places.astype(np.int64)
    # What ends between the last state and the limit has not alarmed yet.
    upper = np.minimum(lower + 1, cells - 1)
    moves = np.zeros(cells * cells)
    for place, part in ((lower, lower + 1 - places), (upper, places - lower)):
        moves += np.bincount(rows * cells + place, chances * part, cells * cells)
    stays = np.eye(cells) - moves.reshape(cells, cells)
    found = float(np.linalg.solve(stays, np.ones(cells))[0])
    # Beyond what the arithmetic can tell it never alarms.
    return found if 0 < found < NEVER else NEVER


@dataclass(frozen=True)
class Limits:
    """Limits for a run length, by what the steps depend on.

    Attributes
    ----------
    sizes
        Rates or shapes, ascending.
    lengths
        Logarithm of the run length, sizes by `LIMITS`.
    """

    sizes: Floats
    lengths: Floats

    @classmethod
    def of(cls, steps: Callable[[float], Steps], sizes: Sequence[float]) -> Limits:
        """For steps that depend on a rate or a shape."""
        lengths = np.log(
            [[run_length(steps(size), limit) for limit in LIMITS] for size in sizes]
        )
        # Where outcomes lie apart a run length stays the same for several limits.
        return cls(np.array(sizes), np.maximum.accumulate(lengths, axis=1))

    def at(self, sizes: Floats, periods: float) -> Floats:
        """The least limits with so many periods between false alarms, or more."""
        wanted = np.log(periods)
        each = [np.interp(wanted, lengths, LIMITS) for lengths in self.lengths]
        found: Floats = np.interp(np.log(sizes), np.log(self.sizes), each)
        return found
