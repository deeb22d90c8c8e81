"""How many of the accounts that came to bring most were named beforehand."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Places = npt.NDArray[np.int64]
    Counts = npt.NDArray[np.uint8]

DRAWS: Final = 100
SEED: Final = 7


def top(accounts: int, share: float) -> int:
    """How many accounts are the top share of so many; at least one.

    >>> top(2357, 0.1), top(3, 0.1)
    (236, 1)
    """
    return max(1, round(accounts * share))


def captured(told: Floats, came: Floats, share: float) -> float:
    """Share of the truly best that the forecast puts among its own best.

    Of equal values each is as likely to be in, so the result is what a random order
    of them gives on average.

    Parameters
    ----------
    told, came
        Forecast and outcome, one entry an account.
    share
        How many are the best: this share of all.

    Examples
    --------
    >>> captured(np.array([5.0, 4, 1, 1]), np.array([9.0, 1, 8, 7]), 0.5)
    0.5
    >>> captured(np.array([1.0, 1, 1, 1]), np.array([9.0, 8, 1, 1]), 0.5)
    0.5
    """
    best = top(len(came), share)
    return float((_among(told, best) * _among(came, best)).sum() / best)


class Bootstrap:
    """The same for accounts drawn again and again with replacement.

    The draws are seeded and the same for every forecast; equal values keep one random
    order.

    Parameters
    ----------
    came
        Outcome, one entry an account.
    """

    def __init__(self, came: Floats) -> None:
        chance = np.random.default_rng(SEED)
        accounts = len(came)
        self._shuffled = chance.permutation(accounts)
        self._times = np.empty((accounts, DRAWS), dtype=np.uint8)
        for draw in range(DRAWS):
            chosen = chance.integers(accounts, size=accounts)
            self._times[:, draw] = np.bincount(chosen, minlength=accounts)
        self._came = self._ordered(came)
        self._truly: dict[int, Counts] = {}

    def captured(self, told: Floats, share: float) -> Floats:
        """`captured` of each draw.

        Parameters
        ----------
        told
            Forecast, one entry an account.
        share
            How many are the best: this share of all.
        """
        best = top(len(told), share)
        if best not in self._truly:
            first, taken = self._taken(self._came, best)
            truly = np.zeros_like(self._times)
            truly[first] = taken
            self._truly[best] = truly
        first, taken = self._taken(self._ordered(told), best)
        both = np.minimum(taken, self._truly[best][first])
        return np.asarray(both.sum(axis=0) / best)

    def _ordered(self, values: Floats) -> Places:
        """Places of the accounts, the best first."""
        descending = np.argsort(-values[self._shuffled], kind="stable")
        return np.asarray(self._shuffled[descending])

    def _taken(self, order: Places, best: int) -> tuple[Places, Counts]:
        """The accounts that are among the best in any draw, and how often in each."""
        reach = best
        while True:
            # Hardly any draw needs more than this to fill the places.
            reach = min(reach + math.ceil(4 * math.sqrt(reach)), len(order))
            first = order[:reach]
            times = self._times[first]
            until = times.cumsum(axis=0, dtype=np.int32)
            if until[-1].min() >= best:
                break
        # Only the last of them may be over the places there are.
        over = np.clip(until - best, 0, times).astype(np.uint8)
        return first, times - over


def _among(values: Floats, best: int) -> Floats:
    """Probability of each account to be among the best."""
    limit = np.partition(values, len(values) - best)[len(values) - best]
    member = (values > limit).astype(np.float64)
    tied = values == limit
    member[tied] = (best - member.sum()) / tied.sum()
    found: Floats = member
    return found
