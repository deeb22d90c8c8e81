"""Maximum likelihood over the logarithms of positive parameters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Objective = Callable[[Floats], tuple[float, Floats]]
    """Log-likelihood and its gradient, at natural parameters."""

TOLERANCE = 1e-6
"""A fit has converged when another Newton step would gain less log-likelihood."""
STEP = 1e-4
"""Step, in logarithms, of the differences of the gradient that give the Hessian."""
POLISHES = 50
FLAT = 1e-9
"""Curvature, an account, below which a direction of the likelihood counts as flat."""


class FitError(ValueError):
    """There is no usable fit; the message says why and what to do."""


@dataclass(frozen=True)
class Maximum:
    """Where a likelihood is greatest.

    Attributes
    ----------
    params
        Natural parameters, in the order of the objective's.
    log_likelihood
        In all, not the mean.
    gradient_norm
        Largest part of the gradient of the mean log-likelihood by log parameters,
        over those not held at a bound.
    hessian
        Second derivatives of the whole log-likelihood by log parameters.
    bound
        Which parameters are held at a bound.
    """

    params: Floats
    log_likelihood: float
    gradient_norm: float
    hessian: Floats
    bound: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class _Problem:
    """The mean log-likelihood by log parameters, within bounds."""

    objective: Objective
    accounts: float
    low: Floats
    high: Floats

    def loss(self, logs: Floats) -> tuple[float, Floats]:
        params = np.exp(logs)
        value, gradient = self.objective(params)
        if not (np.isfinite(value) and np.isfinite(gradient).all()):
            return 1e300, np.zeros_like(logs)
        return -value / self.accounts, -gradient * params / self.accounts

    def curvature(self, logs: Floats) -> Floats:
        """Second derivatives of the loss, from differences of its gradient."""
        rows = []
        for step in np.eye(len(logs)) * STEP:
            near = self.loss(logs + step)[1] - self.loss(logs - step)[1]
            far = self.loss(logs + 2 * step)[1] - self.loss(logs - 2 * step)[1]
            rows.append((8 * near - far) / (12 * STEP))
        found = np.array(rows)
        return (found + found.T) / 2

    def held(self, logs: Floats, slope: Floats) -> npt.NDArray[np.bool_]:
        """Which parameters stand at a bound and would go past it."""
        low = (logs <= self.low + 1e-9) & (slope > 0)
        return low | ((logs >= self.high - 1e-9) & (slope < 0))


def maximize(
    objective: Objective,
    starts: Sequence[Floats],
    *,
    accounts: float,
    low: Floats,
    high: Floats,
) -> Maximum:
    """The greatest log-likelihood from several starts, polished by Newton's method.

    Parameters
    ----------
    objective
        Whole log-likelihood and its gradient by natural parameters.
    starts
        Natural parameters to start from; the best end wins, the first of equals.
    accounts
        Sum of weights: the search works on the mean.
    low, high
        Bounds of the natural parameters, all above zero.

    Raises
    ------
    FitError
        When no start ends at a finite maximum.
    """
    from scipy.optimize import minimize

    problem = _Problem(objective, accounts, np.log(low), np.log(high))
    best: tuple[float, Floats] | None = None
    for start in starts:
        logs = np.clip(np.log(start), problem.low, problem.high)
        found = minimize(
            problem.loss,
            logs,
            jac=True,
            method="L-BFGS-B",
            bounds=list(zip(problem.low, problem.high, strict=True)),
            options={"maxiter": 500, "ftol": 1e-13, "gtol": 1e-8},
        )
        if best is None or found.fun < best[0] - 1e-10:
            best = float(found.fun), found.x
    if best is None or not best[0] < 1e299:
        raise FitError(
            "The likelihood is not finite at any start. Check the histories for"
            " extreme values, or fit a longer window."
        )
    return _polished(problem, best[1])


def _polished(problem: _Problem, logs: Floats) -> Maximum:
    """Newton steps, each checked, until another would gain next to nothing."""
    value, slope = problem.loss(logs)
    for _ in range(POLISHES):
        held = problem.held(logs, slope)
        curvature = problem.curvature(logs)
        step, gain = _newton(curvature, slope, held)
        if gain * problem.accounts < TOLERANCE:
            norm = float(np.abs(np.where(held, 0.0, slope)).max())
            return Maximum(
                np.exp(logs),
                -value * problem.accounts,
                norm,
                -curvature * problem.accounts,
                held,
            )
        moved = _shortened(problem, logs, value, step)
        if moved is None:
            break
        logs, value, slope = moved
    raise FitError(
        "The fit did not converge: the likelihood has no clear maximum. Fit more"
        " accounts or a longer window, or a model with fewer parameters (NBD)."
    )


def _newton(
    curvature: Floats, slope: Floats, held: npt.NDArray[np.bool_]
) -> tuple[Floats, float]:
    """A downhill step over the free parameters, and the loss it should save."""
    free = ~held
    step = np.zeros_like(slope)
    if not free.any():
        return step, 0.0
    values, vectors = np.linalg.eigh(curvature[np.ix_(free, free)])
    along = vectors.T @ slope[free]
    # A flat or upward direction is followed by its slope, at unit length at most.
    bent = np.maximum(np.abs(values), np.maximum(np.abs(along) / 2, 1e-12))
    step[free] = -vectors @ (along / bent)
    return step, float((along**2 / bent).sum() / 2)


def _shortened(
    problem: _Problem, logs: Floats, value: float, step: Floats
) -> tuple[Floats, float, Floats] | None:
    """The longest of the step's halves that lowers the loss."""
    for _ in range(40):
        tried = np.clip(logs + step, problem.low, problem.high)
        found, slope = problem.loss(tried)
        if found < value:
            return tried, found, slope
        step = step / 2
    return None
