"""Functions that take long to compute, as polynomials that do not.

Of many accounts with the same number of purchases, what takes long often depends on
one variable alone, and smoothly. Then a few exact values say it for all of them, to
thirteen digits; whether they do is tried between the places they were taken at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from numpy.polynomial.chebyshev import chebpts1, chebval, chebvander

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Exact = Callable[[Integers, Floats], Floats]
"""Values of some functions, each at one place: rows by parts."""

DEGREES = (8, 12, 18, 27, 40, 60, 90)
"""Tried one after the other; each covers half as much again."""
EXACT = 1e-13
"""Error with which a polynomial is taken for the function."""
DROPPED = 1e-15
"""Coefficients that add up to less than this part change nothing."""
WORTH_IT = 256
"""So many rows cost more than the polynomial that saves them."""
BLOCK = 8192
"""Rows worked on at a time: what the processor's cache holds."""


@dataclass(frozen=True)
class Curve:
    """One or more functions of a variable, as polynomials over a range.

    Attributes
    ----------
    center, half
        Middle of the range, and half its length.
    coefficients
        Of each polynomial, the constant first: degrees by parts.
    plain
        Whether of powers, which are soonest computed; else of Chebyshev polynomials.
    """

    center: float
    half: float
    coefficients: Floats
    plain: bool

    def at(self, y: Floats) -> Floats:
        """The values: parts by rows."""
        inside = self._inside(y)
        if not self.plain:
            return np.asarray(chebval(inside, self.coefficients))
        *others, last = self.coefficients[:, :, None]
        found = np.empty((len(last), len(y)))
        found[:] = last
        for each in reversed(others):
            found *= inside
            found += each
        return found

    def __len__(self) -> int:
        return len(self.coefficients)

    def _inside(self, y: Floats) -> Floats:
        """From −1 to 1 over the range, and 0 where that is one place."""
        found: Floats = (y - self.center) / (self.half or 1.0)
        return found

    def powers(self, y: Floats) -> Floats:
        """What the coefficients are multiplied by: degrees by rows."""
        inside = self._inside(y)
        if not self.plain:
            return np.asarray(chebvander(inside, len(self) - 1).T, np.float64)
        found = np.ones((len(self), len(y)))
        for n in range(1, len(found)):
            np.multiply(found[n - 1], inside, out=found[n])
        return found


def curves(
    exact: Exact, low: Floats, high: Floats, *, slopes: bool = False
) -> list[Curve | None]:
    """Polynomials for functions of one variable, each over a range of its own.

    Parameters
    ----------
    exact
        The functions by their places in `low` and `high`, each of one or more parts.
    low, high
        Where the range of each begins and ends.
    slopes
        Whether the parts after the first are changes of the first: right enough as
        parts of that, where they are small.

    Returns
    -------
    list
        A curve for each, right to `EXACT` of the value; None where no degree is enough
        or a value is not a number.
    """
    center, half = (low + high) / 2, (high - low) / 2
    found: list[Curve | None] = [None] * len(low)
    left = np.arange(len(low))

    def values(points: Floats) -> Floats:
        places = np.repeat(left, len(points))
        y = (center[left][:, None] + half[left][:, None] * points).ravel()
        return exact(places, y).reshape(len(left), len(points), -1)

    for degree in DEGREES:
        if not len(left):
            break
        known = values(chebpts1(degree + 1))
        # The nodes of the next degree lie between those of this one.
        between = chebpts1(degree + 2)
        true = values(between)
        series = np.einsum("dp,lpf->ldf", _transform(degree), known)
        tried = np.einsum("pd,ldf->lpf", chebvander(between, degree), series)
        allowed: Floats = EXACT * np.abs(true)
        if slopes:
            allowed = np.maximum(allowed, allowed[:, :, :1])
        good = (np.abs(tried - true) <= allowed).all(axis=(1, 2))
        for row in np.flatnonzero(good).tolist():
            middle, reach = center[left[row]], half[left[row]]
            short = _short(series[row]) if reach else series[row, :1]
            plain = Curve(middle, reach, _powers(len(short) - 1) @ short, plain=True)
            error = np.abs(plain.at(middle + reach * between).T - true[row])
            right = (error <= allowed[row]).all()
            found[left[row]] = (
                plain if right else Curve(middle, reach, short, plain=False)
            )
        left = left[~good]
    return found


@cache
def _transform(degree: int) -> Floats:
    """From values at the nodes to coefficients."""
    nodes = chebvander(chebpts1(degree + 1), degree)
    found = np.asarray(nodes.T * (2 / (degree + 1)), np.float64)
    found[0] /= 2
    return found


@cache
def _powers(degree: int) -> Floats:
    """From coefficients of Chebyshev polynomials to those of powers."""
    found = np.eye(degree + 1)
    for n in range(2, degree + 1):
        found[:, n] = -found[:, n - 2]
        found[1:, n] += 2 * found[:-1, n - 1]
    return found


def _short(coefficients: Floats) -> Floats:
    """Without the last ones, as far as nobody can tell."""
    left = np.cumsum(np.abs(coefficients[::-1]), axis=0)[::-1]
    least = np.abs(coefficients[0]) * DROPPED
    return coefficients[: max(int((left > least).any(axis=1).sum()), 1)]


def by_count(
    frequency: Floats, least: int = WORTH_IT
) -> tuple[list[Integers], Integers]:
    """The rows of each count that is worth a curve, and all others."""
    most = np.iinfo(np.uint16).max
    # Numbers this short are sorted without comparing them.
    counts = np.minimum(frequency, most).astype(np.uint16)
    sizes = np.bincount(counts, minlength=1)
    chosen = sizes >= least
    chosen[most:] = False
    if not chosen.any():
        return [], np.arange(len(counts))
    order = np.argsort(counts, kind="stable")
    parts = np.split(order, np.cumsum(sizes)[:-1])
    many = [rows for rows, worth in zip(parts, chosen, strict=True) if worth]
    few = [rows for rows, worth in zip(parts, chosen, strict=True) if not worth]
    return many, np.concatenate([*few, order[:0]])


def blocks(length: int) -> Iterator[slice]:
    """So many rows, in pieces."""
    for start in range(0, length, BLOCK):
        yield slice(start, start + BLOCK)
