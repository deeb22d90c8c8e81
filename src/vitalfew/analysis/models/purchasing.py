"""The frame of a purchase model: what it is fitted on, and what it can be asked."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Self

import numpy as np

from vitalfew.analysis.models.fitting import SCOUTED, FitError, Search, maximize
from vitalfew.analysis.models.histories import (
    Histories,
    HistoryError,
    Rows,
    distinct,
    grouped,
)
from vitalfew.analysis.models.model import Model
from vitalfew.analysis.reasons import TEMPLATES, declare

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from vitalfew.analysis.models.fitting import Maximum, Objective

    Floats = npt.NDArray[np.float64]

ALIKE = TEMPLATES[
    declare(
        "models.alike",
        "These data hardly tell how much accounts differ in how often they buy: r and"
        " alpha are uncertain by more than their own size.",
    )
].text
REPEATERS = 2
"""With fewer accounts that bought again, nothing can be told of how they differ."""


class PurchaseModel(Model):
    """How accounts buy: when they buy again, and when they stop for good.

    An account is known by `frequency` (purchases after the first), `recency` (time
    from the first to the last) and `T` (time from the first to the end of
    observation), in one unit of time; the parameters and every horizon `t` have the
    same unit, by convention weeks. Results are arrays, one value an account.
    """

    doubts: ClassVar[Mapping[str, str]] = {"r": ALIKE, "alpha": ALIKE}

    def fit(
        self,
        frequency: npt.ArrayLike,
        recency: npt.ArrayLike,
        T: npt.ArrayLike,
        weights: npt.ArrayLike | None = None,
    ) -> Self:
        """Find the parameters of greatest likelihood.

        Parameters
        ----------
        frequency, recency, T
            One value an account.
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
        self._fit(histories)
        return self

    def _fit(self, histories: Histories) -> None:
        self._settle(self._maximum(histories, self._starts(histories)))

    def _maximum(
        self, histories: Histories, starts: list[Floats], *, close: bool = False
    ) -> Maximum:
        """The greatest likelihood; among many histories a sample shows the way."""
        scout = None
        if len(histories) > SCOUTED:
            scout = self._search(histories.sample(SCOUTED))
        return maximize(self._search(histories), starts, scout=scout, close=close)

    def _search(self, histories: Histories) -> Search:
        low, high = self._bounds(histories)
        return Search(self._objective(histories), histories.accounts, low, high)

    @abstractmethod
    def _objective(self, histories: Histories) -> Objective:
        """The log-likelihood and its gradient, as a function of the parameters."""

    @abstractmethod
    def _starts(self, histories: Histories) -> list[Floats]:
        """Parameters to start the search from."""

    @abstractmethod
    def _bounds(self, histories: Histories) -> tuple[Floats, Floats]:
        """The least and the greatest parameters searched."""

    @abstractmethod
    def _expected(self, t: Floats, histories: Rows) -> Floats:
        """Expected purchases in (T, T + t], one value a row."""

    @abstractmethod
    def _alive(self, histories: Rows) -> Floats:
        """Probability of being active at T, one value a row."""

    @abstractmethod
    def _active(self, t: Floats, histories: Rows) -> Floats:
        """Probability of a purchase in (T, T + t], one value a row."""

    @abstractmethod
    def _distribution(self, t: Floats, histories: Rows, counts: Floats) -> Floats:
        """Probability of each count in (T, T + t], rows by counts."""

    def expected_purchases(
        self,
        t: npt.ArrayLike,
        frequency: npt.ArrayLike,
        recency: npt.ArrayLike,
        T: npt.ArrayLike,
    ) -> Floats:
        """Expected purchases in (T, T + t], given the history.

        Parameters
        ----------
        t
            The horizon: one for all, or one an account.
        frequency, recency, T
            One value an account.

        Returns
        -------
        ndarray
            A finite count of zero or more, one an account.
        """
        return self._told(self._expected, t, frequency, recency, T)

    def expected_purchases_new(self, t: npt.ArrayLike) -> Floats:
        """Expected purchases in the time `t` after the first, of an account not seen.

        The first purchase itself is not counted.
        """
        return self.expected_purchases(t, 0.0, 0.0, 0.0)

    def probability_alive(
        self, frequency: npt.ArrayLike, recency: npt.ArrayLike, T: npt.ArrayLike
    ) -> Floats:
        """Probability that the account has not stopped for good by T.

        Not a forecast of activity: use `probability_active`.
        """
        histories, places = distinct(frequency, recency, T)
        found: Floats = self._alive(histories)[places]
        return found

    def probability_active(
        self,
        t: npt.ArrayLike,
        frequency: npt.ArrayLike,
        recency: npt.ArrayLike,
        T: npt.ArrayLike,
    ) -> Floats:
        """Probability of at least one purchase in (T, T + t], given the history."""
        return self._told(self._active, t, frequency, recency, T)

    def purchase_distribution(
        self,
        t: npt.ArrayLike,
        frequency: npt.ArrayLike,
        recency: npt.ArrayLike,
        T: npt.ArrayLike,
        counts: npt.ArrayLike,
    ) -> Floats:
        """Probability of each number of purchases in (T, T + t], given the history.

        Parameters
        ----------
        t, frequency, recency, T
            As in `expected_purchases`.
        counts
            The numbers asked for, whole and zero or more.

        Returns
        -------
        ndarray
            Shape (accounts, counts).
        """
        asked = np.atleast_1d(np.asarray(counts, dtype=np.float64))
        if asked.ndim != 1 or not ((asked >= 0) & (asked == np.rint(asked))).all():
            raise HistoryError("Counts are whole numbers, zero or more.")

        def distribution(horizon: Floats, histories: Rows) -> Floats:
            return self._distribution(horizon, histories, asked)

        return self._told(distribution, t, frequency, recency, T)

    def _told(
        self,
        answer: Callable[[Floats, Rows], Floats],
        t: npt.ArrayLike,
        frequency: npt.ArrayLike,
        recency: npt.ArrayLike,
        T: npt.ArrayLike,
    ) -> Floats:
        """Answer for the distinct histories only, then for every account."""
        horizon = np.asarray(t, dtype=np.float64)
        if not (np.isfinite(horizon) & (horizon >= 0)).all():
            raise HistoryError("A horizon is a finite time, zero or more.")
        if horizon.ndim == 0:
            histories, places = distinct(frequency, recency, T)
            each = np.broadcast_to(horizon, len(histories))
            found: Floats = answer(each, histories)[places]
            return found
        columns = np.broadcast_arrays(horizon, frequency, recency, T)
        histories, places = distinct(*columns[1:])
        order = np.lexsort((columns[0], places))
        sorted_places, sorted_horizon = places[order], columns[0][order]
        new = np.ones(len(order), dtype=np.bool_)
        new[1:] = (np.diff(sorted_places) != 0) | (np.diff(sorted_horizon) != 0)
        rows = histories.at(sorted_places[new])
        back = np.empty_like(places)
        back[order] = np.cumsum(new) - 1
        answered: Floats = answer(sorted_horizon[new], rows)[back]
        return answered


def require_repeaters(histories: Histories) -> None:
    """Raise `FitError` unless enough accounts bought again over some time."""
    repeaters = float(histories.weights[histories.frequency > 0].sum())
    if repeaters >= REPEATERS:
        return
    message = (
        f"{repeaters:g} of {histories.accounts:g} accounts bought again: too few to fit"
        " a model. Use a longer window or more accounts."
    )
    raise FitError(message)
