"""How likely histories are when accounts may drop out at any time: the Pareto/NBD."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from vitalfew.analysis.models.curves import by_count
from vitalfew.analysis.models.leaving import FAR, Leaving
from vitalfew.analysis.models.power_integral import PowerIntegral, power_integral

if TYPE_CHECKING:
    import numpy.typing as npt

    from vitalfew.analysis.models.histories import Histories, Rows

    Floats = npt.NDArray[np.float64]


MANY = 2048
"""So many histories of one count take longer than to learn what they have in common."""


class Silence(NamedTuple):
    """The time since the last purchase, as `power_integral` takes it, a row each.

    The integral runs over the moments at which the account may have dropped out.
    """

    power: Floats
    alpha: Floats
    dropout_power: float
    beta: Floats
    length: Floats

    @classmethod
    def of(cls, params: Floats, histories: Rows) -> Silence:
        """Under these parameters."""
        r, alpha, s, beta = params.tolist()
        return cls(
            r + histories.frequency,
            alpha + histories.recency,
            s + 1,
            beta + histories.recency,
            histories.T - histories.recency,
        )

    def odds(self, log_integral: Floats) -> Floats:
        """Log odds of having dropped out."""
        s = self.dropout_power - 1
        found: Floats = (
            log_integral
            + np.log(s / self.beta)
            + self.power * np.log1p(self.length / self.alpha)
            + s * np.log1p(self.length / self.beta)
        )
        return found

    def slopes(self, gone: PowerIntegral) -> Floats:
        """The derivatives of the log odds by r, alpha, s, beta: four by rows."""
        s = self.dropout_power - 1
        bought, by_alpha, lasted, by_beta = gone.means
        alpha, beta = self.alpha, self.beta
        share, dropout_share = (
            self.length / (near + self.length) for near in (alpha, beta)
        )
        return np.stack(
            [
                np.log1p(self.length / alpha) - bought,
                self.power * (by_alpha - share) / alpha,
                1 / s + np.log1p(self.length / beta) - lasted,
                ((s + 1) * by_beta - s * dropout_share - 1) / beta,
            ]
        )


class Likelihood:
    """Log-likelihood of (r, alpha, s, beta) and its gradient.

    The integral of each history is what takes long. Where many have the same count
    of purchases, `Leaving` knows it from a few of them.
    """

    def __init__(self, histories: Histories) -> None:
        many, few = by_count(histories.frequency, MANY)
        self.many = [
            (histories.rows.alike(rows), histories.weights[rows]) for rows in many
        ]
        self.few = histories.rows.at(few), histories.weights[few]
        self.counts = histories.levels[0].values
        self.accounts = histories.levels[0].sums(histories.weights)
        self.end = FAR * float(histories.T.max())

    def at(self, params: Floats) -> tuple[float, Floats]:
        """The log-likelihood and its gradient by r, alpha, s, beta."""
        leaving = Leaving(params, self.end)
        known = leaving.curves([rows for rows, _ in self.many], slopes=True)
        value, gradient = self._rising(float(params[0]))
        for (rows, weights), curves in zip(self.many, known, strict=True):
            if curves is None:
                told = _one_by_one(params, rows, weights)
            else:
                told = leaving.likelihood(rows, weights, *curves)
            value, gradient = value + told[0], gradient + told[1]
        if len(self.few[0]):
            told = _one_by_one(params, *self.few)
            value, gradient = value + told[0], gradient + told[1]
        return value, gradient

    def _rising(self, r: float) -> tuple[float, Floats]:
        """Rising factorials of r, one a count."""
        from scipy.special import digamma, gammaln

        rising = gammaln(r + self.counts) - gammaln(r)
        slopes = digamma(r + self.counts) - digamma(r)
        by_r = np.array([self.accounts @ slopes, 0.0, 0.0, 0.0])
        return float(self.accounts @ rising), by_r


def _one_by_one(
    params: Floats, histories: Rows, weights: Floats
) -> tuple[float, Floats]:
    """Log-likelihood and gradient without rising factorials, by exact integrals."""
    r, alpha, s, beta = params.tolist()
    silence = Silence.of(params, histories)
    gone = power_integral(*silence)
    odds = silence.odds(gone.log)
    x, time = histories.frequency, histories.T
    buying, lasting = np.log1p(time / alpha), np.log1p(time / beta)
    # As if all were still there at T, and that they may not be.
    each = -x * np.log(alpha + time) - r * buying - s * lasting
    each += np.logaddexp(0.0, odds)
    slopes = silence.slopes(gone) * logistic(odds)
    slopes -= [
        buying,
        (x - r * time / alpha) / (alpha + time),
        lasting,
        -s * time / (beta * (beta + time)),
    ]
    return float(weights @ each), slopes @ weights


def logistic(odds: Floats) -> Floats:
    """The probability with these log odds."""
    from scipy.special import expit

    found: Floats = expit(odds)
    return found
