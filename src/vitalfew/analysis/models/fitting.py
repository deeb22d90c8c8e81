"""Maximum likelihood over the logarithms of positive parameters."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt
    from threadpoolctl import ThreadpoolController

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]
    Objective = Callable[[Floats], tuple[float, Floats]]
    """Log-likelihood and its gradient, at natural parameters."""

TOLERANCE = 1e-6
"""A fit has converged when another Newton step would gain less log-likelihood."""
NOISE = 1e-13
"""Relative error of a sum over many accounts: gains below it cannot be seen."""
STEP = 2e-4
"""Step, in logarithms, of the differences of the gradient that give the Hessian."""
ROUNDING = 0.01
"""Log-likelihood that a step may promise and not gain: on ridges, where parameters are
huge, the sums of logarithms are known no better."""
POLISHES = 100
CHASES = 20
"""Steps tried on the way a sample has shown; eight cost as much as to look anew."""
FLAT = 1e-9
"""Curvature, an account, below which a direction of the likelihood counts as flat."""
SCOUTED = 10_000
"""With more distinct rows the search starts on a sample of this many accounts."""
DIVERGED = 1e300


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
    accounts
        Sum of weights.
    """

    params: Floats
    log_likelihood: float
    gradient_norm: float
    hessian: Floats
    bound: Flags
    accounts: float

    @property
    def covariance(self) -> tuple[Floats, Flags]:
        """Covariance of the log parameters, and which of them are not identified.

        Where the likelihood is flat, or a parameter is held at a bound, there is
        no variance; what is given for these is zero.
        """
        free = np.flatnonzero(~self.bound)
        found, unknown = np.zeros_like(self.hessian), self.bound.copy()
        if not len(free):
            return found, unknown
        values, vectors = np.linalg.eigh(-self.hessian[np.ix_(free, free)])
        flat = values <= FLAT * self.accounts
        unknown[free] = (np.abs(vectors[:, flat]) > 0.1).any(axis=1)
        known = vectors[:, ~flat]
        found[np.ix_(free, free)] = (known / values[~flat]) @ known.T
        return found, unknown

    def standard_errors(self) -> list[float | None]:
        """Standard errors of natural parameters; None where not identified.

        At a maximum the error of a parameter is the parameter times the error of its
        logarithm (delta method).
        """
        covariance, unknown = self.covariance
        errors = self.params * np.sqrt(np.diag(covariance))
        pairs = zip(errors.tolist(), unknown.tolist(), strict=True)
        return [None if lost else error for error, lost in pairs]


@dataclass(frozen=True)
class Search:
    """What is maximized: the log-likelihood of some accounts, within bounds.

    Attributes
    ----------
    objective
        Whole log-likelihood and its gradient by natural parameters.
    accounts
        Sum of weights: the search works on the mean.
    low, high
        Bounds of the natural parameters, all above zero.
    """

    objective: Objective
    accounts: float
    low: Floats
    high: Floats

    def loss(self, logs: Floats) -> tuple[float, Floats]:
        """Minus the mean log-likelihood and its slope, at log parameters."""
        params = np.exp(logs)
        value, gradient = self.objective(params)
        if not (np.isfinite(value) and np.isfinite(gradient).all()):
            return DIVERGED, np.zeros_like(logs)
        return -value / self.accounts, -gradient * params / self.accounts

    def curvature(self, logs: Floats) -> Floats:
        """Second derivatives of the loss, from differences of its slope."""
        found = np.array(
            [
                (self.loss(logs + step)[1] - self.loss(logs - step)[1]) / (2 * STEP)
                for step in np.eye(len(logs)) * STEP
            ]
        )
        symmetric: Floats = (found + found.T) / 2
        return symmetric

    def pressed(self, logs: Floats, toward: Floats) -> Flags:
        """Which parameters stand at a bound and would go past it."""
        low = (logs <= np.log(self.low) + 1e-9) & (toward < 0)
        return low | ((logs >= np.log(self.high) - 1e-9) & (toward > 0))

    def reached(self, logs: Floats, step: Floats) -> float:
        """The part of a step after which the first parameter reaches a bound."""
        ends = np.where(step > 0, np.log(self.high), np.log(self.low))
        moving = step != 0
        parts = (ends - logs)[moving] / step[moving]
        return float(min(1.0, parts.min(initial=1.0)))

    def within(self, logs: Floats) -> Floats:
        """The nearest log parameters within the bounds."""
        found: Floats = np.clip(logs, np.log(self.low), np.log(self.high))
        return found


def maximize(
    search: Search,
    starts: Sequence[Floats],
    *,
    scout: Search | None = None,
    close: bool = False,
) -> Maximum:
    """The greatest log-likelihood from several starts, polished by Newton's method.

    Parameters
    ----------
    search
        What is maximized.
    starts
        Natural parameters to start from; the best end wins, the first of equals.
    scout
        The same over a sample: then all starts are tried on it, and the search over
        all accounts starts where it ends.
    close
        The only start is close to the maximum: Newton steps lead there soonest.

    Raises
    ------
    FitError
        When no start ends at a finite maximum.
    """
    with one_thread():
        if scout is None:
            found = _nearby(search, starts[0]) if close else None
            return found or _polished(search, _descended(search, starts))
        logs = _descended(scout, starts)
        return _polished(search, _chased(search, logs, scout.curvature(logs)))


