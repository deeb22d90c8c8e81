"""Erlang stages: a purchase is the last of k random steps, so k tells regularity."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]


class StageSum(NamedTuple):
    """Logarithm of Σ (shape)_j partʲ ÷ j! over j < k, and its derivatives."""

    log: Floats
    by_shape: Floats
    by_part: Floats


def stage_sum(shape: Floats, part: Floats, k: int) -> StageSum:
    """How much likelier silence is because fewer than k steps are no purchase yet.

    Parameters
    ----------
    shape
        Shape of the gamma distribution of the rate.
    part
        Time since the last purchase ÷ (α + whole time), below 1.
    k
        Steps between purchases; with one the sum is 1.
    """
    by_shape, by_part = np.zeros_like(shape), np.zeros_like(shape)
    if k == 1:
        return StageSum(np.zeros_like(shape), by_shape, by_part)
    value = np.ones_like(shape)
    for j in range(k - 1, 0, -1):
        factor = (shape + (j - 1)) / j
        by_shape = part * (value / j + factor * by_shape)
        by_part = factor * (value + part * by_part)
        value = 1 + part * factor * value
    return StageSum(np.log(value), by_shape / value, by_part / value)


def phases(shape: Floats, part: Floats, k: int) -> Floats:
    """Probability of each number of steps (rows 0 … k − 1) made since the last one."""
    terms = np.ones((k, len(part)))
    for j in range(1, k):
        terms[j] = terms[j - 1] * part * (shape + (j - 1)) / j
    found: Floats = terms / terms.sum(axis=0)
    return found
