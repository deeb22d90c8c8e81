"""Purchase histories, grouped: accounts with the same history are counted once.

A purchase model knows of an account only how often it bought again, when it last did,
and how long it has been watched. In whole days many accounts share these three, so a
likelihood over the distinct ones costs a fraction of one over all accounts.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Integers = npt.NDArray[np.int64]

DAYS_A_WEEK = 7.0
DENSE = 2**22
"""Up to this many possible histories are counted in a table, more by sorting."""

LOOKED_AT = 20_000
"""Rows that tell whether histories are alike: …"""
MOSTLY = 0.9
"""… hardly any are, when so many of these are distinct."""


class HistoryError(ValueError):
    """Purchase histories that cannot be: the message says which and why."""


@dataclass(frozen=True)
class Levels:
    """A column as its distinct values, and the place each row's value has in them."""

    values: Floats
    places: Integers

    @property
    def rows(self) -> Floats:
        """The value of each row."""
        return self.values[self.places]

    def at(self, rows: Integers) -> Levels:
        """The column at some rows only, without values that no longer occur."""
        places = self.places[rows]
        present = np.zeros(len(self.values), dtype=np.int64)
        present[places] = 1
        kept = np.flatnonzero(present)
        present[kept] = np.arange(len(kept))
        return Levels(self.values[kept], present[places])

    def sums(self, rows: Floats) -> Floats:
        """The sum of a quantity of the rows, one a distinct value."""
        found: Floats = np.bincount(
            self.places, rows, minlength=len(self.values)
        ).astype(np.float64, copy=False)
        return found


@dataclass(frozen=True)
class Rows:
    """Purchase histories, one a row.

    Attributes
    ----------
    frequency
        Purchases after the first (count).
    recency
        Time from the first purchase to the last; 0 without a repeat purchase.
    T
        Time from the first purchase to the end of observation, same unit.
    """

    frequency: Floats
    recency: Floats
    T: Floats

    def __len__(self) -> int:
        return len(self.T)

    def at(self, rows: Integers | slice) -> Rows:
        """These rows, each as often and in the order asked for."""
        return Rows(self.frequency[rows], self.recency[rows], self.T[rows])

    def alike(self, rows: Integers | slice) -> Rows:
        """These rows, all of one frequency: it stands there once, as does recency 0."""
        once = len(self.frequency) == 1
        x = self.frequency if once else self.frequency[rows][:1]
        tx = self.recency[:1] if x[0] == 0 else self.recency[rows]
        return Rows(x, tx, self.T[rows])


@dataclass(frozen=True)
class Histories:
    """Distinct purchase histories, in a fixed order, whatever order they came in.

    Attributes
    ----------
    levels
        Frequency, recency and T, each as distinct values and places.
    weights
        How many accounts have this history (or the sum of their weights).
    """

    levels: tuple[Levels, Levels, Levels]
    weights: Floats

    @cached_property
    def rows(self) -> Rows:
        """The histories, one a row."""
        return Rows(*(level.rows for level in self.levels))

    @property
    def frequency(self) -> Floats:
        """As of the rows."""
        return self.rows.frequency

    @property
    def recency(self) -> Floats:
        """As of the rows."""
        return self.rows.recency

    @property
    def T(self) -> Floats:
        """As of the rows."""
        return self.rows.T

    @property
    def accounts(self) -> float:
        """How many accounts there are in all."""
        return float(self.weights.sum())

    def __len__(self) -> int:
        return len(self.weights)

    def at(self, rows: Integers) -> Histories:
        """These rows, each as often and in the order asked for."""
        x, tx, until = (level.at(rows) for level in self.levels)
        return Histories((x, tx, until), self.weights[rows])

    def sample(self, accounts: int) -> Histories:
        """So many accounts at equal distances in the order of the rows.

        The rows are sorted, so that they represent all; nothing is left to chance.
        """
        ends = np.cumsum(self.weights)
        steps = (np.arange(accounts) + 0.5) * (ends[-1] / accounts)
        rows, counts = np.unique(np.searchsorted(ends, steps), return_counts=True)
        drawn = self.at(rows)
        return Histories(drawn.levels, counts * (ends[-1] / accounts))


def checked(
    frequency: npt.ArrayLike, recency: npt.ArrayLike, T: npt.ArrayLike
) -> tuple[Floats, Floats, Floats]:
    """The three columns as arrays of one length; raises `HistoryError`.

    Parameters
    ----------
    frequency, recency, T
        Numbers or arrays that broadcast against each other: whole repeat purchases
        ≥ 0, 0 ≤ recency ≤ T, recency 0 exactly where there is no repeat purchase.
    """
    columns = np.broadcast_arrays(
        *(
            np.atleast_1d(np.asarray(c, dtype=np.float64))
            for c in (frequency, recency, T)
        )
    )
    x, tx, until = (np.ascontiguousarray(column) for column in columns)
    if x.ndim != 1:
        raise HistoryError("Give purchase histories as columns, one value an account.")
    require(np.isfinite(x + tx + until), "has a value that is not a number")
    require((x >= 0) & (x == np.rint(x)), "has a frequency that is not a count")
    require((tx >= 0) & (tx <= until), "has a recency outside 0 … T")
    require((tx > 0) == (x > 0), "has repeat purchases without recency, or the reverse")
    return x, tx, until


def require(holds: npt.NDArray[np.bool_], fault: str) -> None:
    """Raise `HistoryError` for the first account of which something does not hold."""
    if not holds.all():
        place = int(np.argmin(holds))
        message = f"The account in position {place} {fault}."
        raise HistoryError(message)


