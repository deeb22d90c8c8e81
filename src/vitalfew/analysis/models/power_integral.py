"""The integral over a product of two powers that the Pareto/NBD is made of.

∫₀ᴸ (1 + τ/a)⁻ᵖ (1 + τ/b)⁻ᵠ dτ has no simple form. Written over v, with m the lesser of
a and b and τ = m(eᵛ − 1), the logarithm of its integrand is concave, and analytic up
to a distance of π from the real axis. So Gauss-Legendre nodes converge fast, and how
many are needed is known beforehand: from how far the integrand falls on the way, and
from how long the way is. Nothing cancels, however large the powers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from numpy.polynomial.legendre import leggauss

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]

NEGLIGIBLE = 32.0
"""Where the integrand has fallen by e to this power, the rest is left out (1e-14)."""

RULES: tuple[tuple[int, float, float], ...] = (
    (5, 1.0, 0.5),
    (6, 2.0, 0.75),
    (8, 4.0, 1.25),
    (10, 8.0, 1.5),
    (12, 12.0, 2.0),
    (16, 20.0, 3.0),
    (24, np.inf, 5.0),
    (32, np.inf, 8.0),
    (64, np.inf, 20.0),
    (128, np.inf, np.inf),
)
"""Nodes, and the greatest fall (a power of e) and length for which they give 1e-11."""

CELLS = 1 << 14
"""Rows times nodes worked on at a time: what the processor's cache holds."""

MEANS = 4


@dataclass(frozen=True)
class PowerIntegral:
    """The integral, and means over τ weighted by the integrand.

    Attributes
    ----------
    log
        The logarithm of the integral, one a row; −∞ where the length is 0.
    means
        Of log(1 + τ/a), τ/(a + τ), log(1 + τ/b) and τ/(b + τ): these four by rows.
    """

    log: Floats
    means: Floats


def power_integral(
    p: npt.ArrayLike,
    a: npt.ArrayLike,
    q: npt.ArrayLike,
    b: npt.ArrayLike,
    length: npt.ArrayLike,
    *,
    finer: int = 0,
) -> PowerIntegral:
    """∫ (1 + τ/a)⁻ᵖ (1 + τ/b)⁻ᵠ dτ over 0 ≤ τ ≤ `length`, and means under it.

    Parameters
    ----------
    p, q
        Powers, above 0 with p + q > 1.
    a, b
        Offsets, above 0.
    length
        How far, 0 or more.
    finer
        By how many of the `RULES` more nodes are taken than eleven digits need; with
        two it is as exact as numbers are.
    """
    curve, swapped = _curve(p, a, q, b)
    log, means = curve.integrated(length, means=MEANS, finer=finer)
    return PowerIntegral(log, np.where(swapped, means[[2, 3, 0, 1]], means))


def log_power_integral(
    p: npt.ArrayLike,
    a: npt.ArrayLike,
    q: npt.ArrayLike,
    b: npt.ArrayLike,
    length: npt.ArrayLike,
    *,
    finer: int = 0,
) -> Floats:
    """The logarithm of `power_integral` alone."""
    curve, _ = _curve(p, a, q, b)
    return curve.integrated(length, means=0, finer=finer)[0]


def _curve(
    p: npt.ArrayLike, a: npt.ArrayLike, q: npt.ArrayLike, b: npt.ArrayLike
) -> tuple[_Curve, npt.NDArray[np.bool_]]:
    """The integrand, and where b is the lesser of the offsets."""
    columns = (np.atleast_1d(np.asarray(each, np.float64)) for each in (p, a, q, b))
    p, a, q, b = np.broadcast_arrays(*columns)
    swapped = b < a
    near, far = np.where(swapped, b, a), np.where(swapped, a, b)
    power, far_power = np.where(swapped, q, p), np.where(swapped, p, q)
    return _Curve(near, near / far, power - 1, far_power), swapped


