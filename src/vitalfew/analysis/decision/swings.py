"""The sets of weights under which a verdict is tried again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

DESIGN = (1, 1, -1, 1, 1, 1, -1, -1, -1, 1, -1)
"""First run of the design of Plackett and Burman (1946) for up to 11 factors."""


def swings(weights: int, swing: float) -> npt.NDArray[np.float64]:
    """Factors by which to multiply the weights; one row a trial, the same every time.

    Each weight alone up and alone down; then all weights at once, each up or down,
    in the 12 runs of a Plackett-Burman design and their 12 mirror images, so that
    every pair of weights is tried in all four combinations equally often.

    >>> swings(9, 0.2).shape
    (42, 9)
    >>> swings(9, 0.2)[0].tolist()
    [1.2, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]
    """
    alone = np.vstack([np.eye(weights), -np.eye(weights)])
    runs = [np.roll(DESIGN, shift) for shift in range(len(DESIGN))]
    corners = np.vstack([*runs, np.full(len(DESIGN), -1)])[:, :weights]
    return 1 + swing * np.vstack([alone, corners, -corners])