@contextlib.contextmanager
def one_thread() -> Iterator[None]:
    """Linear algebra without threads of its own, also around a function.

    The matrices here are small or narrow: its threads would wait for each other longer
    than they compute, and sums would depend on how many processors there are.
    """
    with _libraries().limit(limits=1, user_api="blas"):
        yield


@cache
def _libraries() -> ThreadpoolController:
    """The libraries of this process; looking for them takes longer than a small fit."""
    import scipy.optimize  # noqa: F401  brings one, which must be there to be found
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def _nearby(search: Search, start: Floats) -> Maximum | None:
    with contextlib.suppress(FitError):
        return _polished(search, search.within(np.log(start)))
    return None


def _descended(search: Search, starts: Sequence[Floats]) -> Floats:
    from scipy.optimize import minimize

    best, least = None, DIVERGED
    bounds = list(zip(np.log(search.low), np.log(search.high), strict=True))
    for start in starts:
        found = minimize(
            search.loss,
            search.within(np.log(start)),
            jac=True,
            method="L-BFGS-B",
            bounds=bounds,
            options={"maxiter": 500, "ftol": 1e-12, "gtol": 1e-7},
        )
        if found.fun < least - 1e-10:
            best, least = found.x, float(found.fun)
    if best is None:
        raise FitError(
            "The likelihood is not finite at any start. Look for extreme values among"
            " the accounts, or leave them out."
        )
    logs: Floats = best
    return logs


def _chased(search: Search, logs: Floats, curvature: Floats) -> Floats:
    """Steps by the curvature of a sample, to where they promise nothing.

    What each step shows of the curvature of all accounts is taken over (BFGS).
    """
    value, slope = search.loss(logs)
    for _ in range(CHASES):
        step, gain, _ = _newton(search, logs, slope, curvature)
        if gain * search.accounts < TOLERANCE / 10:
            break
        moved = _shortened(search, logs, value, step)
        if moved is None:
            break
        there, value, steeper = moved
        curvature = _learned(curvature, there - logs, steeper - slope)
        logs, slope = there, steeper
    return logs


def _learned(curvature: Floats, step: Floats, bend: Floats) -> Floats:
    """The curvature, made to say by how much the slope has changed on a step."""
    said = curvature @ step
    if min(step @ bend, step @ said) <= 0:
        return curvature
    learned: Floats = curvature + np.outer(bend, bend) / (step @ bend)
    return learned - np.outer(said, said) / (step @ said)


def _polished(search: Search, logs: Floats) -> Maximum:
    """Newton steps, each checked, until another would gain next to nothing."""
    value, slope = search.loss(logs)
    enough = max(TOLERANCE, NOISE * abs(value) * search.accounts)
    for _ in range(POLISHES):
        curvature = search.curvature(logs)
        step, gain, held = _newton(search, logs, slope, curvature)
        promised = gain * search.accounts
        moved = None
        if promised >= enough:
            moved = _shortened(search, logs, value, step)
        if moved is None and promised < ROUNDING:
            return Maximum(
                params=np.exp(logs),
                log_likelihood=-value * search.accounts,
                gradient_norm=float(np.abs(np.where(held, 0.0, slope)).max()),
                hessian=-curvature * search.accounts,
                bound=held,
                accounts=search.accounts,
            )
        if moved is None:
            break
        logs, value, slope = moved
    raise FitError(
        "The fit did not converge: the likelihood has no clear maximum. Fit more"
        " accounts or a longer window, or a model with fewer parameters (NBD)."
    )


def _newton(
    search: Search, logs: Floats, slope: Floats, curvature: Floats
) -> tuple[Floats, float, Flags]:
    """A downhill step, the loss it should save, and the parameters it has to hold."""
    held = search.pressed(logs, -slope)
    for _ in range(len(slope)):
        step, gain = _free_step(curvature, slope, ~held)
        pressed = search.pressed(logs, step)
        if not pressed.any():
            break
        held |= pressed
    return step, gain, held


def _free_step(curvature: Floats, slope: Floats, free: Flags) -> tuple[Floats, float]:
    step = np.zeros_like(slope)
    if not free.any():
        return step, 0.0
    values, vectors = np.linalg.eigh(curvature[np.ix_(free, free)])
    along = vectors.T @ slope[free]
    # A flat or upward direction is followed by its slope, two logarithms at most.
    bent = np.maximum(np.abs(values), np.maximum(np.abs(along) / 2, 1e-12))
    step[free] = -vectors @ (along / bent)
    return step, float((along**2 / bent).sum() / 2)


def _shortened(
    search: Search, logs: Floats, value: float, step: Floats
) -> tuple[Floats, float, Floats] | None:
    """The longest of the step's halves within the bounds that lowers the loss."""
    step = step * search.reached(logs, step)
    for _ in range(40):
        tried = search.within(logs + step)
        found, slope = search.loss(tried)
        if found < value:
            return tried, found, slope
        step = step / 2
    return None
