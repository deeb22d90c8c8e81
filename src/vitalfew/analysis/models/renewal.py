"""Purchases still to come from an account that has not dropped out yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vitalfew.analysis.models.quadrature import Chances, beta_nodes
from vitalfew.analysis.models.stages import phases, stage_sum

if TYPE_CHECKING:
    import numpy.typing as npt

    from vitalfew.analysis.models.curves import Curve

    Floats = npt.NDArray[np.float64]
    Integers = npt.NDArray[np.int64]

BLOCK = 4096
"""Rows computed together, so that they stay in the processor's cache."""
MOST_TERMS = 250
"""Up to so many purchases are added one by one; beyond, an integral is shorter."""
MOMENT = 1e-15
"""A horizon shorter than this part of the history holds one purchase at most."""
LEAST_CHANCE = 700.0
"""Chances smaller than e to minus this cannot be multiplied up again."""
NEARLY_SURE = -np.log(1e-5)
"""Beyond this hazard a third purchase has no chance worth counting."""


@dataclass(frozen=True)
class Renewals:
    """Purchases in the time `t` from now on, were there no drop-out: rows.

    Attributes
    ----------
    k
        Steps between purchases.
    shape, rate
        Gamma distribution of the rate of steps, given what was bought: r + k·x and
        α + T.
    silence
        Time since the last purchase.
    t
        The horizon.
    """

    k: int
    shape: Floats
    rate: Floats
    silence: Floats
    t: Floats

    def at(self, rows: Integers) -> Renewals:
        """Some of the rows."""
        columns = (self.shape, self.rate, self.silence, self.t)
        return Renewals(self.k, *(column[rows] for column in columns))

    @property
    def phases(self) -> Floats:
        """Probability of each number of steps already made: k by rows."""
        return phases(self.shape, self.silence / self.rate, self.k)

    def some(self) -> Floats:
        """Probability of at least one purchase."""
        now = stage_sum(self.shape, self.silence / self.rate, self.k).log
        later = self.rate + self.t
        then = stage_sum(self.shape, (self.silence + self.t) / later, self.k).log
        none = then - now - self.shape * np.log1p(self.t / self.rate)
        return np.clip(-np.expm1(none), 0.0, 1.0)

    def at_least(self, count: int) -> Floats:
        """Probability of this many purchases or more."""
        from scipy.special import betainc

        if count <= 1:
            return np.ones_like(self.shape) if count < 1 else self.some()
        part = self.t / (self.rate + self.t)
        tails = [
            weights * betainc(count * self.k - j, self.shape + j, part)
            for j, weights in enumerate(self.phases)
        ]
        total: Floats = np.sum(tails, axis=0)
        return total

    def exactly(self, count: int) -> Floats:
        """Probability of just this many purchases."""
        if count == 0:
            return 1 - self.some()
        some = self.t > 0
        t = np.where(some, self.t, 1.0)
        total = np.zeros_like(self.shape)
        for steps in range(count * self.k, (count + 1) * self.k):
            total += np.exp(self._log_steps(steps, t))
        found: Floats = np.where(some, total, 0.0)
        return found

    def _log_steps(self, steps: int, t: Floats) -> Floats:
        """Log probability of so many steps since the last purchase, below k till now.

        They fall anywhere into the silence and the horizon, so that their number
        before now is binomial.
        """
        from scipy.special import comb, gammaln

        now = stage_sum(self.shape, self.silence / self.rate, self.k).log
        before = self.silence / t
        ways = sum(comb(steps, j) * before**j for j in range(self.k))
        logs: Floats = (
            gammaln(self.shape + steps)
            - gammaln(self.shape)
            - gammaln(steps + 1.0)
            + steps * np.log(t / (self.rate + t))
            - self.shape * np.log1p(t / self.rate)
            + np.log(ways)
            - now
        )
        return logs

    def expected(self, a: float, b: Floats) -> Floats:
        """Expected purchases, each followed by drop-out with chance p ~ Beta(a, b)."""
        found = self.some()
        terms = self._terms()
        terms[self.t <= MOMENT * self.rate] = 0
        order = np.argsort(terms, kind="stable")
        few, many = np.searchsorted(terms[order], [1, MOST_TERMS + 1])
        for rows in _blocks(order[few:many]):
            counts = self.at(rows).summed(a, b[rows], int(terms[rows[-1]]))
            found[rows] = np.maximum(found[rows], counts)
        long = order[many:]
        for rows in _blocks(long[np.argsort(b[long], kind="stable")]):
            counts = self.at(rows).integrated(a, b[rows])
            found[rows] = np.maximum(found[rows], counts)
        return found

    def _terms(self) -> Floats:
        """How many purchases there can be, all but one time in 10¹³.

        Infinite where the chance of none is too small a number to begin with.
        """
        part = self.t / self.rate
        mean = self.shape * part
        spread = np.sqrt(mean * (1 + part))
        with np.errstate(divide="ignore", over="ignore"):
            tail = 32 / np.log1p(1 / part)
        terms: Floats = np.ceil((mean + 8 * spread + tail) / self.k + 4)
        terms[(self.shape + self.k) * np.log1p(part) > LEAST_CHANCE] = np.inf
        return terms

    def summed(self, a: float, b: Floats, terms: int) -> Floats:
        """The mean over the steps to come, one by one, up to so many purchases."""
        by_phase = [
            weights * self.after(j, a, b, terms)
            for j, weights in enumerate(self.phases)
        ]
        total: Floats = np.sum(by_phase, axis=0)
        return total

    def after_steps(self, a: float, b: Floats) -> Floats:
        """Expected purchases after 0, 1 … k − 1 steps, ÷ (t ÷ (rate + t))^(k − steps).

        So divided they differ little between horizons: rows by k. They are not numbers
        where too many purchases would have to be added.
        """
        found = np.full((len(b), self.k), np.nan)
        terms = self._terms()
        rows = np.flatnonzero((terms <= MOST_TERMS) & (self.t > 0))
        if len(rows):
            some = self.at(rows)
            part = some.t / (some.rate + some.t)
            for j in range(self.k):
                counts = some.after(j, a, b[rows], int(terms[rows].max()))
                found[rows, j] = counts / part ** (self.k - j)
        return found

    def along(self, curve: Curve) -> Floats:
        """`expected`, of who has what `after_steps` says along log(1 + t ÷ rate)."""
        by_steps = curve.at(np.log1p(self.t / self.rate))
        part = self.t / (self.rate + self.t)
        if self.k == 1:
            found: Floats = by_steps[0] * part
            return found
        total = np.zeros_like(part)
        for weights, counts in zip(self.phases, by_steps, strict=True):
            total += weights * counts
            total *= part
        return total

    def after(self, made: int, a: float, b: Floats, terms: int) -> Floats:
        """Expected purchases of who has made so many steps since the last one."""
        part, shape = self.t / (self.rate + self.t), self.shape + made
        chance = np.exp(-shape * np.log1p(self.t / self.rate))
        bought, stay, total = np.zeros_like(b), np.ones_like(b), np.zeros_like(b)
        for step in range(made, self.k * (terms + 1)):
            count, rest = divmod(step, self.k)
            if count and not rest:
                bought += stay
                stay *= (b + (count - 1)) / (a + b + (count - 1))
            if count:
                total += bought * chance
            chance *= part * (shape + (step - made)) / (step - made + 1)
        return total

    def integrated(self, a: float, b: Floats) -> Floats:
        """The same as a mean over the chance of dropping out."""
        levels, places = np.unique(b, return_inverse=True)
        reach = np.zeros_like(levels)
        np.maximum.at(reach, places, np.log1p(self.shape * self.t / self.rate))
        nodes = beta_nodes(a, levels, reach)
        return self._mean(Chances(*(column[places] for column in nodes)))

    def _mean(self, chances: Chances) -> Floats:
        """The mean of the expected purchases over given chances of dropping out."""
        if self.k == 1:
            part = (self.t / self.rate)[:, None]
            counts = -np.expm1(-self.shape[:, None] * np.log1p(chances.drop * part))
            found: Floats = (chances.weights * counts / chances.drop).sum(axis=1)
            return found
        counts = np.zeros_like(chances.drop)
        for j, weights in enumerate(self.phases):
            counts += weights[:, None] * self._from_phase(j, chances)
        few = self._few(chances.hazard)
        counts = np.where(chances.hazard < NEARLY_SURE, counts, few)
        mean: Floats = (chances.weights * counts).sum(axis=1)
        return mean

    def _few(self, hazard: Floats) -> Floats:
        """Expected purchases where hardly anybody stays: the first three."""
        stay = np.exp(-hazard)
        first, second, third = (self.at_least(n)[:, None] for n in (1, 2, 3))
        return first + stay * (second + stay * third)

    def _from_phase(self, j: int, chances: Chances) -> Floats:
        """Expected purchases after j steps, by the k-th roots of staying's chance.

        With θ the k roots of 1 − p, the sum over n of (1 − p)ⁿ⁻¹ P(n or more) is
        1/p − Σ θ^(j+1−k) ÷ (k (1 − θ)) · (1 + (1 − θ) t ÷ rate)^−(shape + j).
        """
        k, part = self.k, (self.t / self.rate)[:, None]
        shape = self.shape[:, None] + j
        hazard = np.minimum(chances.hazard, NEARLY_SURE) / k
        # The real root and 1/p nearly cancel when p is small: one logarithm for both.
        mean = sum(np.expm1(-i * hazard) for i in range(1, k)) / k
        log_ratio = np.log1p(mean) + (k - 1 - j) * hazard
        log_ratio -= shape * np.log1p(-np.expm1(-hazard) * part)
        counts: Floats = -np.expm1(log_ratio) / chances.drop
        for m in range(1, k // 2 + 1):
            root = np.exp(-hazard + 2j * np.pi * m / k)
            term = root ** (j + 1 - k) / (k * (1 - root))
            term = (term * np.exp(-shape * np.log(1 + (1 - root) * part))).real
            counts -= term if 2 * m == k else 2 * term
        return counts


def _blocks(rows: Integers) -> list[Integers]:
    return [rows[i : i + BLOCK] for i in range(0, len(rows), BLOCK)]
