"""Buying at random or regularly until drop-out after a purchase, by chance.

`docs/methods/purchase-process.md` tells the story and gives the formulas. All four
models are one: k stages between purchases (k = 1: at random) and drop-out either from
the first repeat purchase on (BG) or from the very first purchase on (MBG).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from vitalfew.analysis.models.curves import blocks, by_count, curves
from vitalfew.analysis.models.dropout import logistic
from vitalfew.analysis.models.histories import beyond
from vitalfew.analysis.models.purchasing import PurchaseModel
from vitalfew.analysis.models.renewal import Renewals
from vitalfew.analysis.models.stages import stage_sum
from vitalfew.analysis.reasons import TEMPLATES, declare

if TYPE_CHECKING:
    import numpy.typing as npt

    from vitalfew.analysis.models.curves import Curve, Integers
    from vitalfew.analysis.models.fitting import Objective
    from vitalfew.analysis.models.histories import Histories, Rows

    Floats = npt.NDArray[np.float64]


DROP_OUT = TEMPLATES[
    declare(
        "models.drop_out",
        "These data hardly tell how accounts drop out: a and b are uncertain by more"
        " than their own size, and forecasts may run high.",
    )
].text
STARTS = (
    (1.0, 1.0, 1.0, 3.0),
    (0.3, 0.5, 0.1, 1.0),
    (1.0, 1.0, 0.2, 100.0),
    (5.0, 1.0, 3.0, 30.0),
)
"""r, alpha (1: the mean rate is what was seen), a and b to start from."""


class Likelihood:
    """Log-likelihood of (r, alpha, a, b) and its gradient, over distinct histories.

    Sums over accounts are made where they are shortest: logarithms of α + time once a
    distinct time, rising factorials once a count, and only the chance of having
    dropped out once a history, block by block: what a block needs stays in the
    processor's cache.
    """

    def __init__(self, histories: Histories, k: int, first_drop: int) -> None:
        self.k, self.first_drop = k, first_drop
        x, _, until = histories.levels
        weights = histories.weights
        bought = until.sums(weights * histories.frequency)
        self.accounts = weights.sum()
        self.times = until.values
        self.accounts_by_time = until.sums(weights)
        self.stages_by_time = k * bought
        repeated = beyond(x.values, x.sums(weights))
        self.stage_steps = np.repeat(repeated, k)
        self.drop_steps = np.append(self.accounts, repeated) if first_drop else repeated
        self.constant = -float(bought.sum()) * math.lgamma(k)
        can_drop = histories.frequency + first_drop > 0
        # Silence alone tells nothing at k = 1 of who cannot have dropped out.
        rows = np.flatnonzero(can_drop | (k > 1))
        self.weights = weights[rows]
        self.x, self.x_values = x.places[rows], x.values
        self.last, self.until = histories.recency[rows], histories.T[rows]
        self.silence = (histories.T - histories.recency)[rows]
        self.can_drop = can_drop[rows]

    def at(self, params: Floats) -> tuple[float, Floats]:
        """The log-likelihood and its gradient by r, alpha, a, b."""
        r, alpha, a, b = params.tolist()
        value, gradient = self._singles(r, alpha, a, b)
        joint, slopes = self._joint(r, alpha, a, b)
        return float(value + joint), gradient + slopes

    def _singles(
        self, r: float, alpha: float, a: float, b: float
    ) -> tuple[float, Floats]:
        """What depends on one column of the history alone."""
        stages = r + np.arange(len(self.stage_steps))
        drops = b + np.arange(len(self.drop_steps))
        times = alpha + self.times
        shapes = r * self.accounts_by_time + self.stages_by_time
        log_times = np.log(times)
        value = (
            self.constant
            + (self.stage_steps * np.log(stages)).sum()
            - (self.drop_steps * np.log1p(a / drops)).sum()
            + self.accounts * r * np.log(alpha)
            - (shapes * log_times).sum()
        )
        by_r = (self.stage_steps / stages).sum() + self.accounts * np.log(alpha)
        gradient = [
            by_r - (self.accounts_by_time * log_times).sum(),
            self.accounts * r / alpha - (shapes / times).sum(),
            -(self.drop_steps / (a + drops)).sum(),
            (self.drop_steps * a / (drops * (a + drops))).sum(),
        ]
        return float(value), np.array(gradient)

    def _joint(
        self, r: float, alpha: float, a: float, b: float
    ) -> tuple[float, Floats]:
        """What remains: silent between purchases, or dropped out at the last one."""
        after = b + self.x_values + (self.first_drop - 1)
        shape = r + self.k * self.x_values
        odds = np.log(a) - np.log(np.maximum(after, 1e-300))
        value = by_r = by_alpha = 0.0
        by_x = np.zeros(len(after))
        for rows in blocks(len(self.x)):
            x, weights, silence = self.x[rows], self.weights[rows], self.silence[rows]
            until, last = alpha + self.until[rows], alpha + self.last[rows]
            log_ratio, shapes = np.log(until / last), shape[x]
            u = odds[x] + shapes * log_ratio
            if self.k > 1:
                u = np.where(self.can_drop[rows], u, -np.inf)
                silent = stage_sum(shapes, silence / until, self.k)
                u -= silent.log
                value += float(weights @ silent.log)
            tail = np.exp(-np.abs(u))
            dead = weights * np.where(u > 0, 1.0, tail) / (1 + tail)
            value += float(weights @ (np.maximum(u, 0.0) + np.log(1 + tail)))
            by_r += dead @ log_ratio
            by_alpha -= (dead * shapes) @ (silence / (until * last))
            if self.k > 1:
                alive = weights - dead
                by_r += alive @ silent.by_shape
                by_alpha -= alive @ (silent.by_part * silence / (until * until))
            by_x += np.bincount(x, dead, minlength=len(after))
        lost = (by_x[after > 0] / after[after > 0]).sum()
        return value, np.array([by_r, by_alpha, by_x.sum() / a, -lost])


class BetaGeometric(PurchaseModel):
    """The frame of the four models: k stages, drop-out from one purchase on."""

    letters = ("r", "alpha", "a", "b")
    doubts: ClassVar[Mapping[str, str]] = {
        **PurchaseModel.doubts,
        "a": DROP_OUT,
        "b": DROP_OUT,
    }
    first_drop: ClassVar[int]
    """1: an account may drop out right after its first purchase; 0: it may not."""

    def __init__(self) -> None:
        super().__init__()
        self.k = 1

    def _objective(self, histories: Histories) -> Objective:
        return Likelihood(histories, self.k, self.first_drop).at

    def _starts(self, histories: Histories) -> list[Floats]:
        weights = histories.weights
        time = float((weights * histories.T).sum())
        rate = self.k * float((weights * histories.frequency).sum()) / time
        return [
            np.array([shape, shape / rate * scale, a, b])
            for shape, scale, a, b in STARTS
        ]

    def _bounds(self, histories: Histories) -> tuple[Floats, Floats]:
        unit = float(histories.T.max())
        low = np.array([1e-5, 1e-6 * unit, 1e-6, 1e-6])
        return low, np.array([1e6, 1e8 * unit, 1e6, 1e9])

    def _alive(self, histories: Rows) -> Floats:
        r, alpha, a, b = self._values.tolist()
        x, tx, until = histories.frequency, histories.recency, histories.T
        shape = r + self.k * x
        silent = stage_sum(shape, (until - tx) / (alpha + until), self.k).log
        log_ratio = np.log1p((until - tx) / (alpha + tx))
        can_drop = x + self.first_drop > 0
        after = np.where(can_drop, b + x + (self.first_drop - 1), 1.0)
        stays = np.where(can_drop, np.log(after / a), np.inf)
        return logistic(stays - shape * log_ratio + silent)

    def _renewals(self, t: Floats, histories: Rows) -> Renewals:
        r, alpha, _, _ = self._values.tolist()
        return Renewals(
            self.k,
            r + self.k * histories.frequency,
            alpha + histories.T,
            histories.T - histories.recency,
            t,
        )

    def _stays(self, histories: Rows) -> Floats:
        """Second parameter of the chance of dropping out, for who is still there."""
        b = float(self._values[3])
        return b + histories.frequency + self.first_drop

    def _expected(self, t: Floats, histories: Rows) -> Floats:
        _, alpha, a, _ = self._values.tolist()
        found = np.empty(len(histories))
        many, few = by_count(histories.frequency)
        ratios = [t[rows] / (alpha + histories.T[rows]) for rows in many]
        along = self._curves(
            np.array([histories.frequency[rows[0]] for rows in many]),
            np.log1p([ratio.min() for ratio in ratios]),
            np.log1p([ratio.max() for ratio in ratios]),
        )
        for rows, curve in zip(many, along, strict=True):
            if curve is None:
                few = np.concatenate([few, rows])
                continue
            for block in blocks(len(rows)):
                here = rows[block]
                part = histories.alike(here)
                still = self._renewals(t[here], part).along(curve)
                found[here] = self._alive(part) * still
        rest = histories.at(few)
        still = self._renewals(t[few], rest).expected(a, self._stays(rest))
        found[few] = self._alive(rest) * still
        return found

    def _curves(self, x: Floats, low: Floats, high: Floats) -> list[Curve | None]:
        """What accounts with these counts buy, along log(1 + t ÷ rate)."""
        r, _, a, b = self._values.tolist()
        shape, stays = r + self.k * x, b + x + self.first_drop

        def exact(places: Integers, y: Floats) -> Floats:
            here = Renewals(
                self.k, shape[places], np.ones_like(y), np.zeros_like(y), np.expm1(y)
            )
            return here.after_steps(a, stays[places])

        return curves(exact, low, high)

    def _active(self, t: Floats, histories: Rows) -> Floats:
        return self._alive(histories) * self._renewals(t, histories).some()

    def _distribution(self, t: Floats, histories: Rows, counts: Floats) -> Floats:
        alive = self._alive(histories)
        renewals = self._renewals(t, histories)
        a, b = float(self._values[2]), self._stays(histories)
        found = np.empty((len(histories), len(counts)))
        for place, count in enumerate(counts.astype(np.int64).tolist()):
            if count == 0:
                found[:, place] = 1 - alive * renewals.some()
                continue
            stay = np.exp(log_rising_ratio(b, a + b, count - 1))
            leaves = a / (a + b + (count - 1))
            more = renewals.at_least(count + 1)
            found[:, place] = alive * stay * (renewals.exactly(count) + leaves * more)
        return found


class BGNBD(BetaGeometric):
    """Beta-geometric/NBD: buys at random, may drop out after each repeat purchase.

    Parameters `r`, `alpha` (rates differ as a gamma distribution; alpha in units of
    time) and `a`, `b` (chances of dropping out differ as a beta distribution). An
    account without repeat purchase counts as alive: read `probability_active`.

    Source: Fader, Hardie and Lee, Marketing Science 24 (2005) 275–284.
    """

    first_drop = 0


class MBGNBD(BetaGeometric):
    """Modified BG/NBD: may drop out after the first purchase already.

    Source: Batislam, Denizel and Filiztekin, International Journal of Research in
    Marketing 24 (2007) 201–209.
    """

    first_drop = 1


def log_rising_ratio(low: Floats, high: Floats, n: int) -> Floats:
    """Logarithm of (low)ₙ ÷ (high)ₙ, rising factorials."""
    from scipy.special import gammaln

    found: Floats = gammaln(low + n) - gammaln(low) - gammaln(high + n) + gammaln(high)
    return found
