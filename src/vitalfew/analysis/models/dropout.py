"""How likely histories are when accounts may drop out at any time: the Pareto/NBD."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from vitalfew.analysis.models.power_integral import PowerIntegral, power_integral

if TYPE_CHECKING:
    import numpy.typing as npt

    from vitalfew.analysis.models.histories import Histories

    Floats = npt.NDArray[np.float64]


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
    def of(cls, params: Floats, histories: Histories) -> Silence:
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
    """Log-likelihood of (r, alpha, s, beta) and its gradient."""

    def __init__(self, histories: Histories) -> None:
        self.histories = histories
        x, _, until = histories.levels
        self.accounts_by_x = x.sums(histories.weights)
        self.accounts_by_time = until.sums(histories.weights)
        self.bought_by_time = until.sums(histories.weights * histories.frequency)

    def at(self, params: Floats) -> tuple[float, Floats]:
        """The log-likelihood and its gradient by r, alpha, s, beta."""
        silence = Silence.of(params, self.histories)
        gone = power_integral(*silence)
        odds = silence.odds(gone.log)
        weights = self.histories.weights
        value = float((weights * np.logaddexp(0.0, odds)).sum())
        slopes = silence.slopes(gone) @ (weights * logistic(odds))
        stays, stays_slopes = self._staying(params)
        return value + stays, slopes + stays_slopes

    def _staying(self, params: Floats) -> tuple[float, Floats]:
        """As if all were still there at T: what one column of the history tells."""
        from scipy.special import digamma, gammaln

        r, alpha, s, beta = params.tolist()
        x, _, until = self.histories.levels
        time = until.values
        accounts, bought = self.accounts_by_time, self.bought_by_time
        rising = gammaln(r + x.values) - gammaln(r)
        buying, lasting = np.log1p(time / alpha), np.log1p(time / beta)
        value = (
            (self.accounts_by_x * rising).sum()
            - (bought * np.log(alpha + time)).sum()
            - (accounts * (r * buying + s * lasting)).sum()
        )
        by_r = (self.accounts_by_x * (digamma(r + x.values) - digamma(r))).sum()
        gradient = [
            by_r - (accounts * buying).sum(),
            ((accounts * r * time / alpha - bought) / (alpha + time)).sum(),
            -(accounts * lasting).sum(),
            (accounts * s * time / (beta * (beta + time))).sum(),
        ]
        return float(value), np.array(gradient)


def logistic(odds: Floats) -> Floats:
    """The probability with these log odds."""
    from scipy.special import expit

    found: Floats = expit(odds)
    return found
