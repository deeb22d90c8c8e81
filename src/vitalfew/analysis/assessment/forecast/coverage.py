"""How often intervals held, beside how often they said they would."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from vitalfew.analysis.assessment.forecast.intervals import (
    FIFTHS,
    LEVELS,
    fifths,
    holds,
)

if TYPE_CHECKING:
    import numpy.typing as npt

    from vitalfew.analysis.assessment.forecast.trial import Trial

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]
    Places = npt.NDArray[np.int64]


class Outcomes(NamedTuple):
    """Forecasts and what came, all origins below each other: arrays, an entry each.

    Attributes
    ----------
    account, origin
        Numbers of the account and of the origin.
    fifth
        Fifth of account size at the origin, 0 smallest.
    idle
        Whether nothing was bought.
    """

    account: Places
    origin: Places
    fifth: Places
    idle: Flags


def coverage(trials: Sequence[Trial]) -> dict[str, dict[str, Any]]:
    """Shares of outcomes, 0 to 1, of all accounts and by fifths, smallest first.

    Parameters
    ----------
    trials
        At least one origin with what was told and what came.

    Returns
    -------
    dict
        `80` and `50`: of these intervals, `all` and `fifths` say how often they held,
        `told` how often they said they would, and `standard_error` how sure the
        difference is (None where there is one outcome); the last two with `all` and
        `fifths` of their own. `idle`: `all` and `fifths` that bought nothing.
    """
    seen = _outcomes(trials)
    found = {f"{100 * level:.0f}": _held(trials, seen, level) for level in LEVELS[::-1]}
    return found | {"idle": _each(seen, lambda rows: float(seen.idle[rows].mean()))}


def _outcomes(trials: Sequence[Trial]) -> Outcomes:
    ids = [trial.seen.past.account_id.to_pylist() for trial in trials]
    _, account = np.unique([name for each in ids for name in each], return_inverse=True)
    return Outcomes(
        account=account,
        origin=np.repeat(np.arange(len(trials)), [len(each) for each in ids]),
        fifth=np.concatenate([fifths(trial.seen.past) for trial in trials]),
        idle=~np.concatenate([trial.seen.bought for trial in trials]),
    )


def _held(trials: Sequence[Trial], seen: Outcomes, level: float) -> dict[str, Any]:
    came = np.concatenate([trial.seen.worth for trial in trials])
    low, high = (
        np.concatenate([trial.told[f"{end}{100 * level:.0f}"] for trial in trials])
        for end in ("low", "high")
    )
    active = np.concatenate([trial.told["p_active"] for trial in trials])
    inside = holds(came, low, high).astype(float)
    told = said(low, high, active, level)
    return _each(seen, lambda rows: float(inside[rows].mean())) | {
        "told": _each(seen, lambda rows: float(told[rows].mean())),
        "standard_error": _each(
            seen,
            lambda rows: standard_error(
                (inside - told)[rows], seen.account[rows], seen.origin[rows]
            ),
        ),
    }


def said(low: Floats, high: Floats, active: Floats, level: float) -> Floats:
    """How often each interval says it holds: one of no width, as often as no purchase.

    Where buying nothing is more likely than the level, no narrower interval exists.
    """
    return np.where((low == 0) & (high == 0), 1 - active, level)


def standard_error(missed: Floats, account: Places, origin: Places) -> float | None:
    """Standard error of a mean of outcomes that share accounts and years; 0 to 1.

    Outcomes of one account are alike, and so are those of one origin: a year is good
    or bad for many. Clustered both ways, with origins corrected for being few; never
    less than by accounts alone. None for one outcome.

    Source: A. C. Cameron, J. B. Gelbach and D. L. Miller, "Robust inference with
    multiway clustering", *Journal of Business & Economic Statistics* 29 (2011).
    """
    if len(missed) < 2:
        return None
    off = missed - missed.mean()
    by_account = _clustered(off, account)
    origins = len(np.unique(origin))
    both = by_account
    if origins > 1:
        by_origin = _clustered(off, origin) * origins / (origins - 1)
        both = by_account + by_origin - float((off**2).sum())
    return float(np.sqrt(max(by_account, both))) / len(missed)


def _clustered(off: Floats, cluster: Places) -> float:
    return float((np.bincount(cluster, off) ** 2).sum())


def _each(seen: Outcomes, of: Callable[[Flags], float | None]) -> dict[str, Any]:
    """The same of all accounts, and of each fifth; None where one is empty."""
    parts = [seen.fifth == fifth for fifth in range(FIFTHS)]
    return {
        "all": of(np.ones(len(seen.fifth), dtype=bool)),
        "fifths": [of(rows) if rows.any() else None for rows in parts],
    }
