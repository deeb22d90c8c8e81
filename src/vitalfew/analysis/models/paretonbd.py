"""Buying at random until dropping out, which may happen at any time.

`docs/methods/purchase-process.md` tells the story and gives the formulas.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from vitalfew.analysis.models.count_integral import log_count_integral
from vitalfew.analysis.models.curves import blocks, by_count
from vitalfew.analysis.models.dropout import Likelihood, Silence, logistic
from vitalfew.analysis.models.leaving import FAR, Leaving
from vitalfew.analysis.models.power_integral import log_power_integral
from vitalfew.analysis.models.purchasing import PurchaseModel
from vitalfew.analysis.reasons import TEMPLATES, declare

if TYPE_CHECKING:
    import numpy.typing as npt

    from vitalfew.analysis.models.fitting import Objective
    from vitalfew.analysis.models.histories import Histories, Rows

    Floats = npt.NDArray[np.float64]

LIFETIMES = TEMPLATES[
    declare(
        "models.lifetimes",
        "These data hardly tell how long accounts stay: s and beta are uncertain by"
        " more than their own size, and forecasts may run high.",
    )
].text
STARTS = (
    (0.3, 0.5, 0.3, 0.1),
    (1.0, 1.0, 0.1, 1.0),
    (5.0, 1.0, 10.0, 10.0),
)
"""r, alpha (1: the mean rate is what was seen), s, and beta over the longest T."""


class ParetoNBD(PurchaseModel):
    """Pareto/NBD: buys at random, and may drop out at any time, seen by nobody.

    Parameters `r`, `alpha` (rates of buying differ as a gamma distribution) and `s`,
    `beta` (rates of dropping out differ as another); alpha and beta in units of time.
    Everything is computed in logarithms, and is finite for as many purchases and as
    long a time as there are.

    Source: Schmittlein, Morrison and Colombo, Management Science 33 (1987) 1–24; the
    likelihood as Fader and Hardie write it (2005).
    """

    letters = ("r", "alpha", "s", "beta")
    doubts: ClassVar[Mapping[str, str]] = {
        **PurchaseModel.doubts,
        "s": LIFETIMES,
        "beta": LIFETIMES,
    }

    def _objective(self, histories: Histories) -> Objective:
        return Likelihood(histories).at

    def _starts(self, histories: Histories) -> list[Floats]:
        weights = histories.weights
        time = float((weights * histories.T).sum())
        rate = float((weights * histories.frequency).sum()) / time
        longest = float(histories.T.max())
        return [
            np.array([shape, shape / rate * scale, s, beta * longest])
            for shape, scale, s, beta in STARTS
        ]

    def _bounds(self, histories: Histories) -> tuple[Floats, Floats]:
        unit = float(histories.T.max())
        low = np.array([1e-5, 1e-6 * unit, 1e-5, 1e-6 * unit])
        return low, np.array([1e6, 1e8 * unit, 1e6, 1e8 * unit])

    def _alive(self, histories: Rows) -> Floats:
        found = np.empty(len(histories))
        many, few = by_count(histories.frequency)
        if many:
            leaving = Leaving(self._values, FAR * float(histories.T.max()))
            groups = [histories.alike(rows) for rows in many]
            known = leaving.curves(groups, slopes=False)
            for rows, group, curves in zip(many, groups, known, strict=True):
                if curves is None:
                    few = np.concatenate([few, rows])
                    continue
                for block in blocks(len(rows)):
                    found[rows[block]] = leaving.alive(group.alike(block), *curves)
        silence = Silence.of(self._values, histories.at(few))
        found[few] = logistic(-silence.odds(log_power_integral(*silence)))
        return found

    def _rest(self, histories: Rows) -> tuple[Floats, Floats, float, Floats]:
        """r, alpha, s and beta of an account still there at T."""
        r, alpha, s, beta = self._values.tolist()
        return (
            r + histories.frequency,
            alpha + histories.T,
            s,
            beta + histories.T,
        )

    def _expected(self, t: Floats, histories: Rows) -> Floats:
        found = self._alive(histories)
        for block in blocks(len(found)):
            found[block] *= self._still_there(t[block], histories.at(block))
        return found

    def _still_there(self, t: Floats, histories: Rows) -> Floats:
        """Expected purchases of an account still there at T."""
        from scipy.special import exprel

        r, alpha, s, beta = self._rest(histories)
        lasting = np.log1p(t / beta)
        # (1 − e⁻ᶻ)/(s − 1) with z = (s − 1)·lasting, also where s is 1.
        time = beta * lasting * exprel(-(s - 1) * lasting)
        found: Floats = r / alpha * time
        return found

    def _active(self, t: Floats, histories: Rows) -> Floats:
        return self._alive(histories) * self._some(t, histories)

    def _some(self, t: Floats, histories: Rows) -> Floats:
        """Probability of a purchase from an account still there at T."""
        r, alpha, s, beta = self._rest(histories)
        log = np.log(r / alpha) + log_power_integral(r + 1, alpha, s, beta, t)
        found: Floats = np.minimum(np.exp(log), 1.0)
        return found

    def _distribution(self, t: Floats, histories: Rows, counts: Floats) -> Floats:
        alive = self._alive(histories)
        found = np.empty((len(histories), len(counts)))
        found[:, counts == 0] = 1 - (alive * self._some(t, histories))[:, None]
        asked = counts[counts > 0]
        if len(asked):
            exactly = self._exactly(asked, t, histories)
            found[:, counts > 0] = alive[:, None] * exactly
        return found

    def _exactly(self, counts: Floats, t: Floats, histories: Rows) -> Floats:
        """Probability of so many purchases from an account still there at T."""
        from scipy.special import betaln

        r, alpha, s, beta = self._rest(histories)
        columns = (each[:, None] for each in (r, alpha, beta, t))
        r, alpha, beta, t = columns
        gone = log_count_integral(counts, r, alpha, s + 1, beta, t)
        gone += np.log(s / beta)
        with np.errstate(divide="ignore"):
            bought = np.log(t / (alpha + t))
        stayed = counts * bought - r * np.log1p(t / alpha) - s * np.log1p(t / beta)
        ways = -betaln(r, counts + 1) - np.log(r + counts)
        found: Floats = np.exp(ways + np.logaddexp(stayed, gone))
        return found
