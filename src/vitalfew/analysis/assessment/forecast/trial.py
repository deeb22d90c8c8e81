"""Forecasts of the past, made from what was known by then, or from other accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from vitalfew.analysis.assessment.forecast.activity import hiatus
from vitalfew.analysis.assessment.forecast.method import learn

if TYPE_CHECKING:
    import numpy.typing as npt

    from vitalfew.analysis.assessment.forecast.seen import Seen

    Floats = npt.NDArray[np.float64]

LEAST_OUTCOMES: Final = 30
"""Outcomes from which a method can be learned."""
PARTS: Final = 5
"""Parts of the accounts; each is told from the others."""
MANY: Final = 5_000
"""Accounts of which half teach as much as most do."""


@dataclass(frozen=True)
class Trial:
    """One origin of the record.

    Attributes
    ----------
    seen
        What was known, and what came.
    told
        The columns of `Method.tell`, aligned with the accounts of `seen`.
    margin
        What sales leave, as it was expected of each account.
    waited
        Probability of a purchase by the best rule of silence, learned from the same
        outcomes.
    earlier_only
        Whether it was learned from outcomes that had ended by then; otherwise from
        other accounts, part by part.
    """

    seen: Seen
    told: dict[str, Floats]
    margin: Floats
    waited: Floats
    earlier_only: bool


def trials(origins: Sequence[Seen], *, whole: bool, credited: bool) -> list[Trial]:
    """Forecast every origin of the back-test without its own outcome.

    Parameters
    ----------
    origins
        The back-test, the latest first.
    whole, credited
        As in `learn`.
    """
    found = []
    for at, seen in enumerate(origins):
        ended = [each for each in origins[at + 1 :] if _ended(each, seen)]
        if sum(map(len, ended)) >= LEAST_OUTCOMES:
            method = learn(ended, whole=whole, credited=credited)
            found.append(
                Trial(
                    seen,
                    method.tell(seen),
                    margin=method.margin.of(seen.past),
                    waited=hiatus(ended).probability(seen),
                    earlier_only=True,
                )
            )
        else:
            found.append(_by_parts(seen, origins[at:], whole=whole, credited=credited))
    return found


def _ended(earlier: Seen, seen: Seen) -> bool:
    end = earlier.past.origin + timedelta(days=int(earlier.horizon))
    return end <= seen.past.origin


def _by_parts(
    seen: Seen, origins: Sequence[Seen], *, whole: bool, credited: bool
) -> Trial:
    """Each part of the accounts, learned from the other parts."""
    many = 2 if len(seen) > MANY else PARTS
    parts = [np.arange(first, len(seen), many) for first in range(many)]
    told: dict[str, Floats] = {}
    margin, waited = np.empty(len(seen)), np.empty(len(seen))
    for out in parts:
        own = set(seen.past.account_id.take(out).to_pylist())
        others = [_without(each, own) for each in origins]
        method = learn(others, whole=whole, credited=credited)
        margin[out] = method.margin.of(seen.past)[out]
        waited[out] = hiatus(others).probability(seen)[out]
        for name, column in method.tell(seen).items():
            told.setdefault(name, np.empty(len(seen)))[out] = column[out]
    return Trial(seen, told, margin, waited, earlier_only=False)


def _without(seen: Seen, accounts: set[str]) -> Seen:
    kept = [
        place
        for place, account in enumerate(seen.past.account_id.to_pylist())
        if account not in accounts
    ]
    return seen.only(np.array(kept, dtype=np.int64))
