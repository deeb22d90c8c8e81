"""Buying at random for ever: the model without drop-out, to compare others with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vitalfew.analysis.models.histories import beyond
from vitalfew.analysis.models.purchasing import PurchaseModel
from vitalfew.analysis.models.renewal import Renewals

if TYPE_CHECKING:
    import numpy.typing as npt

    from vitalfew.analysis.models.fitting import Objective
    from vitalfew.analysis.models.histories import Histories, Rows

    Floats = npt.NDArray[np.float64]


class NBD(PurchaseModel):
    """Negative binomial: Poisson purchases whose rates differ as a gamma distribution.

    Parameters `r` and `alpha` (in units of time; the mean rate is r ÷ alpha). Recency
    is taken so that all models are called alike, and does not matter.

    Source: A. S. C. Ehrenberg, Applied Statistics 8 (1959) 26–41.
    """

    letters = ("r", "alpha")

    def _objective(self, histories: Histories) -> Objective:
        x, _, until = histories.levels
        accounts = until.sums(histories.weights)
        bought = until.sums(histories.weights * histories.frequency)
        steps = beyond(x.values, x.sums(histories.weights))
        whole = accounts.sum()

        def likelihood(params: Floats) -> tuple[float, Floats]:
            r, alpha = params.tolist()
            rising, times = r + np.arange(len(steps)), alpha + until.values
            shapes, logs = r * accounts + bought, np.log(times)
            value = (
                (steps * np.log(rising)).sum()
                + whole * r * np.log(alpha)
                - (shapes * logs).sum()
            )
            by_r = (
                (steps / rising).sum() + whole * np.log(alpha) - (accounts * logs).sum()
            )
            by_alpha = whole * r / alpha - (shapes / times).sum()
            return float(value), np.array([by_r, by_alpha])

        return likelihood

    def _starts(self, histories: Histories) -> list[Floats]:
        time = float((histories.weights * histories.T).sum())
        rate = float((histories.weights * histories.frequency).sum()) / time
        return [np.array([shape, shape / rate]) for shape in (1.0, 0.2, 20.0)]

    def _bounds(self, histories: Histories) -> tuple[Floats, Floats]:
        unit = float(histories.T.max())
        return np.array([1e-5, 1e-6 * unit]), np.array([1e6, 1e8 * unit])

    def _renewals(self, t: Floats, histories: Rows) -> Renewals:
        r, alpha = self._values.tolist()
        silence = histories.T - histories.recency
        return Renewals(1, r + histories.frequency, alpha + histories.T, silence, t)

    def _expected(self, t: Floats, histories: Rows) -> Floats:
        renewals = self._renewals(t, histories)
        return renewals.shape / renewals.rate * t

    def _alive(self, histories: Rows) -> Floats:
        return np.ones(len(histories))

    def _active(self, t: Floats, histories: Rows) -> Floats:
        return self._renewals(t, histories).some()

    def _distribution(self, t: Floats, histories: Rows, counts: Floats) -> Floats:
        renewals = self._renewals(t, histories)
        columns = [renewals.exactly(int(count)) for count in counts.tolist()]
        return np.stack(columns, axis=1)