@dataclass(frozen=True)
class _Curve:
    """exp(h(v)) with h(v) = −κv − Q log(1 + ρ(eᵛ − 1)), a row each; h(0) = 0."""

    near: Floats
    ratio: Floats
    decay: Floats
    far_power: Floats

    def only(self, rows: Places) -> _Curve:
        return _Curve(*(each[rows] for each in vars(self).values()))

    def height(self, v: Floats) -> Floats:
        far = np.expm1(v)
        far *= self.ratio
        np.log1p(far, out=far)
        far *= -self.far_power
        far -= self.decay * v
        return far

    def slope(self, v: Floats) -> Floats:
        grown = self.ratio * np.exp(v)
        return -self.decay - self.far_power * grown / (1 - self.ratio + grown)

    def integrated(
        self, length: npt.ArrayLike, *, means: int, finer: int
    ) -> tuple[Floats, Floats]:
        """The logarithm, and no or all means, those of the nearer offset first."""
        far = np.broadcast_to(np.asarray(length, np.float64), self.near.shape)
        far = np.log1p(far / self.near)
        top = self._top(far)
        end, drop = self._end(top, far)
        found = np.empty((1 + means, len(end)))
        for nodes, rows in _by_nodes(np.maximum(top, drop), end, finer):
            part = self.only(rows)
            found[:, rows] = part.summed(nodes, end[rows], top[rows], means)
        with np.errstate(divide="ignore"):
            log = np.log(found[0] * end * self.near) + top
        return log, found[1:]

    def _top(self, length: Floats) -> Floats:
        """The greatest height: at the start, unless the nearer power is below 1."""
        top = np.zeros_like(length)
        rows = np.flatnonzero((self.decay < 0) & (self.ratio < 1))
        if len(rows):
            part = self.only(rows)
            rise = -part.decay
            grown = rise / (part.far_power - rise) * (1 / part.ratio - 1)
            top[rows] = part.height(np.clip(np.log(grown), 0, length[rows]))
        return top

    def _end(self, top: Floats, length: Floats) -> tuple[Floats, Floats]:
        """The length, or a place past which little is left; how far it falls to there.

        The height is concave: Newton's steps from the right never pass that place.
        """
        slope = self.decay + self.ratio * self.far_power
        with np.errstate(divide="ignore"):
            end = np.minimum(length, np.where(slope > 0, NEGLIGIBLE / slope, np.inf))
        drop = top - self.height(end)
        rows = np.flatnonzero(drop > NEGLIGIBLE + 1)
        while len(rows):
            part = self.only(rows)
            end[rows] += (drop[rows] - NEGLIGIBLE) / part.slope(end[rows])
            drop[rows] = top[rows] - part.height(end[rows])
            rows = rows[drop[rows] > NEGLIGIBLE + 1]
        return end, drop

    def summed(self, nodes: int, end: Floats, top: Floats, means: int) -> Floats:
        """Over a unit of length and height, and the means: a row each."""
        x, weight = _rule(nodes)
        v = end[:, None] * x
        near = np.expm1(v)
        far = near * self.ratio[:, None]
        far_log = np.log1p(far)
        part = far_log * -self.far_power[:, None]
        part -= v * self.decay[:, None]
        part -= top[:, None]
        np.exp(part, out=part)
        part *= weight
        sums = [part.sum(axis=1)]
        if means:
            shares = near / (1 + near), far / (1 + far)
            of = (v, shares[0], far_log, shares[1])
            sums += [np.vecdot(part, each) / sums[0] for each in of]
        return np.stack(sums)


@cache
def _rule(nodes: int) -> tuple[Floats, Floats]:
    """Gauss-Legendre on 0 to 1."""
    x, weight = leggauss(nodes)
    return (x + 1) / 2, weight / 2


def _by_nodes(fall: Floats, length: Floats, finer: int) -> Iterator[tuple[int, Places]]:
    """The rows in pieces, with as many nodes as a piece needs."""
    counts, falls, lengths = zip(*RULES, strict=True)
    rule = np.maximum(np.searchsorted(falls, fall), np.searchsorted(lengths, length))
    rule = np.minimum(rule + finer, len(RULES) - 1)
    most = counts[rule.max(initial=0)]
    if len(rule) * most <= CELLS:
        yield most, np.arange(len(rule))
        return
    for place in np.flatnonzero(np.bincount(rule)).tolist():
        rows = np.flatnonzero(rule == place)
        step = CELLS // counts[place]
        for start in range(0, len(rows), step):
            yield counts[place], rows[start : start + step]
