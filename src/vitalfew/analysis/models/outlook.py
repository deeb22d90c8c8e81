"""What an account may bring next year, as a distribution through its forecast.

A forecast names a mean, four quantiles and the probability of buying at all. One
distribution goes through all of them: nothing with the probability of not buying,
otherwise straight lines between the quantiles and exponential tails beyond them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import log
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

    Numbers = npt.NDArray[np.float64]

LEVELS = {"low80": 0.10, "low50": 0.25, "high50": 0.75, "high80": 0.90}
"""The quantiles that the ends of the intervals are."""

TAIL = log(2.5)
"""An exponential tail falls from 25 % to 10 % over this many of its means."""


MOST_STRETCH = 2.0
"""A tail is made at most so many times as long to bring the mean out."""


@dataclass(frozen=True)
class Outlook:
    """The distributions of many accounts, aligned with `account_id`.

    Attributes
    ----------
    account_id
        Accounts with a forecast; those without are left out before.
    expected
        Mean of the coming year, in the currency of the orders.
    p_active
        Probability of at least one purchase in it, 0 to 1.
    quantiles
        Shape (accounts, 4): the 10 %, 25 %, 75 % and 90 % quantiles, never falling.
    """

    account_id: tuple[str, ...]
    expected: Numbers
    p_active: Numbers
    quantiles: Numbers

    def __len__(self) -> int:
        return len(self.account_id)

    def only(self, places: npt.NDArray[np.intp]) -> Outlook:
        """The same of these accounts alone."""
        return Outlook(
            tuple(self.account_id[place] for place in places.tolist()),
            self.expected[places],
            self.p_active[places],
            self.quantiles[places],
        )

    def amounts(self, luck: Numbers, size: Numbers) -> Numbers:
        """One amount an account and draw.

        Parameters
        ----------
        luck
            Uniform draws, shape (draws, accounts): an account buys where its draw is
            below `p_active`. Accounts that share a draw fall together.
        size
            Uniform draws of the same shape: how much, given that it buys.
        """
        return np.where(luck < self.p_active, self._curve.amount(size), 0.0)

    @cached_property
    def spread(self) -> Numbers:
        """Standard deviation of each account's amount."""
        mean, square = self._curve.moments
        variance = self.p_active * square - (self.p_active * mean) ** 2
        return np.sqrt(np.maximum(variance, 0.0))

    @cached_property
    def _curve(self) -> _Curve:
        return _curve_through(self)


@dataclass(frozen=True)
class _Curve:
    """Quantile function of an account that buys: ramps between knots, two tails.

    `knots` and `levels` have shape (5, accounts), the third being the median; `lower`
    and `upper` are the means of the tails. Who sells at a profit is not taken to fall
    below zero. `shift` is added to every amount: what the mean still lacks.
    """

    knots: Numbers
    levels: Numbers
    lower: Numbers
    upper: Numbers
    shift: Numbers

    def amount(self, given: Numbers) -> Numbers:
        """The amount at these probabilities, given that the account buys."""
        found = self.levels[0] + np.zeros_like(given)
        for low, high in pairwise(range(5)):
            width = self.knots[high] - self.knots[low]
            slope = _ratio(self.levels[high] - self.levels[low], width)
            way = np.minimum(given - self.knots[low], width)
            found = np.where(way > 0, self.levels[low] + slope * way, found)
        first, last = self.knots[0], self.knots[4]
        with np.errstate(divide="ignore", invalid="ignore"):
            under = self.levels[0] + self.lower * np.log(given / first)
            over = self.levels[4] - self.upper * np.log((1 - given) / (1 - last))
        under = np.where(self.levels[0] < 0, under, np.maximum(under, 0.0))
        found = np.where(given < first, under, found)
        amount: Numbers = np.where(given > last, over, found) + self.shift
        return amount

    @cached_property
    def moments(self) -> tuple[Numbers, Numbers]:
        """Mean and mean square of an account that buys."""
        low, high, width = (
            self.levels[:-1],
            self.levels[1:],
            np.diff(self.knots, axis=0),
        )
        mean = (width * (low + high) / 2).sum(axis=0)
        square = (width * (low**2 + low * high + high**2) / 3).sum(axis=0)
        first, last, lower, upper = (
            self.levels[0],
            self.levels[4],
            self.lower,
            self.upper,
        )
        # The part of the lower tail that would lie below zero counts as zero.
        above = np.maximum(first, 0.0)
        cut = np.where(first < 0, 0.0, np.exp(-_ratio(above, lower, nothing=np.inf)))
        mean += self.knots[0] * (first - lower * (1 - cut))
        square += self.knots[0] * (
            first**2 - 2 * first * lower + 2 * lower**2 * (1 - cut)
        )
        beyond = 1 - self.knots[4]
        mean += beyond * (last + upper)
        square += beyond * (last**2 + 2 * last * upper + 2 * upper**2)
        square += 2 * self.shift * mean + self.shift**2
        return mean + self.shift, square


