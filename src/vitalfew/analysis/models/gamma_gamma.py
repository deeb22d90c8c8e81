"""What a purchase is worth: accounts differ in their mean, purchases around it.

`docs/methods/spend.md` tells the story, the formulas and the limits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from vitalfew.analysis.models.fitting import SCOUTED, FitError, Search, maximize
from vitalfew.analysis.models.histories import HistoryError, checked_weights, require
from vitalfew.analysis.models.model import Model
from vitalfew.analysis.reasons import TEMPLATES, declare

if TYPE_CHECKING:
    import numpy.typing as npt

    from vitalfew.analysis.models.fitting import Objective

    Floats = npt.NDArray[np.float64]
    Masked = np.ma.MaskedArray[tuple[int], np.dtype[np.float64]]

NO_MEAN = TEMPLATES[
    declare(
        "models.no_mean_spend",
        "Spend has so heavy a tail that its mean does not exist (q is 1 or less): the"
        " spend of accounts with too few purchases is unknown.",
    )
].text
LEFT_OUT = TEMPLATES[
    declare(
        "models.credits",
        "Accounts whose purchases add up to zero or less are left out of the spend"
        " model.",
    )
].text
SPENDERS = 3
"""With fewer accounts three parameters cannot be found."""
STARTS = ((1.0, 2.0), (5.0, 3.0), (0.5, 1.0), (50.0, 2.0))
"""p and q to start from."""


class GammaGamma(Model):
    """Mean spend a purchase, shrunk toward that of all accounts.

    A purchase of an account is gamma distributed with shape `p`; the rates differ as
    a gamma distribution with shape `q` and rate `gamma`, in units of money.

    Source: Fader, Hardie and Lee, Journal of Marketing Research 42 (2005) 415-430;
    Fader and Hardie, “The gamma-gamma model of monetary value” (2013).
    """

    letters = ("p", "q", "gamma")

    def fit(
        self,
        frequency: npt.ArrayLike,
        monetary_value: npt.ArrayLike,
        weights: npt.ArrayLike | None = None,
    ) -> Self:
        """Find the parameters of greatest likelihood.

        Parameters
        ----------
        frequency
            How many purchases the mean is of; accounts with 0 tell nothing.
        monetary_value
            Mean amount of these purchases. Accounts with zero or less are left out,
            and `warnings` says so.
        weights
            What each account counts; a weight of 2 is the account twice.

        Returns
        -------
        Self
            This model, fitted.

        Raises
        ------
        FitError
            When there is no usable fit; the message says what to do.
        HistoryError
            When a value is not a number or a frequency not a count.
        """
        x, m = _checked(frequency, monetary_value)
        given = checked_weights(weights, len(x))
        counted = np.ones(len(x)) if given is None else given
        usable = (x > 0) & (m > 0) & (counted > 0)
        credited = bool(((x > 0) & (m <= 0) & (counted > 0)).any())
        spend = Spend.sorted(x[usable], m[usable], counted[usable])
        _require_variety(spend)
        scout = spend.sample(SCOUTED) if len(spend.x) > SCOUTED else None
        unit = spend.mean
        found = maximize(
            _search(spend, unit),
            [np.array([p, q, unit * q / p]) for p, q in STARTS],
            scout=None if scout is None else _search(scout, unit),
        )
        heavy = found.params[1] <= 1
        said = ((LEFT_OUT,) if credited else ()) + ((NO_MEAN,) if heavy else ())
        self._settle(found, said)
        return self

    def expected_spend(
        self, frequency: npt.ArrayLike, monetary_value: npt.ArrayLike
    ) -> Masked:
        """Expected amount of a future purchase, given what was spent so far.

        Parameters
        ----------
        frequency, monetary_value
            As for `fit`; with frequency 0 it is the mean of all accounts.

        Returns
        -------
        MaskedArray
            An amount above zero, one an account; masked where unknown: when the
            purchases add up to zero or less, or when no mean exists
            (p · frequency + q ≤ 1). Under the mask is the median instead, so that
            the data are finite even when the mask is lost.
        """
        x, m = _checked(frequency, monetary_value)
        p, q, gamma = self._values.tolist()
        negative = (x > 0) & (m <= 0)
        shape = p * x + q
        rate = gamma + np.where((x > 0) & ~negative, x * m, 0.0)
        unknown = negative | (shape <= 1)
        # The median of a gamma distribution, Wilson and Hilferty's; above zero.
        median = shape * np.maximum(1 - 1 / (9 * shape), 0.1) ** 3
        below = np.where(unknown, median, shape - 1)
        return np.ma.MaskedArray(p * rate / below, mask=unknown)


@dataclass(frozen=True)
class Spend:
    """Accounts with purchases: how many, their mean amount, and what each counts."""

    x: Floats
    m: Floats
    weights: Floats

    @classmethod
    def sorted(cls, x: Floats, m: Floats, weights: Floats) -> Spend:
        """In an order that does not depend on the one they came in."""
        order = np.lexsort((weights, m, x))
        return cls(x[order], m[order], weights[order])

    @property
    def accounts(self) -> float:
        """Sum of weights."""
        return float(self.weights.sum())

    @property
    def mean(self) -> float:
        """Mean amount, every account alike."""
        return float((self.weights * self.m).sum() / self.accounts)

    def sample(self, accounts: int) -> Spend:
        """So many accounts at equal distances in the order of the rows."""
        ends = np.cumsum(self.weights)
        steps = (np.arange(accounts) + 0.5) * (ends[-1] / accounts)
        rows = np.searchsorted(ends, steps)
        return Spend(self.x[rows], self.m[rows], np.ones(accounts))

    def objective(self) -> Objective:
        """The log-likelihood and its gradient, as a function of p, q and gamma."""
        from scipy.special import digamma, gammaln

        levels, places = np.unique(self.x, return_inverse=True)
        counts = np.bincount(places, self.weights)
        purchases = self.weights * self.x
        total = self.x * self.m
        log_total = np.log(total)
        sums = float((self.weights * log_total).sum())
        constant = -float((self.weights * np.log(self.m)).sum())
        whole = self.accounts

        def likelihood(params: Floats) -> tuple[float, Floats]:
            p, q, gamma = params.tolist()
            all_shapes = p * levels + q
            share = np.log(total / (gamma + total))
            inverse = 1 / (gamma + total)
            by_purchase = float((purchases * share).sum())
            by_account = float((self.weights * share).sum())
            logs = gammaln(all_shapes) - gammaln(p * levels) - gammaln(q)
            value = (
                constant
                + (counts * logs).sum()
                + p * by_purchase
                + q * (whole * np.log(gamma) + by_account - sums)
            )
            slope = digamma(all_shapes)
            by_p = (counts * levels * (slope - digamma(p * levels))).sum() + by_purchase
            by_q = (counts * (slope - digamma(q))).sum()
            by_q += whole * np.log(gamma) + by_account - sums
            by_gamma = whole * q / gamma
            by_gamma -= (
                p * (purchases * inverse).sum() + q * (self.weights * inverse).sum()
            )
            return float(value), np.array([by_p, by_q, by_gamma])

        return likelihood


def _search(spend: Spend, unit: float) -> Search:
    low = np.array([1e-5, 1e-5, 1e-6 * unit])
    high = np.array([1e6, 1e6, 1e8 * unit])
    return Search(spend.objective(), spend.accounts, low, high)


def _checked(
    frequency: npt.ArrayLike, monetary_value: npt.ArrayLike
) -> tuple[Floats, Floats]:
    columns = (
        np.asarray(frequency, np.float64),
        np.asarray(monetary_value, np.float64),
    )
    x, m = (np.atleast_1d(column) for column in np.broadcast_arrays(*columns))
    if x.ndim != 1:
        raise HistoryError("Give spend as columns, one value an account.")
    require(np.isfinite(x + m), "has a value that is not a number")
    require((x >= 0) & (x == np.rint(x)), "has a frequency that is not a count")
    return x, m


def _require_variety(spend: Spend) -> None:
    """Raise `FitError` unless there are enough accounts, and not all alike."""
    if spend.accounts < SPENDERS or len(spend.m) < SPENDERS:
        message = (
            f"{len(spend.m)} accounts have purchases that add up to more than zero: too"
            " few for a spend model. Use a longer window or more accounts."
        )
        raise FitError(message)
    if np.ptp(np.log(spend.m)) < 1e-9:
        raise FitError(
            "All accounts spend the same a purchase: there is nothing to fit. Use that"
            " amount itself."
        )
