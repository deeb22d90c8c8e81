"""Which method forecasts: the combination, or a simpler one that is surely better.

To pick one candidate of many is a bet on how the last years went; a combination that
leans to equal weights is none. So doubt decides for the combination.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from vitalfew.analysis.assessment.forecast.combination import (
    Mix,
    calibrated,
    combined,
    losses,
    single,
)

if TYPE_CHECKING:
    import numpy.typing as npt

    from vitalfew.analysis.assessment.forecast.seen import Seen

    Floats = npt.NDArray[np.float64]
    Places = npt.NDArray[np.int64]

CANDIDATES: Final = (
    "last_year",
    "second_half",
    "recent_6m",
    "recent_3m",
    "recent_12m",
    "trend",
    "purchases",
)
"""Simplest first."""
COMBINATION: Final = "combination"
SURELY: Final = 2.0
"""Standard errors by which a candidate must be better: the best of seven is by one
or more in every other firm where all are alike."""
FOLDS: Final = 2
SEED: Final = 1


def choose(origins: Sequence[Seen], *, whole: bool) -> tuple[str, Mix]:
    """The combination, unless one candidate is surely better.

    The combination is judged on accounts its weights were not found on.

    Parameters
    ----------
    origins
        The back-test.
    whole
        As in `calibrated`.

    Returns
    -------
    tuple
        The name and the mix, calibrated on all these origins.
    """
    found = judged(origins)
    name = COMBINATION
    for candidate in CANDIDATES:
        if candidate in found:
            gain = found[COMBINATION] - found[candidate]
            if gain.mean() > SURELY * _standard_error(gain) and (
                found[candidate].sum() < found[name].sum()
            ):
                name = candidate
    return name, calibrated(mixes(origins)[name], origins, whole=whole)


def judged(origins: Sequence[Seen]) -> Mapping[str, Floats]:
    """The loss of each method, summed over the origins, one entry an account.

    Accounts are those of all origins; one that an origin does not know loses nothing
    there.
    """
    names = [each.past.account_id.to_pylist() for each in origins]
    everyone = sorted(set().union(*names))
    place = {account: at for at, account in enumerate(everyone)}
    fold = np.random.default_rng(SEED).integers(FOLDS, size=len(everyone))
    places = [
        np.array([place[name] for name in each], dtype=np.int64) for each in names
    ]
    found: dict[str, Floats] = {}
    for out in range(FOLDS):
        learned = mixes(
            [
                seen.only(np.flatnonzero(fold[at] != out))
                for seen, at in zip(origins, places, strict=True)
            ]
        )
        for name, mix in learned.items():
            own = found.setdefault(name, np.zeros(len(everyone)))
            for seen, at in zip(origins, places, strict=True):
                mine = fold[at] == out
                own[at[mine]] += losses(mix, seen)[mine] / len(seen)
    return found


def mixes(origins: Sequence[Seen]) -> dict[str, Mix]:
    """Every method: the candidates all origins know, and their combination."""
    names = [
        name for name in CANDIDATES if all(name in seen.candidates for seen in origins)
    ]
    found = {name: single(name) for name in names}
    return found | {COMBINATION: combined(origins, names)}


def _standard_error(values: Floats) -> float:
    """Of a mean over accounts, taken as independent of each other."""
    if len(values) < 2:
        return 0.0
    return float(values.std(ddof=1) / np.sqrt(len(values)))
