"""Buying more regularly than at random: k steps between purchases, found by likelihood.

`docs/methods/purchase-process.md` says how k is found.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

import numpy as np

from vitalfew.analysis.models.beta_geometric import BetaGeometric
from vitalfew.analysis.models.fitting import FitError, Maximum
from vitalfew.analysis.models.histories import (
    Histories,
    HistoryError,
    checked,
    checked_weights,
    grouped,
    require,
)
from vitalfew.analysis.models.purchasing import require_repeaters
from vitalfew.analysis.reasons import TEMPLATES, declare

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

MOST_REGULAR = 12
"""The largest k: the gaps of an account vary by 0.29 of their mean, and no less."""
EQUAL = 1e-9
"""Variation of the gaps below which they count as equal."""
TINY = 1e-300
LARGEST_K = TEMPLATES[
    declare(
        "models.largest_k",
        "Purchases are so regular that the largest k tried fits best: a calendar may"
        " tell more than this model.",
    )
].text
K_UNSEEN = TEMPLATES[
    declare(
        "models.k_unseen",
        "No account bought three times, so that regularity cannot be seen: k is 1.",
    )
].text


@dataclass(frozen=True)
class _Gaps:
    """What the gaps between purchases tell of all accounts together.

    Attributes
    ----------
    log_sum
        Sum of the logarithms of all gaps.
    variation
        By how much a gap's logarithm falls short, on average, of that of the mean gap
        of its account: 0 when all gaps of every account are equal.
    repeated
        Whether any account has two gaps.
    """

    log_sum: float
    variation: float
    repeated: bool

    @classmethod
    def of(
        cls,
        frequency: npt.ArrayLike,
        recency: npt.ArrayLike,
        T: npt.ArrayLike,
        litt: npt.ArrayLike,
        weights: npt.ArrayLike | None,
    ) -> _Gaps:
        x, tx, _ = checked(frequency, recency, T)
        sums = np.asarray(litt, dtype=np.float64)
        if sums.shape != x.shape:
            message = f"There are {len(x)} accounts and litt of shape {sums.shape}."
            raise HistoryError(message)
        given = checked_weights(weights, len(x))
        most = np.where(x > 0, x * np.log(np.maximum(tx, TINY) / np.maximum(x, 1)), 0)
        short = most - sums
        require(np.isfinite(sums), "has a litt that is not a number")
        require(short > -1e-6 * (1 + x), "has gaps that add up to more than recency")
        require((x > 0) | (sums == 0), "has gaps without a repeat purchase")
        counted = np.ones(len(x)) if given is None else given
        twice = counted * (x >= 2)
        gaps = float((twice * x).sum())
        return cls(
            float((counted * sums).sum()),
            float((twice * short).sum()) / gaps if gaps else 0.0,
            gaps > 0,
        )


class Regular(BetaGeometric):
    """The frame of the two models that find out how regularly accounts buy.

    Parameters
    ----------
    k
        Steps between purchases, if known; left out, the likelihood chooses.
    """

    def __init__(self, k: int | None = None) -> None:
        super().__init__()
        if k is not None:
            self.k = _whole(k)
        self._given = k is not None

    @classmethod
    def from_params(cls, **params: float) -> Self:
        """A model with known parameters, k among them.

        >>> from vitalfew.analysis.models import MBGCNBDk
        >>> model = MBGCNBDk.from_params(k=2, r=1.3, alpha=2.8, a=0.42, b=0.79)
        >>> model.k, model.params["alpha"]
        (2, 2.8)
        """
        if "k" not in params:
            message = f"{cls.__name__} has the parameters k, {', '.join(cls.letters)}."
            raise ValueError(message)
        model = cls(_whole(params["k"]))
        model._take({name: value for name, value in params.items() if name != "k"})
        return model

    @property
    def params(self) -> dict[str, float]:
        """The parameters by letter; raises ValueError before a fit."""
        return {"k": self.k, **super().params}

    @property
    def standard_errors(self) -> dict[str, float | None]:
        """The standard error of each parameter; k, chosen among few, has none."""
        return {"k": None, **super().standard_errors}

    def fit(  # type: ignore[override]  # regularity shows in the gaps
        self,
        frequency: npt.ArrayLike,
        recency: npt.ArrayLike,
        T: npt.ArrayLike,
        litt: npt.ArrayLike,
        weights: npt.ArrayLike | None = None,
    ) -> Self:
        """Find k and the parameters of greatest likelihood.

        Parameters
        ----------
        frequency, recency, T
            One value an account.
        litt
            Sum of the logarithms of the gaps from purchase to purchase, in the same
            unit of time; 0 without a repeat purchase.
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
            When a history cannot be (recency after T, say).
        """
        histories = grouped(frequency, recency, T, weights=weights)
        require_repeaters(histories)
        gaps = _Gaps.of(frequency, recency, T, litt, weights)
        if self._given:
            self._settle(self._fitted(histories, gaps, self._starts(histories)))
        elif not gaps.repeated:
            self.k = 1
            found = self._fitted(histories, gaps, self._starts(histories))
            self._settle(found, (K_UNSEEN,))
        elif gaps.variation < EQUAL:
            raise FitError(
                "All intervals between purchases of an account are equal: no k is"
                " large enough. Read the purchase days as a calendar, or give k."
            )
        else:
            self._climb(histories, gaps)
        return self

    def _climb(self, histories: Histories, gaps: _Gaps) -> None:
        """Take the k after which the likelihood falls."""
        self.k = 1
        best = self._fitted(histories, gaps, self._starts(histories))
        for k in range(2, MOST_REGULAR + 1):
            self.k = k
            # A purchase takes more steps, so each of them takes less time.
            start = best.params * [1, (k - 1) / k, 1, 1]
            found = self._fitted(histories, gaps, [start], close=True)
            if found.log_likelihood <= best.log_likelihood:
                self.k = k - 1
                self._settle(best)
                return
            best = found
        self._settle(best, (LARGEST_K,))

    def _fitted(
        self,
        histories: Histories,
        gaps: _Gaps,
        starts: list[Floats],
        *,
        close: bool = False,
    ) -> Maximum:
        found = self._maximum(histories, starts, close=close)
        whole = found.log_likelihood + (self.k - 1) * gaps.log_sum
        return replace(found, log_likelihood=whole)


class BGCNBDk(Regular):
    """BG/NBD with k steps between purchases: regular buyers, no early drop-out.

    Parameters `k`, `r`, `alpha`, `a`, `b`; with k = 1 it is BG/NBD. The mean rate of
    *steps* is r ÷ alpha, that of purchases a k-th of it.

    Source: Platzer and Reutterer, Marketing Science 35 (2016) 779–799 (regularity);
    Reutterer, Platzer and Schröder, International Journal of Research in Marketing 38
    (2021) 194–215.
    """

    first_drop = 0


class MBGCNBDk(Regular):
    """MBG/NBD with k steps between purchases: regular buyers, some for once only.

    Parameters `k`, `r`, `alpha`, `a`, `b`; with k = 1 it is MBG/NBD.

    Source: Reutterer, Platzer and Schröder, International Journal of Research in
    Marketing 38 (2021) 194–215.
    """

    first_drop = 1


def _whole(k: float) -> int:
    if not 1 <= k <= MOST_REGULAR or k != int(k):
        message = f"k is a whole number from 1 to {MOST_REGULAR}, not {k}."
        raise ValueError(message)
    return int(k)