def checked_weights(weights: npt.ArrayLike | None, accounts: int) -> Floats | None:
    """Weights of the accounts, zero or more; raises `HistoryError`."""
    if weights is None:
        return None
    given = np.asarray(weights, dtype=np.float64)
    if given.shape != (accounts,):
        message = f"There are {accounts} accounts and weights of shape {given.shape}."
        raise HistoryError(message)
    require(np.isfinite(given) & (given >= 0), "has a weight that is not zero or more")
    return given


def grouped(
    frequency: npt.ArrayLike,
    recency: npt.ArrayLike,
    T: npt.ArrayLike,
    *,
    weights: npt.ArrayLike | None = None,
) -> Histories:
    """Count accounts with the same history once.

    Parameters
    ----------
    frequency, recency, T
        One value an account, as `checked` asks for them.
    weights
        What each account counts; one each when left out.

    Returns
    -------
    Histories
        The distinct histories, with the sum of their weights.
    """
    columns = checked(frequency, recency, T)
    given = checked_weights(weights, len(columns[0]))
    if given is not None and not given.all():
        kept = given > 0
        columns = (columns[0][kept], columns[1][kept], columns[2][kept])
        given = given[kept]
    levels = [_levels(column) for column in columns]
    keys, sizes = _packed(levels)
    if given is None:
        kinds, counts = _counted(keys, sizes)
    else:
        kinds, places = _placed(keys, sizes)
        counts = np.bincount(places, given, minlength=len(kinds)).astype(np.float64)
    return _histories(kinds, levels, counts)


def distinct(
    frequency: npt.ArrayLike, recency: npt.ArrayLike, T: npt.ArrayLike
) -> tuple[Rows, Integers]:
    """The distinct histories, and the place of each account's history in them.

    Where hardly any are alike, each row counts as one of its own: to sort them would
    take longer than it saves.
    """
    columns = checked(frequency, recency, T)
    if _hardly_alike(columns):
        return Rows(*columns), np.arange(len(columns[0]))
    levels = [_levels(column) for column in columns]
    keys, sizes = _packed(levels)
    kinds, places = _placed(keys, sizes)
    found = _histories(kinds, levels, np.ones(len(kinds)))
    return found.rows, places


def _hardly_alike(columns: tuple[Floats, Floats, Floats]) -> bool:
    """Whether looking for histories alike among many is in vain, by a sample."""
    if len(columns[0]) < 2 * LOOKED_AT:
        return False
    rows = np.linspace(0, len(columns[0]) - 1, LOOKED_AT).astype(np.int64)
    x, tx, until = (column[rows] for column in columns)
    # As many as this of a sample are alike only if there are few kinds of history;
    # hardly any two that are not have the same sum.
    return len(np.unique(x + math.sqrt(2) * tx + math.pi * until)) > MOSTLY * LOOKED_AT


def _levels(column: Floats) -> Levels:
    """Distinct values in ascending order; fast for counts and for weeks of days."""
    for parts in (1.0, DAYS_A_WEEK):
        whole = np.rint(column * parts)
        if whole.max(initial=0.0) < DENSE and np.array_equal(whole / parts, column):
            places = whole.astype(np.int64)
            present = np.flatnonzero(np.bincount(places))
            ranks = np.zeros(int(present[-1]) + 1 if len(present) else 0, np.int64)
            ranks[present] = np.arange(len(present))
            return Levels(present / parts, ranks[places])
    values, places = np.unique(column, return_inverse=True)
    return Levels(values, places.astype(np.int64, copy=False))


def _packed(levels: list[Levels]) -> tuple[Integers, tuple[int, int, int]]:
    """Each row as one whole number, and by how many its three parts are counted."""
    x, tx, until = levels
    sizes = (len(x.values), len(tx.values), len(until.values))
    # Products of distinct values stay below 2^63 for up to two million of each.
    return (x.places * sizes[2] + until.places) * sizes[1] + tx.places, sizes


def _counted(keys: Integers, sizes: tuple[int, int, int]) -> tuple[Integers, Floats]:
    """The distinct keys in ascending order, and how often each stands."""
    if sizes[0] * sizes[1] * sizes[2] <= DENSE:
        table = np.bincount(keys)
        kinds = np.flatnonzero(table)
        return kinds, table[kinds].astype(np.float64)
    kinds, counts = np.unique(keys, return_counts=True)
    return kinds, counts.astype(np.float64)


def _placed(keys: Integers, sizes: tuple[int, int, int]) -> tuple[Integers, Integers]:
    """The distinct keys in ascending order, and the place of each row's key."""
    if sizes[0] * sizes[1] * sizes[2] <= DENSE:
        ranks = np.zeros(int(keys.max(initial=0)) + 1, dtype=np.int64)
        ranks[keys] = 1
        kinds = np.flatnonzero(ranks)
        ranks[kinds] = np.arange(len(kinds))
        return kinds, ranks[keys]
    kinds, places = np.unique(keys, return_inverse=True)
    return kinds, places.astype(np.int64, copy=False)


def _histories(kinds: Integers, levels: list[Levels], weights: Floats) -> Histories:
    x, tx, until = levels
    rest, tx_places = np.divmod(kinds, max(len(tx.values), 1))
    x_places, until_places = np.divmod(rest, max(len(until.values), 1))
    found = (
        Levels(x.values, x_places),
        Levels(tx.values, tx_places),
        Levels(until.values, until_places),
    )
    return Histories(found, weights)


def beyond(values: Floats, weights: Floats) -> Floats:
    """How many accounts have more than 0, 1, 2 … repeat purchases.

    >>> beyond(np.array([0.0, 2.0]), np.array([5.0, 3.0])).tolist()
    [3.0, 3.0]
    """
    counts = np.zeros(int(values.max(initial=0.0)) + 1)
    counts[values.astype(np.int64)] = weights
    found: Floats = np.cumsum(counts[::-1])[::-1][1:]
    return found
