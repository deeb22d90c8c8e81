"""Nodes for a mean over the chance of dropping out, which is beta distributed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

NODES = 64
DECAY = 40.0
"""Tails below e⁻⁴⁰ of the whole are left out."""


class Chances(NamedTuple):
    """Chances p of dropping out, with −log(1 − p) and weights: rows by nodes."""

    drop: Floats
    hazard: Floats
    weights: Floats


def beta_nodes(a: float, b: Floats, reach: Floats) -> Chances:
    """Nodes and weights for the mean of a function of p over Beta(a, b), a row each.

    The trapezoidal rule in a variable v with logit p = v − s·e^(−(v − left)/s) +
    s·e^((v − right)/s): it runs evenly where the integrand lives, and out of long
    tails (small a or b) at double-exponential speed. Weights add up to one.

    Parameters
    ----------
    a, b
        Parameters of the beta distribution, above zero.
    reach
        Logarithm of how small a p still changes the function, its sign reversed.
    """
    spread = 1 / np.sqrt(np.maximum(1.0, a * b / (a + b)))
    center = np.log(a) - np.log(b)
    shifted = np.log(max(a - 1, 1e-300)) - np.log(b)
    left = np.minimum(center, np.maximum(-reach, shifted)) - 2 * spread
    right = np.maximum(center, np.minimum(-np.log(b), 0.0)) + 2 * spread
    cut = DECAY / b
    last = np.where(cut < 30, np.log(np.expm1(np.minimum(cut, 30))), cut)
    before = np.maximum(DECAY / a, 7 * spread)
    after = np.maximum(last - right, 7 * spread)
    start = left - spread * np.log1p(before / spread)
    end = right + spread * np.log1p(after / spread)
    grid = np.linspace(0.0, 1.0, NODES)
    v = start[:, None] + (end - start)[:, None] * grid
    s = spread[:, None]
    down, up = np.exp((left[:, None] - v) / s), np.exp((v - right[:, None]) / s)
    logit = v + s * (up - down)
    hazard = np.logaddexp(0.0, logit)
    logs = a * (logit - hazard) - b[:, None] * hazard + np.log1p(down + up)
    weights = np.exp(logs - logs.max(axis=1, keepdims=True))
    # Smaller chances make no difference to anything, but would be zero.
    shown = np.maximum(logit, -690.0)
    hazard = np.logaddexp(0.0, shown)
    drop = np.exp(shown - hazard)
    return Chances(drop, hazard, weights / weights.sum(axis=1, keepdims=True))