def outlook(forecast: pa.Table) -> Outlook:
    """The distributions behind a forecast; accounts it calls unknown are left out.

    Parameters
    ----------
    forecast
        Columns `account_id`, `expected`, `low50`, `high50`, `low80`, `high80` (money)
        and `p_active` (0 to 1), as `vf.forecast` gives them.
    """
    known = forecast.filter(forecast["expected"].is_valid()).sort_by("account_id")
    columns = {
        name: known[name].to_numpy(zero_copy_only=False).astype(np.float64)
        for name in ("expected", "p_active", *LEVELS)
    }
    quantiles = np.column_stack([columns[name] for name in LEVELS])
    return Outlook(
        tuple(known["account_id"].to_pylist()),
        columns["expected"],
        np.clip(columns["p_active"], 0.0, 1.0),
        np.maximum.accumulate(quantiles, axis=1),
    )


def _curve_through(found: Outlook) -> _Curve:
    """Lines through the quantiles, with median and tail chosen for the mean."""
    active = np.maximum(found.p_active, np.finfo(float).tiny)
    levels = found.quantiles.T.copy()
    steps = np.array(list(LEVELS.values()))[:, None]
    # Nothing is bought with this probability: that lies above losses, below gains.
    given = np.where(levels < 0, steps, steps - (1 - found.p_active)) / active
    knots = np.maximum.accumulate(np.clip(given, 0.0, 1.0), axis=0)
    hidden = (given <= 0) & (levels >= 0)
    levels = np.where(hidden, _start(knots, levels, hidden.sum(axis=0)), levels)
    lower, upper = (levels[1] - levels[0]) / TAIL, (levels[3] - levels[2]) / TAIL
    mean = found.expected / active

    def curve(median: Numbers, tail: Numbers, shift: Numbers | None = None) -> _Curve:
        middle = (knots[1] + knots[2]) / 2
        return _Curve(
            np.vstack([knots[:2], middle, knots[2:]]),
            np.vstack([levels[:2], median, levels[2:]]),
            lower,
            tail,
            np.zeros_like(mean) if shift is None else shift,
        )

    median = (levels[1] + levels[2]) / 2
    missing = mean - curve(median, upper).moments[0]
    shift = _ratio(missing, (knots[2] - knots[1]) / 2)
    median = np.clip(median + shift, levels[1], levels[2])
    missing = mean - curve(median, upper).moments[0]
    tail = np.clip(upper + _ratio(missing, 1 - knots[3]), 0.0, MOST_STRETCH * upper)
    return curve(median, tail, mean - curve(median, tail).moments[0])


def _start(knots: Numbers, levels: Numbers, hidden: npt.NDArray[np.int_]) -> Numbers:
    """The least an account brings when it buys, where not buying hides quantiles.

    The line through the first two quantiles that are seen, followed back, and never
    below zero; zero where fewer are seen.
    """
    found: Numbers = np.zeros_like(levels[0])
    for at in (1, 2):
        rise, run = levels[at + 1] - levels[at], knots[at + 1] - knots[at]
        start = levels[at] - _ratio(rise, run) * knots[at]
        found[hidden == at] = np.maximum(start, 0.0)[hidden == at]
    return found


def _ratio(part: Numbers, whole: Numbers, *, nothing: float = 0.0) -> Numbers:
    """Part ÷ whole, and `nothing` where there is no whole."""
    found = np.full_like(part, nothing)
    np.divide(part, whole, out=found, where=whole > 1e-12)
    return found
