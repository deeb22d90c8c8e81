"""The best set of accounts within what the department can carry, proven optimal."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from vitalfew.analysis.criteria import CapacityCriteria

    Floats = npt.NDArray[np.float64]
    Places = npt.NDArray[np.int64]

SCALE = 10**9
"""Values are compared as whole numbers, parts of the greatest one."""


@dataclass(frozen=True)
class Chosen:
    """The best set and its proof.

    Attributes
    ----------
    places
        Positions of the chosen accounts, ascending.
    objective, bound
        Sum of values of the set, and what no set can exceed; equal when optimal.
    status
        What the solver says: OPTIMAL when the set is proven best.
    """

    places: Places
    objective: float
    bound: float
    status: str


def room(accounts: int, criteria: CapacityCriteria) -> int:
    """How many key accounts there is room for.

    >>> from vitalfew.analysis.criteria import CapacityCriteria
    >>> [room(n, CapacityCriteria()) for n in (0, 3, 40, 635)]
    [1, 1, 8, 25]
    """
    # 0.2 × 15 is a little less than 3 in binary.
    share = math.floor(round(criteria.share_of_accounts * accounts, 9))
    return min(criteria.accounts, max(1, share))


def best_first(values: Floats, worth: Floats, *, first: int | None = None) -> Places:
    """Positions from best to worst: by value, by worth, then as they stand.

    `first` asks for so many only, which is faster than sorting them all.
    """
    scaled = _points(values)
    places = np.arange(len(values))
    if first is not None and first < len(values):
        least = np.partition(scaled, len(scaled) - first)[len(scaled) - first]
        places = np.flatnonzero(scaled >= least)
    money = np.where(np.isnan(worth), -np.inf, worth)[places]
    return places[np.lexsort((-money, -scaled[places]))][:first]


def choose(
    values: Floats,
    worth: Floats,
    *,
    places: int,
    hours: Floats,
    hours_in_all: float | None = None,
) -> Chosen:
    """Choose the set with the greatest sum of values, and prove that it is.

    Parameters
    ----------
    values
        The value of each account, zero or more.
    worth
        Decides between equal values. NaN when not known.
    places
        At most this many accounts.
    hours, hours_in_all
        Hours each account takes, and hours there are; None: hours are no limit.
    """
    kept = undominated(values, worth, places=places, hours=hours, limit=hours_in_all)
    if _all_fit(kept, places, hours, hours_in_all):
        # Nothing is below zero: no set has more than what nobody is left out of.
        most = sum(_points(values)[kept].tolist()) * _unit(values)
        return Chosen(np.sort(kept), most, most, "OPTIMAL")
    return _solve(values, kept, places, hours, hours_in_all)


def best_places(
    values: Floats,
    worth: Floats,
    *,
    places: int,
    hours: Floats,
    hours_in_all: float | None = None,
) -> Places:
    """The chosen positions only; without a limit of hours no solver is needed."""
    if hours_in_all is None:
        return np.sort(best_first(values, worth, first=places))
    return choose(
        values, worth, places=places, hours=hours, hours_in_all=hours_in_all
    ).places


def undominated(
    values: Floats,
    worth: Floats,
    *,
    places: int,
    hours: Floats,
    limit: float | None,
) -> Places:
    """Leave out accounts that no best set needs; the rest from best to worst.

    An account is not needed when `places` others are worth as much or more and take
    no more hours: one of them is free whenever it would be chosen. So the problem
    shrinks to few accounts, and its best set stays a best set of all.
    """
    if limit is None:
        return best_first(values, worth, first=places)
    cheapest: list[float] = []  # negated: the dearest of the cheapest comes first
    kept = []
    for place in best_first(values, worth).tolist():
        need = float(hours[place])
        if len(cheapest) < places:
            heapq.heappush(cheapest, -need)
            kept.append(place)
        elif need < -cheapest[0]:
            heapq.heapreplace(cheapest, -need)
            kept.append(place)
    return np.array(kept, dtype=np.int64)


def _all_fit(
    kept: Places, places: int, hours: Floats, hours_in_all: float | None
) -> bool:
    """Whether there is nothing to choose: always so where hours are no limit."""
    if len(kept) > places:
        return False
    return hours_in_all is None or sum(_minutes(hours, kept)) <= _limit(hours_in_all)


def _minutes(hours: Floats, kept: Places) -> list[int]:
    return [math.ceil(round(float(hours[place]) * 60, 6)) for place in kept]


def _limit(hours_in_all: float) -> int:
    return math.floor(round(hours_in_all * 60, 6))


def _solve(
    values: Floats,
    kept: Places,
    places: int,
    hours: Floats,
    hours_in_all: float | None,
) -> Chosen:
    # Brings pandas: a second that most choices can do without.
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    takes = [model.new_bool_var("") for _ in kept]
    model.add(cp_model.LinearExpr.sum(takes) <= places)
    if hours_in_all is not None:
        needed = cp_model.LinearExpr.weighted_sum(takes, _minutes(hours, kept))
        model.add(needed <= _limit(hours_in_all))
    # The last digits prefer the better-placed of equal sets, so that there is one best.
    digits = len(kept) * (places + 1) + 1
    worth = _points(values)[kept].tolist()
    points = [each * digits + len(kept) - at for at, each in enumerate(worth)]
    model.maximize(cp_model.LinearExpr.weighted_sum(takes, points))
    solver = cp_model.CpSolver()
    solver.parameters.random_seed = 1
    solver.parameters.num_workers = 1
    status = solver.solve(model)
    taken = [at for at, take in enumerate(takes) if solver.boolean_value(take)]
    return Chosen(
        places=np.sort(kept[taken]),
        objective=sum(worth[at] for at in taken) * _unit(values),
        bound=math.floor(solver.best_objective_bound / digits) * _unit(values),
        status=solver.status_name(status),
    )


def _unit(values: Floats) -> float:
    return float(values.max(initial=0.0)) / SCALE or 1.0


def _points(values: Floats) -> Places:
    return np.round(values / _unit(values)).astype(np.int64)
