"""How many of the accounts that came to bring most were named beforehand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

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


def captured_between(
    told: Floats, came: Floats, share: float, *, draws: int = DRAWS
) -> Floats:
    """The same for accounts drawn again and again with replacement (bootstrap).

    Equal values keep one random order, seeded.
    """
    chance = np.random.default_rng(SEED)
    accounts = len(came)
    shuffled = chance.permutation(accounts)
    by_told, by_came = (
        shuffled[np.argsort(-values[shuffled], kind="stable")]
        for values in (told, came)
    )
    best = top(accounts, share)
    found = np.empty(draws)
    for draw in range(draws):
        times = np.bincount(
            chance.integers(accounts, size=accounts), minlength=accounts
        )
        both = np.minimum(_taken(times, by_told, best), _taken(times, by_came, best))
        found[draw] = both.sum() / best
    return found


def _taken(
    times: npt.NDArray[np.int64], order: npt.NDArray[np.int64], best: int
) -> npt.NDArray[np.int64]:
    """How often each account is among the best, when it stands there so many times."""
    sorted_times = times[order]
    before = np.cumsum(sorted_times) - sorted_times
    taken = np.empty_like(times)
    taken[order] = np.clip(best - before, 0, sorted_times)
    return taken


def _among(values: Floats, best: int) -> Floats:
    """Probability of each account to be among the best."""
    limit = np.partition(values, len(values) - best)[len(values) - best]
    member = (values > limit).astype(np.float64)
    tied = values == limit
    member[tied] = (best - member.sum()) / tied.sum()
    found: Floats = member
    return found
