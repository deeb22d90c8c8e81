"""Which accounts to propose as key accounts, which to watch, and which not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from vitalfew.analysis.criteria import AXES, Criteria
from vitalfew.analysis.decision.capacity import Chosen, best_places, choose, room
from vitalfew.analysis.decision.scores import MOST, Axis, Matrix, axis, matrix, reach
from vitalfew.analysis.decision.swings import swings

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]
    Codes = npt.NDArray[np.int64]

Verdict = Literal["propose", "watch", "no"]

VERDICTS: tuple[Verdict, ...] = ("no", "watch", "propose")
NO, WATCH, PROPOSE = range(3)
"""Verdicts as small numbers, which compare faster; places in `VERDICTS`."""


@dataclass(frozen=True)
class Field:
    """The accounts to choose from: arrays with one entry an account, by account_id.

    Attributes
    ----------
    factors
        Score of each factor of `criteria.AXES`, 1 to 5; NaN when unknown.
    ruled_out
        True where a knock-out applies.
    worth
        What the account brings a year. NaN when unknown.
    hours
        Hours a year the account would take.
    accounts
        How many accounts the firm has: the share of the capacity is of these.
    left_out
        True for accounts of which only the worth is known: they are not chosen, and
        `Selection.final` says whether any of them could have been.
    """

    factors: Mapping[str, Floats]
    ruled_out: Flags
    worth: Floats
    hours: Floats
    accounts: int
    left_out: Flags | None = None

    @property
    def open(self) -> Flags:
        """True for accounts that may be chosen if they reach the thresholds."""
        if self.left_out is None:
            return ~self.ruled_out
        return ~self.ruled_out & ~self.left_out


@dataclass(frozen=True)
class Selection:
    """What was chosen, with its proof.

    Attributes
    ----------
    verdict
        One an account, as a place in `VERDICTS`.
    attractiveness, strength
        The two axes.
    clears
        True where both thresholds are reached and no knock-out applies.
    stability
        Share of the swings of the weights in which the verdict stays (0 to 1).
    places
        Room for this many key accounts.
    value
        What an account adds to a set: worth × attractiveness × strength, the axes as
        parts of 5. Zero where one of them is not known.
    cut
        Value of the weakest chosen account; None while there is room.
    chosen
        The best set, its objective, its bound and the solver's status.
    too_large
        More are proposed than a program of few should have.
    final
        True when no account that was left out could take a place, whatever is found
        of it and however the weights move: none counts more than it is worth.
    """

    verdict: Codes
    attractiveness: Axis
    strength: Axis
    clears: Flags
    stability: Floats
    places: int
    value: Floats
    cut: float | None
    chosen: Chosen
    too_large: bool
    final: bool


def select(field: Field, *, criteria: Criteria) -> Selection:
    """Choose the best set of key accounts within the department's capacity.

    Parameters
    ----------
    field
        The accounts with the scores of their factors, in order of account_id.
    criteria
        Weights, thresholds and capacity.

    Notes
    -----
    Rules, worked table and source: ``docs/methods/selection.md``.
    """
    attractive, strong = (
        matrix(field.factors, name, criteria.weights) for name in AXES
    )
    across, up = axis(attractive), axis(strong)
    clears = _clears(across, up, field, criteria)
    places = room(field.accounts, criteria.capacity)
    candidates = np.flatnonzero(clears)
    values = _values(across, up, field)
    value = values[candidates]
    chosen = choose(
        value,
        field.worth[candidates],
        places=places,
        hours=field.hours[candidates],
        hours_in_all=criteria.capacity.hours,
    )
    proposed = candidates[chosen.places]
    full = len(proposed) < len(candidates)
    cut = float(value[chosen.places].min()) if full and len(proposed) else None
    stability, least = _stability(attractive, strong, proposed, field, criteria)
    return Selection(
        verdict=_verdicts(across, up, proposed, field, criteria),
        attractiveness=across,
        strength=up,
        clears=clears,
        stability=stability,
        places=places,
        value=values,
        cut=cut,
        chosen=Chosen(proposed, chosen.objective, chosen.bound, chosen.status),
        too_large=len(proposed) > criteria.capacity.warn_above,
        final=_final(field, -np.inf if cut is None else min(cut, least), criteria),
    )


def _final(field: Field, least: float, criteria: Criteria) -> bool:
    if field.left_out is None or not field.left_out.any():
        return True
    greatest = np.nanmax(field.worth[field.left_out])
    # With hours to share, a lesser account can have the better claim.
    return criteria.capacity.hours is None and bool(least > greatest)


def _values(across: Axis, up: Axis, field: Field) -> Floats:
    value = field.worth * (across.score / MOST) * (up.score / MOST)
    return np.maximum(np.nan_to_num(value), 0.0)


def _clears(across: Axis, up: Axis, field: Field, criteria: Criteria) -> Flags:
    limits = criteria.selection
    with np.errstate(invalid="ignore"):
        reached = (across.score >= limits.attractiveness) & (
            up.score >= limits.strength
        )
    return np.asarray(reached & field.open)


def _verdicts(
    across: Axis,
    up: Axis,
    proposed: npt.NDArray[np.int64],
    field: Field,
    criteria: Criteria,
) -> Codes:
    """Proposed; to be watched, when it could still come to that; or no."""
    limits = criteria.selection
    with np.errstate(invalid="ignore"):
        attractive = across.score >= limits.attractiveness
        near = (across.score >= limits.attractiveness - limits.watch_within) & (
            up.score >= limits.strength - limits.watch_within
        )
        could = (across.high >= limits.attractiveness) & (up.high >= limits.strength)
        could &= ~(up.score < limits.strength)
    watch = ~field.ruled_out & (attractive | near | could)
    verdict = np.where(watch, WATCH, NO)
    verdict[proposed] = PROPOSE
    return verdict


def _stability(
    attractive: Matrix,
    strong: Matrix,
    proposed: npt.NDArray[np.int64],
    field: Field,
    criteria: Criteria,
) -> tuple[Floats, float]:
    """How often each verdict stays when the weights move; knock-outs never move.

    And the least value that was enough for a place.
    """
    stability = np.ones(len(field.worth))
    possible = np.flatnonzero(field.open)
    unsettled = _unsettled(attractive.rows(possible), strong.rows(possible), criteria)
    open_ = possible[unsettled]
    if not len(open_):
        return stability, np.inf
    part = Field(
        factors={},
        ruled_out=field.ruled_out[open_],
        worth=field.worth[open_],
        hours=field.hours[open_],
        accounts=field.accounts,
    )
    across, up = attractive.rows(open_), strong.rows(open_)
    chosen = np.searchsorted(open_, proposed)
    base = _verdicts(axis(across), axis(up), chosen, part, criteria)
    same = np.zeros(len(open_))
    least = np.inf
    split = len(across.weights)
    moves = swings(split + len(up.weights), criteria.selection.weight_swing)
    for move in moves:
        moved = axis(across.moved(move[:split])), axis(up.moved(move[split:]))
        verdicts, cut = _swung(*moved, part, criteria)
        same += verdicts == base
        least = min(least, cut)
    stability[open_] = same / len(moves)
    return stability, least


def _unsettled(attractive: Matrix, strong: Matrix, criteria: Criteria) -> Flags:
    """Accounts whose verdict could move with the weights, or move that of others.

    Most accounts lie so far from the thresholds that no swing takes them across.
    """
    across, up = axis(attractive), axis(strong)
    swing, limits = criteria.selection.weight_swing, criteria.selection
    near_across, far_across = reach(attractive, across, swing)
    near_up, far_up = reach(strong, up, swing)
    with np.errstate(invalid="ignore"):
        may_clear = (across.score + near_across >= limits.attractiveness) & (
            up.score + near_up >= limits.strength
        )
        on_edge = (np.abs(across.high - limits.attractiveness) <= far_across) | (
            np.abs(up.high - limits.strength) <= far_up
        )
        for below in (0.0, limits.watch_within):
            on_edge |= (
                np.abs(across.score - limits.attractiveness + below) <= near_across
            )
            on_edge |= np.abs(up.score - limits.strength + below) <= near_up
        hopeless = (
            across.high + far_across < limits.attractiveness - limits.watch_within
        )
    return np.asarray(~hopeless & (may_clear | on_edge))


def _swung(
    across: Axis, up: Axis, field: Field, criteria: Criteria
) -> tuple[Codes, float]:
    candidates = np.flatnonzero(_clears(across, up, field, criteria))
    value = _values(across, up, field)[candidates]
    chosen = best_places(
        value,
        field.worth[candidates],
        places=room(field.accounts, criteria.capacity),
        hours=field.hours[candidates],
        hours_in_all=criteria.capacity.hours,
    )
    full = 0 < len(chosen) < len(candidates)
    cut = float(value[chosen].min()) if full else -np.inf
    return _verdicts(across, up, candidates[chosen], field, criteria), cut
