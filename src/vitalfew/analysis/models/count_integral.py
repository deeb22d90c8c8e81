"""The integral a number of purchases before dropping out is made of.

∫₀ᵗ (τ/(a + τ))ᵏ (1 + τ/a)⁻ᵖ (1 + τ/b)⁻ᵠ dτ for a count k of 1 or more. Over y = log τ
the logarithm of the integrand is concave with a top at the root of a quadratic; between
the places where it has fallen far to both sides, Gauss-Legendre nodes converge fast.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numpy.polynomial.legendre import leggauss

Floats = npt.NDArray[np.float64]

NODES, WEIGHTS = leggauss(64)
NEGLIGIBLE = 32.0
"""Where the integrand has fallen by e to this power, the rest is left out (1e-14)."""
ROWS = 1024
"""Rows worked on at a time: what the processor's cache holds."""


def log_count_integral(
    count: Floats, p: Floats, a: Floats, q: float, b: Floats, t: Floats
) -> Floats:
    """The logarithm of the integral, of any shape; −∞ where `t` is 0."""
    columns = np.broadcast_arrays(count, p, a, b, t)
    flat_count, flat_p, flat_a, flat_b, flat_t = (each.ravel() for each in columns)
    found = np.full(flat_t.shape, -np.inf)
    rows = np.flatnonzero(flat_t > 0)
    for start in range(0, len(rows), ROWS):
        part = rows[start : start + ROWS]
        curve = _Curve(flat_count[part], flat_p[part], flat_a[part], q, flat_b[part])
        found[part] = curve.integrated(np.log(flat_t[part]))
    return found.reshape(columns[0].shape)


@dataclass(frozen=True)
class _Curve:
    """exp(h(y)) with h(y) = y + k log(τ/(a+τ)) − p log(1+τ/a) − q log(1+τ/b)."""

    count: Floats
    p: Floats
    a: Floats
    q: float
    b: Floats

    def height(self, y: Floats) -> Floats:
        """At one place a row, or at a column of places each: y has the rows last."""
        found: Floats = (
            (self.count + 1) * y
            - self.count * np.log(self.a)
            - (self.p + self.count) * np.log1p(np.exp(y - np.log(self.a)))
            - self.q * np.log1p(np.exp(y - np.log(self.b)))
        )
        return found

    def slope(self, y: Floats) -> Floats:
        by_a = (self.p + self.count) / (1 + np.exp(np.log(self.a) - y))
        by_b = self.q / (1 + np.exp(np.log(self.b) - y))
        found: Floats = self.count + 1 - by_a - by_b
        return found

    def integrated(self, end: Floats) -> Floats:
        """The logarithm, up to y = `end`."""
        peak = np.minimum(self._peak(), end)
        top = self.height(peak)
        # To the left the curve lies below its tangent at −∞, whose height is known.
        start = (top - NEGLIGIBLE + self.count * np.log(self.a)) / (self.count + 1)
        start, end = (
            self.brought_near(top - NEGLIGIBLE, side) for side in (start, end)
        )
        half = (end - start) / 2
        y = start + half * (1 + NODES[:, None])
        total = WEIGHTS @ np.exp(self.height(y) - top)
        found: Floats = np.log(total * half) + top
        return found

    def _peak(self) -> Floats:
        """The root of the slope, a quadratic in τ."""
        square = self.p + self.q - 1
        linear = self.a * (1 + self.count - self.q) + self.b * (1 - self.p)
        constant = self.a * self.b * (1 + self.count)
        root = np.sqrt(linear**2 + 4 * square * constant)
        # The form of the root in which nothing cancels.
        above = np.where(linear > 0, linear + root, 2 * constant)
        found: Floats = np.log(above / np.where(linear > 0, 2 * square, root - linear))
        return found

    def brought_near(self, level: Floats, y: Floats) -> Floats:
        """Closer to where the curve crosses this level, from outside, never past it."""
        y = y.copy()
        while np.any(below := self.height(y) < level - 1):
            step = (level - self.height(y)) / self.slope(y)
            y[below] += step[below]
        return y
