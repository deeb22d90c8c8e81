"""Whether accounts leave before they buy again: what all of one count share.

An account still there at a moment, with x repeat purchases by then, leaves by a far end
without having bought again with a chance B that depends on x and the moment alone:
B = s (β + moment)^s ∫ ((α + moment) ÷ (α + z))^(r + x) (β + z)^−(s + 1) dz, over z from
the moment to the end. With B at the last purchase u and at T,

1 + odds of having left = 1 − B(T) + B(u) · ((α + T) ÷ (α + u))^(r + x)
((β + T) ÷ (β + u))^s,

a difference whose lesser number is a probability: nothing is lost beside the 1. So two
functions of one variable stand for one of two.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from vitalfew.analysis.models.curves import Curve, blocks, curves
from vitalfew.analysis.models.power_integral import log_power_integral, power_integral

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from vitalfew.analysis.models.curves import Integers
    from vitalfew.analysis.models.histories import Rows

    Floats = npt.NDArray[np.float64]

FAR = 4.0
"""How many times the longest T the far end is away."""
FINER = 2
"""Rules of nodes beyond those for eleven digits."""


class Leaving:
    """The chance to leave, under parameters r, alpha, s, beta, by a far end."""

    def __init__(self, params: Floats, end: float) -> None:
        self.params = params
        self.r, self.alpha, self.s, self.beta = params.tolist()
        self.near = min(self.alpha, self.beta)
        self.end = end

    def chance(self, x: Floats, moment: Floats) -> Floats:
        """To leave between the moment and the end without buying, one a row."""
        silence = self._silence(x, moment)
        log = log_power_integral(*silence, finer=FINER)
        found: Floats = np.exp(log) * self.s / (self.beta + moment)
        return found

    def chance_and_slopes(self, x: Floats, moment: Floats) -> Floats:
        """The same and its derivatives by the parameters' logarithms: rows by five."""
        silence = self._silence(x, moment)
        gone = power_integral(*silence, finer=FINER)
        bought, by_alpha, lasted, by_beta = gone.means
        power, alpha, _, beta, _ = silence
        chance = np.exp(gone.log) * self.s / beta
        slopes = [
            np.ones_like(chance),
            -self.r * bought,
            self.alpha * power * by_alpha / alpha,
            1 - self.s * lasted,
            self.beta * ((self.s + 1) * by_beta - 1) / beta,
        ]
        return np.stack([chance * slope for slope in slopes], axis=1)

    def _silence(
        self, x: Floats, moment: Floats
    ) -> tuple[Floats, Floats, float, Floats, Floats]:
        """As `power_integral` takes it."""
        return (
            self.r + x,
            self.alpha + moment,
            self.s + 1,
            self.beta + moment,
            self.end - moment,
        )

    def curves(
        self, groups: Sequence[Rows], *, slopes: bool
    ) -> list[tuple[Curve, Curve] | None]:
        """For each group of one count, the chance at T and at the last purchase.

        None where polynomials do not give it.
        """
        told = self.chance_and_slopes if slopes else self.chance
        x = np.array([rows.frequency[0] for rows in groups] * 2)
        moments = [rows.T for rows in groups] + [rows.recency for rows in groups]
        low = np.array([moment.min() for moment in moments])
        high = np.array([moment.max() for moment in moments])

        def exact(places: Integers, y: Floats) -> Floats:
            return told(x[places], self.near * np.expm1(y))

        # Along this the chance is smooth, however long time is.
        low, high = np.log1p(low / self.near), np.log1p(high / self.near)
        found = curves(exact, low, high, slopes=slopes)
        pairs = zip(found[: len(groups)], found[len(groups) :], strict=True)
        return [(now, then) if now and then else None for now, then in pairs]

    def _clocks(self, rows: Rows) -> tuple[_Clock, _Clock, _Clock]:
        """Of buying, of staying, and whichever has the nearer offset."""
        buying = _Clock(self.r, float(rows.frequency[0]), self.alpha, rows)
        staying = _Clock(self.s, 0.0, self.beta, rows)
        return buying, staying, buying if self.alpha <= self.beta else staying

    def alive(self, rows: Rows, now: Curve, then: Curve) -> Floats:
        """Probability of being there at T, of rows of one count."""
        buying, staying, nearer = self._clocks(rows)
        gone, left = now.at(nearer.last)[0], then.at(nearer.first)[0]
        kept = np.exp(-buying.grown - staying.grown)
        found: Floats = kept / (left + (1 - gone) * kept)
        return found

    def likelihood(
        self, rows: Rows, weights: Floats, now: Curve, then: Curve
    ) -> tuple[float, Floats]:
        """Log-likelihood of rows of one count, and its gradient by the parameters.

        Without the rising factorial, which hangs on the count alone.
        """
        value, gradient = 0.0, np.zeros(4)
        at_end, at_last = np.zeros(len(now)), np.zeros(len(then))
        for block in blocks(len(rows)):
            part, counted = rows.alike(block), weights[block]
            buying, staying, nearer = self._clocks(part)
            since, until = then.powers(nearer.first), now.powers(nearer.last)
            left = then.coefficients[:, 0] @ since
            stays = 1 - now.coefficients[:, 0] @ until
            kept = np.exp(-buying.grown - staying.grown)
            odds = left + stays * kept
            value += float((counted * (buying.log + staying.log + np.log(odds))).sum())
            each = counted / odds
            alive = each * kept
            at_end += until @ alive
            at_last += np.broadcast_to(since, (len(since), len(each))) @ each
            alive *= stays
            gradient += [
                *buying.slopes(counted, alive),
                *staying.slopes(counted, alive),
            ]
        slopes = at_last @ then.coefficients - at_end @ now.coefficients
        return value, gradient + slopes[1:] / self.params


class _Clock:
    """One of the two things that may happen as time goes on: buying or leaving.

    Parameters
    ----------
    shape, offset
        Gamma distribution of the rates of all accounts.
    count
        How often it has happened.
    rows
        The histories.
    """

    def __init__(self, shape: float, count: float, offset: float, rows: Rows) -> None:
        self.shape, self.count, self.offset = shape, count, offset
        self.recency, self.silence = rows.recency, rows.T - rows.recency
        self.since = offset + rows.recency
        self.step = np.log1p(self.silence / self.since)

    @cached_property
    def first(self) -> Floats:
        """log(1 + recency ÷ offset)."""
        found: Floats = np.log1p(self.recency / self.offset)
        return found

    @property
    def last(self) -> Floats:
        """log(1 + T ÷ offset)."""
        return self.first + self.step

    @property
    def grown(self) -> Floats:
        """By how much silence has become less likely since the last purchase."""
        return (self.shape + self.count) * self.step

    @property
    def log(self) -> Floats:
        """Log-likelihood up to the last purchase."""
        start = self.count * math.log(self.offset)
        found: Floats = -start - (self.shape + self.count) * self.first
        return found

    def slopes(self, weights: Floats, alive: Floats) -> tuple[float, float]:
        """Derivatives of the log-likelihood by shape and offset, added up."""
        by_shape = -(weights * self.first).sum() - alive @ self.step
        start = self.shape * self.recency - self.count * self.offset
        start /= self.offset * self.since
        growth = self.silence / (self.since * (self.since + self.silence))
        by_offset = (weights * start).sum()
        by_offset += (self.shape + self.count) * (alive @ growth)
        return float(by_shape), float(by_offset)
